"""A scanned page lies where its row says, or nowhere."""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moderation.models import Incident
from portal.refusals import InvalidInput
from portal.scans import scan_kept

PAGE = b"%PDF-1.7 a page"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Have files lie in a folder of their own."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def _files(folder: Path) -> list[bytes]:
    return [found.read_bytes() for found in folder.rglob("*") if found.is_file()]


def _given(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("page.pdf", content)


def test_a_page_is_kept_under_its_hash(folder: Path) -> None:
    row = Incident()

    with scan_kept(row.file, _given(PAGE), called="page", most_bytes=100) as digest:
        assert digest == hashlib.sha256(PAGE).hexdigest()

    assert str(row.file.name).endswith(f"/{digest}.pdf")
    assert _files(folder) == [PAGE]


def test_where_the_row_is_not_saved_there_is_no_file(folder: Path) -> None:
    row = Incident()

    with suppress(ZeroDivisionError), scan_kept(row.file, _given(PAGE), called="page", most_bytes=100):
        assert _files(folder) == [PAGE]
        raise ZeroDivisionError

    assert _files(folder) == []


def test_without_a_page_there_is_no_hash(folder: Path) -> None:
    row = Incident()

    with scan_kept(row.file, None, called="page", most_bytes=100) as digest:
        assert digest == ""

    assert not row.file
    assert _files(folder) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"MZ, named .pdf", "must be a PDF, a JPEG or a PNG"), (PAGE + b" " * 100, "The page is larger than")],
)
def test_what_is_no_page_is_refused_by_what_it_holds(folder: Path, content: bytes, why: str) -> None:
    kept = scan_kept(Incident().file, _given(content), called="page", most_bytes=100)

    with pytest.raises(InvalidInput, match=why), kept:
        pytest.fail("it is not kept")

    assert _files(folder) == []

"""The disk is full, or cannot be written: whoever uploads or issues is told in words, and nothing is half-written."""

import errno
import os
from itertools import count
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client

from portal.channels.models import Delivery, LetterFile
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Media, Revision
from tests.makers import (
    content_for,
    make_approved,
    make_channels,
    make_communication,
    make_council,
    make_person,
    sign_in,
)
from tests.walks.world import picture

pytestmark = pytest.mark.django_db


class Full:
    """A file on a disk that takes half of what is written, and then says that it is full."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def write(self, data: bytes) -> int:
        """Write half and fail."""
        os.write(self.descriptor, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        """Close it."""
        os.close(self.descriptor)


@pytest.fixture
def media(tmp_path: Path, settings: object) -> Path:
    root = tmp_path / "media"
    settings.MEDIA_ROOT = str(root)  # type: ignore[attr-defined]
    return root


@pytest.fixture
def clerk() -> Person:
    council = make_council()
    make_channels(council)
    return make_person(council=council, role=Role.CLERK)


def fill(monkeypatch: pytest.MonkeyPatch, fits: int) -> None:
    """Let the storage's next ``fits`` files fit on the disk and no other."""
    real, opened = os.fdopen, count()

    def fdopen(descriptor: int, mode: str) -> object:
        return real(descriptor, mode) if next(opened) < fits else Full(descriptor)

    monkeypatch.setattr("django.core.files.storage.filesystem.os.fdopen", fdopen)


def files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file()) if root.is_dir() else []


def upload(client: Client, clerk: Person) -> tuple[int, str]:
    item = make_communication(author=clerk, kind="social_post")
    text = {key: value for key, value in content_for("social_post").items() if isinstance(value, str)}
    data = {**text, "title": "What I typed", "images-file": picture(7), "act": "save"}
    client.raise_request_exception = False
    answer = client.post(f"/{clerk.council.slug}/desk/drafts/{item.pk}/", data)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("fits", [0, 1])
def test_a_picture_that_does_not_fit_on_the_disk_is_refused_with_words(
    clerk: Person, media: Path, monkeypatch: pytest.MonkeyPatch, fits: int
) -> None:
    fill(monkeypatch, fits)
    status, page = upload(sign_in(clerk), clerk)
    assert status in {422, 503}
    assert "could not be stored" in page
    assert "What I typed" in page
    assert (Media.objects.count(), Revision.objects.count(), files(media)) == (0, 0, [])


def test_a_picture_is_refused_with_words_where_the_directory_cannot_be_written(
    clerk: Person, media: Path
) -> None:
    media.write_text("a file stands in the place of the directory")
    status, page = upload(sign_in(clerk), clerk)
    assert status in {422, 503}
    assert "could not be stored" in page
    assert Media.objects.count() == 0


def test_a_letter_that_does_not_fit_is_tried_again_and_says_why(
    clerk: Person, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = make_approved(author=clerk, clerk=clerk, kind="letter").deliveries.get()
    with monkeypatch.context() as full:
        fill(full, 0)
        carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, LetterFile.objects.count(), files(media)) == (Delivering.PENDING, 0, [])
    assert "could not be stored" in delivery.problem
    Delivery.objects.update(due_at=delivery.claimed_at or delivery.publication.go_at)
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, LetterFile.objects.count(), len(files(media))) == (Delivering.SENT, 1, 1)


def test_the_storage_writes_by_the_function_that_these_tests_replace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the tests above would test nothing after an upgrade of Django."""
    fill(monkeypatch, 0)
    with pytest.raises(OSError, match="No space left"):
        FileSystemStorage(tmp_path).save("x", picture(1))

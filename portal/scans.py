"""Scanned pages and pictures of a screen, kept as they came under their hash: with the row that names them or not."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from portal.pictures import read_scan

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@contextmanager
def scan_kept(
    field: FieldFile, file: "UploadedFile[bytes] | None", *, called: str, most_bytes: int
) -> Iterator[str]:
    """Put ``file`` into ``field`` of a row that is saved within, and yield its SHA-256; "" where there is none.

    It is judged by what it holds; ``called`` is what refusals call it. Where anything fails within, the file goes
    again: without the row there is none. Raises InvalidInput for what is no PDF, JPEG or PNG, or too large.
    """
    digest, storage, name = "", field.storage, ""
    try:
        if file is not None:
            raw, kind = read_scan(file, called=called, most_bytes=most_bytes)
            digest = hashlib.sha256(raw).hexdigest()
            field.save(f"{digest}.{kind}", ContentFile(raw), save=False)
            name = str(field.name)
        yield digest
    except BaseException:
        if name:
            storage.delete(name)
        raise

"""Where pictures and letters lie: whole files or none; on this machine's disk unless portal.object_storage is set."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models.fields.files import FieldFile

from portal.refusals import Refusal

CHUNK = 64 * 1024
"""Bytes that are read at once of a file that may be large."""

OPEN, DOWN = "readable by anybody", "down"
log = logging.getLogger(__name__)


class Kept(Protocol):
    """What both storages can beside what Django asks of one."""

    def pieces(self, name: str, first: int, end: int) -> Iterator[bytes]:
        """Yield the bytes of ``name`` from ``first`` up to ``end``. Raises OSError."""

    def standing(self, name: str) -> tuple[int, str]:
        """Return the size of ``name`` in bytes and a mark that changes with the file. Raises OSError."""


class WholeFileStorage(FileSystemStorage):
    """Leaves nothing behind of a file that could not be written to its end: the disk is full, or was taken away.

    Callers give names that nobody else uses, so that what is removed can only be their own.
    """

    def pieces(self, name: str, first: int, end: int) -> Iterator[bytes]:
        """Yield the bytes of ``name`` from ``first`` up to ``end``, not more at once than CHUNK. Raises OSError."""
        with Path(self.path(name)).open("rb") as file:
            file.seek(first)
            while first < end and (piece := file.read(min(CHUNK, end - first))):
                first += len(piece)
                yield piece

    def standing(self, name: str) -> tuple[int, str]:
        """Return the size of ``name`` in bytes and a mark that changes with the file. Raises OSError.

        When it was changed is told by the file system itself, since whoever puts another file there sets its date.
        """
        path = Path(self.path(name))
        found = path.stat()
        return found.st_size, f"{path} {found.st_ino} {found.st_ctime_ns}"

    def _save(self, name: str, content: Any) -> str:
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
        except OSError:
            with suppress(OSError):
                Path(self.path(name)).unlink()
            raise
        return saved


def in_bucket() -> bool:
    """Return whether files lie in a bucket, not on this machine's disk."""
    return hasattr(default_storage, "readable_by_anybody")


def how_files_stand() -> str:
    """Return whether the bucket is private: "ok", OPEN, or DOWN where it cannot be told. The log says what is not ok.

    It is asked now. Raises AttributeError where there is none.
    """
    bucket: Any = default_storage
    try:
        is_open = bucket.readable_by_anybody()
    except OSError as error:
        log.warning("whether the files are private cannot be told: %s", error)
        return DOWN
    if is_open:
        log.error("the bucket of OBJECT_STORAGE_URL is readable by anybody: make it private")
    return OPEN if is_open else "ok"


def pieces_of(file: FieldFile, first: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of ``file`` from ``first`` up to ``end``, wherever it lies. Raises OSError, ValueError."""
    return cast("Kept", default_storage).pieces(_name_of(file), first, end)


def standing_of(file: FieldFile) -> tuple[int, str]:
    """Return the size of ``file`` in bytes and a mark that changes with it. Raises OSError, ValueError."""
    return cast("Kept", default_storage).standing(_name_of(file))


def write_anew(file: FieldFile, content: bytes) -> None:
    """Write ``content`` under the one name of ``file``; half a file does not stay. Raises OSError, ValueError."""
    name = _name_of(file)
    file.storage.delete(name)
    try:
        file.storage.save(name, ContentFile(content))
    except OSError:
        with suppress(OSError):
            file.storage.delete(name)
        raise


@lru_cache(maxsize=256)
def hash_of(name: str, size: int, mark: str) -> str:  # noqa: ARG001  the mark tells one state of a file from another
    """Return the sha256 of the file ``name``, which standing_of() says is so large and stands under ``mark``.

    It is read once while it lies there unchanged, in pieces. Raises OSError.
    """
    found = hashlib.sha256()
    for piece in cast("Kept", default_storage).pieces(name, 0, size):
        found.update(piece)
    return found.hexdigest()


def is_as_made(file: FieldFile, sha256: str) -> bool:
    """Return whether ``file`` is there and still the one that was hashed when it was kept."""
    try:
        return hash_of(_name_of(file), *standing_of(file)) == sha256
    except (OSError, ValueError):
        return False


class NotAsMade(Refusal):
    """A file that is gone, or is not the one that was made of what was approved."""

    status = 409

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not the one that was made of the approved text, or its file is gone.",
            "Nothing was sent to you, and the text that was approved is still there. Use no copy of it; ask whoever "
            "runs this installation to bring the file back from a backup.",
        )


def _name_of(file: FieldFile) -> str:
    if not file.name:
        raise ValueError("There is no file.")
    return file.name

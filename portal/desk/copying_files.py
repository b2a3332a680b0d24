"""Copying files that lie on this machine's disk into the bucket, under the same names, before the portal uses that."""

import hashlib
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from django.core.files import File


class Bucket(Protocol):
    """What copying asks of portal.object_storage; each raises OSError."""

    def exists(self, name: str) -> bool:
        """Return whether there is such a file."""

    def keep(self, name: str, content: "File[bytes]") -> None:
        """Write it under this very name; raises FileExistsError where there is such a file."""

    def size(self, name: str) -> int:
        """Return its bytes."""

    def pieces(self, name: str, first: int, end: int) -> Iterator[bytes]:
        """Yield its bytes from ``first`` up to ``end``."""


class Became(StrEnum):
    """What became of one file."""

    COPIED = "copied"
    THERE = "there already"
    OTHER = "other content there"
    LEFT = "no file of its own"


def copy_files(root: Path, bucket: Bucket) -> Iterator[tuple[str, Became]]:
    """Copy each file below ``root`` into ``bucket`` by its name there; yield name and what became of it, in order.

    What is there already is read and compared, never written again: safe to run again where it stopped. What was
    written is read back: OTHER is whatever has another size or sha256 there than here. Links are LEFT, they may lead
    anywhere. Raises OSError where the disk or the bucket fails.
    """
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            yield path.relative_to(root).as_posix(), _copy(path, path.relative_to(root).as_posix(), bucket)


def _copy(path: Path, name: str, bucket: Bucket) -> Became:
    if path.is_symlink() or not path.is_file():
        return Became.LEFT
    became = Became.THERE
    if not bucket.exists(name):
        became = Became.COPIED
        with path.open("rb") as file:
            bucket.keep(name, File(file, name))
    return became if _is_same(path, name, bucket) else Became.OTHER


def _is_same(path: Path, name: str, bucket: Bucket) -> bool:
    size = bucket.size(name)
    if path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        here = hashlib.file_digest(file, "sha256").hexdigest()
    there = hashlib.sha256()
    for piece in bucket.pieces(name, 0, size):
        there.update(piece)
    return there.hexdigest() == here

"""What was made once and need not be made again while what it was made from is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from devstack import paths


def digest_of(sources: Iterable[Path], *words: str) -> str:
    """Give the digest of files (of all below a folder), by their names and contents, and of some words."""
    found = hashlib.sha256("\0".join(words).encode())
    for source in sources:
        for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(f"\0{file.relative_to(paths.ROOT)}\0".encode())
                found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def holds(stamp: Path, digest: str) -> bool:
    """Tell whether a stamp says this digest; an absent or torn one says nothing."""
    try:
        return stamp.read_text(encoding="ascii") == digest
    except (OSError, ValueError):
        return False


def put(stamp: Path, digest: str) -> None:
    """Write a stamp, when all that it stands for is done."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest, encoding="ascii")

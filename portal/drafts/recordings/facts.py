"""What the readers of recordings find, and what they refuse. Pure: no database; a file is read, never held."""

from dataclasses import dataclass, field
from typing import BinaryIO

from portal.refusals import InvalidInput

CHUNK = 256 * 1024
"""Bytes that are in memory at a time."""
VIDEO, SOUND = "video", "audio"


class NotARecording(InvalidInput):
    """The file is no recording that every reader's browser can play, or is damaged, too large or too long."""

    status = 422

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(
            what,
            next_step or "Nothing was kept. Choose an MP4 or WebM video, or sound as MP3, M4A, Ogg or WebM.",
        )


@dataclass(frozen=True)
class Blank:
    """Bytes that are not published: from ``start``, ``length`` of them; ``header`` stands there, then zeros."""

    start: int
    length: int
    header: bytes


@dataclass(frozen=True)
class Facts:
    """What a file is. ``seconds`` is its length; of its bytes ``keep`` (first, end) are published but ``blanks``."""

    medium: str
    content_type: str
    extension: str
    seconds: float
    keep: tuple[int, int]
    blanks: tuple[Blank, ...] = field(default=())


def read_at(file: BinaryIO, start: int, length: int) -> bytes:
    """Return exactly ``length`` bytes from ``start``; raises NotARecording where the file ends before."""
    file.seek(start)
    found = file.read(length)
    if len(found) != length:
        raise NotARecording("This file ends in the middle: it is damaged, or was not copied to its end.")
    return found

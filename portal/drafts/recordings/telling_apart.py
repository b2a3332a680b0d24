"""Which of the readers a file is for: told by what it begins with, never by its name."""

from typing import BinaryIO

from portal.drafts.recordings.facts import Facts, NotARecording
from portal.drafts.recordings.mp4 import read_mp4
from portal.drafts.recordings.sound import read_mp3, read_ogg
from portal.drafts.recordings.webm import read_webm

_GIF = (b"GIF87a", b"GIF89a")


def read_recording(file: BinaryIO, size: int, *, most_bytes: int, most_seconds: int) -> Facts:
    """Return what ``file`` of ``size`` bytes is. It is read in small pieces, wherever it lies.

    Raises NotARecording for what is empty, larger than ``most_bytes``, longer than ``most_seconds``, no recording, or
    one from which a place cannot be taken out.
    """
    if not size:
        raise NotARecording("This file is empty.")
    if size > most_bytes:
        most = most_bytes // (1024 * 1024)
        raise NotARecording(f"This file has {size / 1024 / 1024:.0f} MB; the most is {most} MB.")
    file.seek(0)
    begins = file.read(12)
    facts = _read(file, size, begins)
    if facts.seconds > most_seconds:
        raise NotARecording(
            f"This recording lasts {facts.seconds / 60:.0f} minutes; the most is {most_seconds // 60}.",
            "Cut it, or publish the whole elsewhere and link to it.",
        )
    return facts


def _read(file: BinaryIO, size: int, begins: bytes) -> Facts:
    if begins.startswith(_GIF):
        raise NotARecording(
            "GIFs are not uploaded: an animation is shared with the sharing option of the platform it comes from."
        )
    if begins[4:8] == b"ftyp":
        return read_mp4(file, size)
    if begins.startswith(b"\x1a\x45\xdf\xa3"):
        return read_webm(file, size)
    if begins.startswith(b"OggS"):
        return read_ogg(file, size)
    if begins.startswith(b"ID3") or (len(begins) > 1 and begins[0] == 0xFF and begins[1] & 0xE0 == 0xE0):
        return read_mp3(file, size)
    raise NotARecording("This file is no recording that the portal knows, whatever its name says.")

"""MP3 and Ogg: frame by frame, page by page. What is noted around an MP3 is not published."""

import io
import struct
from typing import BinaryIO

from portal.drafts.recordings.facts import SOUND, Facts, NotARecording, read_at

_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_TAGS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3", b"3DI")
_LEAST_FRAMES = 4
_MOST_AFTER = 4 * 1024 * 1024
_MOST_PAGES = 2_000_000
_TOLD = ("LOCATION", "GEO", "GPS", "LATITUDE", "LONGITUDE", "COORD", "PLACE", "PICTURE", "COVERART")
_MOST_COMMENTS = 256 * 1024


def read_mp3(file: BinaryIO, size: int) -> Facts:
    """Return what an MP3 of ``size`` bytes is; raises NotARecording where it is not frames of one sort to its end.

    Only the frames are published: ID3, APE and lyrics around them stay behind, whatever they hold.
    """
    first = place = _after_tags(file, size)
    file.seek(place)
    sort: tuple[int, int] | None = None
    frames = samples = 0
    while place + 4 <= size:
        found = _frame(file.read(4))
        if found is None or (sort is not None and found[0] != sort) or place + found[1] > size:
            break
        sort, frames, samples = found[0], frames + 1, samples + found[2]
        file.seek(found[1] - 4, io.SEEK_CUR)
        place += found[1]
    if sort is None or frames < _LEAST_FRAMES:
        raise NotARecording("This file is not sound that can be read, or it is damaged.")
    _check_after(file, place, size)
    return Facts(SOUND, "audio/mpeg", "mp3", samples / sort[1], (first, place))


def _after_tags(file: BinaryIO, size: int) -> int:
    """Return where the sound begins: after what was written about it."""
    place = 0
    while place + 10 <= size and (head := read_at(file, place, 10))[:3] == b"ID3":
        if any(byte & 0x80 for byte in head[6:10]):
            raise NotARecording("This MP3 is damaged: what is noted before the sound has no length.")
        length = (head[6] << 21) | (head[7] << 14) | (head[8] << 7) | head[9]
        place += 10 + length + (10 if head[5] & 0x10 else 0)
    return place


def _frame(head: bytes) -> tuple[tuple[int, int], int, int] | None:
    """Return (version, samples a second), length in bytes and samples of the frame that begins so; None for none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = (head[1] >> 3) & 3, (head[1] >> 1) & 3
    kbits, rate = head[2] >> 4, (head[2] >> 2) & 3
    if version == 1 or layer != 1 or kbits in {0, 15} or rate == 3:
        return None
    bits = (_KBITS_1 if version == 3 else _KBITS_2)[kbits] * 1000
    samples = 1152 if version == 3 else 576
    a_second = _RATES[version][rate]
    return (version, a_second), samples // 8 * bits // a_second + ((head[2] >> 1) & 1), samples


def _check_after(file: BinaryIO, place: int, size: int) -> None:
    """Raise NotARecording unless what follows the last frame is zeros, a tag or a frame cut off."""
    left = size - place
    if left == 0:
        return
    start = read_at(file, place, min(left, 16))
    cut_off = _frame(start[:4])
    if left > _MOST_AFTER or not (
        start.startswith(_TAGS) or not start.strip(b"\0") or (cut_off is not None and left < cut_off[1])
    ):
        raise NotARecording("This MP3 is damaged: something that is no sound stands in it.")


def read_ogg(file: BinaryIO, size: int) -> Facts:
    """Return what an Ogg of ``size`` bytes is: one stream of Opus or Vorbis; raises NotARecording for any other."""
    place = granule = number = 0
    stream = -1
    begun = bytearray()
    for _ in range(_MOST_PAGES):
        if place == size:
            break
        head = read_at(file, place, 27)
        mark, version, _, granule_here, serial, order, _, count = struct.unpack("<4sBBqIIIB", head)
        if mark != b"OggS" or version != 0 or (number and serial != stream) or order != number:
            raise NotARecording("This Ogg is damaged, or holds more than one stream.", "Export it as MP3.")
        stream, number = serial, number + 1
        table = read_at(file, place + 27, count)
        body, length = place + 27 + count, sum(table)
        if len(begun) < _MOST_COMMENTS:
            begun += read_at(file, body, length)
        elif body + length > size:
            raise NotARecording("This Ogg ends in the middle.")
        granule = granule_here if granule_here > 0 else granule
        place = body + length
    if place != size or not number:
        raise NotARecording("This Ogg is damaged.")
    rate, skipped = _coding(bytes(begun))
    seconds = (granule - skipped) / rate
    if seconds <= 0:
        raise NotARecording("This Ogg does not say how long it is.", "Export it again.")
    return Facts(SOUND, "audio/ogg", "ogg", seconds, (0, size))


def _coding(begun: bytes) -> tuple[int, int]:
    """Return how many samples a second there are and how many of them are not heard; checks what is noted."""
    if begun.startswith(b"OpusHead") and len(begun) > 19:
        _check_comments(begun, b"OpusTags")
        return 48_000, int.from_bytes(begun[10:12], "little")
    if begun.startswith(b"\x01vorbis") and len(begun) > 30:
        rate = int.from_bytes(begun[12:16], "little")
        if 1000 <= rate <= 400_000:
            _check_comments(begun, b"\x03vorbis")
            return rate, 0
    raise NotARecording("This Ogg holds neither Opus nor Vorbis sound.")


def _check_comments(begun: bytes, mark: bytes) -> None:
    """Raise NotARecording where the notes cannot be read or may tell a place: within pages they cannot be cut out."""
    place = begun.find(mark) + len(mark)
    if place < len(mark):
        raise NotARecording("This Ogg is damaged: its notes are missing.")
    try:
        (vendor,) = struct.unpack_from("<I", begun, place)
        place += 4 + vendor
        (count,) = struct.unpack_from("<I", begun, place)
        place += 4
        for _ in range(min(count, 10_000)):
            (length,) = struct.unpack_from("<I", begun, place)
            note = begun[place + 4 : place + 4 + length]
            place += 4 + length
            name = note.partition(b"=")[0].decode("ascii", "replace").upper()
            if len(note) != length or any(word in name for word in _TOLD):
                raise NotARecording(
                    f"This Ogg carries notes that cannot be taken out here (“{name[:40]}”): they may tell a place.",
                    "Export it without notes, or as MP3.",
                )
    except struct.error as error:
        raise NotARecording("This Ogg is damaged: its notes cannot be read.") from error

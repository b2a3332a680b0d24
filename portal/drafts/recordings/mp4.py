"""MP4 and M4A: boxes within boxes (ISO/IEC 14496-12). What may tell a place is made a box of zeros."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from portal.drafts.recordings.facts import SOUND, VIDEO, Blank, Facts, NotARecording, read_at

MOST_BOXES = 5_000
_TOP = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pdin"})
_MOVIE = frozenset({b"mvhd", b"trak", b"iods"})
_TRACK = frozenset({b"tkhd", b"edts", b"mdia", b"tref"})
_MEDIA = frozenset({b"mdhd", b"hdlr", b"minf", b"elng"})
_PICTURE = frozenset({b"avc1", b"avc3", b"av01", b"vp09"})
_HEARD = frozenset({b"mp4a", b"Opus"})
_MIN = 8


@dataclass(frozen=True)
class Box:
    """One box of ``kind``: from ``start`` to ``end``, its content from ``body``."""

    kind: bytes
    start: int
    body: int
    end: int


def read_mp4(file: BinaryIO, size: int) -> Facts:
    """Return what an MP4 or M4A of ``size`` bytes is; raises NotARecording where it does not parse or is not clean.

    Everything that a player does not need is blanked: user data (©xyz, loci), metadata, XMP, unknown boxes. A track
    besides picture and sound may hold places in the very data, which cannot be told apart: such a file is refused.
    """
    top = list(_boxes(file, 0, size, _TOP))
    kinds = [box.kind for box in top]
    if kinds[:1] != [b"ftyp"] or kinds.count(b"moov") != 1 or b"mdat" not in kinds:
        raise NotARecording("This MP4 is incomplete: it lacks its list of contents, or what is to be played.")
    if read_at(file, top[0].body, 4) == b"qt  ":
        raise NotARecording("This is a QuickTime film, which not every browser plays.", "Export it as MP4.")
    blanks = _rest(top, _TOP)
    movie = _one(top, b"moov")
    inside = list(_boxes(file, movie.body, movie.end, _MOVIE))
    if b"mvex" in {box.kind for box in inside}:
        raise NotARecording("This MP4 was saved in pieces (fragments).", "Export it again as one file.")
    blanks += _rest(inside, _MOVIE)
    tracks = [box for box in inside if box.kind == b"trak"]
    coded: list[bytes] = []
    for track in tracks:
        kept, found = _track(file, track)
        blanks += kept
        coded.append(found)
    if not coded:
        raise NotARecording("This MP4 holds neither a picture nor sound.")
    medium = VIDEO if b"vide" in coded else SOUND
    return Facts(
        medium,
        f"{medium}/mp4",
        "mp4" if medium == VIDEO else "m4a",
        _seconds(file, _one(inside, b"mvhd")),
        (0, size),
        tuple(blanks),
    )


def _boxes(file: BinaryIO, start: int, end: int, known: frozenset[bytes]) -> Iterator[Box]:
    """Yield the boxes between ``start`` and ``end``, which they fill exactly."""
    place = start
    for _ in range(MOST_BOXES):
        if place == end:
            return
        if end - place < _MIN:
            raise NotARecording("This MP4 is damaged: something stands where nothing can.")
        length, kind = struct.unpack(">I4s", read_at(file, place, _MIN))
        body = place + _MIN
        if length == 1:
            (length,) = struct.unpack(">Q", read_at(file, body, 8))
            body += 8
        elif length == 0:  # to the end of the file, which only what is played may do
            length = end - place if kind == b"mdat" else 0
        if length < body - place or place + length > end:
            raise NotARecording("This MP4 is damaged: one of its parts is longer than the file.")
        if kind not in known and not all(32 <= letter < 127 or letter == 0xA9 for letter in kind):
            raise NotARecording("This MP4 is damaged: one of its parts has no name.")
        yield Box(kind, place, body, place + length)
        place += length
    raise NotARecording("This MP4 has more parts than a recording has.")


def _rest(boxes: list[Box], known: frozenset[bytes]) -> list[Blank]:
    """Return the boxes that are not ``known``, each made a free one of the same length."""
    return [
        Blank(box.start, box.end - box.start, _free(box))
        for box in boxes
        if box.kind not in known or box.kind in {b"free", b"skip", b"wide"}
    ]


def _free(box: Box) -> bytes:
    length = box.end - box.start
    large = box.body - box.start > _MIN
    return struct.pack(">I4sQ", 1, b"free", length) if large else struct.pack(">I4s", length, b"free")


def _one(boxes: list[Box], kind: bytes) -> Box:
    found = [box for box in boxes if box.kind == kind]
    if len(found) != 1:
        raise NotARecording("This MP4 is damaged: it says what it holds twice, or not at all.")
    return found[0]


def _track(file: BinaryIO, track: Box) -> tuple[list[Blank], bytes]:
    """Return what is blanked in a track, and whether it is picture (vide) or sound (soun)."""
    inside = list(_boxes(file, track.body, track.end, _TRACK))
    media = _one(inside, b"mdia")
    parts = list(_boxes(file, media.body, media.end, _MEDIA))
    handler = read_at(file, _one(parts, b"hdlr").body + 8, 4)
    if handler not in {b"vide", b"soun"}:
        raise NotARecording(
            "This MP4 holds more than picture and sound: such a track can tell where it was taken, and cannot be "
            "taken out here.",
            "Export it again with picture and sound alone.",
        )
    _check_coding(file, _one(parts, b"minf"), handler)
    return _rest(inside, _TRACK) + _rest(parts, _MEDIA), handler


def _check_coding(file: BinaryIO, information: Box, handler: bytes) -> None:
    """Raise NotARecording unless the track is coded as every reader's browser can play it."""
    inside = list(_boxes(file, information.body, information.end, frozenset()))
    table = _one(inside, b"stbl")
    described = _one(list(_boxes(file, table.body, table.end, frozenset())), b"stsd")
    coding = read_at(file, described.body + 12, 4)
    if coding not in (_PICTURE if handler == b"vide" else _HEARD):
        raise NotARecording(
            "This recording is coded in a way that not every browser plays.",
            "Export it as MP4 with H.264 pictures and AAC sound.",
        )


def _seconds(file: BinaryIO, header: Box) -> float:
    version = read_at(file, header.body, 1)[0]
    if version == 1:
        scale, length = struct.unpack(">IQ", read_at(file, header.body + 20, 12))
    else:
        scale, length = struct.unpack(">II", read_at(file, header.body + 12, 8))
    if not scale or not length:
        raise NotARecording("This MP4 does not say how long it is.", "Export it again.")
    return float(length) / float(scale)

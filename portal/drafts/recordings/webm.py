"""WebM: elements of EBML (RFC 8794, RFC 9559). Tags, chapters, attachments and titles are made void."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from portal.drafts.recordings.facts import SOUND, VIDEO, Blank, Facts, NotARecording, read_at

MOST_ELEMENTS = 100_000
_EBML, _DOCTYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _SEEK, _INFO, _TRACKS, _CLUSTER, _CUES, _VOID = (
    0x18538067,
    0x114D9B74,
    0x1549A966,
    0x1654AE6B,
    0x1F43B675,
    0x1C53BB6B,
    0xEC,
)
_SCALE, _DURATION, _MUXER, _WRITER = 0x2AD7B1, 0x4489, 0x4D80, 0x5741
_ENTRY, _SORT, _CODING = 0xAE, 0x83, 0x86
_KEPT = frozenset({_INFO, _TRACKS, _CLUSTER, _CUES})
_KEPT_INFO = frozenset({_SCALE, _DURATION, _MUXER, _WRITER})
_CODINGS = {
    1: frozenset({b"V_VP8", b"V_VP9", b"V_AV1"}),
    2: frozenset({b"A_OPUS", b"A_VORBIS"}),
}


@dataclass(frozen=True)
class Element:
    """One element: from ``start`` to ``end``, its content from ``body``."""

    name: int
    start: int
    body: int
    end: int


def read_webm(file: BinaryIO, size: int) -> Facts:
    """Return what a WebM of ``size`` bytes is; raises NotARecording for what does not parse or is no WebM."""
    top = list(_elements(file, 0, size))
    if [one.name for one in top if one.name != _VOID] != [_EBML, _SEGMENT]:
        raise NotARecording("This WebM is damaged: it does not consist of one head and one recording.")
    head = {one.name: one for one in _elements(file, top[0].body, top[0].end)}
    doctype = head.get(_DOCTYPE)
    if doctype is None or _bytes(file, doctype).rstrip(b"\0") != b"webm":
        raise NotARecording(
            "This file is not WebM, although it resembles it (Matroska).", "Export it as MP4."
        )
    segment = next(one for one in top if one.name == _SEGMENT)
    parts = list(_elements(file, segment.body, segment.end))
    names = [one.name for one in parts]
    if names.count(_INFO) != 1 or names.count(_TRACKS) != 1 or _CLUSTER not in names:
        raise NotARecording("This WebM is incomplete: it lacks its description, or what is to be played.")
    information = list(_elements(file, *_inside(parts, _INFO)))
    tracks = _tracks(file, parts)
    blanks = [_void(one) for one in parts if one.name not in _KEPT]
    blanks += [_void(one) for one in information if one.name not in _KEPT_INFO]
    blanks += [_void(one) for one in top if one.name == _VOID]
    medium = VIDEO if 1 in tracks else SOUND
    seconds = _seconds(file, information)
    return Facts(medium, f"{medium}/webm", "webm", seconds, (0, size), tuple(blanks))


def _elements(file: BinaryIO, start: int, end: int) -> Iterator[Element]:
    """Yield the elements between ``start`` and ``end``, which they fill exactly."""
    place = start
    for _ in range(MOST_ELEMENTS):
        if place == end:
            return
        name, after = _number(file, place, end, longest=4, keep_marker=True)
        length, body = _number(file, after, end, longest=8, keep_marker=False)
        if length == (1 << (7 * (body - after))) - 1:
            raise NotARecording(
                "This WebM does not say how long its parts are, as recorders in browsers leave it.",
                "Open it in a program for films and export it, as MP4 or WebM.",
            )
        if body + length > end:
            raise NotARecording("This WebM is damaged: one of its parts is longer than the file.")
        yield Element(name, place, body, body + length)
        place = body + length
    raise NotARecording("This WebM has more parts than a recording has.")


def _number(file: BinaryIO, place: int, end: int, *, longest: int, keep_marker: bool) -> tuple[int, int]:
    """Return a number of variable length, and where it ends."""
    first = read_at(file, place, 1)[0] if place < end else 0
    width = 9 - first.bit_length()
    if first == 0 or width > longest or place + width > end:
        raise NotARecording("This WebM is damaged: something stands where nothing can.")
    value = int.from_bytes(read_at(file, place, width), "big")
    return (value if keep_marker else value & ((1 << (7 * width)) - 1)), place + width


def _inside(parts: list[Element], name: int) -> tuple[int, int]:
    found = next(one for one in parts if one.name == name)
    return found.body, found.end


def _bytes(file: BinaryIO, element: Element) -> bytes:
    length = element.end - element.body
    if length > 256:
        raise NotARecording("This WebM is damaged: a short note in it is long.")
    return read_at(file, element.body, length)


def _tracks(file: BinaryIO, parts: list[Element]) -> set[int]:
    """Return which sorts of track there are: 1 picture, 2 sound; raises NotARecording for any other."""
    found: set[int] = set()
    for entry in _elements(file, *_inside(parts, _TRACKS)):
        if entry.name != _ENTRY:
            continue
        inside = {one.name: one for one in _elements(file, entry.body, entry.end)}
        if _SORT not in inside or _CODING not in inside:
            raise NotARecording("This WebM is damaged: it does not say what it holds.")
        sort = int.from_bytes(_bytes(file, inside[_SORT]), "big")
        if sort not in _CODINGS or _bytes(file, inside[_CODING]).rstrip(b"\0") not in _CODINGS[sort]:
            raise NotARecording(
                "This WebM holds something that is neither a picture nor sound, or is coded in a way that browsers do "
                "not play.",
                "Export it again with picture and sound alone.",
            )
        found.add(sort)
    if not found:
        raise NotARecording("This WebM holds neither a picture nor sound.")
    return found


def _seconds(file: BinaryIO, information: list[Element]) -> float:
    inside = {one.name: one for one in information}
    if _DURATION not in inside:
        raise NotARecording("This WebM does not say how long it is.", "Export it again.")
    raw = _bytes(file, inside[_DURATION])
    if len(raw) not in {4, 8}:
        raise NotARecording("This WebM is damaged: its length cannot be read.")
    (length,) = struct.unpack(">f" if len(raw) == 4 else ">d", raw)
    scale = int.from_bytes(_bytes(file, inside[_SCALE]), "big") if _SCALE in inside else 1_000_000
    seconds = float(length) * scale / 1e9
    if not 0 < seconds < 1e9:  # a NaN is neither
        raise NotARecording("This WebM does not say how long it is.", "Export it again.")
    return seconds


def _void(element: Element) -> Blank:
    """Return ``element`` made void, of the same length."""
    length = element.end - element.start
    header = (
        bytes([_VOID, 0x80 | (length - 2)])
        if length < 129
        else bytes([_VOID, 0x01]) + (length - 9).to_bytes(7, "big")
    )
    return Blank(element.start, length, header)

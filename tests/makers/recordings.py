"""Small recordings, built byte by byte, and recordings of a council made by the product's own verbs."""

import struct
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.councils.people import Person
from portal.drafts.models import Recording, RecordingText
from portal.drafts.recordings.describing import About
from portal.drafts.recordings.taking import take_in
from portal.drafts.recordings.wording import Said, put_into_words

VTT = (
    b"WEBVTT\n\n00:00.000 --> 00:01.500\n<v Ann Clerk>Welcome to the square.\n\n"
    b"00:01.500 --> 00:02.900\nIt opens on Monday.\n"
)


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of MP4 with these parts in it."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def track(handler: bytes = b"vide", coding: bytes = b"avc1", *also: bytes) -> bytes:
    """Return a track of MP4."""
    entry = struct.pack(">I4s", 16, coding) + bytes(8)
    table = box(b"stbl", box(b"stsd", bytes(4), struct.pack(">I", 1), entry))
    header = box(b"hdlr", bytes(8), handler, bytes(13))
    return box(
        b"trak",
        box(b"tkhd", bytes(84)),
        box(b"mdia", box(b"mdhd", bytes(24)), header, box(b"minf", table)),
        *also,
    )


def mp4(
    *,
    seconds: int = 3,
    tracks: tuple[bytes, ...] = (),
    movie: tuple[bytes, ...] = (),
    after: bytes = b"",
    data: bytes = b"pictures",
) -> bytes:
    """Return an MP4 of ``seconds``; ``movie`` are further boxes of its head, ``after`` stands at its end."""
    header = box(b"mvhd", bytes(12), struct.pack(">II", 1000, seconds * 1000), bytes(80))
    head = box(b"moov", header, *(tracks or (track(), track(b"soun", b"mp4a"))), *movie)
    return box(b"ftyp", b"isom", bytes(4), b"isommp42") + head + box(b"mdat", data) + after


def element(name: int, *parts: bytes) -> bytes:
    """Return an element of WebM with these parts in it."""
    body = b"".join(parts)
    width = (name.bit_length() + 7) // 8
    return name.to_bytes(width, "big") + (0x01 << 56 | len(body)).to_bytes(8, "big") + body


def webm(
    *also: bytes,
    seconds: float = 3.0,
    doctype: bytes = b"webm",
    sort: int = 1,
    coding: bytes = b"V_VP9",
    info: bytes = b"",
) -> bytes:
    """Return a WebM of ``seconds`` with one track; ``also`` are further elements of its segment."""
    head = element(0x1A45DFA3, element(0x4282, doctype))
    told = element(0x1549A966, element(0x4489, struct.pack(">d", seconds * 1000)), info)
    tracks = element(0x1654AE6B, element(0xAE, element(0x83, bytes([sort])), element(0x86, coding)))
    return head + element(0x18538067, told, tracks, element(0x1F43B675, b"\xe7\x81\x00"), *also)


def mp3(frames: int = 80, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return an MP3 of so many frames of 26 milliseconds (MPEG 1, layer III, 128 kbit/s, 44.1 kHz)."""
    return before + (b"\xff\xfb\x90\x00" + bytes(413)) * frames + after


def id3(length: int = 40, words: bytes = b"GEOB 51.85N 0.65W") -> bytes:
    """Return what is noted before an MP3, with a place in it."""
    body = words.ljust(length, b"\0")
    return b"ID3\x04\x00\x00" + bytes([0, 0, length >> 7, length & 0x7F]) + body


def page(order: int, body: bytes, granule: int = 0, serial: int = 7) -> bytes:
    """Return a page of Ogg."""
    table = bytes([255] * (len(body) // 255) + [len(body) % 255])
    return struct.pack("<4sBBqIIIB", b"OggS", 0, 0, granule, serial, order, 0, len(table)) + table + body


def ogg(*notes: bytes, seconds: int = 3) -> bytes:
    """Return an Ogg of Opus with these notes."""
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", len(notes))
    tags += b"".join(struct.pack("<I", len(note)) + note for note in notes)
    head = b"OpusHead" + bytes([1, 1]) + struct.pack("<H", 312) + bytes(8)
    return page(0, head) + page(1, tags) + page(2, b"sound", granule=48_000 * seconds + 312)


def make_recording(
    *, by: Person, raw: bytes = b"", name: str = "square.mp4", vtt: bytes = VTT, **about: Any
) -> Recording:
    """Return a recording that ``by`` added, with captions unless ``vtt`` is empty; its bytes are its council's own."""
    said = {"title": "The new square", "source": "Clara Lowe", "who": "nobody", **about}
    raw = raw or mp4(data=f"pictures of {by.council.slug}".encode())
    made = take_in(actor=by, file=SimpleUploadedFile(name, raw), about=About(**said))
    if vtt:
        put_into_words(actor=by, recording_id=made.pk, said=Said(vtt=vtt))
    return made


def rows_of(*recordings: Recording) -> list[dict[str, str]]:
    """Return the rows by which a revision shows these recordings with their words of now."""
    found = []
    for one in recordings:
        text = RecordingText.objects.filter(recording=one, is_current=True).first()
        said = text.sha256 if text else ""
        found.append({"recording": str(one.pk), "sha256": one.sha256, "said": said, "title": one.title})
    return found

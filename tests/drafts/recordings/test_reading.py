"""Recordings are judged by what they hold; what could tell a place is not published, or the file is refused."""

import io

import pytest

from portal.drafts.recordings.facts import Facts, NotARecording
from portal.drafts.recordings.taking import Cleaned
from portal.drafts.recordings.telling_apart import read_recording
from tests.makers.recordings import box, element, id3, mp3, mp4, ogg, track, webm

PLACE = b"+51.8500-000.6500/"


def read(raw: bytes, *, most_bytes: int = 1_000_000, most_seconds: int = 60) -> Facts:
    return read_recording(io.BytesIO(raw), len(raw), most_bytes=most_bytes, most_seconds=most_seconds)


def published(raw: bytes, piece: int = 7) -> bytes:
    """Return what is published of ``raw``, taken in pieces so small that every blank is cut across."""
    cleaned = Cleaned(io.BytesIO(raw), read(raw))
    return b"".join(cleaned.chunks(piece))


@pytest.mark.parametrize(
    ("raw", "medium", "content_type", "extension", "seconds"),
    [
        (mp4(), "video", "video/mp4", "mp4", 3.0),
        (mp4(tracks=(track(b"soun", b"mp4a"),)), "audio", "audio/mp4", "m4a", 3.0),
        (webm(), "video", "video/webm", "webm", 3.0),
        (webm(sort=2, coding=b"A_OPUS"), "audio", "audio/webm", "webm", 3.0),
        (mp3(), "audio", "audio/mpeg", "mp3", 80 * 1152 / 44_100),
        (ogg(b"TITLE=The square"), "audio", "audio/ogg", "ogg", 3.0),
    ],
)
def test_each_sort_is_told_by_its_content(
    raw: bytes, medium: str, content_type: str, extension: str, seconds: float
) -> None:
    facts = read(raw)
    assert (facts.medium, facts.content_type, facts.extension) == (medium, content_type, extension)
    assert facts.seconds == pytest.approx(seconds)


@pytest.mark.parametrize(
    "raw",
    [
        mp4(movie=(box(b"udta", box(b"\xa9xyz", PLACE)),)),
        mp4(movie=(box(b"meta", bytes(4), PLACE),)),
        mp4(
            movie=(box(b"udta", box(b"loci", PLACE)),), tracks=(track(b"vide", b"avc1", box(b"udta", PLACE)),)
        ),
        mp4(after=box(b"uuid", bytes(16), PLACE)),
        mp4(after=box(b"free", PLACE)),
        webm(element(0x1254C367, PLACE)),
        webm(element(0x1941A469, PLACE * 20)),
        webm(info=element(0x7BA9, PLACE)),
        mp3(before=id3(words=PLACE)),
        mp3(after=b"TAG" + PLACE.ljust(125, b"\0")),
        mp3(after=b"APETAGEX" + PLACE),
    ],
)
def test_what_tells_a_place_is_not_published(raw: bytes) -> None:
    assert PLACE in raw
    clean = published(raw)
    assert PLACE not in clean
    again = read(clean)  # it parses still, and there is nothing more to take out of it
    assert again.seconds == read(raw).seconds
    assert b"".join(Cleaned(io.BytesIO(clean), again).chunks()) == clean


def test_what_is_played_stays_as_it_was_and_where_it_was() -> None:
    raw = mp4(movie=(box(b"udta", PLACE),), data=b"the very pictures")
    clean = published(raw)
    assert len(clean) == len(raw)
    assert clean.index(b"the very pictures") == raw.index(b"the very pictures")
    assert published(mp3(before=id3())) == mp3()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "This file is empty."),
        (b"MZ" + bytes(400), "This file is no recording that the portal knows, whatever its name says."),
        (b"GIF89a" + bytes(400), "GIFs are not uploaded"),
        (mp4()[:-3], "longer than the file"),
        (mp4()[:40], "longer than the file"),
        (mp4(tracks=(track(), track(b"meta", b"mebx"))), "more than picture and sound"),
        (mp4(tracks=(track(b"vide", b"hvc1"),)), "not every browser plays"),
        (mp4(movie=(box(b"mvex"),)), "saved in pieces"),
        (mp4(seconds=0), "does not say how long"),
        (mp4().replace(b"ftypisom", b"ftypqt  "), "QuickTime"),
        (box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", b"x"), "incomplete"),
        (webm(doctype=b"matroska"), "Matroska"),
        (webm(sort=17, coding=b"S_TEXT/UTF8"), "neither a picture nor sound"),
        (webm(seconds=float("nan")), "does not say how long"),
        (webm()[:-2], "longer than the file"),
        (
            webm().replace(b"\x18\x53\x80\x67\x01" + bytes(6), b"\x18\x53\x80\x67\x01" + b"\xff" * 6),
            "longer than",
        ),
        (mp3(frames=3), "not sound that can be read"),
        (b"\xff\xfb" + b"no sound at all" * 40, "not sound that can be read"),
        (mp3() + b"<script>alert(1)</script>", "no sound stands in it"),
        (mp3() + b"junk" + mp3(), "no sound stands in it"),
        (ogg(b"LOCATION=" + PLACE), "may tell a place"),
        (ogg()[:-1], "ends in the middle"),
        (ogg() + ogg(), "more than one stream"),
    ],
)
def test_what_does_not_parse_or_cannot_be_cleaned_is_refused(raw: bytes, says: str) -> None:
    with pytest.raises(NotARecording, match=says):
        read(raw)


def test_limits_of_size_and_length_refuse_before_anything_is_stored() -> None:
    with pytest.raises(NotARecording, match="the most is 1 MB"):
        read(mp4(data=bytes(1_100_000)), most_bytes=1024 * 1024)
    with pytest.raises(NotARecording, match="lasts 2 minutes; the most is 1"):
        read(mp4(seconds=120), most_seconds=60)


def test_what_an_unknown_length_says_is_how_to_mend_it() -> None:
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    with pytest.raises(NotARecording, match="recorders in browsers"):
        read(head + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + bytes(20))

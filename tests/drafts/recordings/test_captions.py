"""WebVTT is read strictly, and what is kept of it is captions and nothing else."""

import pytest

from portal.drafts.recordings.captions import NotCaptions, read_captions


def vtt(*blocks: str, head: str = "WEBVTT") -> bytes:
    return "\n\n".join([head, *blocks]).encode()


GOOD = "00:01.000 --> 00:02.000 align:start\nThe square opens."


def test_captions_are_written_anew_and_their_words_are_text() -> None:
    raw = vtt(
        "NOTE kept for ourselves", "1\n00:00.000 --> 00:00.900\n<v Ann Clerk><b>Fish</b> &amp; chips", GOOD
    )
    found = read_captions(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"), seconds=2)
    assert found.words == "Ann Clerk: Fish & chips\nThe square opens."
    assert found.cues == 2
    assert found.vtt == (
        "WEBVTT\n\n00:00.000 --> 00:00.900\n<v Ann Clerk><b>Fish</b> &amp; chips\n\n"
        "00:01.000 --> 00:02.000 align:start\nThe square opens.\n"
    )
    assert read_captions(found.vtt.encode(), seconds=2) == found


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "Line 1: a WebVTT file begins"),
        (vtt(GOOD, head="WEBVTTX"), "Line 1"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nSubRip", "Line 1"),
        (b"WEBVTT\n" + GOOD.encode(), "Line 2: an empty line"),
        (b"\xff\xfe" + vtt(GOOD), "not text in UTF-8"),
        (vtt(), "holds no caption"),
        (vtt("NOTE nothing else"), "holds no caption"),
        (vtt("00:01.000 --> 00:02.000"), "Line 3: a caption has no words"),
        (vtt("00:01,000 --> 00:02,000\nHello"), "Line 3: the times"),
        (vtt("first\nHello"), "Line 4: the times"),
        (vtt("00:02.000 --> 00:01.000\nHello"), "Line 3: a caption ends before"),
        (
            vtt(GOOD, "00:00.500 --> 00:01.500\nBefore"),
            "Line 6: a caption ends before it begins, or begins before",
        ),
        (vtt("00:09.000 --> 00:10.000\nLate"), "Line 3: this caption is after the end"),
        (vtt("00:01.000 --> 00:02.000 onclick:x\nHello"), "Line 3: what stands after"),
        (vtt("STYLE\n::cue { background: url(https://example.org/) }", GOOD), "Line 3: styles"),
        (vtt("00:01.000 --> 00:02.000\n<script>x</script>"), "Line 3: “<” and “>”"),
        (vtt("00:01.000 --> 00:02.000\nFish & chips"), "Line 3: write &amp;"),
        (vtt("00:01.000 --> 00:02.000\n<b></b>"), "Line 3: a caption has no words"),
        (vtt("00:01.000 --> 00:02.000\nbell\x07"), "Line 4: there is a sign"),
    ],
)
def test_the_first_fault_is_named_with_its_line(raw: bytes, says: str) -> None:
    with pytest.raises(NotCaptions, match=says):
        read_captions(raw, seconds=3)


def test_a_file_beyond_the_size_of_captions_is_refused() -> None:
    with pytest.raises(NotCaptions, match="the most is 1 MB"):
        read_captions(b"WEBVTT\n" + b" " * 1024 * 1024, seconds=3)

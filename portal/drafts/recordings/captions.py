"""Captions as WebVTT, read strictly: what a player would leave out in silence is refused here, with its line."""

import re
from dataclasses import dataclass

from portal.refusals import InvalidInput

MOST_BYTES = 1024 * 1024
MOST_CUES = 5_000
_SLACK = 2.0
"""Seconds by which the last caption may stay beyond the recording's end."""
_TIME = r"(?:([0-9]{2,3}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}((?:[ \t]+\S+)*)[ \t]*")
_SETTING = re.compile(r"(?:vertical|line|position|size|align):[A-Za-z0-9%.,+-]{1,40}")
_TAG = re.compile(r"</?(?:[biu]|ruby|rt|c|v|lang)(?:\.[A-Za-z0-9_.-]{1,60})?(?:[ \t][^<>&\n]{1,100})?>")
_SPOKEN_BY = re.compile(r"<v(?:\.[A-Za-z0-9_.-]{1,60})?[ \t]([^<>&\n]{1,100})>")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
_ENTITY = re.compile(r"&[a-z]*;?")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class NotCaptions(InvalidInput):
    """The file is no WebVTT that can be shown as it is; the message names the line."""

    status = 422

    def __init__(self, what: str) -> None:
        super().__init__(what, "Nothing was kept. Mend the file and choose it again.")


@dataclass(frozen=True)
class Captions:
    """``vtt`` is the file written anew, without notes between the captions; ``words`` is what is said, as text."""

    vtt: str
    words: str
    cues: int


def read_captions(raw: bytes, *, seconds: float) -> Captions:
    """Return the captions in ``raw`` for a recording of ``seconds``; raises NotCaptions for the first fault in it."""
    blocks = _blocks(_text(raw))
    written, said = ["WEBVTT"], []
    last = 0.0
    for line, block in blocks:
        if re.match(r"NOTE(?:[ \t]|$)", block[0]):
            continue
        timing, words = _cue(line, block)
        begins, ends = _seconds(timing, 1), _seconds(timing, 5)
        if ends <= begins or begins < last:
            raise NotCaptions(
                f"Line {line}: a caption ends before it begins, or begins before the one above."
            )
        if ends > seconds + _SLACK:
            raise NotCaptions(f"Line {line}: this caption is after the end of the recording.")
        last = begins
        written.append("\n".join([timing.group().strip(), *words]))
        said.append(_plain(line, words))
        if len(said) > MOST_CUES:
            raise NotCaptions(f"There are more than {MOST_CUES:,} captions.")
    if not said:
        raise NotCaptions("This file holds no caption.")
    return Captions("\n\n".join(written) + "\n", "\n".join(said), len(said))


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise NotCaptions("This file is larger than captions are: the most is 1 MB.")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise NotCaptions("This file is not text in UTF-8, as WebVTT must be.") from error
    if found := _UNSEEN.search(text):
        raise NotCaptions(
            f"Line {text.count(chr(10), 0, found.start()) + 1}: there is a sign that cannot be shown."
        )
    return text


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Return what is between empty lines after the head, each with the number of its first line."""
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t][^\n]*)?", lines[0]):
        raise NotCaptions("Line 1: a WebVTT file begins with the word WEBVTT.")
    if len(lines) > 1 and lines[1].strip():
        raise NotCaptions("Line 2: an empty line must follow WEBVTT.")
    blocks: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            fresh = True
        elif fresh:
            blocks.append((number, [line]))
            fresh = False
        else:
            blocks[-1][1].append(line)
    return blocks


def _cue(line: int, block: list[str]) -> tuple["re.Match[str]", list[str]]:
    """Return the times of a caption and its lines."""
    if block[0].strip() in {"STYLE", "REGION"}:
        raise NotCaptions(f"Line {line}: styles and regions are not taken. Leave them out.")
    named = "-->" not in block[0]
    timed = block[1:] if named else block
    timing = _TIMING.fullmatch(timed[0].strip()) if timed else None
    if timing is None:
        raise NotCaptions(f"Line {line + named}: the times must look like 00:01.000 --> 00:04.500")
    if not all(_SETTING.fullmatch(setting) for setting in timing[9].split()):
        raise NotCaptions(f"Line {line + named}: what stands after the times is not known.")
    words = [one.strip() for one in timed[1:]]
    if not words or any("-->" in one for one in words):
        raise NotCaptions(f"Line {line + named}: a caption has no words, or no empty line follows it.")
    return timing, words


def _seconds(timing: "re.Match[str]", first: int) -> float:
    hours, minutes, seconds, thousandths = (int(timing[first + place] or 0) for place in range(4))
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _plain(line: int, words: list[str]) -> str:
    """Return the words of one caption without marks, who speaks before them."""
    text = " ".join(words)
    bare = _TAG.sub("", _SPOKEN_BY.sub(lambda found: f"{found[1].strip()}: ", text))
    if "<" in bare or ">" in bare:
        raise NotCaptions(
            f"Line {line}: “<” and “>” begin and end marks only; write &lt; and &gt; for the signs."
        )
    for entity in set(_ENTITY.findall(bare)):
        if entity not in _ENTITIES:
            raise NotCaptions(f"Line {line}: write &amp; for the sign “&”.")
    plain = _ENTITY.sub(lambda found: _ENTITIES[found.group()], bare)
    if not (plain := re.sub(r"\s+", " ", plain).strip()):
        raise NotCaptions(f"Line {line}: a caption has no words.")
    return plain

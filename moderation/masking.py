"""Words that may hurt whoever must read them: masked on the page until they are asked for, and marked then."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from portal.graphemes import graphemes

_MASK = "▒"
_REACH = 32
"""Code points on either side of the edge of a span among which its whole sign is sought."""
GROUND, CONCERN = "ground", "concern"
Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class Piece:
    """A part of a text as a page shows it; ``masked`` counts the words that its signs stand for, 0 for plain words.

    ``marked`` is GROUND or CONCERN where its words are why the one or the other was noticed.
    """

    text: str
    masked: int = 0
    marked: str = ""


def pieces_of(text: str, spans: Spans) -> list[Piece]:
    """Return ``text`` in pieces, those within ``spans`` (half-open, code points) masked; each keeps its length.

    Spaces stay, so that the shape of what was said can be seen. Who hears the page is told how many words are masked.
    """
    found: list[Piece] = []
    place = 0
    for start, end in _joined(spans, text):
        if start > place:
            found.append(Piece(text[place:start]))
        words = text[start:end]
        signs = "".join(sign if sign.isspace() else _MASK for sign in words)
        found.append(Piece(signs, len(words.split())))
        place = end
    return [*found, Piece(text[place:])] if place < len(text) or not found else found


def marked_pieces(text: str, *, grounds: Spans, concerns: Spans) -> list[Piece]:
    """Return ``text`` in pieces, those within spans (half-open, code points) marked; what both cover is a ground's."""
    strong, weak = _joined(grounds, text), _joined(concerns, text)
    edges = sorted({0, len(text), *(place for span in (*strong, *weak) for place in span)})
    found: list[Piece] = []
    for start, end in pairwise(edges):
        marked = GROUND if _covers(strong, start) else CONCERN if _covers(weak, start) else ""
        before = found.pop().text if found and found[-1].marked == marked else ""
        found.append(Piece(before + text[start:end], marked=marked))
    return found or [Piece(text)]


def words_at(text: str, spans: Spans) -> list[str]:
    """Return what stands at ``spans``, each in one line, nothing twice, in the order of the text."""
    said = (" ".join(text[start:end].split()) for start, end in _joined(spans, text))
    return list(dict.fromkeys(each for each in said if each))


def shortened(text: str, longest: int) -> str:
    """Return ``text`` in at most ``longest`` code points, cut after a whole sign, the cut shown."""
    return text if len(text) <= longest else f"{text[: _whole_sign(text, longest - 2)[0]]} …"


def _covers(spans: list[tuple[int, int]], place: int) -> bool:
    index = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return index >= 0 and place < spans[index][1]


def _joined(spans: Spans, text: str) -> list[tuple[int, int]]:
    """Return ``spans`` in their order within ``text``, each of whole signs, the overlapping ones as one, none empty."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(len(text), end)) for start, end in spans):
        if end <= start:
            continue
        first, last = _whole_sign(text, start)[0], _whole_sign(text, end)[1]
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _whole_sign(text: str, place: int) -> tuple[int, int]:
    """Return where the sign that ``place`` would cut in two begins and ends, ``place`` itself where it cuts none."""
    first = max(0, place - _REACH)
    around = text[first : place + _REACH]
    if not around.isascii():
        for start, end in graphemes(around):
            if first + start < place < first + end:
                return first + start, first + end
    return place, place

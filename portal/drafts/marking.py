"""Marking words in a text: spans counted in plain_text() are found again in the HTML that it was read from.

And the other way round: where in plain_text() the words of a link stand. Pure: no database, no clock.
The reader is the very one of plain_text(), so that the two cannot disagree.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import accumulate, groupby

from django.utils.safestring import SafeString

from portal.markup import TextReader

_TOKEN = re.compile(r"\s+|\S")


@dataclass(frozen=True)
class Mark:
    """A half-open span of a plain text in code points; ``css`` are classes, ``name`` the id where it begins."""

    start: int
    end: int
    css: str
    name: str


def mark_plain(text: str, marks: Sequence[Mark], *, offset: int = 0) -> SafeString:
    """Return ``text`` escaped, its lines broken and what ``marks`` cover in <mark>; it begins at ``offset``."""
    marked = _Marker(marks).over((char, offset + place) for place, char in enumerate(text))
    return SafeString(marked.replace("\n", "<br>"))


def mark_rich(html: str, marks: Sequence[Mark]) -> SafeString:
    """Return sanitised ``html`` with what ``marks`` cover in <mark>, inside whatever else formats those words.

    The spans are counted in plain_text(html). Where marks overlap, the first in ``marks`` is the one that is seen,
    and the others keep a place that a link leads to.
    """
    reader = _Tracing()
    reader.feed(html)
    reader.close()
    places, marker = reader.places(), _Marker(marks)
    made = []
    for piece in reader.told:
        if isinstance(piece, str):
            made.append(piece)
        else:
            tokens = _TOKEN.findall(piece.data)
            made.append(marker.over((token, places.get(piece.at + n, -1)) for n, token in enumerate(tokens)))
    return SafeString("".join(made))


@dataclass(frozen=True)
class _Words:
    """Words between two tags; ``at`` is where they begin in what the reader has collected."""

    data: str
    at: int


class _Tracing(TextReader):
    """Reads as plain_text() does, and keeps each tag as it was written and each run of words with its place."""

    def __init__(self) -> None:
        super().__init__(with_links=False)
        self.told: list[str | _Words] = []
        self.counted = self.length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.told.append(self.get_starttag_text() or "")
        super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.told.append(f"</{tag}>")
        super().handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.length += sum(map(len, self.pieces[self.counted :]))
        self.counted = len(self.pieces)
        self.told.append(_Words(data, self.length))
        super().handle_data(data)

    def places(self) -> dict[int, int]:
        """Return, for each collected character that plain_text() keeps, where it stands in it."""
        found: dict[int, int] = {}
        at = here = 0
        for line in "".join(self.pieces).split("\n"):
            if words := line.strip():
                first = at + line.index(words)
                found |= {first + n: here + n for n in range(len(words))}
                here += len(words) + 1  # and its line's end
            at += len(line) + 1
        return found


@dataclass(frozen=True)
class Link:
    """An address of rich text, and the half-open span in plain_text() of the words that it stands behind."""

    address: str
    start: int
    end: int


@lru_cache(maxsize=128)
def links_in(html: str) -> tuple[Link, ...]:
    """Return the links of sanitised ``html`` that have words, in their order; the addresses as a browser reads them.

    Kept for a while, because several checks ask for one text.
    """
    if "<a" not in html:
        return ()
    reader = _Linking()
    reader.feed(html)
    reader.close()
    begins = list(accumulate(map(len, reader.pieces), initial=0))
    kept = sorted(reader.places().items())
    firsts = [collected for collected, _ in kept]
    found = []
    for address, first, last in reader.links:
        inside = kept[bisect_left(firsts, begins[first]) : bisect_left(firsts, begins[last])]
        if address and inside:
            found.append(Link(address, inside[0][1], inside[-1][1] + 1))
    return tuple(found)


class _Linking(_Tracing):
    """Notes of each link its address, and which of the collected pieces are its words."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, int, int]] = []
        self.began: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag == "a":
            self.began.append(len(self.pieces))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.began and self.hrefs:
            self.links.append((self.hrefs[-1].strip(), self.began.pop(), len(self.pieces)))
        super().handle_endtag(tag)


class _Marker:
    """Writes words with their marks; each mark's name is given once, where it begins."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.marks = [mark for mark in marks if mark.start < mark.end]
        self.bounds = sorted({place for mark in self.marks for place in (mark.start, mark.end)})
        self.between: dict[int, tuple[Mark, ...]] = {}
        self.named: set[str] = set()

    def over(self, tokens: Iterator[tuple[str, int]]) -> SafeString:
        """Return ``tokens``, each with its place in the plain text (-1: it has none), as marked HTML."""
        made = []
        for covering, run in groupby(tokens, key=lambda token: self._covering(token[1])):
            words = escape("".join(token for token, _ in run), quote=False)
            made.append(self._written(covering, words) if covering else words)
        return SafeString("".join(made))

    def _covering(self, place: int) -> tuple[Mark, ...]:
        """Return the marks over ``place``, asked once between two bounds: a text has more characters than marks."""
        stretch = bisect_right(self.bounds, place)
        if stretch not in self.between:
            self.between[stretch] = tuple(mark for mark in self.marks if mark.start <= place < mark.end)
        return self.between[stretch]

    def _written(self, covering: tuple[Mark, ...], words: str) -> str:
        seen, *hidden = covering
        anchors = "".join(f'<span id="{mark.name}"></span>' for mark in hidden if self._is_new(mark))
        name = f' id="{seen.name}"' if self._is_new(seen) else ""
        return f'{anchors}<mark class="{seen.css}"{name}>{words}</mark>'

    def _is_new(self, mark: Mark) -> bool:
        if mark.name in self.named:
            return False
        self.named.add(mark.name)
        return True

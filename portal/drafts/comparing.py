"""What changed between two texts, word by word, in a time that grows with their length.

Lines first, then words inside the lines that changed. Both steps lay anchors on what occurs once on each side
(patience); what lies between is compared exactly as long as that is cheap, and else counts as replaced, so that
100,000 characters of the letter a cannot keep a page waiting.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from portal.drafts.content import Content, plain_part
from portal.drafts.kinds import Kind, Part, Shape
from portal.markup import plain_text

_WORDS = re.compile(r"\s+|[^\W_]+(?:[’'\-][^\W_]+)*|.", re.DOTALL)
CELLS_AT_ONCE = 40_000
"""The most pairs of tokens that one gap between anchors is compared exactly for."""
CELLS_IN_ALL = 1_000_000
"""The most pairs of tokens in one comparison; what is left then counts as replaced."""

Span = tuple[int, int, int, int]
"""From and to in the first text, from and to in the second."""


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A run of text and what became of it."""

    change: Change
    text: str


@dataclass(frozen=True)
class PartChange:
    """One part of two revisions. ``only_form``: the words are the same, their formatting is not."""

    part: Part
    pieces: tuple[Piece, ...]
    only_form: bool = False

    @property
    def changed(self) -> bool:
        """Return whether anything of this part changed."""
        return self.only_form or any(piece.change is not Change.SAME for piece in self.pieces)


class _Aligner:
    """Finds what two sequences of tokens share; ``left`` counts down the work that it may still do."""

    def __init__(self) -> None:
        self.left = CELLS_IN_ALL

    def shared(self, a: Sequence[str], b: Sequence[str]) -> Iterator[Span]:
        """Yield spans that are equal in ``a`` and ``b``, in order."""
        start = 0
        while start < min(len(a), len(b)) and a[start] == b[start]:
            start += 1
        if start:
            yield 0, start, 0, start
        a_end, b_end = len(a), len(b)
        while a_end > start and b_end > start and a[a_end - 1] == b[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
        yield from self._between_anchors(a, b, (start, a_end, start, b_end))
        if a_end < len(a):
            yield a_end, len(a), b_end, len(b)

    def _between_anchors(self, a: Sequence[str], b: Sequence[str], span: Span) -> Iterator[Span]:
        a_at, a_end, b_at, b_end = span
        for i, j in _anchors(a[a_at:a_end], b[b_at:b_end]):
            yield from self._gap(a, b, (a_at, span[0] + i, b_at, span[2] + j))
            yield span[0] + i, span[0] + i + 1, span[2] + j, span[2] + j + 1
            a_at, b_at = span[0] + i + 1, span[2] + j + 1
        yield from self._gap(a, b, (a_at, a_end, b_at, b_end))

    def _gap(self, a: Sequence[str], b: Sequence[str], span: Span) -> Iterator[Span]:
        """Yield what is equal in a stretch without anchors, if comparing it is cheap."""
        a_at, a_end, b_at, b_end = span
        cells = (a_end - a_at) * (b_end - b_at)
        if not cells or cells > min(CELLS_AT_ONCE, self.left):
            return
        self.left -= cells
        matcher = SequenceMatcher(None, a[a_at:a_end], b[b_at:b_end], autojunk=False)
        for i, j, size in matcher.get_matching_blocks():
            if size:
                yield a_at + i, a_at + i + size, b_at + j, b_at + j + size


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of places of tokens that occur once in each, the longest rising series of them."""
    in_a, in_b = Counter(a), Counter(b)
    place = {token: j for j, token in enumerate(b) if in_b[token] == 1}
    pairs = [(i, place[token]) for i, token in enumerate(a) if in_a[token] == 1 and token in place]
    ends: list[int] = []
    best: list[int] = []
    before = [-1] * len(pairs)
    for n, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before[n] = best[length - 1] if length else -1
        if length == len(ends):
            ends.append(j)
            best.append(n)
        else:
            ends[length], best[length] = j, n
    chain: list[tuple[int, int]] = []
    at = best[-1] if best else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _changes(a: Sequence[str], b: Sequence[str], aligner: _Aligner) -> Iterator[tuple[str, str, bool]]:
    """Yield (words of a, words of b, whether they are the same), which put together are ``a`` and ``b``."""
    a_at = b_at = 0
    for a_from, a_to, b_from, b_to in [*aligner.shared(a, b), (len(a), len(a), len(b), len(b))]:
        if a_from > a_at or b_from > b_at:
            yield "".join(a[a_at:a_from]), "".join(b[b_at:b_from]), False
        if a_to > a_from:
            yield "".join(a[a_from:a_to]), "".join(b[b_from:b_to]), True
        a_at, b_at = a_to, b_to


def compare_texts(before: str, after: str) -> tuple[Piece, ...]:
    """Return ``before`` turning into ``after``: the pieces kept, removed and added, in reading order.

    The kept and removed pieces put together are ``before``, the kept and added ones ``after``.
    """
    aligner = _Aligner()
    found: list[tuple[str, str, bool]] = []
    lines = _changes(before.splitlines(keepends=True), after.splitlines(keepends=True), aligner)
    for old, new, same in lines:
        if same or not old or not new:
            found.append((old, new, same))
        else:
            found.extend(_changes(_WORDS.findall(old), _WORDS.findall(new), aligner))
    return tuple(_pieces(_smoothed(found)))


def _smoothed(found: Sequence[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Join neighbours, and take a lone space between two changes as changed: so a rewritten phrase reads as one."""
    joined: list[tuple[str, str, bool]] = []
    for n, (old, new, alike) in enumerate(found):
        lone = alike and not old.strip() and "\n" not in old and 0 < n < len(found) - 1
        same = alike and not (lone and not found[n - 1][2] and not found[n + 1][2])
        if joined and joined[-1][2] == same:
            joined[-1] = (joined[-1][0] + old, joined[-1][1] + new, same)
        else:
            joined.append((old, new, same))
    return joined


def _pieces(found: Sequence[tuple[str, str, bool]]) -> Iterator[Piece]:
    for old, new, same in found:
        if same:
            yield Piece(Change.SAME, old)
            continue
        if old:
            yield Piece(Change.REMOVED, old)
        if new:
            yield Piece(Change.ADDED, new)


def _readable(part: Part, value: object) -> str:
    """Return a part as a reader compares it: links with their address, each picture with the file that it is."""
    if part.shape is Shape.RICH:
        return plain_text(str(value), with_links=True)
    if part.shape is Shape.IMAGES and isinstance(value, list):
        return "\n".join(f"Picture {row['sha256'][:12]}: {row['alt']}" for row in value)
    if part.shape is Shape.RECORDINGS and isinstance(value, list):
        return "\n".join(
            f"{row['title']}: file {row['sha256'][:12]}, words {row['said'][:12] or 'none'}" for row in value
        )
    return plain_part(part, value)


def compare_contents(kind: Kind, before: Content, after: Content) -> list[PartChange]:
    """Return each part of two contents of ``kind`` with what changed in it, in the order of the form."""
    return [_compare_part(part, before.get(part.name, ""), after.get(part.name, "")) for part in kind.parts]


def _compare_part(part: Part, old: object, new: object) -> PartChange:
    pieces = compare_texts(_readable(part, old), _readable(part, new))
    same_words = all(piece.change is Change.SAME for piece in pieces)
    return PartChange(part, pieces, only_form=same_words and old != new)

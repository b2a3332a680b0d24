"""Taking somebody's name or address out of a text, however it is spelled there: joined, apart, or with signs within."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from moderation.screening.folding import folded

WITHHELD = "[withheld]"
Span = tuple[int, int]
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[\W_]*"
"""What may stand between the parts of a name: nothing, spaces, hyphens, signs."""


def without(text: str, hidden: Sequence[str]) -> str:
    """Return ``text`` without these ``hidden`` words; what is only part of another word stays.

    Both are read in plain spelling: without case, accents and invisible signs, and as screening reads through letters
    that only look alike.
    """
    spans: list[Span] = []
    for words in hidden:
        spans += _found(words, *_plain(text), spell=lambda said: _plain(said)[0])
        read = folded(text)
        spans += _found(words, read.text, read.place, spell=lambda said: folded(said).text)
    parts: list[str] = []
    done = 0
    for start, end in _joined(spans):
        parts += [text[done:start], WITHHELD]
        done = end
    return "".join([*parts, text[done:]])


def _found(
    words: str, plain: str, place: Callable[[int, int], Span], *, spell: Callable[[str], str]
) -> Iterator[Span]:
    """Yield where ``words`` stand in the text whose plain spelling is ``plain``, by their places there."""
    parts = _WORD.findall(spell(words))
    if parts:
        whole = _BETWEEN.join(map(re.escape, parts))
        for match in re.finditer(rf"(?<![^\W_]){whole}(?![^\W_])", plain, re.IGNORECASE):
            yield place(*match.span())


def _plain(text: str) -> tuple[str, Callable[[int, int], Span]]:
    """Return ``text`` without case, marks and invisible signs, and what tells where a place of it stood."""
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        for each in unicodedata.normalize("NFKD", sign).casefold():
            if unicodedata.category(each) not in {"Mn", "Me", "Cf", "Cc"} or each.isspace():
                signs.append(each)
                places.append(at)
    return "".join(signs), lambda start, end: (places[start], places[end - 1] + 1)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return ``spans`` in order, those that overlap or touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found

"""Finding names and phrases in a text: whole words, whatever their capitals, in the order of the text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

_GAP = r"[\s\u00a0‐-―'’.-]{1,3}"
"""What may stand between the words of a phrase: a space, a line's end, a hyphen, an apostrophe."""


@lru_cache(maxsize=512)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return the alternation of ``phrases``, longest first, so that the longest that fits is found."""
    written = sorted(
        {" ".join(re.findall(r"\w+", phrase)) for phrase in phrases} - {""}, key=len, reverse=True
    )
    if not written:
        return None
    alternatives = "|".join(_GAP.join(re.escape(word) for word in phrase.split()) for phrase in written)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


def spans_of(text: str, phrases: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where any of ``phrases`` stands in ``text``, as half-open offsets in code points."""
    pattern = _pattern(tuple(phrases))
    if pattern is not None:
        yield from (found.span() for found in pattern.finditer(text))


def places_of(
    fields: Mapping[str, str], phrases: Sequence[str], *, leaving_out: Iterable[str] = ()
) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of each of ``phrases`` in ``fields``, in the order of the form."""
    left_out = frozenset(leaving_out)
    for name, text in fields.items():
        if name not in left_out:
            yield from ((name, start, end) for start, end in spans_of(text, phrases))

"""What the words of a text come to, small enough to keep for hundreds of texts: is one of them said again?"""

import re
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

_WORD = re.compile(r"\w{1,40}")
_FIGURE = re.compile(
    r"\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december)$"
)
_SHINGLE = 3
_KEPT = 64
FEWEST_WORDS = 4
"""A text of fewer words is too short to be a repetition of anything."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The smallest hashes of the groups of three words, and one of all figures, weekdays and months in order."""

    sketch: tuple[int, ...]
    figures: int


@lru_cache(maxsize=24)
def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of ``text``; linear in its length. Its sketch is empty where the text is too short."""
    words = _WORD.findall(text.lower())
    figures = crc32(" ".join(word for word in words if _FIGURE.match(word)).encode())
    if len(words) < FEWEST_WORDS:
        return Fingerprint((), figures)
    groups = zip(*(words[place:] for place in range(_SHINGLE)), strict=False)
    hashes = {crc32(" ".join(group).encode()) for group in groups}
    return Fingerprint(tuple(sorted(hashes)[:_KEPT]), figures)


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Return the estimated share of word groups that two texts have in common, from 0 to 1."""
    if not one.sketch or not other.sketch:
        return 0.0
    both = set(one.sketch) & set(other.sketch)
    smallest = sorted(set(one.sketch) | set(other.sketch))[:_KEPT]
    return sum(1 for value in smallest if value in both) / len(smallest)

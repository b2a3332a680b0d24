"""Bringing a text to one spelling without losing the place of any character."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

_SAME_LENGTH = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "‛": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u3000": " ",
        "\t": " ",
        "\u2028": "\n",
        "\u2029": "\n",
        "\x0b": " ",
        "\x0c": "\n",
    }
)
_LOOKALIKES = str.maketrans("аеорсухіѕјԁԛԝАВЕКМНОРСТХІЅЈ", "aeopcyxisjdqwABEKMHOPCTXISJ")
"""Cyrillic letters that pass for Latin ones: read as Latin only in words that mix both scripts."""
_MIXED = re.compile(r"(?=[^\W\d_]{0,40}[a-zA-Z])(?=[^\W\d_]{0,40}[\u0400-\u04ff])[^\W\d_]{1,40}")
_AWKWARD = re.compile(
    "[\u00ad\u034f\u061c\u0300-\u036f\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
    "\uff01-\uff5e\ufb00-\ufb06\U0001d400-\U0001d7ff\u24b6-\u24e9]"
)
"""Characters that change the length of a text when they are read as what they look like."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text. ``offsets`` maps its positions to the original's (one more than it has characters)."""

    text: str
    offsets: tuple[int, ...] | None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``start`` to ``end`` stands in the original, in code points."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[max(start, end - 1)] + 1 if end > start else self.offsets[
            start
        ]

    def back(self, place: int) -> int:
        """Return where the position ``place`` of the original stands in the normalised text."""
        return place if self.offsets is None else bisect_left(self.offsets, place)


def normalised(text: str) -> Normal:
    """Return ``text`` with plain quotes, dashes and spaces, without invisible signs, its letters' forms united."""
    plain = text.translate(_SAME_LENGTH)
    offsets: tuple[int, ...] | None = None
    if not plain.isascii() and _AWKWARD.search(plain):
        plain, offsets = _respelt(plain)
    return Normal(without_lookalikes(plain), offsets)


def without_lookalikes(text: str) -> str:
    """Return ``text``, as long as it was, with the Cyrillic letters of words that mix two scripts read as Latin."""
    if text.isascii():
        return text
    return _MIXED.sub(lambda found: found.group().translate(_LOOKALIKES), text)


def _respelt(text: str) -> tuple[str, tuple[int, ...]]:
    pieces: list[str] = []
    offsets: list[int] = []
    for place, sign in enumerate(text):
        kept = sign
        if _AWKWARD.match(sign):
            folded = unicodedata.normalize("NFKC", sign)
            kept = "".join(c for c in folded if unicodedata.category(c) not in {"Mn", "Cf"})
        pieces.append(kept)
        offsets.extend([place] * len(kept))
    offsets.append(len(text))
    return "".join(pieces), tuple(offsets)

"""What somebody sent, as it can be stored, and what its words come to past their spelling. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from moderation.models import LONGEST_TEXT
from portal.records.canonical import sha256_of

_NO_TEXT = "(no words)"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})[\u0300-\u036f"
    "\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_FEWEST = 12
"""Letters and figures below which two comments are not the same just because their words are."""
_SYLLABLE = 3
"""What one sign of a script counts that writes a syllable or a word with it (Chinese, Japanese, Korean)."""
_ACCENT = range(0x300, 0x370)
_YEARS = range(1990, 2100)


@dataclass(frozen=True)
class Words:
    """The text as it is kept, and whether it was cut."""

    text: str
    cut: bool


def kept_words(text: str) -> Words:
    """Return ``text`` as it is stored: what no database takes replaced by U+FFFD, at most LONGEST_TEXT characters.

    Nothing else is changed, since this is evidence; a text without anything in it says so.
    """
    kept = _UNSTORABLE.sub("\ufffd", text[:LONGEST_TEXT]).replace("\r\n", "\n").replace("\r", "\n")
    return Words(kept if kept.strip() else _NO_TEXT, len(text) > LONGEST_TEXT)


def one_line(text: str, longest: int) -> str:
    """Return ``text`` as one stored line of at most ``longest`` characters: a name, an address, a link."""
    return " ".join(_UNSTORABLE.sub("", text[: 4 * longest]).split())[:longest]


def moment_kept(at: datetime) -> datetime | None:
    """Return their time as it is stored, None for one that no clock shows. Nothing of ours is counted from it."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) if at.year in _YEARS else None


def tamed(text: str) -> str:
    """Return ``text`` for a page: of marks that are heaped on one letter two stay, so that no line runs into others."""
    return _MARKS.sub(r"\1", text)


def likeness_of(text: str) -> str:
    """Return the hash of the letters and figures of ``text``, whatever their case, accents and spacing; '' if few.

    All of it counts, to the last sign: two comments of the same likeness say the same. Signs that make another vowel
    of a letter, in scripts that write them so, are letters here. Linear in its length.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    said = "".join(letter for letter in plain if _is_said(letter))
    weight = len(said) + (_SYLLABLE - 1) * sum(_is_syllable(letter) for letter in said[: _FEWEST * _SYLLABLE])
    return sha256_of(said) if weight >= _FEWEST else ""


def _is_said(letter: str) -> bool:
    if letter.isascii() or letter.isalnum():
        return letter.isalnum()
    return ord(letter) not in _ACCENT and unicodedata.category(letter) in {"Mn", "Mc"}


def _is_syllable(letter: str) -> bool:
    return letter >= "\u1100" and unicodedata.east_asian_width(letter) == "W"

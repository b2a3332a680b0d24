"""The number, letter or bullet with which a clause begins."""

import re
from dataclasses import dataclass

from policies.importing.counting import from_letters, from_roman

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,5})([.):]?)(?=\s|$|[^\W\d_]|[“‘\"'(\[])")
_INTEGER = re.compile(r"(\d{1,3})([.):])(?=\s|$|[^\W\d_]|[“‘\"'(\[])")
_BARE = re.compile(rf"(\d{{1,2}})(?=\s+(?!(?:{_MONTHS})\b)[A-Z“])")
_BRACKETED = re.compile(r"\((\d{1,3}|[a-zA-Z]|[ivxlc]{2,7}|[IVXLC]{2,7})\)\s?")
_LETTER = re.compile(r"([a-zA-Z]|[ivxlc]{2,7}|[IVXLC]{2,7})([.)])(?=\s|$|[A-Z“])")
_BULLET = re.compile(r"([•·▪●○◦‣∙■□➢►✓✔]|[-–—*](?=\s|$)|§(?=\s+[A-Z])|o(?=\s+[A-Z]|\s*$))\s*")
_WORDED = re.compile(
    r"(section|part|appendix|annex|schedule|article|chapter)\s+(\d{1,3}|[A-Z]|[IVXLC]{2,6})\b\s?[.:)–-]?(?=\s|$)",
    re.IGNORECASE,
)
_LONGEST_WORDED = 120
_MINUTE = re.compile(
    r"(?:[A-Z]{1,4}[/.-]?)?"
    r"(?:\d{1,3}/(?:20)?\d{2}|(?:20)?\d{2}/\d{1,3}|20\d{2}[/-]\d{2}/\d{1,3})[a-z]?"
    r"(?:[.:)]|\s?[–-])?(?=\s+[A-Z“(\[]|\s*$)"
)
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Marker:
    """A number as printed, what it counts, and the rest of the line.

    ``kind`` is decimal (7.11), integer, bracketed (1), letter, capital, roman, upper roman, bullet, worded (Part 2)
    or minute (34/26).
    ``numbers`` holds the count, all parts of it for a decimal. A ``weak`` marker counts only where it continues a list.
    ``others`` are other ways to read it: (i) is a letter after (h).
    """

    printed: str
    kind: str
    numbers: tuple[int, ...]
    rest: str
    weak: bool = False
    others: tuple[tuple[str, int], ...] = ()

    @property
    def number(self) -> int:
        """Return the last part of the count."""
        return self.numbers[-1]


def marker_of(text: str) -> Marker | None:
    """Return the marker with which ``text`` begins, if it begins with one."""
    first = text[:1]
    if first.isdecimal():
        return _decimal(text) or _integer(text) or _bare(text)
    if first.isalpha():
        return _worded(text) or _letter(text) or _bullet(text)
    return _bracketed(text) or _bullet(text)


def minute_of(text: str) -> Marker | None:
    """Return the number of an item of a meeting with which ``text`` begins: 34/26, 26/101, FC/26/034.

    Four figures after the year are a planning application, three groups a day: those are none.
    """
    match = _MINUTE.match(text)
    if match is None:
        return None
    numbers = tuple(int(figures) for figures in _FIGURES.findall(match[0]))
    return Marker(match[0].rstrip(), "minute", numbers, text[match.end() :].strip())


def _decimal(text: str) -> Marker | None:
    match = _DECIMAL.match(text)
    if match is None:
        return None
    numbers = tuple(int(part) for part in match[1].split("."))
    rest = text[match.end() :]
    small = rest[:1].islower()  # 7.1text may be a number, 7.30pm and 2.5m are none
    leading = match[1].startswith("0") or ".0" in match[1]
    return Marker(match[0], "decimal", numbers, rest.strip(), weak=small or leading)


def _integer(text: str) -> Marker | None:
    match = _INTEGER.match(text)
    if match is None or match[1].startswith("0"):
        return None
    rest = text[match.end() :]
    return Marker(match[0], "integer", (int(match[1]),), rest.strip(), weak=rest[:1].islower())


def _bare(text: str) -> Marker | None:
    match = _BARE.match(text)
    if match is None or match[1].startswith("0"):
        return None
    return Marker(match[0], "integer", (int(match[1]),), text[match.end() :].strip(), weak=True)


def _bracketed(text: str) -> Marker | None:
    match = _BRACKETED.match(text)
    if match is None:
        return None
    rest = text[match.end() :].strip()
    if match[1].isdecimal():
        return Marker(match[0].strip(), "bracketed", (int(match[1]),), rest)
    return _lettered(match[0].strip(), match[1], rest)


def _letter(text: str) -> Marker | None:
    match = _LETTER.match(text)
    return _lettered(match[0], match[1], text[match.end() :].strip()) if match else None


def _lettered(printed: str, sign: str, rest: str) -> Marker | None:
    """Read a sign as roman numeral and as letter; a single i, v or x is roman first, c, d, l and m are letters."""
    small = sign.lower()
    ways = []
    if small not in {"c", "l"} and from_roman(small):
        ways.append(("roman" if sign == small else "upper roman", from_roman(small)))
    if from_letters(small):
        ways.append(("letter" if sign == small else "capital", from_letters(small)))
    if not ways:
        return None
    kind, number = ways[0]
    return Marker(printed, kind, (number,), rest, others=tuple(ways[1:]))


def _bullet(text: str) -> Marker | None:
    match = _BULLET.match(text)
    return Marker(match[1], f"bullet {match[1]}", (0,), text[match.end() :].strip()) if match else None


def _worded(text: str) -> Marker | None:
    """Read “Part 2: Media”, which is only ever a heading."""
    match = _WORDED.match(text)
    if match is None or len(text) > _LONGEST_WORDED or text.endswith((".", ";", ",")):
        return None
    rest = text[match.end() :].strip(" –-")
    if rest[:1].islower():
        return None
    sign = match[2].lower()
    number = int(sign) if sign.isdecimal() else from_letters(sign) or from_roman(sign)
    printed = " ".join(match[0].split()).rstrip(" .:)–-")
    return Marker(printed, f"worded {match[1].lower()}", (number or 1,), rest)

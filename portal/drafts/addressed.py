"""Whom a letter goes to: one a line, by name, by email address, or both; read the same way everywhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

PLACES = ("to", "cc", "bcc")
MOST_PEOPLE = 30
"""In each of the three places: any mail server takes them all in one message (RFC 5321, 4.5.3.1.8: 100)."""
_WRITTEN = re.compile(r'"?([^"<>]*)"?\s*<\s*([^<>\s]+)\s*>')


@dataclass(frozen=True)
class Named:
    """Somebody to whom a letter goes. Either may be '': a name alone gets it on paper, an address by email."""

    name: str
    address: str = ""

    @property
    def written(self) -> str:
        """Return them as a line: Jo Example <jo@example.org>."""
        return f"{self.name} <{self.address}>" if self.name and self.address else self.name or self.address

    @property
    def shown(self) -> str:
        """Return them as the letter names them to its other readers: by name, where there is one."""
        return self.name or self.address


def people_in(text: str) -> tuple[Named, ...]:
    """Return the people of a part as clean_people() wrote it."""
    return tuple(_read(line) for line in text.splitlines() if line.strip())


def emailed(content: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the email addresses that ``content`` names, by place: to, cc, bcc; {} where it names none.

    Whoever stands in two places gets it once, in the more open one: nobody is a blind reader of what names them.
    """
    seen: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    for place in PLACES:
        here = [person.address for person in people_in(str(content.get(place, ""))) if person.address]
        new = tuple(address for address in here if address.casefold() not in seen)
        seen.update(address.casefold() for address in new)
        if new:
            found[place] = new
    return found


def on_paper(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return whom ``content`` names as its readers or for a copy without an email address: they get it on paper."""
    open_places = (people_in(str(content.get(place, ""))) for place in ("to", "cc"))
    return tuple(dict.fromkeys(person.name for here in open_places for person in here if not person.address))


def is_email(text: str) -> bool:
    """Return whether ``text`` is an email address that mail servers understand."""
    try:
        validate_email(text)
        text.rpartition("@")[0].encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        return False
    return True


def clean_people(label: str, text: str, *, by_email: bool = False) -> str:
    """Return what was typed as one person a line, each once.

    Semicolons part them, and commas behind an address. Raises ValueError for what holds an @ and is no address, for
    somebody without one where they are reached ``by_email`` alone, and for more than MOST_PEOPLE: a letter to more is
    a bulletin.
    """
    found: dict[str, Named] = {}
    for line in re.split(r"[\n;]", text):
        for each in _pieces(line):
            person = _read(each)
            _refuse_nonsense(label, each, person)
            if by_email:
                _refuse_unreached(label, person)
            found.setdefault((person.address or person.name).casefold(), person)
    if len(found) > MOST_PEOPLE:
        raise ValueError(f"{label}: {len(found):,} people are named; the most is {MOST_PEOPLE}.")
    return "\n".join(person.written for person in found.values())


def _pieces(line: str) -> list[str]:
    """Return the people of one line: a comma parts them where an address stands before it, not inside a name."""
    pieces: list[str] = []
    begun = ""
    for piece in line.split(","):
        begun = f"{begun},{piece}" if begun else piece
        if "@" in begun:
            pieces.append(begun)
            begun = ""
    return [tidy for piece in (*pieces, begun) if (tidy := re.sub(r"\s+", " ", piece).strip(" ,"))]


def _read(line: str) -> Named:
    whole = line.strip()
    if found := _WRITTEN.fullmatch(whole):
        name, address = found[1].strip(), found[2]
        return Named("" if name == address else name, address)
    return Named("", whole) if "@" in whole and " " not in whole else Named(whole)


def _refuse_nonsense(label: str, typed: str, person: Named) -> None:
    if "@" in person.name or (person.address and not is_email(person.address)):
        raise ValueError(
            f"{label}: “{typed[:80]}” is not an email address with a name. "
            "Write one a line, like Jo Example <jo@example.org>."
        )


def _refuse_unreached(label: str, person: Named) -> None:
    """Raise ValueError for a name alone: no paper goes to whom the letter does not name."""
    if not person.address:
        raise ValueError(
            f"{label}: “{person.name[:80]}” has no email address, so nobody would tell them: blind copies go by email "
            "alone. Add the address, like Jo Example <jo@example.org>, or name them under Copies (cc)."
        )

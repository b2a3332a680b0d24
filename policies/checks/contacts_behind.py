"""Mailboxes and telephone numbers behind the words of a link, read as if they stood after these words."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from policies.checks.base import Hit
from policies.checks.phrases import Advice, quoted
from policies.language.reading import Reading, read
from policies.subjects import Subject
from portal.drafts.marking import Link, links_in

_BETWEEN = re.compile(r"[\s?&=,;]+")
_SCHEMES = ("mailto:", "tel:")
_MOST = 200
"""How many links of one text are looked behind; no text for the public has as many."""


@dataclass(frozen=True)
class Written:
    """A field with its contacts written out; ``inserted``: each link, and where its contact stands in ``reading``."""

    field: str
    plain: str
    reading: Reading
    inserted: tuple[tuple[int, int, Link], ...]

    def behind(self, start: int, end: int) -> Link | None:
        """Return the link whose contact holds the first letter of a normalised place, or None."""
        begin, _ = self.reading.normal.place(start, end)
        return next((link for first, last, link in self.inserted if first <= begin < last), None)

    def hit(self, place: tuple[int, int], advice: Advice) -> Hit:
        """Return the hit at the normalised ``place``, in the words and by the offsets of the field itself."""
        start, end = (self._plain(each) for each in self.reading.normal.place(*place))
        words = quoted(self.plain[start:end])
        return Hit(self.field, advice.message.replace("{words}", words), advice.remedy, start, end)

    def _plain(self, offset: int) -> int:
        """Return where ``offset`` of the written text lies in the field; inside a contact it is its link's end."""
        index = bisect_right([first for first, _, _ in self.inserted], offset) - 1
        if index < 0:
            return offset
        _, last, link = self.inserted[index]
        return link.end + max(0, offset - last)


def contacts_of(address: str) -> list[str]:
    """Return the mailboxes and numbers behind a link that begins a mail or a call, copies too; none of other links."""
    lower = address.lower()
    scheme = next((each for each in _SCHEMES if lower.startswith(each)), "")
    said = unquote(address[len(scheme) :]) if scheme else ""
    number = "".join(said.split()) if scheme == "tel:" else ""
    return [number] if number else [each for each in _BETWEEN.split(said) if "@" in each]


def written_out(field: str, subject: Subject, *, own: Collection[str] = ()) -> Written | None:
    """Return ``field`` with the contacts behind its links written out, or None where no link hides any.

    Left out is what the words show themselves, and what bare_contact() of ``own`` holds: addresses of the council.
    """
    plain = subject.fields.get(field, "")
    links = links_in(str(subject.content.get(field, "")))[:_MOST]
    if not links:
        return None
    known = bare_contact(plain)
    hidden = []
    for link in links:
        contacts = [
            each
            for each in contacts_of(link.address)
            if (bare := bare_contact(each)) not in known and bare not in own
        ]
        if contacts:
            hidden.append((link, " ".join(contacts)))
    return _written(field, plain, hidden) if hidden else None


def _written(field: str, plain: str, hidden: Iterable[tuple[Link, str]]) -> Written:
    text, inserted, done = "", [], 0
    for link, contact in sorted(hidden, key=lambda one: one[0].end):
        text += plain[done : link.end]
        first = len(text)
        text += f" {contact}"
        inserted.append((first, len(text), link))
        done = link.end
    return Written(field, plain, read(text + plain[done:]), tuple(inserted))


def bare_contact(text: str) -> str:
    """Return a mailbox or a number as they are compared: small letters, digits and the at sign; +44 is a 0."""
    signs = "".join(sign for sign in text.lower() if sign.isalnum() or sign in "@+")
    return signs.replace("+440", "0").replace("+44", "0").replace("+", "")

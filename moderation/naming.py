"""Whom words name, of those who speak for a council: by name, by what their office is called; the clerk above all."""

import re

from django.utils import timezone

from portal.councils.models import Membership
from portal.councils.people import in_office
from portal.councils.powers import STAFF, Role

_WORD = r"[^\W_]+"
_OFFICES = (
    "clerk",
    "clerks",
    "clerke",
    "proper officer",
    "responsible officer",
    "responsible financial officer",
    "finance officer",
    "financial officer",
    "rfo",
)
"""What a clerk is called beside the title that they hold: Local Government Act 1972 ss.112, 151 and 270(3)."""
_PLACES = ("office", "offices")
"""Where a clerk works, and in a small council nobody else."""
_FORMS_OF_ADDRESS = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "cllr",
        "councillor",
        "rev",
        "revd",
        "sir",
        "dame",
        "lady",
        "lord",
    }
)


def people_named(people: list[Membership], said: str) -> list[Membership]:
    """Return those of ``people`` whose whole name, or last name, stands in ``said``, whatever its case."""
    text = _plain(said)
    found = []
    for one in people:
        words = _words(one.shown_name)
        if words and (f" {' '.join(words)} " in text or f" {words[-1]} " in text):
            found.append(one)
    return found


def names_clerk(people: list[Membership], said: str, *, places: bool = True) -> bool:
    """Return whether ``said`` names a clerk: by any of their names, what the office is called, or where it is.

    Better that the chairman passes on what is about somebody else than that a clerk receives what is about the clerk.
    ``places``: not in long words, which name the council's office for many reasons.
    """
    text = _plain(said)
    clerks = [one for one in people if one.role == Role.CLERK]
    parts = {word for one in clerks for word in _words(one.shown_name)} - _FORMS_OF_ADDRESS
    names = {one for one in parts if one.isalpha() and len(one) > 1}
    titles = [" ".join(_words(one.display_title)) for one in clerks]
    called = [*names, *titles, *_OFFICES, *(_PLACES if places else ())]
    return any(f" {one} " in text for one in called if one)


def clerk_named(council_id: int, said: str) -> bool:
    """Return whether long words, as of a complaint, name a clerk who is in office now. One query."""
    clerks = Membership.objects.filter(in_office(timezone.now()), council=council_id, role=Role.CLERK)
    return names_clerk(list(clerks.select_related("user", "council")), said, places=False)


def names_another(people: list[Membership], said: str) -> bool:
    """Return whether ``said`` names without doubt somebody who is no clerk: by name, or by the title of a member.

    Officers are known by their names alone: "the officer" may well be the clerk.
    """
    others = [one for one in people if one.role != Role.CLERK]
    text = _plain(said)
    titles = {" ".join(_words(one.display_title)) for one in others if one.role not in STAFF}
    return bool(people_named(others, said)) or any(f" {one} " in text for one in titles if one)


def _words(text: str) -> list[str]:
    return re.findall(_WORD, text.casefold())


def _plain(said: str) -> str:
    """Return the words of ``said`` between single spaces, with one at either end."""
    return f" {' '.join(_words(said))} "

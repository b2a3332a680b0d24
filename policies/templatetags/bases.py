"""What a text rests on, for templates of any floor: `{% load bases %}`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.formats import date_format

from policies.checks.basis_entered import basis_named
from policies.circumstances import EnteredBasis
from policies.meetings.resting import basis_of, offered_bases
from portal.councils.models import Council

register = template.Library()


@dataclass(frozen=True)
class Offered:
    """One line of the list that a writer chooses from: what is written in the form, and what it is."""

    value: str
    label: str


@register.simple_tag
def basis_entered(
    council: Council, content: Mapping[str, Any], known: tuple[EnteredBasis, ...] | str = ""
) -> EnteredBasis | None:
    """Return the entered item, position or matter that ``content`` names as its basis, or None. One query at most.

    None where a page has judged the text and hands on the bases ``known`` from there; "" is a page that has not.
    """
    if isinstance(known, tuple):
        return basis_named(str(content.get("basis_reference", "")), known)
    return basis_of(council.pk, dict(content))


@register.simple_tag
def bases_offered(council: Council) -> list[Offered]:
    """Return what the council entered that is open, the newest first, each once. One query."""
    offered = (_offered(one) for one in offered_bases(council.pk))
    return list({one.value: one for one in offered}.values())


def _offered(one: EnteredBasis) -> Offered:
    if one.page == "positions":
        return Offered(f"{one.title}, {one.reference}", "Agreed position")
    if one.page == "matter":
        return Offered(one.reference, "Reference by which a matter was released")
    sort = ("Minute " if one.minuted else "Item ") if one.reference[:1].isdigit() else ""
    day = date_format(one.on, "j F Y")
    return Offered(f"{sort}{one.reference}, {day}", f"{one.title}: {one.meeting}")

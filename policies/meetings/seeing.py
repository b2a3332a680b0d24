"""Who reads the titles and minutes of closed items: what was dealt with there is not for all who decide.

Nor for a member with an interest in it, whoever they are but the clerk: they left the room (Localism Act 2011 s.31)
and read its papers, where the council lets them, on the matter's own page, where that is recorded.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from policies.models import AgendaItem, Interest
from portal.councils.people import Person
from portal.councils.powers import Role

SEES_CLOSED = frozenset({Role.CLERK, Role.CHAIR})


def sees_closed_items(person: Person) -> bool:
    """Return whether ``person`` may read the titles and minutes of all closed items: the clerk and the chairman.

    Authority that the clerk handed on is no access to what was dealt with in closed session: whoever has it reads
    what they were named for (sees_item), and of the rest the reference.
    """
    return person.membership.role in SEES_CLOSED


def named_for(person: Person) -> "QuerySet[AgendaItem]":
    """Return the items of the council's meetings about matters to which ``person`` was given access by name."""
    member = person.membership
    named = Q(matter__access__member=member) | Q(matters__access__member=member)
    return AgendaItem.objects.filter(named, meeting__council=person.council)


def sees_item(person: Person, item: AgendaItem) -> bool:
    """Return whether ``person`` may read the title and minute of ``item``. One query at most."""
    if item.part == AgendaItem.Part.OPEN or person.membership.role == Role.CLERK:
        return True
    return item.pk in _seen_of(person, {item.pk})


def seen_among(person: Person, items: Iterable[AgendaItem], *, papers_of: int | None = None) -> set[int]:
    """Return the keys of those of ``items`` whose title and minute ``person`` may read. One query at most.

    ``papers_of`` is the matter whose papers they opened after the notice: their interest in it alone is set aside.
    """
    closed = {item.pk: item.part != AgendaItem.Part.OPEN for item in items}
    shut = {pk for pk, is_closed in closed.items() if is_closed}
    if not shut or person.membership.role == Role.CLERK:
        return set(closed)
    return (set(closed) - shut) | _seen_of(person, shut, papers_of)


def _seen_of(person: Person, shut: set[int], papers_of: int | None = None) -> set[int]:
    """Return the keys of those of the closed items ``shut`` that ``person``, who is not the clerk, reads. One query."""
    mine = Interest.objects.filter(member=person.membership, ended_on__isnull=True)
    matters = mine.exclude(matter_id=papers_of or 0).values("matter_id")
    touched = AgendaItem.objects.filter(Q(matter__in=matters) | Q(matters__in=matters), pk__in=shut).values(
        "pk"
    )
    rows = (
        AgendaItem.objects.filter(meeting__council=person.council)
        if sees_closed_items(person)
        else named_for(person)
    )
    return set(rows.filter(pk__in=shut).exclude(pk__in=touched).values_list("pk", flat=True))

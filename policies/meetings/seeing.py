"""Who reads the titles and minutes of closed items: what was dealt with there is not for all who decide."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from policies.models import AgendaItem
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
    if item.part == AgendaItem.Part.OPEN or sees_closed_items(person):
        return True
    return named_for(person).filter(pk=item.pk).exists()


def seen_among(person: Person, items: Iterable[AgendaItem]) -> set[int]:
    """Return the keys of those of ``items`` whose title and minute ``person`` may read. One query at most."""
    closed = {item.pk: item.part != AgendaItem.Part.OPEN for item in items}
    shut = {pk for pk, is_closed in closed.items() if is_closed}
    if not shut or sees_closed_items(person):
        return set(closed)
    return (set(closed) - shut) | set(named_for(person).filter(pk__in=shut).values_list("pk", flat=True))

"""The register of permissions as somebody may read it: all of it, or their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from policies.matters.hiding import hidden_from
from policies.matters.knowing import known_to
from policies.models.permits import STEPS
from portal.councils.models import Permission
from portal.councils.people import Person
from portal.councils.permitting import not_over
from portal.councils.powers import Power

SOON = timedelta(days=STEPS[0])


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the register: ``standing`` is open, soon, over or all; '' of a filter is any."""

    standing: str = "open"
    scope: str = ""
    holder_id: int | None = None


def reads_all(person: Person) -> bool:
    """Return whether the whole register is for ``person``: who grants, who reads all of the desk."""
    return person.may(Power.MANAGE_PEOPLE) or person.may(Power.READ_ALL)


def readable_by(person: Person) -> "QuerySet[Permission]":
    """Return the permissions that ``person`` reads: their own; of others none about what is closed to them."""
    rows = Permission.objects.filter(council_id=person.council.pk)
    mine = Q(holder_id=person.membership.pk)
    if not reads_all(person):
        return rows.filter(mine)
    open_matter = Q(matter_id=None) | Q(matter_id__in=known_to(person).values("pk"))
    hidden = hidden_from(person)
    open_item = Q(communication_id=None)
    if hidden is not None:
        open_item |= ~Q(communication_id__in=hidden)
        return rows.filter(mine | open_matter & open_item)
    return rows.filter(mine | open_matter)


def register(person: Person, asked: Asked) -> "QuerySet[Permission]":
    """Return what ``person`` asked for, what ends first before what has no end; what is over by its end."""
    now = timezone.now()
    rows = readable_by(person).filter(_standing(asked.standing, now))
    if asked.scope:
        rows = rows.filter(scope=asked.scope)
    if asked.holder_id is not None:
        rows = rows.filter(holder_id=asked.holder_id)
    order = ("-ended_at", "-until", "-pk") if asked.standing in {"over", "all"} else ("until", "pk")
    return rows.select_related("holder__user", "giver__user", "ended_by__user").order_by(*order)


def own_open(person: Person) -> "QuerySet[Permission]":
    """Return what is permitted to ``person`` now or will be."""
    rows = Permission.objects.filter(not_over(timezone.now()), holder_id=person.membership.pk)
    return rows.select_related("giver__user").order_by("until", "pk")


def _standing(standing: str, now: datetime) -> Q:
    match standing:
        case "over":
            return ~not_over(now)
        case "soon":
            return not_over(now) & Q(until__lte=now + SOON)
        case "all":
            return Q()
    return not_over(now)

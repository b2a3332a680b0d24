"""Reading who holds which office in a council, and what they were given or lost beside it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from portal.councils.models import Council, Delegation, Membership, Permission, Suspension
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power, Role
from portal.drafts.kinds import KINDS

_ORDER = {role: place for place, role in enumerate(Role.values)}


@dataclass(frozen=True)
class PermittedKind:
    """A permission with the kind it is for, in words."""

    permission: Permission
    label: str


@dataclass(frozen=True)
class Seat:
    """One office in being, with all that is dated beside it. Delegations include those to come."""

    person: Person
    delegations: tuple[Delegation, ...]
    permissions: tuple[PermittedKind, ...]
    suspension: Suspension | None

    @property
    def may_issue(self) -> bool:
        """Return whether the person may approve and issue at this moment."""
        return self.person.may(Power.DECIDE)

    @property
    def is_officer(self) -> bool:
        """Return whether authority can be delegated to them (LGA 1972 s.101: an officer, never one councillor)."""
        return self.person.membership.role == Role.OFFICER


def seats(council: Council) -> list[Seat]:
    """Return every office of ``council`` in being, the clerk first. Four queries, however many people."""
    people = people_who_may(Power.READ_DESK, council.pk)
    return _seats(people, Q(holder__council=council), Q(member__council=council))


def seat_of(person: Person) -> Seat:
    """Return one person's office. Three queries."""
    mine = person.membership.pk
    return _seats([person], Q(holder_id=mine), Q(member_id=mine))[0]


def _seats(people: Iterable[Person], held: Q, suspended: Q) -> list[Seat]:
    now = timezone.now()
    delegations: dict[int, list[Delegation]] = defaultdict(list)
    for row in (
        Delegation.objects.filter(held, _not_over(now)).select_related("giver__user").order_by("starts_at")
    ):
        delegations[row.holder_id].append(row)
    permissions: dict[int, list[PermittedKind]] = defaultdict(list)
    for given in Permission.objects.filter(held, _not_over(now)).select_related("giver__user").order_by("pk"):
        kind = KINDS.get(given.subject)
        permissions[given.holder_id].append(PermittedKind(given, kind.label if kind else given.subject))
    suspensions = {
        row.member_id: row
        for row in Suspension.objects.filter(suspended, _not_over(now)).select_related("ordered_by__user")
    }
    found = [
        Seat(
            person,
            tuple(delegations[person.membership.pk]),
            tuple(permissions[person.membership.pk]),
            suspensions.get(person.membership.pk),
        )
        for person in people
    ]
    return sorted(found, key=lambda seat: (_ORDER[seat.person.membership.role], seat.person.name))


def _not_over(now: datetime) -> Q:
    """Return the condition that a dated row is in force at ``now`` or will be."""
    return Q(ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=now))


def former_members(council: Council) -> list[Membership]:
    """Return the last fifty memberships that ended, newest first. One query."""
    rows = Membership.objects.filter(council=council, ended_at__isnull=False).select_related("user")
    return list(rows.order_by("-ended_at")[:50])

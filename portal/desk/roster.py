"""Reading who holds which office in a council, and what they were given or lost beside it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.councils.models import Council, Delegation, Membership, Permission, Suspension
from portal.councils.people import Person, in_office, not_over, people_who_may
from portal.councils.powers import Power, Role, in_words
from portal.drafts.kinds import KINDS

_ORDER = {role: place for place, role in enumerate(Role.values)}


@dataclass(frozen=True)
class PermittedKind:
    """A permission with the kind it is for, in words."""

    permission: Permission
    label: str


@dataclass(frozen=True)
class Given:
    """A delegation with what it gives, in words, and whether it is in force now or to come."""

    delegation: Delegation
    powers: list[str]
    in_force: bool


@dataclass(frozen=True)
class Seat:
    """One office in being, with all that is dated beside it. Delegations include those to come."""

    person: Person
    delegations: tuple[Given, ...]
    permitted: tuple[Permission, ...]
    suspension: Suspension | None
    line_manager: Membership | None = None
    """Only one who is still in office."""

    @property
    def permissions(self) -> list[PermittedKind]:
        """Return which kinds they are permitted to draft; what else is permitted stands in the register."""
        drafting = [row for row in self.permitted if row.scope == Permission.Scope.DRAFT_KIND]
        kinds = [(row, KINDS.get(row.subject)) for row in drafting]
        return [PermittedKind(row, kind.label if kind else row.subject) for row, kind in kinds]

    @property
    def may_issue(self) -> bool:
        """Return whether the person may approve and issue at this moment."""
        return self.person.may(Power.DECIDE)

    @property
    def issues_until(self) -> datetime | None:
        """Return until when they may issue by delegation; None where it is their office's power."""
        rows = [row.delegation for row in self.delegations if row.delegation.pk == self.person.delegation_id]
        return rows[0].until if rows else None

    @property
    def can_be_nominated(self) -> bool:
        """Return whether it makes sense to delegate to them now: an officer whose rights are not suspended."""
        return self.is_officer and self.suspension is None

    @property
    def is_officer(self) -> bool:
        """Return whether authority can be delegated to them (LGA 1972 s.101: an officer, never one councillor)."""
        return self.person.membership.role == Role.OFFICER


def seats(council: Council) -> list[Seat]:
    """Return every office of ``council`` in being, the clerk first. Five queries, however many people."""
    people = people_who_may(Power.READ_DESK, council.pk)
    return _seats(people, Q(holder__council=council), council)


def seat_of(person: Person) -> Seat:
    """Return one person's office. Four queries."""
    return _seats(
        [person], Q(holder_id=person.membership.pk), person.council, Q(member__user=person.user_id)
    )[0]


def _seats(people: Iterable[Person], held: Q, council: Council, suspended: Q | None = None) -> list[Seat]:
    now = timezone.now()
    people = list(people)
    delegations: dict[int, list[Given]] = defaultdict(list)
    for row in (
        Delegation.objects.filter(held, _not_over(now)).select_related("giver__user").order_by("starts_at")
    ):
        delegations[row.holder_id].append(Given(row, in_words(row.powers), row.starts_at <= now))
    permitted: dict[int, list[Permission]] = defaultdict(list)
    for given in Permission.objects.filter(held, _not_over(now)).select_related("giver__user").order_by("pk"):
        permitted[given.holder_id].append(given)
    running = Suspension.objects.filter(suspended or Q(), _not_over(now), member__council=council)
    suspensions = {row.member.user_id: row for row in running.select_related("member", "ordered_by__user")}
    wanted = {key for person in people if (key := person.membership.line_manager_id) is not None}
    managers = Membership.objects.filter(in_office(now), pk__in=wanted).select_related("user").in_bulk()
    found = [
        Seat(
            person,
            tuple(delegations[person.membership.pk]),
            tuple(permitted[person.membership.pk]),
            suspensions.get(person.user_id),
            managers.get(person.membership.line_manager_id or 0),
        )
        for person in people
    ]
    return sorted(found, key=lambda seat: (_ORDER[seat.person.membership.role], seat.person.name))


def _not_over(now: datetime) -> Q:
    """Return the condition that a dated row is in force at ``now`` or will be."""
    return Q(ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=now))


@dataclass(frozen=True)
class Invited:
    """Somebody who has not accepted yet, by the name that was typed, with what became of the last mail."""

    membership: Membership
    mail: Notice | None


def invited_to(council: Council) -> list[Invited]:
    """Return the open invitations of ``council``, the newest first, at most a hundred. Two queries."""
    rows = list(
        Membership.objects.filter(not_over(timezone.now()), council=council, accepted_at__isnull=True)
        .select_related("user")
        .order_by("-pk")[:100]
    )
    mails = {
        notice.recipient_id: notice
        for notice in Notice.objects.filter(recipient__in=rows, what=What.INVITED).order_by("occasion")
    }
    return [Invited(row, mails.get(row.pk)) for row in rows]


def former_members(council: Council) -> list[Membership]:
    """Return the last fifty memberships that ended or whose term is over, newest first. One query."""
    rows = Membership.objects.filter(council=council).exclude(not_over(timezone.now())).select_related("user")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-pk")[:50])

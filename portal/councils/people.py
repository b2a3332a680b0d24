"""Who is asking: a person in one council, with the powers they hold at this moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.councils.powers import Power, Role, in_words, powers_of
from portal.refusals import NotYours, SecondStepNeeded
from portal.written import WrittenWhole

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second step at sign-in; recovery codes alone do not."""

# What _with_authority reads beside a membership, in SQL: every request asks for it, and building these five questions
# anew from models took longer than answering them. Each says what models.authority.in_force and in_office say.
_IN_FORCE = "one.starts_at <= %s AND one.ended_at IS NULL AND (one.until IS NULL OR one.until > %s)"
_HELD = f"FROM councils_delegation one WHERE one.holder_id = councils_membership.id AND {_IN_FORCE}"
_DECIDING = f"SELECT one.id {_HELD} AND one.powers @> %s::varchar[] ORDER BY one.until DESC, one.id LIMIT 1"
_DELEGATED = f"ARRAY(SELECT DISTINCT unnest(one.powers) {_HELD})"
_BARRED = f"""FROM councils_suspension one JOIN councils_membership held ON held.id = one.member_id
    WHERE held.user_id = councils_membership.user_id AND held.council_id = councils_membership.council_id
    AND {_IN_FORCE}"""
_SUSPENDED = f"EXISTS (SELECT 1 {_BARRED})"
_SECOND_FACTOR = """EXISTS (
    SELECT 1 FROM mfa_authenticator one WHERE one.user_id = councils_membership.user_id AND one.type = ANY(%s)
)"""
_OTHERS = """EXISTS (
    SELECT 1 FROM councils_membership one
    WHERE one.user_id = councils_membership.user_id AND one.council_id <> councils_membership.council_id
    AND one.accepted_at IS NOT NULL AND one.ended_at IS NULL
    AND (one.term_ends_on IS NULL OR one.term_ends_on >= %s)
)"""


@dataclass(frozen=True)
class Person:
    """One membership as it stands now. Every verb takes one as ``actor``; it never comes from a session."""

    membership: Membership
    powers: frozenset[Power]
    delegation_id: int | None
    suspended: bool
    second_factor_missing: bool = False
    withheld: frozenset[Power] = frozenset()
    """Powers of the person's office that wait for a second step at sign-in."""
    delegated: frozenset[Power] = frozenset()
    """Of the powers, those held by delegation alone."""
    serves_others: bool = True
    """Whether the person is in office in another council too; where they are not, no page asks for the others."""

    @property
    def council(self) -> Council:
        """Return the council in which the person acts."""
        return self.membership.council

    @property
    def name(self) -> str:
        """Return the person's name, as portal.councils.models.Membership shows it."""
        return self.membership.shown_name

    @property
    def delegated_words(self) -> list[str]:
        """Return what the person holds by delegation now, as pages call it."""
        return in_words({power.name for power in self.delegated})

    @property
    def is_clerk(self) -> bool:
        """Return whether the person is the clerk, not somebody to whom the clerk delegated."""
        return self.membership.role == Role.CLERK

    @property
    def user_id(self) -> int:
        """Return the key of the user behind the membership."""
        return self.membership.user_id

    def may(self, power: Power) -> bool:
        """Return whether the person holds ``power`` now."""
        return power in self.powers

    def require(self, power: Power) -> None:
        """Raise NotYours unless the person holds ``power`` now."""
        if power not in self.powers:
            raise self._refusal(power)

    def _refusal(self, power: Power) -> NotYours:
        if self.suspended:
            return NotYours("Your publishing rights are suspended.")
        if power in self.withheld:
            return SecondStepNeeded(f"To {power.value} you need a second step at sign-in.")
        return NotYours(f"You may not {power.value}.")


def not_over(now: datetime, today: date | None = None) -> Q:
    """Return the condition that a membership has not ended at ``now`` nor its term; it may be an invitation still.

    ``today``: the day of ``now`` here, where who asks has it.
    """
    today = today or timezone.localdate(now)
    return Q(ended_at__isnull=True) & (Q(term_ends_on__isnull=True) | Q(term_ends_on__gte=today))


def in_office(now: datetime, today: date | None = None) -> Q:
    """Return the condition that a membership is in being at ``now``: accepted, not ended, its term not over."""
    return not_over(now, today) & Q(accepted_at__isnull=False)


def _with_authority(
    now: datetime, *, today: date | None = None, invited_too: bool = False
) -> "QuerySet[Membership]":
    """Return memberships in being with delegation and suspension in force at ``now`` and whether MFA is set up.

    ``today``: the day of ``now`` here, where who asks has it. ``invited_too`` adds invitations that nobody has
    accepted yet.
    """
    moment = [now, now]
    today = today or timezone.localdate(now)
    return (
        Membership.objects.filter(not_over(now, today) if invited_too else in_office(now, today))
        .select_related("council", "user")
        .annotate(
            # What is cleared under a delegation names it: the one that lets its holder decide.
            delegation_now=RawSQL(_DECIDING, [*moment, [Power.DECIDE.name]]),  # noqa: S611  constants, with parameters
            delegated_now=RawSQL(_DELEGATED, moment),  # noqa: S611
            suspended_now=RawSQL(_SUSPENDED, moment),  # noqa: S611
            second_factor_now=RawSQL(_SECOND_FACTOR, [list(SECOND_FACTORS)]),  # noqa: S611
            others_now=RawSQL(_OTHERS, [today]),  # noqa: S611
        )
    )


_BESIDE = ("delegation_now", "delegated_now", "suspended_now", "second_factor_now", "others_now")
"""What person_of() reads beside a membership."""
_NOW = WrittenWhole(
    Membership,
    "council",
    "user",
    of=lambda pk, now, today: _with_authority(now, today=today).filter(pk=pk, user__is_active=True),
    sorts=(int, datetime, date),
    beside=_BESIDE,
)


def person_of(membership: Membership) -> Person:
    """Return the Person of a row from ``_with_authority``."""
    row: Any = membership
    if membership.accepted_at is None:
        return Person(membership, frozenset(), None, row.suspended_now, serves_others=row.others_now)
    missing = membership.council.second_factor_required and not row.second_factor_now
    powers = powers_of(
        membership.role,
        delegated=row.delegated_now,
        suspended=row.suspended_now,
        second_factor_missing=missing,
    )
    holds = row.delegation_now if membership.role == Role.OFFICER else None
    gained = powers - powers_of(membership.role, delegated=(), suspended=row.suspended_now)
    withheld = powers_of(membership.role, delegated=row.delegated_now, suspended=row.suspended_now) - powers
    return Person(
        membership,
        powers,
        holds,
        row.suspended_now,
        missing,
        delegated=gained,
        withheld=withheld,
        serves_others=row.others_now,
    )


def find_person(*, user_id: int, council_slug: str) -> Person | None:
    """Return the user's Person in the council ``council_slug``, or None. One query."""
    row = _with_authority(timezone.now()).filter(
        user_id=user_id, council__slug=council_slug, user__is_active=True
    )
    found = row.first()
    return person_of(found) if found else None


def person_now(membership_id: int) -> Person:
    """Return the Person of one membership as it stands now. One query.

    Raises NotYours where the membership has ended: a queued act of somebody who left is not theirs any more.
    """
    now = timezone.now()
    try:
        return person_of(_NOW.get(membership_id, now, timezone.localdate(now)))
    except Membership.DoesNotExist as gone:
        raise NotYours("This membership has ended.") from gone


def addressee_now(membership_id: int) -> Person:
    """Return the Person to whom a mail goes; somebody who is only invited is one too, without any power. One query.

    Raises NotYours where the membership has ended.
    """
    rows = _with_authority(timezone.now(), invited_too=True)
    found = rows.filter(pk=membership_id, user__is_active=True).first()
    if found is None:
        raise NotYours("This membership has ended.")
    return person_of(found)


def people_who_may(power: Power, council_id: int) -> list[Person]:
    """Return everybody in the council who holds ``power`` now, clerks first, then by name. One query."""
    rows = _with_authority(timezone.now()).filter(council_id=council_id, user__is_active=True)
    people = [person_of(row) for row in rows.order_by("user__name", "pk")]
    holders = [person for person in people if person.may(power)]
    return sorted(holders, key=lambda person: person.membership.role != Role.CLERK)


def councils_beside(person: Person) -> list[Membership]:
    """Return all the memberships in being of whoever ``person`` is. One query; none where this is the only one."""
    return councils_of(person.user_id) if person.serves_others else [person.membership]


def councils_of(user_id: int) -> list[Membership]:
    """Return the user's memberships in being with their councils, by the council's name. One query."""
    rows = Membership.objects.filter(in_office(timezone.now()), user_id=user_id).select_related("council")
    return list(rows.order_by("council__name"))


def people_of(user_id: int) -> list[Person]:
    """Return what the user is to each of their councils now, by the council's name. One query."""
    rows = _with_authority(timezone.now()).filter(user_id=user_id, user__is_active=True)
    return [person_of(row) for row in rows.order_by("council__name", "pk")]

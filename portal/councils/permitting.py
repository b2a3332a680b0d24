"""The clerk's permission to one person for one thing, with dates, and its end."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.models import Membership, Permission
from portal.councils.models.authority import in_force
from portal.councils.people import Person, in_office
from portal.councils.powers import Power
from portal.councils.reach import require_reach
from portal.councils.recording import reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Permitted:
    """For what a permission is: its scope, and what the scope needs; see the constraints of Permission.

    The keys name rows of the floors above in the same council; the database refuses any other. ``document`` (at most
    200 characters) says what may be shared where it is no item of the portal, ``shared_with`` (150) with whom outside.
    """

    scope: str
    subject: str = ""
    channel_id: int | None = None
    matter_id: int | None = None
    position_id: int | None = None
    communication_id: int | None = None
    document: str = ""
    shared_with: str = ""


@transaction.atomic
def permit(
    *,
    actor: Person,
    holder: Membership,
    what: Permitted,
    reason: str,
    starts_at: datetime | None = None,
    until: datetime | None = None,
) -> Permission:
    """Let ``holder`` do ``what`` from ``starts_at`` (aware; None: now) until ``until`` (None: until it is ended).

    Raises NotYours without the power or beyond its reach (never to oneself), Refusal for somebody of another council
    or where they hold it already, InvalidInput for a past end, an end before the start or no reason.
    """
    actor.require(Power.MANAGE_PEOPLE)
    now = timezone.now()
    _refuse_holder(actor, holder, now)
    begins = max(starts_at or now, now)
    if until is not None and until <= begins:
        past = until <= now
        raise InvalidInput(
            "A permission must end in the future." if past else "It would end before it begins."
        )
    if not stated(reason):
        raise InvalidInput("A permission needs a reason.")
    if len(stated(reason)) > LONGEST_REASON:
        raise InvalidInput(f"Reason: at most {LONGEST_REASON} characters.")
    bump(
        actor.council.pk
    )  # the council's lock comes before any other, and what was held for want of it is looked at
    # One that ran out is over, and does not stand in the way of the next.
    mine = Permission.objects.filter(holder=holder, ended_at__isnull=True)
    mine.filter(until__lte=now).update(ended_at=F("until"))
    if open_one := mine.filter(**asdict(what)).first():
        raise AlreadyPermitted(open_one)
    made = _created(
        **asdict(what),
        council=actor.council,
        holder=holder,
        giver=actor.membership,
        starts_at=begins,
        until=until,
        reason=stated(reason),
    )
    facts = {"holder": holder.pk, "scope": what.scope} | ({"kind": what.subject} if what.subject else {})
    record([reasoned(actor, "permission_granted", "permission", made.pk, reason=reason, **facts)])
    return made


class AlreadyPermitted(Refusal):
    """The person holds this very permission; ``permission`` is the open one."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(
            "They hold this very permission already, or will.",
            "Nothing was changed. End that one first if its dates should be others.",
        )
        self.permission = permission


def _refuse_holder(actor: Person, holder: Membership, now: datetime) -> None:
    if not Membership.objects.filter(in_office(now), pk=holder.pk, council=actor.council).exists():
        raise Refusal("Permissions are for members and staff of this council only.")
    if holder.pk == actor.membership.pk:
        raise NotYours("You cannot give yourself a permission.")
    require_reach(actor, holder)


def _created(**values: Any) -> Permission:
    try:
        with transaction.atomic():
            return Permission.objects.create(**values)
    except IntegrityError as error:
        raise Refusal(
            "What this is for is not of this council, or does not go together.",
            "Nothing was changed. Open the page again and choose from what it offers.",
        ) from error


def permit_drafting(
    *, actor: Person, holder: Membership, kind: str, reason: str, until: datetime | None = None
) -> Permission:
    """Let ``holder`` draft communications of ``kind`` from now on; as permit() otherwise."""
    what = Permitted(Permission.Scope.DRAFT_KIND, subject=kind)
    return permit(actor=actor, holder=holder, what=what, reason=reason, until=until)


@transaction.atomic
def revoke_permission(*, actor: Person, permission_id: int, reason: str) -> None:
    """End a permission now. What rested on it and has not gone out is held.

    Raises NotYours without the power or beyond its reach, InvalidInput without a reason, Refusal if it has ended.
    """
    actor.require(Power.MANAGE_PEOPLE)
    words = stated(reason)
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput(f"Say why it ends, in at most {LONGEST_REASON} characters.")
    # Behind the council's lock, so that this moment lies after every decision that did not see it.
    bump(actor.council.pk)
    now = timezone.now()
    rows = Permission.objects.filter(not_over(now), pk=permission_id, council=actor.council)
    for row in rows.select_related("holder"):
        require_reach(actor, row.holder)
    if rows.update(ended_at=now, ended_by=actor.membership, ended_because=words) != 1:
        raise Refusal("This permission has already ended.")
    record([reasoned(actor, "permission_revoked", "permission", permission_id, reason=reason)])


def not_over(now: datetime) -> Q:
    """Return the condition that a permission is in force at ``now`` or will be."""
    return Q(ended_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=now))


def held_by(membership_id: int, at: datetime) -> list[Permission]:
    """Return what this person is permitted at ``at`` (aware). One query."""
    return list(Permission.objects.filter(in_force(at), holder_id=membership_id).order_by("pk"))


def permitted_kinds(membership_id: int) -> frozenset[str]:
    """Return the kinds that the clerk lets this person draft now. One query."""
    rows = Permission.objects.filter(
        in_force(timezone.now()), holder_id=membership_id, scope=Permission.Scope.DRAFT_KIND
    )
    return frozenset(rows.values_list("subject", flat=True))

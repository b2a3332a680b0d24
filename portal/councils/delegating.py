"""Giving the clerk's authority to an officer for a time, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.models import Delegation, Membership
from portal.councils.people import Person
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@transaction.atomic
def delegate(
    *,
    actor: Person,
    holder: Membership,
    starts_at: datetime,
    until: datetime,
    reason: str,
    minute_reference: str = "",
) -> Delegation:
    """Nominate ``holder`` to clear and issue from ``starts_at`` to ``until`` (aware datetimes).

    LGA 1972 s.101 lets a council act through an officer, never through a single councillor.
    Raises NotYours without the power, Refusal for a holder who is no officer here, InvalidInput for bad dates.
    """
    actor.require(Power.DELEGATE)
    if holder.council_id != actor.council.pk or holder.ended_at is not None or holder.role != Role.OFFICER:
        raise Refusal("Authority can be delegated to an officer of this council only.", "Choose an officer.")
    if until <= starts_at or until <= timezone.now():
        raise InvalidInput("A delegation must end after it starts, and in the future.")
    if not reason.strip():
        raise InvalidInput("A delegation needs a reason.")
    made = Delegation.objects.create(
        giver=actor.membership,
        holder=holder,
        starts_at=starts_at,
        until=until,
        reason=reason.strip(),
        minute_reference=minute_reference.strip(),
    )
    record(
        [
            reasoned(
                actor,
                "authority_delegated",
                "delegation",
                made.pk,
                reason=reason,
                holder=holder.pk,
                starts_at=starts_at.isoformat(),
                until=until.isoformat(),
            )
        ]
    )
    return made


@transaction.atomic
def revoke_delegation(*, actor: Person, delegation_id: int) -> None:
    """End a delegation now; what was decided under it stays decided. Raises Refusal if it has ended already."""
    actor.require(Power.DELEGATE)
    ended = Delegation.objects.filter(
        pk=delegation_id, holder__council=actor.council, ended_at__isnull=True
    ).update(ended_at=timezone.now())
    if ended != 1:
        raise Refusal("This delegation has already ended.")
    bump(actor.council.pk)
    record([entry_by(actor, "delegation_revoked", "delegation", delegation_id)])

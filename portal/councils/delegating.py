"""Giving the clerk's authority to an officer for a time, and taking it back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.models import Delegation, Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import DELEGABLE, Power, Role
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated


@transaction.atomic
def delegate(
    *,
    actor: Person,
    holder: Membership,
    starts_at: datetime,
    until: datetime,
    reason: str,
    minute_reference: str = "",
    powers: Collection[str] = (Power.DECIDE.name,),
) -> Delegation:
    """Give ``holder`` the clerk's ``powers`` (names of Power) from ``starts_at`` to ``until`` (aware datetimes).

    LGA 1972 s.101 lets a council act through an officer, never through a single councillor.
    Several delegations may overlap: their holder has the powers of all of them.
    Raises NotYours without the power, Refusal for a holder who is no officer here, InvalidInput for bad dates and for
    no power or one that cannot be delegated.
    """
    actor.require(Power.DELEGATE)
    chosen = sorted(set(powers))
    if not chosen or not set(chosen) <= {power.name for power in DELEGABLE}:
        raise InvalidInput("Choose what is delegated: some of what a clerk may hand to an officer.")
    officers = Membership.objects.filter(
        in_office(timezone.now()), pk=holder.pk, council=actor.council, role=Role.OFFICER
    )
    if not officers.exists():
        raise Refusal("Authority can be delegated to an officer of this council only.", "Choose an officer.")
    if until <= starts_at or until <= timezone.now():
        raise InvalidInput("A delegation must end after it starts, and in the future.")
    if not stated(reason):
        raise InvalidInput("A delegation needs a reason.")
    made = Delegation.objects.create(
        giver=actor.membership,
        holder=holder,
        starts_at=starts_at,
        until=until,
        reason=stated(reason),
        minute_reference=stated(minute_reference),
        powers=chosen,
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
                powers=chosen,
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

"""The desk's own care that a form sent twice gives authority once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.councils.delegating import delegate
from portal.councils.models import Delegation, Membership, Permission
from portal.councils.people import Person
from portal.councils.permitting import AlreadyPermitted, permit_drafting
from portal.councils.powers import Power


@transaction.atomic
def delegate_once(
    *,
    actor: Person,
    holder: Membership,
    starts_at: datetime,
    until: datetime,
    reason: str,
    minute_reference: str,
    powers: Collection[str],
) -> Delegation:
    """Delegate as portal.councils.delegating does, unless the holder has these powers for this very period already.

    Two equal delegations for one period would leave the officer in power when the clerk ends the one they see.
    """
    actor.require(Power.DELEGATE)
    Membership.objects.select_for_update().get(pk=holder.pk)
    begin = max(starts_at, timezone.now())
    same = Delegation.objects.filter(holder=holder, until=until, ended_at__isnull=True, starts_at__lte=begin)
    same = same.filter(powers__contains=list(powers)) if powers else same.none()
    found = same.first()
    if found is not None:
        return found
    return delegate(
        actor=actor,
        holder=holder,
        starts_at=begin,
        until=until,
        reason=reason,
        minute_reference=minute_reference,
        powers=powers,
    )


@transaction.atomic
def permit_once(
    *, actor: Person, holder: Membership, kind: str, reason: str, until: datetime | None
) -> Permission:
    """Permit as portal.councils.permitting does, unless the holder has this very permission already."""
    actor.require(Power.MANAGE_PEOPLE)
    try:
        with transaction.atomic():
            return permit_drafting(actor=actor, holder=holder, kind=kind, reason=reason, until=until)
    except AlreadyPermitted as refusal:
        if refusal.permission.until != until:
            raise
        return refusal.permission

"""The clerk's permission to one person for one thing, with dates, and its end."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.models import Membership, Permission
from portal.councils.models.authority import in_force
from portal.councils.people import Person, in_office
from portal.councils.powers import Power
from portal.councils.reach import require_reach
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated


@transaction.atomic
def permit_drafting(
    *, actor: Person, holder: Membership, kind: str, reason: str, until: datetime | None = None
) -> Permission:
    """Let ``holder`` draft communications of ``kind`` until ``until`` (aware; None: until it is ended).

    Raises NotYours without the power or beyond its reach (never to oneself), Refusal for somebody of another council,
    InvalidInput for a past end.
    """
    actor.require(Power.MANAGE_PEOPLE)
    now = timezone.now()
    if not Membership.objects.filter(in_office(now), pk=holder.pk, council=actor.council).exists():
        raise Refusal("Permissions are for members and staff of this council only.")
    if holder.pk == actor.membership.pk:
        raise NotYours("You cannot give yourself a permission.")
    require_reach(actor, holder)
    if until is not None and until <= now:
        raise InvalidInput("A permission must end in the future.")
    if not stated(reason):
        raise InvalidInput("A permission needs a reason.")
    made = Permission.objects.create(
        scope=Permission.Scope.DRAFT_KIND,
        subject=kind,
        holder=holder,
        giver=actor.membership,
        starts_at=now,
        until=until,
        reason=stated(reason),
    )
    facts = {"holder": holder.pk, "kind": kind}
    record([reasoned(actor, "permission_granted", "permission", made.pk, reason=reason, **facts)])
    return made


@transaction.atomic
def revoke_permission(*, actor: Person, permission_id: int) -> None:
    """End a permission now. Raises Refusal if it has ended already."""
    actor.require(Power.MANAGE_PEOPLE)
    ended = Permission.objects.filter(
        pk=permission_id, holder__council=actor.council, ended_at__isnull=True
    ).update(ended_at=timezone.now())
    if ended != 1:
        raise Refusal("This permission has already ended.")
    bump(actor.council.pk)
    record([entry_by(actor, "permission_revoked", "permission", permission_id)])


def permitted_kinds(membership_id: int) -> frozenset[str]:
    """Return the kinds that the clerk lets this person draft now. One query."""
    rows = Permission.objects.filter(
        in_force(timezone.now()), holder_id=membership_id, scope=Permission.Scope.DRAFT_KIND
    )
    return frozenset(rows.values_list("subject", flat=True))

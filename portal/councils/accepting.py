"""Accepting an invitation: by the person themselves, signed in, or by choosing their first password."""

from contextlib import suppress

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.councils.heads import refuse_second_chairman
from portal.councils.models import Council, Membership, User
from portal.councils.people import not_over, person_now
from portal.councils.powers import Role
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal


def invitations_of(user_id: int) -> "QuerySet[Membership]":
    """Return the invitations that the user has not accepted, the oldest first, with their councils."""
    rows = Membership.objects.filter(not_over(timezone.now()), user_id=user_id, accepted_at__isnull=True)
    return rows.select_related("council").order_by("started_at", "pk")


@transaction.atomic
def accept(*, actor: User, membership_id: int) -> Membership:
    """Take up the office that ``actor`` was invited to; its powers begin now. Returns it, with its council.

    Raises Refusal for an invitation that is not the actor's, was withdrawn or was accepted already, and to a chairman's
    office while another holds it.
    """
    found = invitations_of(actor.pk).filter(pk=membership_id).first()
    if found is not None and found.role == Role.CHAIR:
        Council.objects.select_for_update(no_key=True).get(pk=found.council_id)
        refuse_second_chairman(found.council_id, found.role, invited_too=False)
    if found is None or not _take_up(membership_id):
        raise Refusal(
            "This invitation is not open any more.",
            "Nothing was changed. If you have accepted it, the council is among your desks; else ask its clerk.",
        )
    record([entry_by(person_now(membership_id), "membership_accepted", "membership", membership_id)])
    return found


def accept_first(*, actor: User) -> None:
    """Accept the oldest invitation, which made the account: its password is being chosen for the first time.

    One that cannot be accepted now stays among their invitations; they keep the password.
    """
    first = invitations_of(actor.pk).first()
    if first is not None:
        with suppress(Refusal):
            accept(actor=actor, membership_id=first.pk)


def _take_up(membership_id: int) -> bool:
    """Note the acceptance by compare-and-set; False where it was withdrawn or accepted meanwhile."""
    rows = Membership.objects.filter(pk=membership_id, accepted_at__isnull=True, ended_at__isnull=True)
    return rows.update(accepted_at=timezone.now()) == 1

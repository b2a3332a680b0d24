"""Naming the people who may see a matter of named access, and taking them off again."""

from django.db import transaction
from django.utils import timezone

from policies.matters.opening import locked
from policies.models import MatterAccess
from portal.councils.circumstances import bump
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal


@transaction.atomic
def give_access(*, actor: Person, matter_id: int, member_id: int) -> MatterAccess:
    """Let a member see a matter and what is behind it. Said twice it is recorded once.

    Raises NotYours without the power, Refusal where the matter is closed or the member is not in office here.
    """
    actor.require(Power.DECIDE)
    bump(actor.council.pk)
    matter = locked(actor, matter_id)
    member = Membership.objects.filter(in_office(timezone.now()), council=actor.council, pk=member_id).first()
    if member is None:
        raise Refusal(
            "This person is not in office here.", "Nothing was changed. Choose somebody from the list."
        )
    given, made = MatterAccess.objects.get_or_create(
        matter=matter, member=member, defaults={"given_by": actor.membership}
    )
    if made:
        record([entry_by(actor, "matter_access_given", "matter", matter.pk, member=member.pk)])
    return given


@transaction.atomic
def take_access(*, actor: Person, matter_id: int, member_id: int) -> None:
    """Let a member see a matter of named access no more. Raises NotYours, Refusal where they are not named."""
    actor.require(Power.DECIDE)
    bump(actor.council.pk)
    matter = locked(actor, matter_id)
    taken, _ = MatterAccess.objects.filter(matter=matter, member_id=member_id).delete()
    if not taken:
        raise Refusal("This person is not named here any more.")
    record([entry_by(actor, "matter_access_taken", "matter", matter.pk, member=member_id)])

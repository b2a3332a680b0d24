"""What the press asks of a world's council: an interview that the clerk gives, something new, something answered."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from approvals.models import Enquiry
from approvals.press.briefing import brief
from approvals.press.cards import Written
from approvals.press.choosing import choose
from approvals.press.closing import close
from approvals.press.consulting import consult, note_view
from approvals.press.taking import Asked, take_enquiry

if TYPE_CHECKING:
    from tests.walks.world import World


def ask_by_press(world: "World") -> None:
    """Put all three into ``world``: of the first the clerk has a card to read, and is asked for a view of their own."""
    clerk, people, things = world.clerk, world.people, world.things
    asked = Asked(
        kind=Enquiry.Kind.INTERVIEW,
        asker="Jo Writer",
        outlet="Fernleigh Gazette",
        medium=Enquiry.Medium.NEWSPAPER,
        topic=f"The skate park of {world.council.slug}",
        question="Why is it closed?",
        received_at=timezone.now() - timedelta(hours=1),
        deadline_at=timezone.now() + timedelta(days=2),
    )
    found = take_enquiry(actor=people["author"], asked=asked)
    for name in ("chair", "deputy"):
        consult(actor=clerk, enquiry_id=found.pk, member_id=people[name].membership.pk)
    note_view(actor=clerk, enquiry_id=found.pk, member_id=people["chair"].membership.pk, view="You do it.")
    consult(actor=people["second clerk"], enquiry_id=found.pk, member_id=clerk.membership.pk)
    choose(actor=clerk, enquiry_id=found.pk, member_id=clerk.membership.pk)
    brief(actor=people["second clerk"], enquiry_id=found.pk, written=Written("It closed for repairs."))
    things["press card"] = found
    things["new enquiry"] = take_enquiry(actor=people["author"], asked=asked)
    other = take_enquiry(actor=people["author"], asked=asked)
    things["closed enquiry"] = close(
        actor=clerk, enquiry_id=other.pk, outcome=Enquiry.Outcome.ANSWERED, words="It opens on Monday."
    )

"""Taking one enquiry in hand, for a verb: locked, open, and its actor's to know of."""

from approvals.models import Enquiry
from approvals.press.seeing import enquiries_of
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.refusals import NotYours, Refusal

ABOUT = "press_enquiry"


def lock_enquiry(actor: Person, enquiry_id: int, *, closed: bool = False) -> Enquiry:
    """Return the enquiry, locked, open or ``closed`` as the verb needs it.

    Raises NotYours for one that ``actor`` may not read, Refusal where it is in the other state by now.
    """
    if not enquiries_of(actor).filter(pk=enquiry_id).exists():
        raise NotYours("This enquiry is not yours to deal with.")
    found = Enquiry.objects.select_for_update(no_key=True).get(pk=enquiry_id)
    if found.erased_at is not None:
        raise Refusal("The words of this enquiry were erased: its time was over.", "Nothing was changed.")
    if found.is_open == closed:
        now = f"closed meanwhile: {found.get_outcome_display().lower()}" if closed is False else "open again"
        raise Refusal(f"This enquiry was {now}.", "Nothing was changed. Open its page as it stands now.")
    return found


def require_handling(actor: Person, enquiry: Enquiry) -> None:
    """Raise NotYours unless ``actor`` handles the press for the council and the enquiry is not about them.

    What is about whoever handles it goes to somebody else: see approvals.press.choosing.
    """
    actor.require(Power.DECIDE)
    if enquiry.concerns_id == actor.membership.pk:
        raise NotYours(
            "This enquiry is about you: you are consulted, and somebody else decides what is done."
        )

"""Taking one letter in hand, for a verb: locked, in the state that it needs, and its actor's to act on."""

from approvals.letters.seeing import handles, letters_of
from approvals.models import ReceivedLetter
from portal.councils.people import Person
from portal.refusals import NotYours, Refusal

ABOUT = "received_letter"


def lock_letter(actor: Person, letter_id: int, *, closed: bool | None = False) -> ReceivedLetter:
    """Return the letter, locked, open or ``closed`` as the verb needs it (None: either).

    Raises NotYours for one that ``actor`` does not act on, Refusal where it was erased or is in the other state by now.
    """
    if not letters_of(actor).filter(pk=letter_id).exists():
        raise NotYours("This letter is not yours to deal with.")
    found = ReceivedLetter.objects.select_for_update(no_key=True).get(pk=letter_id)
    if not handles(actor, found):
        raise NotYours("The clerk, the officers and whoever answers it deal with this letter.")
    if found.erased_at is not None:
        raise Refusal("The words of this letter were erased: its time was over.", "Nothing was changed.")
    if closed is not None and found.is_open == closed:
        now = "opened again" if closed else f"closed meanwhile: {found.get_outcome_display().lower()}"
        raise Refusal(f"This letter was {now}.", "Nothing was changed. Open its page as it stands now.")
    return found

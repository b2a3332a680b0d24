"""Taking one letter in hand, for a verb: locked, in the state that it needs, and its actor's to act on."""

from collections.abc import Collection

from approvals.letters.seeing import handles, letters_of
from approvals.models import ReceivedLetter
from portal.councils.people import Person
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
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


def file_words(
    actor: Person, letter: ReceivedLetter, verb: str, *, title: str, text: str, people: Collection[int] = ()
) -> str:
    """File ``text`` in the transaction of ``verb`` and return its hash for the ledger; ``people`` are keys of users."""
    filing = Filing(
        council_id=letter.council_id,
        status=verb,
        object_type=ABOUT,
        object_id=letter.pk,
        title=title,
        text=text,
        actor_id=actor.user_id,
        people_ids=tuple(people),
        matter_ids=(letter.matter_id,) if letter.matter_id else (),
    )
    file_snapshots([filing])
    return sha256_of(text)

"""What whoever complained does on its page: adds to it or answers a question, asks for a review, withdraws it."""

from django.db import transaction
from django.utils import timezone

from moderation.complaints.clock import calendar_of, review_by
from moderation.complaints.handling import tell_complainant
from moderation.complaints.keeping import keep_step, lock_row, move, note
from moderation.complaints.procedure import terms_in
from moderation.complaints.receiving import LONGEST_WORDS
from moderation.complaints.seeing import handlers_of, told_about
from moderation.complaints.states import Event, State
from moderation.models import Complaint
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.records.ledger import record
from portal.refusals import Refusal

MOST_SAID = 40
"""Times that somebody adds to one complaint; what comes beyond is for the telephone."""


@transaction.atomic
def say(*, complaint_id: int, words: str) -> Complaint:
    """Keep what whoever complained adds, or answers to the question that waits. Who holds the key is taken for them.

    Raises NotNow where it is answered or over, InvalidInput without words, Refusal where much was added already.
    """
    found = lock_row(complaint_id)
    said = typed(words, called="What you add", longest=LONGEST_WORDS)
    if found.steps.filter(what__in=["added", "reply"]).count() >= MOST_SAID:
        raise Refusal("Much was added to this complaint already.", "Call the council’s office instead.")
    asked = found.state == State.ASKED
    move(found, Event.SAY)
    step = keep_step(found, "reply" if asked else "added", said, None)
    _tell_office(found, step.pk)
    record([note("complaint_added_to", None, found, step, answers=asked)])
    return found


@transaction.atomic
def ask_for_review(*, complaint_id: int, words: str) -> Complaint:
    """Keep that whoever complained asks for a second look, and why; later than its time is noted, not refused.

    Raises NotNow where there is no answer to review or it was reviewed, InvalidInput without words.
    """
    found = lock_row(complaint_id)
    said = typed(words, called="Why the answer is wrong", longest=LONGEST_WORDS)
    now = timezone.now()
    late = found.review_until is not None and now > found.review_until
    due = review_by(now, terms_in(found.procedure), calendar_of(found.council_id))
    move(found, Event.ASK_REVIEW, review_asked_at=now, review_by=due)
    step = keep_step(found, "review asked", said, None, late=late)
    tell_complainant(found)
    _tell_office(found, step.pk)
    record([note("complaint_review_asked", None, found, step, late=late)])
    return found


@transaction.atomic
def withdraw(*, complaint_id: int, words: str = "") -> Complaint:
    """Keep that whoever complained withdraws it. Raises NotNow where it is answered or over."""
    found = lock_row(complaint_id)
    said = typed(words, called="Why", longest=LONGEST_WORDS, needed=False)
    move(found, Event.WITHDRAW)
    step = keep_step(found, "withdrawn", said, None)
    tell_complainant(found)
    _tell_office(found, step.pk)
    record([note("complaint_withdrawn", None, found, step)])
    return found


def _tell_office(found: Complaint, occasion: int) -> None:
    """Tell who deals with it, and who has it in hand; never the clerk of a complaint about the clerk."""
    handlers = set(handlers_of(found.council_id, found.kind))
    holder = (
        {found.holder_id} if found.holder_id is not None and found.kind != Complaint.Kind.CLERK else set()
    )
    tell(
        council_id=found.council_id,
        what=What.COMPLAINT_MOVED,
        about=told_about(found),
        recipients=sorted(handlers | holder),
        occasion=occasion,
    )

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
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import Refusal

MOST_SAID = 40
"""Times that somebody adds to one complaint; what comes beyond is for the telephone."""
_ADDED = ("added", "reply")


class NotShown(Refusal):
    """The council asked or did something that the page of whoever adds did not show them."""

    def __init__(self) -> None:
        super().__init__(
            "Something was said about this complaint since you opened this page.",
            "Nothing was sent, and your words still stand below. Read first what was said, then send them again.",
        )


@transaction.atomic
def say(*, complaint_id: int, words: str, seen: int | None = None) -> Complaint:
    """Keep what whoever complained adds, or answers to the question that waits. Who holds the key is taken for them.

    ``seen`` is the last step that their page showed, 0 where it named none; None where no page is behind it. The same
    words from the same page are kept once. Raises NotNow where it is answered or over, InvalidInput without words,
    Refusal where much was added already, NotShown where something was said since: nobody answers a question unread.
    """
    found = lock_row(complaint_id)
    said = typed(words, called="What you add", longest=LONGEST_WORDS)
    added = found.steps.filter(what__in=_ADDED)
    if seen and added.filter(pk__gt=seen, sha256=sha256_of(said)).exists():
        return found
    if added.count() >= MOST_SAID:
        raise Refusal("Much was added to this complaint already.", "Call the council’s office instead.")
    asked = found.state == State.ASKED
    move(found, Event.SAY)
    if seen is not None and seen != _last_shown(found):
        raise NotShown
    step = keep_step(found, "reply" if asked else "added", said, None)
    _tell_office(found, step.pk)
    record([note("complaint_added_to", None, found, step, answers=asked)])
    return found


def _last_shown(found: Complaint) -> int:
    steps = found.steps.filter(inside=False).order_by("-pk")
    return steps.values_list("pk", flat=True).first() or 0


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

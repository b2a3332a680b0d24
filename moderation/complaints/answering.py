"""The council's answer to a complaint, and its second look: decided by somebody else, or as a committee resolved."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from moderation.complaints.clock import review_until
from moderation.complaints.handling import tell_complainant
from moderation.complaints.keeping import keep_step, lock_complaint, lock_row, move, note
from moderation.complaints.procedure import terms_in
from moderation.complaints.receiving import item_called
from moderation.complaints.seeing import CLERK, require_answering
from moderation.complaints.states import Event, State
from moderation.intake.receiving import ABOUT as COMMENT
from moderation.minutes import read_minute
from moderation.models import Complaint, Referral
from policies.models import AgendaItem
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours

LONGEST_ANSWER = 8_000


@dataclass(frozen=True)
class Answer:
    """How it is answered: with reasons and what is done; ``item_reference`` names the apology or correction."""

    outcome: str
    words: str
    minute: str = ""
    item_reference: str = ""
    agenda_item_id: int | None = None
    """The item of the meeting that decided, where it is kept here."""


@transaction.atomic
def answer(*, actor: Person, complaint_id: int, given: Answer, version: int | None = None) -> Complaint:
    """Give the council's answer, which whoever complained reads on its page and by mail.

    About the clerk it is entered with the minute of the committee or council that decided. Late is noted.
    Raises NotYours for who does not answer, NotNow, InvalidInput, Refusal where it changed since ``version``.
    """
    found = lock_complaint(actor, complaint_id, version)
    require_answering(actor, found.kind)
    said, minute, item = _read(actor, given, minuted=found.kind == CLERK)
    remedy = item_called(actor, given.item_reference)
    now = timezone.now()
    late = now > found.answer_by
    changes: dict[str, Any] = {
        "answered_at": now,
        "answered_by": actor.membership,
        "outcome": given.outcome,
        "minute": minute,
        "remedy": remedy,
        "review_until": review_until(now, terms_in(found.procedure)),
    }
    move(found, Event.ANSWER, **changes)
    step = keep_step(found, "answered", said, actor.membership, late=late, item=item)
    tell_complainant(found)
    entry = note("complaint_answered", actor, found, step, outcome=given.outcome, late=late, minute=minute)
    record([*_close_referral(actor, found, said), entry])
    return found


@transaction.atomic
def decide_review(
    *, actor: Person, complaint_id: int, given: Answer, version: int | None = None
) -> Complaint:
    """Decide the review: the council's procedure ends with it.

    Whoever answered enters what a committee resolved, by its ``minute``; so does everybody about the clerk.
    Raises as answer().
    """
    found = lock_complaint(actor, complaint_id, version)
    require_answering(actor, found.kind)
    own = found.answered_by is not None and found.answered_by.user_id == actor.user_id
    if own and not given.minute.strip() and given.agenda_item_id is None:
        raise NotYours(
            "This was your own answer: somebody else decides the review, or a committee whose minute you enter."
        )
    said, minute, item = _read(actor, given, minuted=found.kind == CLERK)
    remedy = item_called(actor, given.item_reference) or found.remedy
    now = timezone.now()
    late = found.review_by is not None and now > found.review_by
    changes: dict[str, Any] = {
        "reviewed_at": now,
        "reviewed_by": actor.membership,
        "review_outcome": given.outcome,
        "review_minute": minute,
        "remedy": remedy,
    }
    move(found, Event.DECIDE_REVIEW, **changes)
    step = keep_step(found, "reviewed", said, actor.membership, late=late, item=item)
    tell_complainant(found)
    facts = {"outcome": given.outcome, "late": late, "minute": minute}
    record([note("complaint_review_decided", actor, found, step, **facts)])
    return found


def _read(actor: Person, given: Answer, *, minuted: bool) -> tuple[str, str, AgendaItem | None]:
    if given.outcome not in Complaint.Outcome.values:
        raise InvalidInput("Choose how it is answered.")
    said = typed(given.words, called="Answer", longest=LONGEST_ANSWER)
    minute, item = read_minute(actor, given.minute, given.agenda_item_id)
    if minuted and not minute:
        raise InvalidInput(
            "A complaint about the clerk is decided by a committee or the council: enter its minute."
        )
    return said, minute, item


def _close_referral(actor: Person, found: Complaint, said: str) -> list[Entry]:
    """Close what a comment was dealt with as, with the answer to the complaint that was made of it.

    The answer stays with the complaint: the comment's entry has its hash. About the clerk nothing stands there.
    """
    if found.kind == CLERK:
        return []
    rows = Referral.objects.filter(complaint=found, closed_at__isnull=True)
    outcome = f"Complaint {found.reference}: {found.get_outcome_display()}"
    closed = rows.update(outcome=outcome, closed_by=actor.membership, closed_at=timezone.now())
    if not closed or found.comment_id is None:
        return []
    facts = {"referral": found.referral_id, "kind": Referral.Kind.COMPLAINT.value, "sha256": sha256_of(said)}
    return [entry_by(actor, "referral_closed", COMMENT, found.comment_id, **facts)]


@transaction.atomic
def close_after_answer(*, complaint_id: int) -> bool:
    """Close a complaint whose time to ask for a review is over; False where it is not (any more). Safe to run twice."""
    found = lock_row(complaint_id)
    over = found.review_until is not None and timezone.now() > found.review_until
    if found.state != State.ANSWERED or not over:
        return False
    move(found, Event.CLOSE)
    keep_step(found, "closed", "", None)
    record([note("complaint_closed", None, found, None)])
    return True

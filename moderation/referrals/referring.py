"""Dealing with a comment as a request, a complaint or a report: opened with its time, closed with what was done."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.claiming import lock_comment
from moderation.complaints.receiving import open_from_comment
from moderation.complaints.states import FIRST_STAGE
from moderation.intake.receiving import ABOUT
from moderation.models import Comment, Complaint, Errand, Referral
from moderation.referrals.falling_due import by_law
from moderation.seeing import comments_of, require_entering
from moderation.states import Carrying
from policies.typed import typed
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.drafts.content import LONDON
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_REASON = 2_000
LONGEST_OUTCOME = 2_000


@transaction.atomic
def refer(*, actor: Person, comment_id: int, kind: str, due_on: date | None, reason: str) -> Referral:
    """Deal with a comment as ``kind`` of Referral.Kind besides, and return the referral.

    The law's own time counts from the day it was received and cannot be changed; where it sets none, ``due_on`` says by
    when, as the council's own procedure has it. Nothing comes down by this: ruling on the comment is another matter.
    Raises NotYours for anybody but clerk and officers, InvalidInput without a time or words, Refusal where the same is
    open already.
    """
    require_entering(actor)
    found = lock_comment(actor, comment_id)
    said = typed(reason, called="What is asked or reported", longest=LONGEST_REASON)
    if kind not in Referral.Kind.values:
        raise InvalidInput("Choose what it is dealt with as.")
    received_on = found.received_at.astimezone(LONDON).date()
    due = by_law(kind, received_on) or due_on
    if due is None:
        raise InvalidInput("The law sets no time for this: enter by when it is to be done.")
    if due < received_on:
        raise InvalidInput("This day is before the comment was received: enter a later one.")
    made = _made(actor, found, kind, due, said)
    if kind == Referral.Kind.COMPLAINT:
        open_from_comment(actor=actor, comment=found, referral=made, words=said)
    facts = {
        "referral": made.pk,
        "kind": kind,
        "due": due.isoformat(),
        "communication": found.communication_id,
    }
    record([reasoned(actor, "comment_referred", ABOUT, found.pk, reason=said, **facts)])
    return made


def _made(actor: Person, found: Comment, kind: str, due: date, said: str) -> Referral:
    try:
        with transaction.atomic():
            return Referral.objects.create(
                council_id=found.council_id,
                comment=found,
                kind=kind,
                due_on=due,
                reason=said,
                opened_by=actor.membership,
            )
    except IntegrityError as error:
        raise Refusal("It is dealt with as that already.", "Nothing was changed.") from error


@transaction.atomic
def close_referral(*, actor: Person, referral_id: int, note: str) -> Referral:
    """Note what was done, with the reference that it has there, and close the referral.

    Raises NotYours for anybody but clerk and officers, InvalidInput without words, Refusal where it is closed.
    """
    require_entering(actor)
    rows = Referral.objects.filter(pk=referral_id, comment__in=comments_of(actor).values("pk"))
    comment_id = rows.values_list("comment_id", flat=True).first()
    if comment_id is None:
        raise Refusal("This council has no such referral.")
    comment = lock_comment(actor, comment_id)
    said = typed(note, called="What was done", longest=LONGEST_OUTCOME)
    _refuse_a_complaint(referral_id)
    closed = {"outcome": said, "closed_by": actor.membership, "closed_at": timezone.now()}
    if Referral.objects.filter(pk=referral_id, closed_at__isnull=True).update(**closed) != 1:
        raise Refusal("This was closed already.", "Nothing was changed.")
    # A report that the portal had left to somebody's hands is done by them.
    left = Errand.objects.filter(referral=referral_id, state=Carrying.BY_HAND)
    left.update(state=Carrying.DONE, done_at=timezone.now())
    found = Referral.objects.get(pk=referral_id)
    facts = {"referral": found.pk, "kind": found.kind, "communication": comment.communication_id}
    record([reasoned(actor, "referral_closed", ABOUT, comment.pk, reason=said, **facts)])
    return found


def _refuse_a_complaint(referral_id: int) -> None:
    """Raise Refusal where a complaint was made of it that is not answered yet: its answer closes both."""
    rows = Complaint.objects.filter(referral=referral_id, state__in=FIRST_STAGE)
    reference = rows.values_list("reference", flat=True).first()
    if reference is not None:
        raise Refusal(
            f"Complaint {reference} was made of it, and is not answered yet.",
            "Nothing was changed. Answer the complaint: that closes this too.",
        )

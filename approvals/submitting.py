"""Submitting: from the author's desk into the clerk's queue, and taking it back."""

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from approvals.answering import NOTHING, Said, Unanswered, keep_responses, responses_to, unanswered
from approvals.falling_due import due_of_item
from approvals.models import Review, ReviewFinding, ReviewState
from approvals.routes.starting import begin_route, parties_asked
from approvals.telling import tell_clerks
from approvals.weighing import weight_of
from policies.evaluate import Blocked, Finding, Verdict
from policies.judging import Judged, judged, nameless
from policies.matters.nearing import note_closed
from policies.permits.gates import refuse_submission
from policies.showing import closed_in
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.access import may_write
from portal.drafts.editing import StaleRevision, reread_revision
from portal.drafts.gates import pass_drafting_gates
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage, WrongStage, check_move
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated


class NothingWritten(Refusal):
    """There is no saved revision to submit."""


def submit(
    *,
    actor: Person,
    communication_id: int,
    revision_id: int,
    message: str = "",
    wished_at: datetime | None = None,
    said: Said = NOTHING,
) -> Review:
    """Put exactly this revision into the queue. From the first time on, the item is the council's business.

    ``wished_at`` (aware, to come): after that its author does not want it any more; undecided by then, it expires.
    ``said`` answers what the rules ask; a block that a rule allows to waive needs an answer too: why it should be.
    Raises StaleRevision if it is not the current one, Blocked where a rule stands against it, Unanswered where a
    finding has no answer, WrongStage where it is submitted already, NotYours where the person may not write in it.

    A refusal tells of matters that are closed to the actor, so it is counted, outside the transaction that it ends
    (policies.matters.nearing). While checks for closed matters rest for them, what is closed neither refuses nor asks:
    the text is for the clerk to look at, whose own checks never rest, whatever is in it.
    """
    put = partial(
        _submit,
        actor=actor,
        communication_id=communication_id,
        revision_id=revision_id,
        message=message,
        wished_at=wished_at,
        said=said,
    )
    try:
        return put()
    except (Blocked, Unanswered) as refusal:
        found = refusal.verdict.findings if isinstance(refusal, Blocked) else refusal.findings
        if note_closed(actor=actor, closed=closed_in(found), item_id=communication_id):
            raise
    return put()


@transaction.atomic
def _submit(
    *,
    actor: Person,
    communication_id: int,
    revision_id: int,
    message: str,
    wished_at: datetime | None,
    said: Said,
) -> Review:
    actor.require(Power.DRAFT)
    item = lock_item(actor, communication_id)
    if not may_write(actor, item):
        raise NotYours("You may not submit this draft.")
    check_move(item.stage, Stage.SUBMITTED)
    pass_drafting_gates(actor, item.kind, item)
    revision = _exact(item, revision_id)
    me = actor.membership.pk
    route = parties_asked(item.council_id, item.kind)
    found = judged(item, revision.content, reader_id=me, hands=[me], rests=True, beside=[route])
    verdict = found.verdict
    refuse_submission(item, revision)
    _refuse_blocked(verdict)
    kept = responses_to(item.pk) if verdict.findings else {}
    said = Said(answers=said.answers)  # to waive and to tick is for who decides
    if missing := unanswered(verdict, kept, said):
        raise Unanswered(missing)
    review = _open_review(actor, item, revision, found, message, wished_at)
    if verdict.findings:
        keep_findings(review, revision, verdict)
    begin_route(review, revision, found.beside[0])
    Communication.objects.filter(pk=item.pk).update(
        stage=Stage.SUBMITTED,
        changed_at=review.submitted_at,
        shared_at=item.shared_at or review.submitted_at,
    )
    answered = keep_responses(actor, item, verdict, kept, said)
    tell_clerks(review)
    facts = {"review": review.pk, "revision": revision.pk, "sha256": revision.sha256}
    if verdict.rests_until:
        facts["closed_matters"] = "not checked"
    record([*answered, entry_by(actor, "submitted", "communication", item.pk, **facts)])
    return review


def _refuse_blocked(verdict: Verdict) -> None:
    """Raise Blocked where a rule stands against it that nobody may waive."""
    if stops := tuple(finding for finding in verdict.blocking if not finding.waivable):
        raise Blocked(Verdict(stops))


def _exact(item: Communication, revision_id: int) -> Revision:
    """Return the current revision, if it is the one that is to be submitted."""
    revision = item.current_revision
    if revision is None:
        raise NothingWritten("There is nothing to submit yet.", "Save the draft first.")
    if revision.pk != revision_id:
        raise StaleRevision(revision)
    return revision


def lock_item(actor: Person, communication_id: int) -> Communication:
    """Return the communication of the actor's council, locked, with its current revision. One query.

    Raises Refusal where it does not exist there.
    """
    query = Communication.objects.select_for_update(of=("self",)).select_related(
        "current_revision__author", "author"
    )
    item = query.filter(pk=communication_id, council_id=actor.council.pk).first()
    if item is None:
        raise Refusal("This council has no such item.")
    item.council = actor.council
    reread_revision(item)
    return item


def _open_review(
    actor: Person,
    item: Communication,
    revision: Revision,
    found: Judged,
    message: str,
    wished_at: datetime | None,
) -> Review:
    """Write the review of the item's current revision, with what it weighs and when it is due."""
    now = timezone.now()
    if wished_at is not None and wished_at <= now:
        raise InvalidInput("The time by which you want it has passed. Choose a later one, or leave it empty.")
    due = due_of_item(item, revision.content, since=now, wished=wished_at)
    # As the request began: what changed since then counts as a change after it was submitted.
    version = actor.council.circumstances_version
    weight = weight_of(found, revision, version=version)
    if found.verdict.rests_until:
        weight["weighed_version"] = None  # closed matters were left out: the sweep weighs it with them
    try:
        with transaction.atomic():
            return Review.objects.create(
                council=actor.council,
                communication=item,
                revision=revision,
                submitted_by=actor.membership,
                submitted_at=now,
                message=stated(message),
                wished_at=wished_at,
                due_at=due.at,
                due_for=due.what,
                circumstances_version=version,
                **weight,
            )
    except IntegrityError as error:
        raise WrongStage("This item is in the queue already.") from error


def keep_findings(review: Review, revision: Revision, verdict: Verdict) -> None:
    """Store what the rules found in ``revision`` with the review.

    Everybody who may read the item reads it later: no matter is named in it that is closed to one of them.
    """
    hands = [review.submitted_by_id, revision.author_id]
    kept = nameless(review.communication, revision.content, verdict, hands=hands)
    ReviewFinding.objects.bulk_create(
        [_row(review, revision, finding) for finding in kept.findings], ignore_conflicts=True
    )


def _row(review: Review, revision: Revision, finding: Finding) -> ReviewFinding:
    return ReviewFinding(
        review=review,
        revision=revision,
        key=finding.key,
        check_id=finding.check,
        severity=finding.severity.value,
        clause=finding.clause,
        clause_text=finding.clause_text,
        policy=finding.policy[:200],
        adopted=finding.adopted[:200],
        field=finding.field,
        start=finding.start,
        end=finding.end,
        message=finding.message,
        remedy=finding.remedy,
    )


@transaction.atomic
def recall(*, actor: Person, communication_id: int) -> None:
    """Take a submitted draft back, as long as nobody has the review in hand (a claim that ran out is over).

    Raises NotYours for anybody but its writers, Refusal where the clerk has it in hand or decided meanwhile.
    """
    item = lock_item(actor, communication_id)
    if not may_write(actor, item):
        raise NotYours("You may not take this draft back.")
    now = timezone.now()
    in_nobodys_hand = Q(state=ReviewState.WAITING) | Q(state=ReviewState.CLAIMED, claimed_until__lte=now)
    moved = Review.objects.filter(in_nobodys_hand, communication=item).update(
        state=ReviewState.RECALLED, decided_at=now
    )
    if moved != 1:
        raise Refusal(
            "It cannot be taken back: somebody has it in hand, or it has been decided.",
            "Write a note to the clerk, who can return it.",
        )
    Communication.objects.filter(pk=item.pk).update(stage=Stage.DRAFT, changed_at=now)
    record([entry_by(actor, "submission_recalled", "communication", item.pk)])

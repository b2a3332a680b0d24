"""Saying yes or no on a step of a route: agreement lets the item go on, an objection returns it with its reason."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from approvals.claiming import Taken
from approvals.founding import check_founded, with_cites
from approvals.models import OPEN, Review, ReviewState, StepAsk
from approvals.routes.standing import open_step, rows_of, steps_on
from approvals.routes.starting import tell_step
from approvals.submitting import lock_item
from approvals.telling import tell_author
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import reasoned
from portal.drafts.editing import StaleRevision
from portal.drafts.gates import closed_to
from portal.drafts.models import Communication
from portal.drafts.states import Stage, check_move
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

LONGEST = 2000


def asked_of(person: Person) -> "QuerySet[StepAsk]":
    """Return what is asked of ``person`` by name or by office, of items that are not closed to them. No query yet."""
    closed = Communication.objects.filter(closed_to(person), council_id=person.council.pk)
    theirs = Q(member__user_id=person.user_id) | Q(office=person.membership.role)
    return StepAsk.objects.filter(theirs, council_id=person.council.pk).exclude(communication__in=closed)


@transaction.atomic
def answer_step(
    *,
    actor: Person,
    step_id: int,
    revision_id: int,
    agrees: bool,
    reason: str = "",
    cites: Sequence[str] = (),
) -> StepAsk:
    """Agree with exactly this revision, or object to it with a reason, which returns the item to its author.

    It clears nothing: after the last step the clerk decides. Raises NotYours for anybody who is not asked, InvalidInput
    for an objection without a reason, StaleRevision where the text was changed since, Taken where the review is over,
    Refusal where it is not their turn, or somebody of the same office answered first, Uncited for an objection of which
    ``cites`` are nothing that check_founded() knows.
    """
    actor.require(Power.DRAFT)
    because = _because(reason, cites, agrees=agrees)
    ask = asked_of(actor).filter(pk=step_id).first()
    if ask is None:
        raise NotYours("Only who is asked answers a step.")
    item = lock_item(actor, ask.communication_id)
    review = Review.objects.select_related("claimed_by__user", "decided_by__user", "submitted_by").get(
        pk=ask.review_id
    )
    if review.state not in OPEN:
        raise Taken(review)
    if item.current_revision_id != revision_id or ask.revision_id != revision_id:
        raise StaleRevision(item.current_revision)
    _refuse_out_of_turn(ask)
    said = StepAsk.Said.AGREES if agrees else StepAsk.Said.OBJECTS
    won = StepAsk.objects.filter(pk=ask.pk, said="").update(
        said=said, reason=because, said_by=actor.membership, said_at=timezone.now()
    )
    if won != 1:
        raise Refusal("Somebody answered this step before you.", "Nothing was changed.")
    if agrees:
        _tell_next(ask)
    else:
        check_founded(item, cites)
        _return(actor, item, review, because)
    facts: dict[str, Any] = {"review": review.pk, "revision": revision_id, "step": ask.number}
    verb = "step_agreed" if agrees else "step_objected"
    record([reasoned(actor, verb, "communication", item.pk, reason=because, **facts)])
    return StepAsk.objects.get(pk=ask.pk)


def _because(reason: str, cites: Sequence[str], *, agrees: bool) -> str:
    """Return the reason as it is kept; raise InvalidInput for an objection without words, or for too many."""
    said = stated(reason)
    if len(said) > LONGEST or not (agrees or said):
        raise InvalidInput("Say why you object, in up to 2,000 characters: the author reads it.")
    return with_cites(said, cites)


def _refuse_out_of_turn(ask: StepAsk) -> None:
    step = open_step(steps_on(rows_of(ask.review_id), ask.revision_id))
    if step is None or step.number > ask.number:
        raise Refusal("This step has the agreement that it needs already.", "Nothing was changed.")
    if step.number < ask.number:
        raise Refusal(f"It is not your turn yet: the agreement of {step.words} comes first.")


def _tell_next(ask: StepAsk) -> None:
    step = open_step(steps_on(rows_of(ask.review_id), ask.revision_id))
    if step is not None and step.number > ask.number:
        tell_step(step)


def _return(actor: Person, item: Communication, review: Review, reason: str) -> None:
    """Give the item back to its author with the objection, whoever has it in hand."""
    check_move(item.stage, Stage.RETURNED)
    now = timezone.now()
    moved = Review.objects.filter(pk=review.pk, state__in=OPEN).update(
        state=ReviewState.RETURNED,
        revision=item.current_revision,
        decided_by=actor.membership,
        decided_at=now,
        reason=reason,
    )
    if moved != 1:
        raise Taken(review)
    Communication.objects.filter(pk=item.pk).update(stage=Stage.RETURNED, changed_at=now)
    review.state, review.decided_by = ReviewState.RETURNED, actor.membership
    tell_author(review)

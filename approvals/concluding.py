"""Concluding a review: of two who decide at once one wins, and the other is told who."""

from typing import Any

from django.utils import timezone

from approvals.claiming import Taken, decide_available, lock_review
from approvals.expiring import Expired
from approvals.falling_due import has_expired
from approvals.models import Review, ReviewState
from policies.matters.flagging import refuse_if_flagged_since
from policies.periods.gates import refuse_if_undecided
from policies.permits.gates import refuse_if_withdrawn
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated


def conclude(
    actor: Person, review_id: int, state: str, because: str, circumstances_version: int | None = None
) -> tuple[Communication, Review]:
    """Compare-and-set the review to ``state``: of two who decide at once one wins, the other is told who.

    The communication is locked first, as every verb does, so that no two of them wait for each other. What the review
    said before the lock was granted is old: only what never changes is read of it, the rest the update asks. It is
    brought to the current revision: since it was submitted only whoever had it in hand could save one.
    Raises InvalidInput where the actor's council has no such review, NotYours where its item is closed to them,
    Refusal where it was submitted before its matter was flagged or it was listed for a decision, Expired where it is
    to be approved and its time has passed, Taken where it is somebody else's or over.
    """
    review = lock_review(actor, review_id)
    if review is None:
        raise InvalidInput("This council has no such review.")
    item = review.communication
    changes: dict[str, Any] = {
        "state": state,
        "revision": item.current_revision,
        "decided_by": actor.membership,
        "decided_at": timezone.now(),
        "reason": stated(because),
    }
    if circumstances_version is not None:
        if review.circumstances_version != circumstances_version:
            _refuse_what_is_held(item, review)
        changes["circumstances_version"] = circumstances_version
    if not decide_available(actor, review_id, changes):
        now = Review.objects.select_related("claimed_by__user", "decided_by__user").get(pk=review_id)
        raise _why_not(now, actor, state)
    for name, value in changes.items():
        setattr(review, name, value)
    return item, review


def _why_not(review: Review, actor: Person, state: str) -> Refusal:
    """Return why the review could not be decided so: its time has passed, or it is somebody else's or over."""
    elsewhere = review.claimed_by_id not in {None, actor.membership.pk}
    held = elsewhere and review.claimed_until is not None and review.claimed_until > timezone.now()
    late = state == ReviewState.APPROVED and has_expired(review) and not held
    return Expired(review) if late else Taken(review)


def _refuse_what_is_held(item: Communication, review: Review) -> None:
    """Raise Refusal where circumstances that changed while it waited in the queue hold the item there."""
    if item.current_revision is not None:
        refuse_if_flagged_since(item, item.current_revision, review.submitted_at)
    refuse_if_withdrawn(item, review.submitted_at)
    refuse_if_undecided(item, review.submitted_at)

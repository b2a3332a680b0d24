"""The clerk's own edit of a submitted item: a new revision, on which the review then stands."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals.claiming import Taken, available_to, lock_to_decide
from approvals.falling_due import due_of_item, has_expired
from approvals.models import Review
from approvals.routes.starting import begin_again, parties_before
from approvals.submitting import keep_findings
from approvals.weighing import weight_of
from policies.judging import Judged, judged
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.editing import revise
from portal.drafts.models import Revision
from portal.refusals import InvalidInput


@transaction.atomic
def amend(*, actor: Person, review_id: int, raw: Mapping[str, Any], based_on_id: int) -> Revision:
    """Save ``raw`` as a new revision of an item that the actor has in hand, and point the review to it.

    Raises Taken where the review is not in the actor's hand, and what revise() raises.
    """
    actor.require(Power.DECIDE)
    query = Review.objects.select_related("council", "claimed_by__user", "decided_by__user")
    review = query.filter(pk=review_id, council_id=actor.council.pk).first()
    if review is None:
        raise InvalidInput("This council has no such review.")
    lock_to_decide(actor, review.communication_id)
    held = Review.objects.filter(available_to(actor), pk=review_id, claimed_by=actor.membership).exists()
    if not held:
        raise Taken(review)
    revision = revise(actor=actor, communication_id=review.communication_id, raw=raw, based_on_id=based_on_id)
    if revision.pk != review.revision_id:
        found = judged(
            review.communication,
            revision.content,
            reader_id=actor.membership.pk,
            hands=[review.submitted_by_id, revision.author_id],
            beside=[parties_before(review)],
        )
        Review.objects.filter(pk=review_id).update(revision=revision, **_standing(review, found, revision))
        begin_again(review, revision, found.beside[0])
        keep_findings(review, revision, found.verdict)
    return revision


def _standing(review: Review, found: Judged, revision: Revision) -> dict[str, Any]:
    """Return what the new text weighs and when it is due; one whose time has passed waits for a new one still."""
    changes = weight_of(found, revision, version=review.council.circumstances_version)
    if has_expired(review):
        return changes
    due = due_of_item(review.communication, revision.content, since=timezone.now(), wished=review.wished_at)
    return changes | {"due_at": due.at, "due_for": due.what}

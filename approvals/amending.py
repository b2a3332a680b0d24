"""The clerk's own edit of a submitted item: a new revision, on which the review then stands."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from approvals.claiming import Taken, available_to, lock_to_decide
from approvals.models import Review
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.editing import revise
from portal.drafts.models import Revision
from portal.refusals import InvalidInput


@transaction.atomic
def amend(*, actor: Person, review_id: int, raw: Mapping[str, Any], based_on_id: int) -> Revision:
    """Save ``raw`` as a new revision of an item that the actor has in hand, and point the review to it.

    What it weighs, when it is due and whom its route asks follow with the saving itself (approvals.following).
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
    Review.objects.filter(pk=review_id).update(revision=revision)
    return revision

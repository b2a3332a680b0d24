"""What a review keeps follows its text: saved anew under review, it is weighed, timed and asked about again.

Whichever page saved it: the review's own (approvals.amending), the draft's, the interface for programs. Else a row of
the queue would state what the former text weighs, it would expire by a time that the text names no more, and nobody on
its route would be asked for the agreement without which it cannot be approved.
"""

from typing import Any

from django.utils import timezone

from approvals.falling_due import due_of_item, has_expired
from approvals.models import OPEN, Review
from approvals.routes.starting import begin_again, parties_before
from approvals.submitting import keep_findings
from approvals.weighing import weight_of
from policies.judging import Judged, judged
from portal.councils.people import Person
from portal.drafts.models import Communication, Revision


def follow_text(actor: Person, item: Communication, revision: Revision) -> None:
    """Note with the open review of ``item`` what its new ``revision`` weighs and when it is due; ask its route anew.

    A follower of settings.TEXT_FOLLOWERS: the caller holds the item's lock. The review's own revision stays: the row
    says that the text was edited, until somebody takes it in hand again or saves on the page of the review.
    """
    review = Review.objects.select_related("council").filter(communication=item, state__in=OPEN).first()
    if review is None:
        return
    item.council = review.council
    review.communication = item
    found = judged(
        item,
        revision.content,
        reader_id=actor.membership.pk,
        hands=[review.submitted_by_id, revision.author_id],
        beside=[parties_before(review)],
    )
    Review.objects.filter(pk=review.pk).update(**_standing(review, found, revision))
    begin_again(review, revision, found.beside[0])
    keep_findings(review, revision, found.verdict)


def _standing(review: Review, found: Judged, revision: Revision) -> dict[str, Any]:
    """Return what the new text weighs and when it is due; one whose time has passed waits for a new one still."""
    changes = weight_of(found, revision, version=review.council.circumstances_version)
    if has_expired(review):
        return changes
    due = due_of_item(review.communication, revision.content, since=timezone.now(), wished=review.wished_at)
    return changes | {"due_at": due.at, "due_for": due.what}

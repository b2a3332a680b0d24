"""Items in every state in which somebody may find them."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from approvals.claiming import claim
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.models import Review
from approvals.submitting import submit
from approvals.withdrawing import withdraw
from portal.channels.models import Delivery, Publication
from portal.channels.releasing import channels_for
from portal.councils.people import Person
from portal.drafts.editing import revise
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from tests.makers.drafts import content_for, make_communication, make_revision, make_shared

STATES = (
    "empty",
    "draft",
    "waiting",
    "mine",
    "theirs",
    "expired",
    "returned",
    "rejected",
    "scheduled",
    "edited",
    "live",
    "correcting",
    "resubmitted",
    "withdrawn",
)


@dataclass(frozen=True)
class Cast:
    """Who acts: the author, the clerk who acts in the test, and another clerk."""

    author: Person
    clerk: Person
    other: Person


def make_live(publication: Publication) -> None:
    """Let every delivery of ``publication`` have gone out, as the workers would note it."""
    now = timezone.now()
    Delivery.objects.filter(publication=publication).update(state="sent", settled_at=now)
    Publication.objects.filter(pk=publication.pk).update(state="live", live_at=now)
    Communication.objects.filter(pk=publication.communication_id).update(stage=Stage.ISSUED)


def make_item(state: str, cast: Cast, *, kind: str = "notice") -> Communication:
    """Return an item of ``cast.author`` that stands in ``state``; the council has its channels already.

    One that is a draft was submitted and taken back before: it is the council's business, as all the others are.
    """
    item = make_communication(author=cast.author, kind=kind)
    if state != "empty":
        make_revision(author=cast.author, communication=item)
    if state in {"empty", "draft"}:
        return make_shared(item)
    _submitted(item, state, cast)
    item.refresh_from_db()
    return item


def _submitted(item: Communication, state: str, cast: Cast) -> None:
    review = submit_again(item, cast)
    if state in {"theirs", "expired"}:
        claim(actor=cast.other, review_id=review.pk)
    if state == "mine":
        claim(actor=cast.clerk, review_id=review.pk)
    if state == "expired":
        Review.objects.filter(pk=review.pk).update(claimed_until=timezone.now() - timedelta(minutes=1))
    if state == "returned":
        return_with_reason(actor=cast.clerk, review_id=review.pk, reason="Say when.")
    if state == "rejected":
        reject(actor=cast.clerk, review_id=review.pk, reason="Not ours to say.")
    if state in {"scheduled", "edited", "live", "correcting", "resubmitted", "withdrawn"}:
        _approved(item, review, state, cast)


def _approved(item: Communication, review: Review, state: str, cast: Cast) -> None:
    channels = [channel.pk for channel in channels_for(item.council_id, item.spec.outputs, item.body_id)]
    order = Issue(channels, go_at=timezone.now() + timedelta(days=1))
    _, publication = approve(
        actor=cast.clerk, review_id=review.pk, revision_id=review.revision_id, issue=order
    )
    assert publication is not None
    if state in {"live", "correcting", "resubmitted", "withdrawn"}:
        make_live(publication)
    if state in {"edited", "correcting", "resubmitted"}:
        item.refresh_from_db()
        revise(
            actor=cast.author,
            communication_id=item.pk,
            raw=content_for(item.kind, title="Changed"),
            based_on_id=item.current_revision_id,
        )
    if state == "resubmitted":
        submit_again(item, cast)
    if state == "withdrawn":
        withdraw(actor=cast.clerk, communication_id=item.pk, reason="Wrong road.")


def submit_again(item: Communication, cast: Cast) -> Review:
    """Submit the current revision of ``item``."""
    item.refresh_from_db()
    assert item.current_revision_id is not None
    return submit(actor=cast.author, communication_id=item.pk, revision_id=item.current_revision_id)


def make_public(item: Communication, cast: Cast) -> None:
    """Bring the current words of a draft to their readers."""
    _approved(item, submit_again(item, cast), "live", cast)
    item.refresh_from_db()

"""Reviews and approved items, made by the product's own verbs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.models import Review
from approvals.submitting import submit
from portal.channels.connectors.choosing import that_carry
from portal.channels.models import Publication
from portal.channels.releasing import channels_for
from portal.councils.people import Person
from tests.makers.drafts import make_revision


def make_review(*, author: Person, kind: str = "press_release", **changes: Any) -> Review:
    """Return the open review of a new, complete, submitted item."""
    revision = make_revision(author=author, kind=kind, **changes)
    return submit(actor=author, communication_id=revision.communication_id, revision_id=revision.pk)


def make_approved(
    *,
    author: Person,
    clerk: Person,
    kind: str = "press_release",
    issue: dict[str, Any] | None = None,
    **changes: Any,
) -> Publication:
    """Return the publication of a new item that ``clerk`` approved for all of its channels; none is sent yet."""
    review = make_review(author=author, kind=kind, **changes)
    item = review.communication
    channels = that_carry(item, channels_for(item.council_id, item.spec.outputs, item.body_id))
    order = Issue(channel_ids=[channel.pk for channel in channels], **(issue or {}))
    _, publication = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order)
    assert publication is not None
    return publication


def make_scheduled(*, author: Person, clerk: Person, kind: str = "notice", **changes: Any) -> Publication:
    """Return the publication of a new item that ``clerk`` approved to go out at this time tomorrow."""
    tomorrow = timezone.now() + timedelta(days=1)
    return make_approved(author=author, clerk=clerk, kind=kind, issue={"go_at": tomorrow}, **changes)


def read_again(publication: Publication) -> Publication:
    """Return the publication as a worker's claim reads it: with everything that a gate looks at."""
    rows = Publication.objects.select_related("council", "clearance", "communication", "revision")
    return rows.get(pk=publication.pk)

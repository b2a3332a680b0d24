"""What the clerk's permissions say when something is submitted, approved or about to go out."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from policies.permits.drafting import withdrawn_since
from policies.permits.standing import lacking
from portal.channels.models import Delivery, Publication
from portal.drafts.models import Communication, Revision
from portal.refusals import NotYours, Refusal

ASK = "Nothing was changed. Ask the clerk for the permission, or leave out what needs it."

_GRANT = "Nothing was changed. Grant the permission, leave out what needs it, or return the draft."


def refuse_submission(item: Communication, revision: Revision) -> None:
    """Raise NotYours where a text needs a permission of the clerk that its writers lack. As lacking()."""
    why = lacking(item, revision, at=timezone.now(), matters_settled=False)
    if why:
        raise NotYours(why, ASK)


def refuse_unpermitted(
    item: Communication, revision: Revision, *, channel_ids: Collection[int], goes_at: datetime | None
) -> None:
    """Raise Refusal where what is to be approved needs a permission that its writers lack when it goes out."""
    now = timezone.now()
    if why := lacking(item, revision, at=max(now, goes_at or now), channel_ids=channel_ids):
        raise Refusal(why, _GRANT)


def refuse_if_withdrawn(item: Communication, submitted_at: datetime) -> None:
    """Raise Refusal where the permission to draft it was withdrawn while it waited. As withdrawn_since()."""
    if why := withdrawn_since(item, submitted_at):
        raise Refusal(why, _GRANT)


def permission_holds(publication: Publication) -> str:
    """Return why an issue must be held for want of the clerk's permission, or '' (a sending gate).

    Asked again whatever the circumstances' version: a permission ends by itself. What was issued urgently the clerk
    took upon themselves, with a reason.
    """
    revision, clearance = publication.revision, publication.clearance
    if clearance.urgent or revision.erased_at is not None:
        return ""
    item = publication.communication
    why = ""
    if (
        item.council.asks_permission
    ):  # else nobody reads a thousand channels before each of a thousand deliveries
        channels = Delivery.objects.filter(publication=publication).values_list("channel_id", flat=True)
        then = max(timezone.now(), publication.go_at)
        why = lacking(item, revision, at=then, channel_ids=frozenset(channels))
    if not why and publication.circumstances_version != publication.council.circumstances_version:
        why = withdrawn_since(item, clearance.at)
    return why

"""Bringing what the public says on a channel that the portal cannot look at itself, such as a forum."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from moderation.bringing import bring_comment
from moderation.intake.arriving import Arrived
from moderation.models import Comment
from portal.api.scopes import Scope
from portal.api.v1.bearing import asking, bearer
from portal.api.v1.schemas import CommentIn, CommentOut
from portal.refusals import InvalidInput

router = Router(tags=["comments"])


@router.post("", response=CommentOut, url_name="api_comment_bring", **asking(Scope.COMMENTS))
def bring(request: HttpRequest, sent: CommentIn) -> CommentOut:
    """Bring one comment. Sent again under its name it is the same one; with other words, a new version of it."""
    arrived = Arrived(
        way=Comment.Way.NETWORK.value,
        remote_id=sent.name,
        text=sent.text,
        author=sent.author,
        author_id=sent.author_id,
        author_address=sent.author_name,
        author_link=sent.author_link,
        link=sent.link,
        parent_id=sent.answers,
        written_at=_written(sent.written_at),
    )
    made = bring_comment(
        actor=bearer(request).person, channel_id=sent.channel, arrived=arrived, item_reference=sent.item
    )
    return CommentOut(reference=made.reference, version=made.version, received_at=made.received_at)


def _written(said: datetime | None) -> datetime | None:
    """Return when it was written; InvalidInput for a time without its zone, or one that has not come."""
    if said is None:
        return None
    if said.tzinfo is None:
        raise InvalidInput("`written_at` needs its offset, like 2027-01-31T12:00:00+00:00.")
    if said > timezone.now() or said.year < 1990:
        raise InvalidInput("`written_at` is no time at which this can have been written.")
    return said

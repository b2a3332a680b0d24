"""What the public says, received by the product's own verbs."""

from typing import Any
from uuid import uuid4

from moderation.intake.receiving import Arrived, receive
from moderation.models import Comment
from portal.channels.models import Channel, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers.issued import make_approved

TEXT = "The bins in Mill Lane were missed again this week."


def make_news(*, author: Person, clerk: Person, **changes: Any) -> NewsItem:
    """Return an item that the newsroom shows."""
    made: Publication = make_approved(author=author, clerk=clerk, kind="notice", **changes)
    for delivery in made.deliveries.all():
        carry(RowKind.DELIVERY, delivery.pk)
    return NewsItem.objects.select_related("council", "publication").get(
        communication_id=made.communication_id
    )


def make_comment(*, item: NewsItem, **changes: Any) -> Comment:
    """Return a comment under ``item``, received from the newsroom."""
    channel = Channel.objects.filter(council=item.council, connector="newsroom").order_by("pk")[0]
    arrived = Arrived(
        **{
            "way": "newsroom",
            "remote_id": uuid4().hex,
            "text": TEXT,
            "author": "Robin",
            "email": "robin@people.example",
            "publication_id": item.publication_id,
            **changes,
        }
    )
    return receive(actor=None, council_id=item.council_id, channel=channel, arrived=arrived)


def make_call(*, by: Person, **changes: Any) -> Comment:
    """Return what somebody said on the telephone, entered by ``by``."""
    council: Council = by.council
    arrived = Arrived(
        **{"way": "phone", "remote_id": uuid4().hex, "text": TEXT, "author": "Robin", **changes}
    )
    return receive(actor=by, council_id=council.pk, channel=None, arrived=arrived)

"""What on a network is read for comments: the council's posts, or the pages of an account that is only read."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from moderation.intake.reading import one_line
from moderation.models import Polling
from portal.channels.connectors.base import Capability, Connector
from portal.channels.connectors.only_reading import OnlyReads
from portal.channels.models import Delivery
from portal.channels.states import Delivering

YOUNG = timedelta(days=90)
"""Posts that went out longer ago are asked about no more."""
MOST_PAGES = 1_000
"""Of an account on which nothing is published: the newest, as its network tells them."""
POSTS_AT_ONCE = 40
_LONGEST_NAME = 300


@dataclass(frozen=True)
class ReadPost:
    """One post of the council on the network; ``place`` falls from the newest to the oldest.

    ``publication_id`` is None for a page of the account that the portal did not publish.
    """

    place: int
    external_id: str
    publication_id: int | None


def posts_of(held: Polling, connector: Connector) -> list[ReadPost]:
    """Return what is left of the round, one more than is read at once. Raises as Connector.comments()."""
    if Capability.COMMENTS not in connector.capabilities:
        return []
    return _pages(held, connector) if isinstance(connector, OnlyReads) else _sent(held)


def _sent(held: Polling) -> list[ReadPost]:
    """Return each post that went out once, however often it was corrected in its place. One query.

    An answer of the council's is none: what hangs below it hangs below what it answers, and is read with that.
    """
    rows = Delivery.objects.filter(
        channel=held.channel,
        state=Delivering.SENT,
        settled_at__gte=timezone.now() - YOUNG,
        publication__communication__answer_to__isnull=True,
    ).exclude(external_id="")
    last = rows.order_by().values("external_id").annotate(last=Max("pk")).values("last")
    left = rows.filter(pk__in=last)
    if held.read_down_to is not None:
        left = left.filter(pk__lt=held.read_down_to)
    facts = left.order_by("-pk").values_list("pk", "external_id", "publication_id")
    return [ReadPost(*row) for row in facts[: POSTS_AT_ONCE + 1]]


def _pages(held: Polling, connector: OnlyReads) -> list[ReadPost]:
    """Return the pages that the network names. Counted from the oldest, so that a new one moves no other's place."""
    named = list(
        dict.fromkeys(one_line(name, _LONGEST_NAME) for name in connector.pages(held.channel)[:MOST_PAGES])
    )
    pages = [ReadPost(len(named) - number, name, None) for number, name in enumerate(named) if name]
    down_to = held.read_down_to
    return [one for one in pages if down_to is None or one.place < down_to][: POSTS_AT_ONCE + 1]

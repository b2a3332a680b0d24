"""What one channel brought in a year: numbers that name nobody, and the words that stand in public anyway."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from moderation.models import Comment, Outcome, Referral, Ruling
from moderation.seeing import ALERT
from moderation.states import Handling, Showing
from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import Channel
from portal.channels.register.hearing import Heard
from portal.drafts.states import Stage

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Feedback:
    """How much came by one channel in a year, and what became of it. ``late``: an answer was due and is not there."""

    received: int
    waiting: int
    late: int
    answered: int
    taken_down: int
    complaints: int
    complaints_open: int
    requests: int


def feedback_of(channel: Channel, now: datetime) -> Feedback:
    """Return the numbers of the year before ``now`` (aware). Three queries."""
    came = Comment.objects.filter(channel=channel, received_at__gt=now - A_YEAR)
    waits = Q(handling=Handling.WAITING)
    told = came.aggregate(
        received=Count("pk"),
        waiting=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(reply_by__lte=now)),
        answered=Count("answered_at"),
    )
    ruled = Ruling.objects.filter(comment__channel=channel, ruled_at__gt=now - A_YEAR)
    down = ruled.filter(outcome__in=[Outcome.HIDE, Outcome.REMOVE], overruled_by__isnull=True)
    complaint = Q(kind=Referral.Kind.COMPLAINT)
    sent_on = Referral.objects.filter(comment__channel=channel, opened_at__gt=now - A_YEAR).aggregate(
        complaints=Count("pk", filter=complaint),
        complaints_open=Count("pk", filter=complaint & Q(closed_at__isnull=True)),
        requests=Count(
            "pk", filter=Q(kind__in=[Referral.Kind.FOI, Referral.Kind.DATA, Referral.Kind.SERVICE])
        ),
    )
    return Feedback(**told, taken_down=down.values("comment").distinct().count(), **sent_on)


class _Median(Aggregate):
    """What half of the values are not above (PostgreSQL, ordered-set aggregates)."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def heard(channel: Channel, since: date, until: date) -> Heard | None:
    """Return how much residents said on ``channel`` from ``since`` to ``until``, and how long they waited (a hearer).

    None where nothing came and nobody could have heard it: the portal does not read that network. One query.
    """
    came = Comment.objects.filter(channel=channel, received_at__date__gte=since, received_at__date__lte=until)
    waited = ExpressionWrapper(F("answered_at") - F("received_at"), output_field=DurationField())
    told = came.aggregate(replies=Count("pk"), waited=_Median(waited, filter=Q(answered_at__isnull=False)))
    connector = connectors().get(channel.connector)
    reads = connector is not None and Capability.COMMENTS in connector.capabilities
    if not told["replies"] and not reads:
        return None
    hours = None if told["waited"] is None else ceil(told["waited"] / timedelta(hours=1))
    return Heard(replies=told["replies"], response_hours=hours)


def standing_on(channel: Channel) -> "QuerySet[Comment]":
    """Return what people said on ``channel`` in public and what still stands there, the latest first. No query yet.

    Nothing that waits for somebody to look at it, came down or was deleted; nothing that speaks of danger to somebody,
    which few see; nothing under an item that was withdrawn.
    """
    rows = Comment.objects.filter(
        channel=channel,
        way__in=[Comment.Way.NEWSROOM, Comment.Way.NETWORK],
        handling=Handling.SETTLED,
        showing=Showing.SHOWN,
        gone_at__isnull=True,
        erased_at__isnull=True,
        risk__lt=ALERT,
    )
    rows = rows.exclude(publication__communication__stage=Stage.WITHDRAWN)
    rows = rows.select_related("publication__revision", "publication__communication")
    return rows.order_by(F("received_at").desc(), "-pk")

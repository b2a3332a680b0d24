"""Asking networks whether what was said to the council's accounts stands there still: authors delete.

What stands under the council's own posts is told with them (moderation.intake.polling); mentions, messages, and what is
missed there, is asked after one by one, a few in each round. What we received stays as it is kept.
"""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from moderation.intake.listening import NOT_AS_AGREED
from moderation.intake.whereabouts import note_back, note_gone
from moderation.models import Comment
from moderation.states import Handling
from portal.channels.connectors.base import ConnectorError, Paced, Reconnect, connector_for
from portal.channels.connectors.listening import Listens
from portal.channels.models import Channel

log = logging.getLogger(__name__)
AT_ONCE = 20
"""Comments of one channel that are asked after in one round."""
SOON = timedelta(minutes=5)
"""Before what was missed once is asked after again: a network may err."""
WAITING, SETTLED = timedelta(minutes=30), timedelta(days=1)
"""Between two questions about a comment that waits for somebody, and about one that is settled."""
OLDEST = timedelta(days=30)
"""After which nothing is asked after any more."""


def can_ask(channel: Channel) -> bool:
    """Return whether the channel's network can be asked after one comment by itself. No query."""
    connector = connector_for(channel)
    return isinstance(connector, Listens) and connector.tells_gone


def ask_after(channel: Channel) -> int:
    """Ask after the comments of ``channel`` whose turn it is, and return how many are gone. Not inside a transaction.

    Gone is what is missed twice. A network that cannot say now is asked again in an hour.
    Raises Reconnect where the network does not take the channel's credentials any more; nothing else.
    """
    connector, now = connector_for(channel), timezone.now()
    if not (isinstance(connector, Listens) and connector.tells_gone):
        return 0
    rows = Comment.objects.filter(channel=channel, ask_after_at__lte=now, erased_at__isnull=True)
    due = list(rows.order_by("ask_after_at", "pk")[:AT_ONCE])
    if not due:
        return 0
    mine = Comment.objects.filter(pk__in=[one.pk for one in due])
    try:
        gone = set(connector.gone(channel, [one.remote_id for one in due]))
    except Reconnect:
        raise
    except Paced:
        return 0
    except (ConnectorError, *NOT_AS_AGREED) as error:
        log.warning("channel %s cannot say what was deleted there: %s", channel.pk, error)
        mine.update(ask_after_at=now + timedelta(hours=1))
        return 0
    return sum(_note(one, now, gone=one.remote_id in gone) for one in due)


def _note(comment: Comment, now: datetime, *, gone: bool) -> bool:
    """Note what the network says of one comment; return whether it is gone."""
    mine = Comment.objects.filter(pk=comment.pk)
    if comment.gone_at is not None:
        mine.update(ask_after_at=None) if gone else note_back(comment_id=comment.pk)
        return False
    if gone and comment.missed_at is not None:
        note_gone(comment_id=comment.pk)
        return True
    if gone:
        mine.update(missed_at=now, ask_after_at=now + SOON)
        return False
    then: datetime | None = now + (WAITING if comment.handling == Handling.WAITING else SETTLED)
    if comment.received_at < now - OLDEST and comment.missed_at is None:
        then = None
    mine.update(missed_at=None, ask_after_at=then)
    return False

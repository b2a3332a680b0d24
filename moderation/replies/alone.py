"""Whether who wrote to the council alone can be answered where they wrote, and for how long the network takes it."""

from datetime import datetime

from moderation.models import Comment
from portal.channels.connectors.base import Capability, connector_for, connectors
from portal.channels.connectors.listening import Listens


def answered_there(comment: Comment) -> bool:
    """Return whether an answer to what was said to the council alone can go back the same way. No query."""
    if comment.channel is None or comment.way != Comment.Way.MESSAGE:
        return False
    known = connectors().get(comment.channel.connector)
    return known is not None and Capability.ANSWER_ALONE in known.capabilities


def taken_until(comment: Comment) -> datetime | None:
    """Return until when the network takes an answer to it, by its own clock; None where that is for ever. No query."""
    if comment.channel is None:
        return None
    connector = connector_for(comment.channel)
    if not isinstance(connector, Listens) or connector.answered_within is None:
        return None
    return comment.written_at + connector.answered_within

"""Telling the author of a comment something alone: a private reply (Messenger Platform, Private Replies).

Facebook takes one for each comment, within seven days, and lets nobody look up whether it has had one.
"""

from datetime import timedelta

from django.utils import timezone

from portal.channels.connectors.base import Permanent
from portal.channels.connectors.listening import Lacks
from portal.channels.connectors.telling_authors import Telling, TellsAuthors
from portal.channels.models import Channel
from portal.channels.networks.facebook.graph import MESSAGES, NOT_ALLOWED, error_of
from portal.channels.networks.facebook.messages import LONGEST
from portal.channels.networks.facebook.signing_in import page_of

WITHIN = timedelta(days=7)
_HAD_ONE = 10900
"""Activity already replied to."""


class TellsThem(TellsAuthors):
    """What the connector does of it."""

    told_as = "a message of the Page to its author"

    def tell_author(self, channel: Channel, told: Telling) -> None:
        """Say it, in words alone (POST /{page}/messages, recipient.comment_id)."""
        if timezone.now() - told.written_at >= WITHIN:
            raise Permanent(
                "Facebook takes such a message within seven days of the comment, and that time is over."
            )
        if len(told.words) > LONGEST:
            raise Permanent(
                f"This is too long for a message on Facebook: the most is {LONGEST:,} characters."
            )
        graph = page_of(channel)
        asked = {"recipient": {"comment_id": told.comment_id}, "message": {"text": told.words}}
        answer = graph.ask("POST", f"{graph.page}/messages", data=asked, expect={*NOT_ALLOWED, _HAD_ONE})
        number, _, said = error_of(answer)
        if number == _HAD_ONE:
            raise Permanent(
                "Facebook takes one message for each comment, and it has had one. Look at the Page’s messages: it may "
                "be this one."
            )
        if number in NOT_ALLOWED:
            raise Lacks(
                f"{graph.host} does not let the Page’s token do that ({number}): “{said}” It lacks: {MESSAGES[0]}. "
                "Connect the channel again and allow it there."
            )
        answer.mapping()

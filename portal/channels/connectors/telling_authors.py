"""What a connector can that tells somebody alone, on their network, what became of what they said there in public."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from portal.channels.connectors.base import Permanent
from portal.channels.models import Channel


@dataclass(frozen=True)
class Telling:
    """What the author of a comment is told: ``since`` when it could have been said, ``key`` ours for this attempt.

    ``written_at``: when the comment was written, by which some networks count for how long they take it.
    """

    comment_id: str
    words: str
    key: UUID
    written_at: datetime
    since: datetime


class TellsAuthors:
    """A connector of a network on which the author of a public comment can be told something alone (TELL_AUTHOR).

    Raises as Connector.hide(), and Lacks. ``told_as``: what they get there, in words.
    """

    told_as: ClassVar[str] = "a message that they alone read"

    def tell_author(self, channel: Channel, told: Telling) -> None:  # noqa: ARG002  for those that can
        """Tell it, so that nobody else reads it, unless it was told there already."""
        raise Permanent("The portal cannot tell them there. Do it by hand.")

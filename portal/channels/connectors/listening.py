"""What a connector can that tells what people say to the account itself, beside what stands under its own posts.

Two strands: MENTIONS, who names the account wherever that stands, and MESSAGES, who writes to it alone. Which of them a
connector has its capabilities say; each is read by itself, so that one that is not allowed holds up no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from portal.channels.connectors.base import Permanent, RemoteComment
from portal.channels.models import Channel


class Lacks(Permanent):
    """The account's credentials are well, and do not allow this: the message names the scope that is missing."""


@dataclass(frozen=True)
class Approach:
    """What somebody said to the account. ``private``: nobody else can read it there.

    ``about``: what the network calls that which it answers or quotes, the nearest first. ``email``: the address that it
    came from, where it came as a mail, and ``raw`` that mail as it was received.
    """

    said: RemoteComment
    private: bool = False
    about: tuple[str, ...] = ()
    email: str = ""
    raw: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a strand.

    ``place`` is where its next page begins, '' where there is none. ``newest`` is what the strand is asked ``since``
    the next time, '' where that network knows no such thing or the page does not say.
    """

    rows: Sequence[Approach]
    place: str = ""
    newest: str = ""


class Listens:
    """A connector of a network that tells who approached the account. Both raise as Connector.comments(), and Lacks.

    With ANSWER_ALONE it says an answer to whoever wrote to the account alone, so that nobody else reads it;
    ``answered_within``: for how long after their last message the network takes one, None where that is for ever.
    ``tells_gone``: gone() tells what its author deleted.
    """

    answered_within: ClassVar[timedelta | None] = None
    tells_gone: ClassVar[bool] = False

    def mentions(self, channel: Channel, since: str, place: str) -> Page:  # noqa: ARG002  for those that can
        """Return who named the account, newer than ``since`` where there is such; from ``place`` on, '' the top."""
        raise Permanent("Nobody can tell there who names the council. Look there yourself.")

    def messages(self, channel: Channel, since: str, place: str) -> Page:  # noqa: ARG002  for those that can
        """Return what was written to the account alone, as mentions() does."""
        raise Permanent("What is written there to the council alone cannot be read. Look there yourself.")

    def gone(self, channel: Channel, names: Sequence[str]) -> Sequence[str]:  # noqa: ARG002  for those that tell
        """Return which of ``names``, the network's own of what somebody said, stand there no more. Raises as above."""
        raise Permanent("Nobody can tell there what its author deleted. Look there yourself.")

"""What a connector can against an account that broke the council's rules: keep it away, and report it to its network.

Which of it a connector has its capabilities say: BLOCK is block(), unblock() and is_blocked(), each safe to repeat.
REPORT is report(): no network lets anybody look up what they reported, so that nothing of it is ever sent twice.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from portal.channels.connectors.base import Permanent
from portal.channels.models import Channel

LONGEST_REPORT = 1_000
"""Characters of what a report says: what the shortest of them takes (Mastodon)."""


class Sort(StrEnum):
    """What is reported, in words that networks share; each has its own for them."""

    ABUSE = "abuse"
    SEXUAL = "sexual"
    ILLEGAL = "illegal"
    MISLEADING = "misleading"
    SPAM = "spam"
    OTHER = "other"


@dataclass(frozen=True)
class Report:
    """What the network's own moderators are told: which comment, of which sort, and in the council's words why."""

    comment_id: str
    sort: Sort
    words: str


class ShutsOut:
    """A connector of a network on which accounts are blocked or reported. All raise as Connector.hide(), and Lacks.

    ``block_means`` and ``unblock_means``: what it really comes to there, for whoever decides it. ``report_goes_to``:
    who reads a report.
    """

    block_means: ClassVar[str] = "What that means there, the network alone decides."
    unblock_means: ClassVar[str] = "It may answer the council there again."
    report_goes_to: ClassVar[str] = ""

    def author_of(self, channel: Channel, comment_id: str) -> str:  # noqa: ARG002  for those that can
        """Return the network's own lasting name of the account that wrote a comment."""
        raise Permanent("Nobody can tell there which account wrote it. Look there yourself.")

    def block(self, channel: Channel, account: str) -> None:  # noqa: ARG002  for those that can
        """Keep ``account`` away from the council's own; safe to repeat."""
        raise Permanent("The portal cannot block there. Do it by hand, if it lets you.")

    def unblock(self, channel: Channel, account: str) -> None:  # noqa: ARG002  for those that can
        """Let ``account`` come again; safe to repeat."""
        raise Permanent("The portal cannot end a block there. Do it by hand.")

    def is_blocked(self, channel: Channel, account: str) -> bool | None:  # noqa: ARG002  for those that can
        """Return whether the network has ``account`` as blocked by the council; None where it does not tell."""
        return None

    def report(self, channel: Channel, made: Report) -> str:  # noqa: ARG002  for those that can
        """Report a comment, and return the number that the report has there, '' for none. Raises Ambiguous too."""
        raise Permanent("The portal cannot report there. Do it by hand.")

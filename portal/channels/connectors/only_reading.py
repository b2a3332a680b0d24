"""What a connector is that reads what people say somewhere and publishes nothing there.

Somebody puts up the films or pictures on the network's own page; the portal reads what the public writes under them
and carries out what is ruled. Nobody can choose such a channel for an item.
"""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from portal.channels.connectors.base import Connector, Permanent, Sent
from portal.channels.models import Channel
from portal.channels.post import Post


class OnlyReads(Connector):
    """Publishes nothing. With COMMENTS, what is written under each of its pages() is read by comments()."""

    publishes: ClassVar[bool] = False

    def publish(self, post: Post) -> Sent:  # noqa: ARG002
        """Refuse: nothing goes out by it."""
        raise Permanent(f"Nothing goes out by “{self.label}”: what people say there is read, and no more.")

    def find(self, channel: Channel, key: UUID) -> Sent | None:  # noqa: ARG002
        """Return None: nothing went out."""
        return None

    def pages(self, channel: Channel) -> Sequence[str]:  # noqa: ARG002  for those that have COMMENTS
        """Return what the network calls the account's own pages that can have comments, the newest first.

        Raises as comments().
        """
        return ()

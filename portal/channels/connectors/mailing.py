"""What a connector is that sends one message to each of many recipients."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.channels.connectors.base import Connector, Permanent, Sent
from portal.channels.models import Channel, Contact
from portal.channels.post import Post


@dataclass(frozen=True)
class Mail:
    """One message to one recipient, under a key of its own.

    ``deadline`` (aware): after it somebody else may ask what became of the mail, so nothing may leave any more.
    """

    key: UUID
    message_id: str
    contact: Contact
    address: str
    deadline: datetime
    is_withdrawal: bool = False


class MailingConnector(Connector):
    """A connector that sends one message to each of many recipients: each is an outbox row of its own."""

    @abstractmethod
    def recipients(self, channel: Channel) -> Sequence[Contact]:
        """Return who gets it now, without those who opted out."""

    @abstractmethod
    def message_id(self, channel: Channel, key: UUID) -> str:
        """Return the Message-ID, with its angle brackets, of the mail with the outbox key ``key``."""

    @abstractmethod
    def send(self, post: Post, mail: Mail) -> Sent:
        """Send one mail before its deadline: the item, or the notice that it is withdrawn.

        Raises Transient, Refused or Ambiguous.
        """

    @abstractmethod
    def find_message(self, message_id: str) -> Sent | None:
        """Return what the journal holds under ``message_id``, or None. Raises Transient if it cannot be asked now."""

    def publish(self, post: Post) -> Sent:  # noqa: ARG002
        """Refuse: mails go out one by one through send()."""
        raise Permanent("A mailing goes out recipient by recipient.")

    def find(self, channel: Channel, key: UUID) -> Sent | None:  # noqa: ARG002  the mails have rows of their own
        """Return None: the mails are found one by one."""
        return None

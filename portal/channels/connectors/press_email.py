"""The press list: a release by mail to each newspaper, once each."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from portal.channels.connectors.base import Capability, Sent
from portal.channels.connectors.mailing import Mail, MailingConnector
from portal.channels.contacts import press_list
from portal.channels.mail.conversation import MailServer, hand_over
from portal.channels.mail.enclosing import without_files
from portal.channels.mail.journal import journal_at
from portal.channels.mail.message import message_id_of, write
from portal.channels.models import Channel, Contact
from portal.channels.observing import reached
from portal.channels.post import Post


class PressEmailConnector(MailingConnector):
    """Mails the press list through the server of EMAIL_URL.

    Newspapers get a release at once, marked with its embargo. The mail server cannot be asked later what became of
    a message; the journal can, where there is one.
    """

    slug: ClassVar[str] = "press_email"
    label: ClassVar[str] = "Press list"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.RETRACT, Capability.CORRECT, Capability.LISTED, Capability.ADDRESSED}
    )
    waits_for_embargo: ClassVar[bool] = False

    @property
    def certain_after(self) -> timedelta | None:
        """Return how long the journal may take to show a message; None without a journal."""
        return timedelta(seconds=settings.JOURNAL_GRACE_SECONDS) if settings.JOURNAL_URL else None

    def recipients(self, channel: Channel) -> Sequence[Contact]:
        """Return the council's press list as it is now. One query."""
        return list(press_list(channel.council_id))

    def message_id(self, channel: Channel, key: UUID) -> str:
        """Return the Message-ID of the mail with ``key``: the same for each attempt."""
        return message_id_of(channel, key)

    def send(self, post: Post, mail: Mail) -> Sent:
        """Send one mail; the evidence is what went in DATA, of its files their hashes.

        Raises Transient, Refused, Permanent or Ambiguous.
        """
        letter = write(post, mail, now=timezone.now())
        hand_over(
            letter,
            MailServer.from_settings(),
            deadline=mail.deadline,
            journal=settings.JOURNAL_ADDRESS,
            told=partial(_tell, mail.key),
        )
        return Sent(external_id=mail.message_id, public_url=post.public_url, evidence=letter.evidence)

    def find_message(self, message_id: str) -> Sent | None:
        """Return the journal's copy, or None. Raises Transient if the journal does not answer."""
        if not settings.JOURNAL_URL:
            return None
        found = journal_at(settings.JOURNAL_URL, timeout=settings.EMAIL_TIMEOUT).find(message_id)
        if found is None:
            return None
        return Sent(external_id=message_id, evidence=without_files(found.encode()))


def _tell(key: UUID, step: str) -> None:
    reached(step, key)

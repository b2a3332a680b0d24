"""Letters by email: one mail to everybody whom the letter names, blind copies truly blind."""

from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from portal.channels.connectors.base import Capability, Connector, Sent
from portal.channels.connectors.letter import CONTEXT
from portal.channels.mail.addressed import told_of, write_letter
from portal.channels.mail.conversation import MailServer, hand_over
from portal.channels.mail.enclosing import without_files
from portal.channels.mail.journal import journal_at
from portal.channels.mail.message import message_id_of
from portal.channels.models import Channel, Delivery
from portal.channels.observing import reached
from portal.channels.post import Post, compose

_ROW = tuple(name.removeprefix("delivery__") for name in CONTEXT)


class LetterMailConnector(Connector):
    """Mails a letter to those whom it names with an email address; one that names none has no such delivery.

    It is one message in one SMTP transaction: all get the very same, or nobody gets anything. What was mailed cannot
    be taken back. The mail server cannot be asked later what became of it; the journal can, where there is one.
    """

    slug: ClassVar[str] = "letter_mail"
    label: ClassVar[str] = "Letters by email"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.FIND, Capability.ADDRESSED, Capability.NAMED}
    )
    waits_for_embargo: ClassVar[bool] = False

    @property
    def certain_after(self) -> timedelta | None:
        """Return how long the journal may take to show a message; None without a journal."""
        return timedelta(seconds=settings.JOURNAL_GRACE_SECONDS) if settings.JOURNAL_URL else None

    def publish(self, post: Post) -> Sent:
        """Mail the letter of ``post``; the evidence is who got it, and what went in DATA with its file's hash.

        Raises Transient, Permanent or Ambiguous.
        """
        letter = write_letter(post, post.key, now=timezone.now())
        hand_over(
            letter,
            MailServer.from_settings(),
            deadline=_deadline(post.key),
            journal=settings.JOURNAL_ADDRESS,
            told=partial(_tell, post.key),
        )
        return _sent(post, letter.evidence)

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Return what the journal holds of the mail under ``key``, or None. Raises Transient if it does not answer."""
        if not settings.JOURNAL_URL:
            return None
        journal = journal_at(settings.JOURNAL_URL, timeout=settings.EMAIL_TIMEOUT)
        kept = journal.find(message_id_of(channel, key))
        row = Delivery.objects.select_related(*_ROW).filter(key=key).first()
        if kept is None or row is None:
            return None
        return _sent(compose(row.publication, channel, key), without_files(kept.encode()))


def _sent(post: Post, mail: str) -> Sent:
    message_id = message_id_of(post.channel, post.key)
    return Sent(external_id=message_id, evidence=f"{told_of(post)}\n\n{mail}")


def _deadline(key: UUID) -> datetime:
    """Return until when the mail may leave: afterwards another worker may ask what became of it."""
    claimed = Delivery.objects.filter(key=key).values_list("claimed_at", flat=True).first()
    return (claimed or timezone.now()) + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)


def _tell(key: UUID, step: str) -> None:
    reached(step, key)

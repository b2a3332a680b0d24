"""A notice as bytes: one reader, plain text, the same Message-ID at every attempt."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

from django.conf import settings

from portal.channels.connectors.base import Permanent, Refused
from portal.channels.mail.message import KEY_HEADER, POLICY, Letter, ascii_address, one_line
from portal.channels.mail.sheet import LONDON
from portal.channels.models import Notice
from portal.channels.notices.urgency import Way
from portal.channels.notices.words import Words


def write(notice: Notice, words: Words, *, key: UUID, now: datetime) -> Letter:
    """Return the mail known by ``key``, dated ``now`` (aware), from the portal in the council's name to its one reader.

    Raises Refused for an address that cannot be written, Permanent for the portal's own.
    """
    sender = _sender()
    name, address = words.to or _member(notice)
    try:
        recipient = ascii_address(address)
    except ValueError as error:
        raise Refused(f"The address cannot be used: {error}.") from error
    message = EmailMessage(policy=POLICY)
    called = parseaddr(settings.DEFAULT_FROM_EMAIL)[0] if notice.way == Way.DIGEST else notice.council.name
    message["From"] = Address(display_name=one_line(called), addr_spec=sender)
    message["To"] = Address(display_name=one_line(name), addr_spec=recipient)
    message["Subject"] = one_line(words.subject)
    message["Date"] = format_datetime(now.astimezone(LONDON))
    message["Message-ID"] = message_id_of(key)
    message["Auto-Submitted"] = "auto-generated"
    message[KEY_HEADER] = str(key)
    message.set_content(words.body, charset="utf-8", cte="quoted-printable")
    return Letter(sender, recipient, message.as_bytes())


def message_id_of(key: UUID) -> str:
    """Return the Message-ID of the mail known by ``key``: the same at every attempt. Raises Permanent as write()."""
    return f"<{key}@{_sender().rpartition('@')[2]}>"


def _member(notice: Notice) -> tuple[str, str]:
    if notice.recipient is None:
        raise Refused("It says nothing of whom it is for.")
    return notice.recipient.user.name, notice.recipient.user.email


def _sender() -> str:
    try:
        return ascii_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    except ValueError as error:
        raise Permanent("DEFAULT_FROM_EMAIL is not an address from which mail can be sent.") from error

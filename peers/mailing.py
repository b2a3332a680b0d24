"""The real mail server as its people use it: they read their mailboxes and write to the council; and the council’s own
mailbox, connected as a channel and read as a worker reads it.
"""

import email
import email.policy
import imaplib
import smtplib
import ssl
from email.message import EmailMessage
from typing import Any, cast

from django.utils import timezone

from moderation.intake.polling import poll, poll_due
from moderation.models import Listening, Polling
from portal.channels.credentials.connecting import connect
from portal.channels.models import Channel
from portal.councils.people import Person

Peer = dict[str, Any]


def raw_mails(peer: Peer, name: str) -> list[bytes]:
    """Return what lies in somebody's mailbox, as it came."""
    account = peer["accounts"][name]
    box = imaplib.IMAP4(peer["imap"]["host"], peer["imap"]["port"])
    box.starttls(ssl.create_default_context(cafile=peer["ca"]))
    box.login(account["user"], account["password"])
    box.select("INBOX", readonly=True)
    numbers = box.search(None, "ALL")[1][0].split()
    raw = [cast("tuple[bytes, bytes]", box.fetch(number, "(RFC822)")[1][0])[1] for number in numbers]
    box.logout()
    return raw


def named(peer: Peer, name: str, message_id: str) -> EmailMessage | None:
    """Return the mail of that Message-ID in somebody's mailbox, or None."""
    mails = (email.message_from_bytes(one, policy=email.policy.default) for one in raw_mails(peer, name))
    return next((one for one in mails if one["Message-ID"] == message_id), None)


def write(peer: Peer, mail: EmailMessage) -> None:
    """Let the resident send ``mail``, from their own account."""
    account = peer["accounts"]["resident"]
    mail["From"] = f"Jo Bloggs <{account['user']}>"
    with smtplib.SMTP(peer["smtp"]["host"], peer["smtp"]["port"]) as server:
        server.starttls(context=ssl.create_default_context(cafile=peer["ca"]))
        server.login(account["user"], account["password"])
        server.send_message(mail)


def connect_mailbox(peer: Peer, clerk: Person, channel: Channel, password: str = "") -> None:
    """Let the clerk connect the channel to the portal's mailbox, by its password or by another."""
    account = peer["accounts"]["portal"]
    values = {
        "host": peer["imap"]["host"],
        "port": str(peer["imap"]["port"]),
        "security": "starttls",
        "user": account["user"],
        "password": password or account["password"],
    }
    connect(actor=clerk, channel_id=channel.pk, values=values)


def read(channel: Channel) -> Listening:
    """Read the mailbox once, as a worker does."""
    Polling.objects.filter(channel=channel).update(due_at=timezone.now())
    poll_due()
    poll(channel.pk)
    return Listening.objects.get(channel=channel)

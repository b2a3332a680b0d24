"""A real IMAP server: a mail to the council is received once with its thread, and lies there unread afterwards."""

import imaplib
import ssl
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from moderation.models import Comment
from peers.conftest import Start
from peers.journeys import awaited
from peers.mailing import connect_mailbox, read, write
from portal.channels.connectors.base import Reconnect, connector_for
from portal.channels.models import Channel
from portal.records.models import Snapshot
from tests.channels.posts import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the mail server, which the portal may ask."""
    found = start("mail")
    monkeypatch.setenv("SSL_CERT_FILE", found["ca"])
    settings.NETWORK_PEERS = frozenset({(found["imap"]["host"], found["imap"]["port"])})
    return found


def connected(peer: dict[str, Any], password: str = "") -> Channel:
    staff = make_staff("mailbox")
    (channel,) = staff.council.channels.all()
    assert isinstance(channel, Channel)
    connect_mailbox(peer, staff.clerk, channel, password)
    return channel


def send(peer: dict[str, Any], message_id: str, words: str, answers: str = "") -> None:
    """Let the resident write to the council."""
    mail = EmailMessage()
    mail["To"] = peer["accounts"]["portal"]["user"]
    mail["Subject"], mail["Message-ID"] = "The bins", message_id
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(words)
    mail.add_attachment(b"not a picture", maintype="image", subtype="png", filename="bin.png")
    write(peer, mail)


def unread(peer: dict[str, Any], message_id: str) -> bool:
    """Return whether the mail lies in the council's mailbox as nobody read it, by a reader of its own."""
    account = peer["accounts"]["portal"]
    box = imaplib.IMAP4(peer["imap"]["host"], peer["imap"]["port"])
    box.starttls(ssl.create_default_context(cafile=peer["ca"]))
    box.login(account["user"], account["password"])
    box.select("INBOX", readonly=True)
    found = box.search(None, "UNSEEN", "HEADER", "Message-ID", f'"{message_id}"')[1][0]
    box.logout()
    return bool(found)


def test_a_mail_is_received_once_with_its_thread_and_stays_unread(peer: dict[str, Any]) -> None:
    channel = connected(peer)
    assert connector_for(channel).health(channel).account == peer["accounts"]["portal"]["user"]
    assert read(channel).problem == ""
    first, second = (f"<{timezone.now().timestamp()}-{number}@residents.example>" for number in (1, 2))

    send(peer, first, "When are they emptied?")
    assert awaited(lambda: unread(peer, first))
    send(peer, second, "I meant the brown ones.", first)
    assert awaited(lambda: unread(peer, second))
    for _ in range(2):
        assert read(channel).problem == ""

    one, two = Comment.objects.order_by("pk")
    assert (one.remote_id, one.way, one.showing, one.author) == (first, "email", "private", "Jo Bloggs")
    assert one.text == "The bins\n\nWhen are they emptied?\n\n[Sent with it, not opened: bin.png (image/png)]"
    assert (two.parent, two.version) == (one, 1)
    raw = Snapshot.objects.get(object_id=one.pk, status="mail_received").text
    assert raw is not None
    assert f"Message-ID: {first}" in raw
    assert unread(peer, first)


def test_a_wrong_password_is_the_channel_s_trouble(peer: dict[str, Any]) -> None:
    channel = connected(peer, "not the password")

    with pytest.raises(Reconnect, match="does not take this name and password"):
        connector_for(channel).health(channel)

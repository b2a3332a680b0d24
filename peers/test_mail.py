"""A real SMTP server: a release arrives under its own Message-ID, is answered, and its withdrawal arrives too."""

import email
import email.policy
import imaplib
import ssl
from email.message import EmailMessage
from typing import Any, cast

import pytest
from pytest_django.fixtures import Settings

from peers.conftest import Start
from peers.journeys import WHY, awaited, taken_back
from portal.channels.models import Dispatch
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from tests.channels.mail.posts import a_council, a_release
from tests.makers import make_contact

pytestmark = pytest.mark.django_db


def mails(peer: dict[str, Any], name: str) -> list[EmailMessage]:
    """Return what lies in somebody's mailbox."""
    account = peer["accounts"][name]
    trusted = ssl.create_default_context(cafile=peer["ca"])
    box = imaplib.IMAP4(peer["imap"]["host"], peer["imap"]["port"])
    box.starttls(trusted)
    box.login(account["user"], account["password"])
    box.select("INBOX")
    numbers = box.search(None, "ALL")[1][0].split()
    raw = [cast("tuple[bytes, bytes]", box.fetch(number, "(RFC822)")[1][0])[1] for number in numbers]
    box.logout()
    return [email.message_from_bytes(one, policy=email.policy.default) for one in raw]


def named(peer: dict[str, Any], name: str, message_id: str) -> EmailMessage | None:
    """Return the mail of that Message-ID in somebody's mailbox, or None."""
    return next((one for one in mails(peer, name) if one["Message-ID"] == message_id), None)


@pytest.fixture
def peer(start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the mail server, which the portal is told to use."""
    found = start("mail")
    account = found["accounts"]["portal"]
    monkeypatch.setenv("SSL_CERT_FILE", found["ca"])
    settings.EMAIL_HOST, settings.EMAIL_PORT = found["smtp"]["host"], found["smtp"]["port"]
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = account["user"], account["password"]
    settings.DEFAULT_FROM_EMAIL = f"Pellworth <{account['user']}>"
    return found


def test_a_release_arrives_and_its_withdrawal_too_and_who_is_not_known_there_is_noted(
    peer: dict[str, Any],
) -> None:
    council = a_council()
    resident = make_contact(council, email="resident@example.test")
    nobody = make_contact(council, email="nobody@example.test")
    press = a_release(council).deliveries.get(channel__connector="press_email")
    carry(RowKind.DELIVERY, press.pk)
    for mail in press.dispatches.order_by("pk"):
        carry(RowKind.DISPATCH, mail.pk)

    sent, refused = (press.dispatches.get(contact=one) for one in (resident, nobody))
    assert (sent.state, sent.problem) == ("sent", "")
    arrived = awaited(lambda: named(peer, "resident", sent.message_id))
    assert arrived["To"] == "Newsdesk <resident@example.test>"
    assert refused.state == "failed"
    nobody.refresh_from_db()
    assert nobody.refused_at is not None

    taken_back(press)
    notice = press.dispatches.get(purpose=Dispatch.Purpose.RETRACTION, contact=resident)
    carry(RowKind.DISPATCH, notice.pk)
    withdrawn = awaited(lambda: named(peer, "resident", notice.message_id))
    body = withdrawn.get_body(("plain",))
    assert body is not None
    assert WHY in body.get_content()

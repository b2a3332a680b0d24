"""A real SMTP server: releases and withdrawals arrive under their own Message-IDs; answers and bounces come back."""

import io
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from moderation.models import Comment
from peers.conftest import Start
from peers.journeys import WHY, awaited, taken_back
from peers.mailing import connect_mailbox, named, raw_mails, read, write
from portal.channels.models import Channel, Delivery, Dispatch
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.powers import Role
from tests.channels.mail.posts import a_council, a_release
from tests.makers import make_contact, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the mail server, which the portal is told to use."""
    found = start("mail")
    account = found["accounts"]["portal"]
    monkeypatch.setenv("SSL_CERT_FILE", found["ca"])
    settings.NETWORK_PEERS = frozenset({(found["imap"]["host"], found["imap"]["port"])})
    settings.EMAIL_HOST, settings.EMAIL_PORT = found["smtp"]["host"], found["smtp"]["port"]
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = True, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = account["user"], account["password"]
    settings.DEFAULT_FROM_EMAIL = f"Pellworth <{account['user']}>"
    return found


def mailed(council: Council) -> Delivery:
    """Return a release that went out to the press list by the outbox."""
    press: Delivery = a_release(council).deliveries.get(channel__connector="press_email")
    carry(RowKind.DELIVERY, press.pk)
    for mail in press.dispatches.order_by("pk"):
        carry(RowKind.DISPATCH, mail.pk)
    return press


def test_a_release_arrives_and_its_withdrawal_too_and_who_is_not_known_there_is_noted(
    peer: dict[str, Any],
) -> None:
    council = a_council()
    resident = make_contact(council, email="resident@example.test")
    nobody = make_contact(council, email="nobody@example.test")
    press = mailed(council)

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


def test_an_answer_to_a_release_is_at_the_desk_under_it_and_a_mail_that_came_back_marks_the_address(
    peer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    council = a_council(email=peer["accounts"]["portal"]["user"])
    clerk = make_person(council=council, role=Role.CLERK)
    body = council.channels.order_by("pk")[0].body
    mailbox = Channel.objects.create(council=council, body=body, connector="mailbox", name="Office")
    connect_mailbox(peer, clerk, mailbox)
    assert read(mailbox).problem == ""
    resident = make_contact(council, email="resident@example.test")
    gone = make_contact(council, email="gone@example.test")
    press = mailed(council)
    sent, lost = (press.dispatches.get(contact=one) for one in (resident, gone))
    assert (sent.state, lost.state) == ("sent", "sent")

    arrived = awaited(lambda: named(peer, "resident", sent.message_id))
    answer_to(peer, arrived)
    returned = awaited(lambda: bounce_of(peer, lost))
    comment = awaited(lambda: received(mailbox))

    assert (comment.publication, comment.way, comment.author) == (press.publication, "email", "Jo Bloggs")
    assert comment.text.startswith(f"Re: {arrived['Subject']}\n\nWho pays for it?")
    desk, item = f"/{council.slug}/desk/moderation/", press.publication.communication
    assert f"under {item}" in sign_in(clerk).get(desk).content.decode()
    assert "Who pays for it?" in sign_in(clerk).get(f"{desk}{comment.pk}/").content.decode()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(returned)))
    call_command("read_bounce")
    gone.refresh_from_db()
    assert gone.refused_at is not None
    assert gone.refusal.startswith("The mail came back: 5.1.1 550 5.1.1 <gone@example.test>")
    assert read(mailbox).problem == ""
    assert Comment.objects.get() == comment


def answer_to(peer: dict[str, Any], mail: EmailMessage) -> None:
    """Let the resident answer ``mail`` as mail programs do: to whom it says, with its thread."""
    answer = EmailMessage()
    answer["To"] = mail["Reply-To"] or mail["From"]
    answer["Subject"] = f"Re: {mail['Subject']}"
    answer["In-Reply-To"] = answer["References"] = mail["Message-ID"]
    answer.set_content("Who pays for it?")
    write(peer, answer)


def bounce_of(peer: dict[str, Any], lost: Dispatch) -> bytes | None:
    """Return the notification that ``lost`` came back, as it lies in the sender’s mailbox; None before it does."""
    marks = (b"multipart/report", lost.message_id.encode())
    return next((one for one in raw_mails(peer, "portal") if all(mark in one for mark in marks)), None)


def received(mailbox: Channel) -> Comment | None:
    """Read the mailbox as a worker does; return what the portal received by it, if it did."""
    read(mailbox)
    return Comment.objects.filter(channel=mailbox).first()

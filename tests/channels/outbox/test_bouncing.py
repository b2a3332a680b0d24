"""A mail that came back later: who is marked, who is not, and what is no bounce of ours."""

import io
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from portal.channels.mail.bounces import MOST_BYTES, NotABounce, read_bounce
from portal.channels.models import Contact, Dispatch
from portal.channels.outbox.bouncing import note_bounce
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.channels.mail.posts import a_council, a_release
from tests.makers import make_contact, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail() -> Dispatch:
    """Return a mail to the Gazette that went out a minute ago."""
    council = a_council()
    make_contact(council, email="News@gazette.example")
    release = a_release(council)
    carry(RowKind.DELIVERY, release.deliveries.get(channel__connector="press_email").pk)
    Dispatch.objects.update(claimed_at=timezone.now() - timedelta(minutes=1))
    return Dispatch.objects.get()


def notification(
    message_id: str,
    *,
    to: str = "rfc822; news@gazette.example",
    action: str = "failed",
    back: str = "message/rfc822",
    more: str = "",
) -> bytes:
    """Return what a mail server writes when it cannot deliver what it took."""
    return f"""From: MAILER-DAEMON@relay.example
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: {to}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 No such
  person here
{more}
--b
Content-Type: {back}

Message-ID: {message_id}
Subject: A release

--b--
""".encode()


@pytest.mark.parametrize("back", ["message/rfc822", "text/rfc822-headers"])
def test_the_address_is_marked_and_the_record_says_which_mail(mail: Dispatch, back: str) -> None:
    note_bounce(notification(mail.message_id, back=back))

    contact = Contact.objects.get()
    assert contact.refused_at is not None
    assert contact.refusal == "The mail came back: 5.1.1 550 No such person here"
    entry = LedgerEntry.objects.get(verb="delivery_bounced")
    assert (entry.object_type, entry.object_id) == ("dispatch", mail.pk)
    assert "gazette" not in entry.body
    with pytest.raises(Refusal, match="marked as refused, since"):
        note_bounce(notification(mail.message_id))
    assert LedgerEntry.objects.filter(verb="delivery_bounced").count() == 1


def test_the_first_name_of_a_recipient_counts_as_well(mail: Dispatch) -> None:
    raw = notification(
        mail.message_id,
        to="rfc822; box17@hosting.example",
        more="Original-Recipient: rfc822;<news@gazette.example>",
    )
    assert note_bounce(raw) == mail


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": "rfc822; journal@council.example"}, "somebody else"),
        ({"to": ""}, "somebody else"),
        ({"action": "delayed"}, "failed to arrive"),
        ({"action": "delivered"}, "failed to arrive"),
        ({"back": "text/plain"}, "bring back the head"),
        ({"message_id": "<x@y.example>"}, "No mail with this Message-ID"),
        ({"message_id": "<x\0@y>"}, "bring back the head"),
        ({"message_id": "<" + "x" * 300 + "@y>"}, "bring back the head"),
    ],
)
def test_what_is_about_no_mail_or_another_reader_marks_nobody(
    mail: Dispatch, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(NotABounce, match=words):
        note_bounce(notification(**{"message_id": mail.message_id, **changes}))

    assert Contact.objects.get().refused_at is None
    assert not LedgerEntry.objects.filter(verb="delivery_bounced").exists()


def test_an_address_that_was_changed_since_and_a_mail_that_never_went_are_not_marked(mail: Dispatch) -> None:
    clerk = make_person(council=Contact.objects.get().council, role=Role.CLERK)
    contact = Contact.objects.get()
    Contact.objects.update(email="other@gazette.example")
    with pytest.raises(Refusal, match="changed, or marked"):
        note_bounce(notification(mail.message_id))
    Contact.objects.update(email=mail.address)
    Dispatch.objects.update(claimed_at=None)
    with pytest.raises(NotABounce, match="No mail with"):
        note_bounce(notification(mail.message_id))

    contact.refresh_from_db()
    assert (contact.refused_at, clerk.council) == (None, contact.council)


RUBBISH = [
    b"",
    b"\0" * 200_000,
    bytes(range(256)) * 800,
    b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n" * 50_000,
    b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(4000)),
    b"Content-Type: message/rfc822\n\n" * 6000,
    b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 12_000,
    b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nnothing",
    b"x" * (MOST_BYTES + 1),
]


@pytest.mark.parametrize("raw", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(NotABounce) as refused:
        read_bounce(raw)
    assert refused.value.next_step == "Nothing was noted."


def test_what_a_server_says_is_cut_and_holds_no_signs_that_cannot_be_stored() -> None:
    raw = notification("<a@b.example>").replace(b"No such", b"\0\x1b[31m\xff" + b"No " * 400)
    (failed,) = read_bounce(raw.replace(b"5.1.1", b"five")).failed
    assert failed.status == ""
    assert len(failed.why) == 300
    assert failed.why.isprintable()


class Piped:
    """Standard input with these bytes."""

    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def test_the_command_reads_one_from_its_input_and_answers_the_mail_server(
    mail: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdin", Piped(notification(mail.message_id)))
    call_command("read_bounce", stdout=said)
    assert said.getvalue() == f"Marked as refused: {mail.address}\n"

    monkeypatch.setattr(sys, "stdin", Piped(b"Hello"))
    with pytest.raises(CommandError, match=r"failed to arrive .* Nothing was noted\.") as refused:
        call_command("read_bounce", stdout=said)
    assert refused.value.returncode == 65

    def away(_: bytes) -> None:
        raise OperationalError

    monkeypatch.setattr("portal.channels.management.commands.read_bounce.note_bounce", away)
    with pytest.raises(CommandError, match="Try again later") as later:
        call_command("read_bounce", stdout=said)
    assert later.value.returncode == 75

"""Letters by email: all whom the letter names get the very same message, and nobody learns of a blind copy."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from portal.channels.connectors.base import Capability, Permanent, connectors
from portal.channels.connectors.letter_mail import LetterMailConnector
from portal.channels.letters.rendering import letter_pdf
from portal.channels.models import Delivery
from portal.channels.outbox.carrying import ask, carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.records.models import Snapshot
from portal.refusals import InvalidInput
from tests.channels.mail.server import JOURNAL, Behaviour, Drop, MailServer, running
from tests.channels.posts import Staff, make_staff, post_of
from tests.makers import make_approved, make_revision

pytestmark = pytest.mark.django_db
NAMED: dict[str, Any] = {
    "to": "Mr A. Example <a@example.org>",
    "cc": "County Highways <roads@county.example>\nThe Warden",
    "bcc": "b@solicitor.example",
}
ALL = ("a@example.org", "roads@county.example", "b@solicitor.example")


@pytest.fixture
def server(tmp_path: Path, settings: Settings) -> Iterator[MailServer]:
    """A mail server that the settings name, with a journal."""
    with running(tmp_path / "mail") as listening:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", listening.port, 1
        settings.JOURNAL_ADDRESS, settings.JOURNAL_URL = JOURNAL, f"maildir:{listening.journal}"
        settings.JOURNAL_GRACE_SECONDS = 1
        yield listening


@pytest.fixture
def staff() -> Staff:
    """Return a council with letters on paper and by email."""
    return make_staff("letter", "letter_mail")


def mailed(staff: Staff, **changes: Any) -> Delivery:
    """Return the delivery by email of a new, approved letter."""
    issue = make_approved(author=staff.author, clerk=staff.clerk, kind="letter", **(NAMED | changes))
    return issue.deliveries.get(channel__connector="letter_mail")


def test_it_is_for_those_whom_the_item_names_and_takes_nothing_back(staff: Staff) -> None:
    connector = connectors()["letter_mail"]
    assert isinstance(connector, LetterMailConnector)
    assert connector.capabilities == {Capability.FIND, Capability.ADDRESSED, Capability.NAMED}
    with pytest.raises(Permanent, match="Letters by email cannot take anything back"):
        connector.retract(post_of(mailed(staff).publication, "letter_mail"), "A reason.", scheduled=False)


def test_everybody_gets_the_very_same_message_and_no_reader_learns_of_the_blind_copy(
    staff: Staff, server: MailServer
) -> None:
    delivery = mailed(staff)
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == Delivering.SENT
    copies = {address: server.raw(address) for address in (*ALL, JOURNAL)}
    assert [len(found) for found in copies.values()] == [1, 1, 1, 1]
    assert len({found[0] for found in copies.values()}) == 1
    (mail,) = server.mails("a@example.org")
    assert (mail["To"], mail["Cc"], mail["Bcc"]) == (
        '"Mr A. Example" <a@example.org>',
        "County Highways <roads@county.example>",
        None,
    )
    assert b"solicitor" not in copies[JOURNAL][0]
    assert mail["Message-ID"] == delivery.external_id


def test_the_mail_says_the_letter_names_its_open_copies_and_encloses_it(
    staff: Staff, server: MailServer
) -> None:
    delivery = mailed(staff)
    carry(RowKind.DELIVERY, delivery.pk)
    (raw,) = server.raw("b@solicitor.example")
    mail = message_from_bytes(raw, policy=SMTP)
    body, (pdf,) = mail.get_body(), list(mail.iter_attachments())
    assert body is not None
    said = body.get_content()
    assert "Thank you for your letter." in said
    assert "cc: County Highways, The Warden" in said
    post = post_of(delivery.publication, "letter_mail")
    assert pdf.get_content() == letter_pdf(post)
    assert str(pdf.get_filename()).startswith("letter-")


def test_what_is_kept_of_it_names_the_blind_copy_too(staff: Staff, server: MailServer) -> None:
    delivery = mailed(staff)
    carry(RowKind.DELIVERY, delivery.pk)
    kept = Snapshot.objects.get(object_type="delivery", object_id=delivery.pk).text or ""
    assert kept.startswith(
        "Sent by email\nTo: a@example.org\nCc: roads@county.example\nBcc: b@solicitor.example\n\nFrom: "
    )


def test_blind_readers_alone_stand_in_no_header(staff: Staff, server: MailServer) -> None:
    delivery = mailed(staff, to="", cc="")
    carry(RowKind.DELIVERY, delivery.pk)
    (mail,) = server.mails("b@solicitor.example")
    assert (mail["To"], mail["Cc"]) == ("undisclosed-recipients:;", None)


OUTCOMES: list[tuple[str, Behaviour, str]] = [
    ("rcpt", "450 later", Delivering.PENDING),
    ("rcpt", "550 no such person", Delivering.FAILED),
    ("journal", "550 no journal", Delivering.PENDING),
    ("dot", Drop(), Delivering.UNKNOWN),
]


@pytest.mark.parametrize(("step", "behaviour", "state"), OUTCOMES)
def test_what_the_server_does_decides_what_the_row_becomes(
    staff: Staff, server: MailServer, step: str, behaviour: Behaviour, state: str
) -> None:
    delivery = mailed(staff)
    server.told.steps = {step: behaviour}
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, server.everything()) == (state, [])


def test_one_address_that_is_refused_stops_all_and_is_named(staff: Staff, server: MailServer) -> None:
    delivery = mailed(staff)
    server.told.steps = {"roads@county.example": "550 no such person"}
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, server.everything()) == (Delivering.FAILED, [])
    assert delivery.problem.startswith("Nothing was sent to anybody: roads@county.example was not taken.")


def test_a_mail_that_the_journal_shows_is_never_sent_again_and_what_it_was_is_kept_whole(
    staff: Staff, server: MailServer
) -> None:
    delivery = mailed(staff)
    server.told.steps = {"dot": Drop(keep=True)}
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == Delivering.UNKNOWN
    ask(RowKind.DELIVERY, delivery.pk, delivery.attempt)
    delivery.refresh_from_db()
    assert (delivery.state, len(server.raw("a@example.org"))) == (Delivering.SENT, 1)
    kept = Snapshot.objects.get(object_type="delivery", object_id=delivery.pk).text or ""
    assert "\nBcc: b@solicitor.example\n\nFrom: " in kept


def test_without_a_journal_a_person_decides(staff: Staff, server: MailServer, settings: Settings) -> None:
    settings.JOURNAL_ADDRESS = settings.JOURNAL_URL = ""
    connector = LetterMailConnector()
    delivery = mailed(staff)
    assert connector.certain_after is None
    assert connector.find(delivery.channel, delivery.key) is None
    server.told.steps = {"dot": Drop(keep=True)}
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    Delivery.objects.filter(pk=delivery.pk).update(claimed_at=timezone.now())
    ask(RowKind.DELIVERY, delivery.pk, delivery.attempt)
    delivery.refresh_from_db()
    assert delivery.state == Delivering.UNKNOWN


@pytest.mark.parametrize("cc", ["", "County Highways"])
def test_a_letter_that_names_no_address_goes_on_paper_alone(staff: Staff, cc: str) -> None:
    issue = make_approved(author=staff.author, clerk=staff.clerk, kind="letter", cc=cc)
    assert [row.channel.connector for row in issue.deliveries.all()] == ["letter"]


def test_a_letter_that_names_one_goes_both_ways_and_neither_can_be_left_out(staff: Staff) -> None:
    revision = make_revision(author=staff.author, kind="letter", **NAMED)
    review = submit(actor=staff.author, communication_id=revision.communication_id, revision_id=revision.pk)
    only = [staff.council.channels.get(connector="letter").pk]
    with pytest.raises(InvalidInput, match="goes to all of its channels together: Letter and Letter Mail"):
        approve(
            actor=staff.clerk, review_id=review.pk, revision_id=revision.pk, issue=Issue(channel_ids=only)
        )

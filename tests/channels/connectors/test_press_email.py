"""The press list's connector: to whom, under which id, what is sent, and what the journal tells later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Capability, Transient, connectors
from portal.channels.connectors.mailing import Mail
from portal.channels.connectors.press_email import PressEmailConnector
from portal.channels.models import Attempt, Contact, Delivery, Dispatch, Publication
from portal.channels.outbox.carrying import ask, carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.sweeping import order_commands
from portal.channels.states import Delivering, PublicState
from portal.records.models import Snapshot
from tests.channels.mail.posts import a_council, a_release, mail_to, make_contact, post_of
from tests.channels.mail.server import JOURNAL, Behaviour, Drop, MailServer, free_port, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(tmp_path: Path, settings: Settings) -> Iterator[MailServer]:
    """A mail server that the settings name, with a journal."""
    with running(tmp_path / "mail") as listening:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", listening.port, 1
        settings.JOURNAL_ADDRESS, settings.JOURNAL_URL = JOURNAL, f"maildir:{listening.journal}"
        settings.JOURNAL_GRACE_SECONDS, settings.SENDING_GATES = 1, []
        yield listening


def fanned_out(*, readers: int = 1) -> tuple[Publication, list[Dispatch]]:
    """Return a release whose mailing has become one row per reader, none sent yet."""
    council = a_council()
    for number in range(readers):
        make_contact(council, email=f"news{number}@gazette.example")
    publication = a_release(council)
    carry(RowKind.DELIVERY, press_delivery(publication).pk)
    return publication, list(Dispatch.objects.order_by("pk"))


def press_delivery(publication: Publication) -> Delivery:
    return publication.deliveries.get(channel__connector="press_email")


def long_ago(row: Dispatch, *, hours: int = 1) -> None:
    """Move the row's claim and its attempts into the past, as if its worker had died then."""
    then = timezone.now() - timedelta(hours=hours)
    Dispatch.objects.filter(pk=row.pk).update(claimed_at=then)
    Attempt.objects.filter(key=row.key).update(started_at=then)


def test_it_can_correct_and_retract_and_does_not_wait_for_an_embargo() -> None:
    connector = connectors()["press_email"]
    assert isinstance(connector, PressEmailConnector)
    able = {Capability.RETRACT, Capability.CORRECT, Capability.LISTED, Capability.ADDRESSED}
    assert connector.capabilities == able
    assert connector.waits_for_embargo is False


def test_a_missing_mail_is_certain_only_with_a_journal(settings: Settings) -> None:
    settings.JOURNAL_URL = ""
    assert PressEmailConnector().certain_after is None
    assert PressEmailConnector().find_message("<x@y>") is None
    settings.JOURNAL_URL, settings.JOURNAL_GRACE_SECONDS = "maildir:/x", 300
    assert PressEmailConnector().certain_after == timedelta(seconds=300)


def test_recipients_are_those_on_the_list_of_this_council() -> None:
    council, other = a_council(), a_council(name="Other")
    stays = make_contact(council)
    Contact.objects.create(council=council, name="Left", email="b@b.example", removed_at=timezone.now())
    Contact.objects.create(council=council, name="Out", email="c@c.example", opted_out_at=timezone.now())
    make_contact(other, email="d@d.example")
    assert PressEmailConnector().recipients(council.channels.get(connector="press_email")) == [stays]


def test_the_evidence_is_the_very_text_that_went_in_data(server: MailServer) -> None:
    council = a_council()
    contact = make_contact(council)
    post = post_of(a_release(council, body="<p>.A dot first</p><p>.</p><p>Grüße</p>"))
    sent = PressEmailConnector().send(post, mail_to(contact, post.channel))
    assert server.raw(contact.email) == server.raw(JOURNAL) == [sent.evidence.encode("ascii")]


def test_one_message_for_each_reader_and_the_delivery_settles_with_the_last(server: MailServer) -> None:
    publication, mails = fanned_out(readers=3)
    assert press_delivery(publication).state == Delivering.SENDING
    for mail in mails:
        carry(RowKind.DISPATCH, mail.pk)
        carry(RowKind.DISPATCH, mail.pk)
    assert [len(server.raw(mail.address)) for mail in mails] == [1, 1, 1]
    assert {message["To"] for message in server.everything()} == {
        f"Newsdesk <{mail.address}>" for mail in mails
    }
    assert press_delivery(publication).state == Delivering.SENT
    filed = Snapshot.objects.get(object_type="dispatch", object_id=mails[0].pk)
    assert filed.text == server.raw(mails[0].address)[0].decode("ascii")


OUTCOMES: list[tuple[str, Behaviour, str, bool]] = [
    ("rcpt", "450 later", Delivering.PENDING, False),
    ("rcpt", "550 no such person", Delivering.FAILED, True),
    ("mail", "550 we know you", Delivering.PENDING, False),
    ("journal", "550 no journal", Delivering.PENDING, False),
    ("dot", "552 full", Delivering.FAILED, True),
    ("dot", Drop(), Delivering.UNKNOWN, False),
    ("dot", Drop(keep=True), Delivering.UNKNOWN, False),
]


@pytest.mark.parametrize(("step", "behaviour", "state", "marked"), OUTCOMES)
def test_what_the_server_does_decides_what_the_row_becomes(
    server: MailServer, step: str, behaviour: Behaviour, state: str, marked: bool
) -> None:
    _, (mail,) = fanned_out()
    server.told.steps = {step: behaviour}
    carry(RowKind.DISPATCH, mail.pk)
    mail.refresh_from_db()
    assert mail.state == state
    assert bool(Contact.objects.get().refused_at) is marked


def test_a_mail_server_that_stays_away_marks_nobody_as_refused(
    server: MailServer, settings: Settings
) -> None:
    _, (mail,) = fanned_out()
    settings.EMAIL_PORT, settings.DELIVERY_BACKOFF_SECONDS = free_port(), []
    carry(RowKind.DISPATCH, mail.pk)
    mail.refresh_from_db()
    assert mail.state == Delivering.FAILED
    assert Contact.objects.get().refused_at is None


def ask_about(mail: Dispatch) -> Dispatch:
    mail.refresh_from_db()
    ask(RowKind.DISPATCH, mail.pk, mail.attempt)
    mail.refresh_from_db()
    return mail


def test_a_mail_that_the_journal_shows_is_sent_and_its_copy_is_filed(server: MailServer) -> None:
    _, (mail,) = fanned_out()
    server.told.steps = {"dot": Drop(keep=True)}
    carry(RowKind.DISPATCH, mail.pk)
    assert ask_about(mail).state == Delivering.SENT
    assert Snapshot.objects.get(object_type="dispatch").text == server.raw(JOURNAL)[0].decode("ascii")


def test_a_mail_that_the_journal_does_not_show_waits_until_that_is_certain(server: MailServer) -> None:
    _, (mail,) = fanned_out()
    server.told.steps = {"dot": Drop()}
    carry(RowKind.DISPATCH, mail.pk)
    assert ask_about(mail).state == Delivering.UNKNOWN
    long_ago(mail)
    assert ask_about(mail).state == Delivering.PENDING


def test_without_a_journal_a_person_decides(server: MailServer, settings: Settings) -> None:
    settings.JOURNAL_ADDRESS = settings.JOURNAL_URL = ""
    publication, (mail,) = fanned_out()
    server.told.steps = {"dot": Drop(keep=True)}
    carry(RowKind.DISPATCH, mail.pk)
    long_ago(mail)
    assert ask_about(mail).state == Delivering.UNKNOWN
    assert press_delivery(publication).state == Delivering.UNKNOWN


def test_a_journal_that_does_not_answer_is_asked_again(server: MailServer, settings: Settings) -> None:
    _, (mail,) = fanned_out()
    server.told.steps = {"dot": Drop(keep=True)}
    carry(RowKind.DISPATCH, mail.pk)
    long_ago(mail)
    settings.JOURNAL_URL = "maildir:/nowhere/at/all"
    assert ask_about(mail).state == Delivering.UNKNOWN
    with pytest.raises(Transient):
        PressEmailConnector().find_message(mail.message_id)
    settings.JOURNAL_URL = f"maildir:{server.journal}"
    assert ask_about(mail).state == Delivering.SENT


def withdrawn(publication: Publication) -> None:
    """Withdraw the issue as the clerk's verb does, and carry the command."""
    Publication.objects.filter(pk=publication.pk).update(
        state=PublicState.WITHDRAWN, end_reason="The date was wrong."
    )
    publication.refresh_from_db()
    order_commands(publication, "retract", "The date was wrong.")
    carry(RowKind.COMMAND, press_delivery(publication).commands.get().pk)


def test_a_withdrawal_reaches_those_who_got_the_item_and_only_them(server: MailServer) -> None:
    publication, (first, second) = fanned_out(readers=2)
    carry(RowKind.DISPATCH, first.pk)
    withdrawn(publication)
    notice = Dispatch.objects.get(purpose=Dispatch.Purpose.RETRACTION)
    carry(RowKind.DISPATCH, notice.pk)
    subjects = [message["Subject"] for message in server.mails(first.address)]
    assert sorted(subjects) == [
        "Market Square reopens on Saturday",
        "WITHDRAWN: Market Square reopens on Saturday",
    ]
    second.refresh_from_db()
    assert (second.state, server.raw(second.address)) == (Delivering.CANCELLED, [])
    assert press_delivery(publication).state == Delivering.RETRACTED


def test_a_mail_that_arrives_after_the_withdrawal_is_followed_by_a_notice(server: MailServer) -> None:
    publication, (mail,) = fanned_out()
    server.told.steps = {"dot": Drop(keep=True)}
    Dispatch.objects.filter(pk=mail.pk).update(state=Delivering.SENDING, claimed_at=timezone.now(), attempt=1)
    withdrawn(publication)
    assert Dispatch.objects.count() == 1
    server.told.steps = {}
    PressEmailConnector().send(post_of(publication), mail_to_row(mail))
    assert ask_about(mail).state == Delivering.SENT
    notice = Dispatch.objects.get(purpose=Dispatch.Purpose.RETRACTION)
    carry(RowKind.DISPATCH, notice.pk)
    assert [message["Subject"][:9] for message in server.mails(mail.address)].count("WITHDRAWN") == 1
    assert press_delivery(publication).state == Delivering.RETRACTED


def mail_to_row(row: Dispatch) -> Mail:
    return replace(mail_to(row.contact, row.delivery.channel), message_id=row.message_id, key=row.key)


def test_ordering_a_mailing_again_mails_nobody_twice(server: MailServer) -> None:
    publication, mails = fanned_out(readers=2)
    for mail in mails:
        carry(RowKind.DISPATCH, mail.pk)
    delivery = press_delivery(publication)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.PENDING, due_at=timezone.now())
    carry(RowKind.DELIVERY, delivery.pk)
    assert Dispatch.objects.count() == 2
    assert press_delivery(publication).state == Delivering.SENT


def test_a_late_question_about_a_mailing_that_has_fanned_out_is_not_asked() -> None:
    publication, _ = fanned_out()
    delivery = press_delivery(publication)
    ask(RowKind.DELIVERY, delivery.pk, delivery.attempt)
    assert press_delivery(publication).state == Delivering.SENDING


def test_who_opted_out_meanwhile_gets_nothing(server: MailServer) -> None:
    publication, (mail,) = fanned_out()
    Contact.objects.update(opted_out_at=timezone.now())
    carry(RowKind.DISPATCH, mail.pk)
    mail.refresh_from_db()
    assert (mail.state, server.everything()) == (Delivering.CANCELLED, [])
    assert press_delivery(publication).state == Delivering.CANCELLED


def test_a_mail_that_kills_its_worker_each_time_is_given_up(server: MailServer, settings: Settings) -> None:
    _, (mail,) = fanned_out()
    settings.DELIVERY_BACKOFF_SECONDS = [1]
    for number in (1, 2):
        Attempt.objects.create(key=mail.key, number=number, started_at=timezone.now())
    Dispatch.objects.filter(pk=mail.pk).update(
        state=Delivering.SENDING, claimed_at=timezone.now(), attempt=2, tries=2
    )
    long_ago(mail)
    assert ask_about(mail).state == Delivering.FAILED

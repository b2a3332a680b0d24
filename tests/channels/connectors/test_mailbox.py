"""A council's mailbox, against a strict stand-in over TLS: read once, never changed, never on an open line."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Permanent, Reconnect, Transient
from portal.channels.connectors.listening import Page
from portal.channels.connectors.mailbox import MailboxConnector
from portal.channels.credentials.connecting import connect
from portal.channels.credentials.trying import try_connection
from portal.channels.mail.mailbox import opened
from portal.channels.models import Channel, Connection
from portal.refusals import InvalidInput
from tests.channels.mail.imap_server import PASSWORD, USER, Box, certificate, serving
from tests.channels.posts import Staff, make_staff

pytestmark = pytest.mark.django_db
CONNECTOR = MailboxConnector()


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("imap"))


@pytest.fixture
def box(pem: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with serving(pem) as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def staff() -> Staff:
    return make_staff("mailbox")


def entered(box: Box, **changes: str) -> dict[str, str]:
    return {
        "host": "127.0.0.1",
        "port": str(box.port),
        "user": USER,
        "password": PASSWORD,
        "security": "starttls" if box.starts else "tls",
        **changes,
    }


def connected(staff: Staff, box: Box, **changes: str) -> Channel:
    (channel,) = staff.council.channels.all()
    assert isinstance(channel, Channel)
    connect(actor=staff.clerk, channel_id=channel.pk, values=entered(box, **changes))
    return channel


def mail(number: int, head: str = "", text: str = "When are the bins emptied?") -> bytes:
    named = f"From: Jo <jo@jo.example>\r\nMessage-ID: <{number}@jo.example>\r\n"
    return f"{named}Subject: Bins\r\n{head}\r\n{text}\r\n".encode()


def names(page: Page) -> list[str]:
    return [one.said.remote_id for one in page.rows]


@pytest.mark.parametrize("starts", [False, True])
def test_mails_behind_the_last_one_are_read_and_nothing_is_changed(
    box: Box, staff: Staff, starts: bool
) -> None:
    box.starts = starts
    channel = connected(staff, box)
    box.put(mail(1))
    first = CONNECTOR.messages(channel, "", "")
    box.put(mail(2))
    box.put(mail(3))

    page = CONNECTOR.messages(channel, first.newest, "")
    again = CONNECTOR.messages(channel, page.newest, "")

    assert (names(first), names(page), names(again)) == ([], ["<3@jo.example>", "<2@jo.example>"], [])
    (_, row) = page.rows
    assert (row.private, row.email, row.said.author) == (True, "jo@jo.example", "Jo")
    assert row.said.text == "Bins\n\nWhen are the bins emptied?"
    assert row.raw == mail(2).decode()
    assert "SELECT" not in box.said


def test_a_full_mailbox_is_read_in_pieces(box: Box, staff: Staff) -> None:
    channel = connected(staff, box)
    since = CONNECTOR.messages(channel, "", "").newest
    for number in range(45):
        box.put(mail(number))

    pages = [CONNECTOR.messages(channel, since, "")]
    while pages[-1].place:
        pages.append(CONNECTOR.messages(channel, since, pages[-1].place))

    assert [len(page.rows) for page in pages] == [20, 20, 5]
    assert len({name for page in pages for name in names(page)}) == 45


def test_what_machines_and_the_council_itself_sent_is_passed_over(box: Box, staff: Staff) -> None:
    channel = connected(staff, box)
    since = CONNECTOR.messages(channel, "", "").newest
    box.put(mail(1, "Auto-Submitted: auto-replied\r\n"))
    box.put(mail(2).replace(b"jo@jo.example>\r\nMessage", USER.encode() + b">\r\nMessage"))
    box.put(mail(3))

    assert names(CONNECTOR.messages(channel, since, "")) == ["<3@jo.example>"]


def test_a_mailbox_that_was_numbered_anew_is_read_from_before_the_last_visit(box: Box, staff: Staff) -> None:
    channel = connected(staff, box)
    box.put(mail(1), date(2020, 1, 1))
    since = CONNECTOR.messages(channel, "", "").newest
    box.put(mail(2))
    since = CONNECTOR.messages(channel, since, "").newest
    box.renumber(500)
    box.put(mail(3))

    page = CONNECTOR.messages(channel, since, "")

    assert names(page) == ["<3@jo.example>", "<2@jo.example>"]
    assert page.newest.startswith("8-")
    assert page.newest.split(":")[1] == "502"
    assert names(CONNECTOR.messages(channel, page.newest, "")) == []


def test_another_mailbox_is_not_read_by_the_numbers_of_the_one_before(box: Box, staff: Staff) -> None:
    channel = connected(staff, box)
    since = CONNECTOR.messages(channel, "", "").newest
    box.put(mail(1))
    elsewhere = since.replace("7-", "7-f").replace(":0:", ":900:")

    assert names(CONNECTOR.messages(channel, elsewhere, "")) == ["<1@jo.example>"]


def test_a_mail_that_vanished_meanwhile_is_none_and_a_long_one_is_cut_and_says_so(
    box: Box, staff: Staff
) -> None:
    channel = connected(staff, box)
    since = CONNECTOR.messages(channel, "", "").newest
    box.put(mail(1, text="bins " * 50_000))

    (row,) = CONNECTOR.messages(channel, since, "").rows

    assert len(row.raw) == 200_000
    assert row.said.text.endswith("Look at it in the mailbox.]")
    with opened(CONNECTOR.entered(entered(box)), PASSWORD) as held:
        assert held.fetch(77) is None


def test_a_wrong_password_asks_for_a_new_connection_and_stands_in_no_message(box: Box, staff: Staff) -> None:
    channel = connected(staff, box)
    assert CONNECTOR.health(channel).account == USER
    box.passwords.clear()

    for ask in (CONNECTOR.health, lambda one: CONNECTOR.messages(one, "", "")):
        with pytest.raises(Reconnect, match="Authentication failed") as caught:
            ask(channel)
        assert PASSWORD not in str(caught.value)

    box.refusal = b"[UNAVAILABLE] Try later."
    with pytest.raises(Transient, match="Try later"):
        CONNECTOR.health(channel)


@pytest.mark.parametrize("at", ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_line_that_breaks_is_tried_again(box: Box, staff: Staff, at: str) -> None:
    channel = connected(staff, box)
    since = CONNECTOR.messages(channel, "", "").newest
    box.put(mail(1))
    box.ends_at = at

    with pytest.raises(Transient, match="it ended the line"):
        CONNECTOR.messages(channel, since, "")


def test_a_server_that_pours_is_left(box: Box, staff: Staff) -> None:
    channel = connected(staff, box)
    since = CONNECTOR.messages(channel, "", "").newest
    box.put(mail(1))
    box.pours = True

    with pytest.raises(Transient, match="more than anybody reads"):
        CONNECTOR.messages(channel, since, "")


def test_what_somebody_says_before_the_line_is_secure_is_not_believed(box: Box, staff: Staff) -> None:
    box.starts, box.injects = True, b"* BYE forged\r\n"
    channel = connected(staff, box)

    with pytest.raises(Transient):
        CONNECTOR.health(channel)

    assert "LOGIN" not in box.said


def test_a_server_that_proves_itself_by_nothing_gets_no_password(
    box: Box, staff: Staff, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    channel = connected(staff, box)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)))

    with pytest.raises(Transient, match="its certificate does not prove who it is"):
        CONNECTOR.health(channel)

    assert "LOGIN" not in box.said


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "192.168.1.1"])
def test_the_house_s_own_network_is_not_asked(box: Box, staff: Staff, settings: Settings, host: str) -> None:
    channel = connected(staff, box, host=host)
    settings.NETWORK_PEERS = frozenset()

    with pytest.raises(Permanent, match="not a public address of a mail server"):
        CONNECTOR.health(channel)

    assert box.said == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"security": "none"}, "never read on an open line"),
        ({"port": "0"}, "The port is a number"),
        ({"port": "imap"}, "The port is a number"),
        ({"host": "https://imap.example.org"}, "is a name such as"),
        ({"host": "localhost"}, "is a name such as"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(
    box: Box, staff: Staff, values: dict[str, str], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        connected(staff, box, **values)


def test_the_usual_ports_and_the_inbox_are_taken_where_nothing_is_entered() -> None:
    values = {"host": "IMAP.Example.org", "user": USER, "password": PASSWORD}

    assert CONNECTOR.entered(values)["port"] == "993"
    assert CONNECTOR.entered({**values, "security": "STARTTLS"})["port"] == "143"
    assert {"host": "imap.example.org", "folder": "INBOX"}.items() <= CONNECTOR.entered(values).items()


def test_nothing_goes_out_by_it(staff: Staff) -> None:
    with pytest.raises(Permanent, match="Nothing goes out"):
        CONNECTOR.publish(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("refuses", [b"NO", b"BAD"])
@pytest.mark.parametrize("password", ["correct horse", 'qu"ote\\and stroke', "apostrophe'n\"both"])
def test_a_password_that_the_server_repeats_stands_in_no_message(
    box: Box, staff: Staff, refuses: bytes, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    channel = connected(staff, box, password=password)
    quoted = password.replace("\\", r"\\").replace('"', r"\"")
    box.refuses, box.refusal = refuses, f'what is: LOGIN "{USER}" "{quoted}" or {password}'.encode()

    with pytest.raises(Reconnect) as caught:
        CONNECTOR.health(channel)
    try_connection(Connection.objects.get().pk)

    shown = [str(caught.value), Connection.objects.get().problem, caplog.text]
    parts = [part for part in re.split(r"\W+", password) if len(part) > 3]
    assert [part for part in parts if any(part in one for one in shown)] == []
    assert "(left out)" in shown[0]
    assert caught.value.__suppress_context__

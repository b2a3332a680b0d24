"""Every ending of an SMTP conversation means what the outbox takes it for."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from portal.channels.connectors.base import Ambiguous, ConnectorError, Permanent, Refused, Transient
from portal.channels.mail.conversation import MailServer as Address
from portal.channels.mail.conversation import hand_over
from portal.channels.mail.message import Letter
from tests.channels.mail.server import JOURNAL, Behaviour, Drop, MailServer, Slow, free_port, running

READER = "news@gazette.example"
DATA = b"Subject: Market Square\r\n\r\n.A line that begins with a dot\r\n..\r\n.\r\nThe end\r\n"
ALL_STEPS = ["connected", "rcpt", "data", "body", "dot", "accepted"]


def address_of(port: int, *, starttls: bool = False, user: str = "", password: str = "") -> Address:
    return Address("127.0.0.1", port, starttls=starttls, tls=False, user=user, password=password, timeout=0.5)


def hand(address: Address, *, data: bytes = DATA, seconds: float = 10, journal: str = JOURNAL) -> list[str]:
    """Hand one mail over and return the steps that were told; errors carry theirs in ``steps``."""
    steps: list[str] = []
    letter = Letter("clerk@council.example", READER, data)
    deadline = timezone.now() + timedelta(seconds=seconds)
    try:
        hand_over(letter, address, deadline=deadline, journal=journal, told=steps.append)
    except ConnectorError as error:
        error.add_note(",".join(steps))
        raise
    return steps


def test_the_reader_and_the_journal_get_the_very_bytes_in_one_transaction(mail_server: MailServer) -> None:
    assert hand(address_of(mail_server.port)) == ALL_STEPS
    assert mail_server.raw(READER) == [DATA]
    assert mail_server.raw(JOURNAL) == [DATA]


def test_without_a_journal_only_the_reader_gets_it(mail_server: MailServer) -> None:
    hand(address_of(mail_server.port), journal="")
    assert [len(mail_server.raw(who)) for who in (READER, JOURNAL)] == [1, 0]


TRANSIENT: list[tuple[dict[str, Behaviour], str, str]] = [
    ({"greeting": "554 we know you"}, "554 we know you", ""),
    ({"greeting": "421 too busy"}, "421 too busy", ""),
    ({"greeting": Slow(0.8)}, "in time", ""),
    ({"mail": "550 sender unknown"}, "does not take mail from clerk@council.example: 550", "connected"),
    ({"mail": "451 later"}, "451 later", "connected"),
    ({"mail": Slow(0.8)}, "in time", "connected"),
    ({"mail": Drop()}, "ended the connection", "connected"),
    ({"rcpt": "450 greylisted"}, "450 greylisted", "connected"),
    ({"rcpt": "421 closing"}, "421 closing", "connected"),
    ({"rcpt": "530 sign in first"}, "from this portal: 530", "connected"),
    ({"rcpt": "554 5.7.1 Relay access denied"}, "from this portal: 554", "connected"),
    ({"rcpt": Slow(0.8)}, "in time", "connected"),
    ({"rcpt": Drop()}, "ended the connection", "connected"),
    ({"journal": "550 no such journal"}, "Nothing was sent", "connected"),
    ({"journal": "450 not now"}, "Nothing was sent", "connected"),
    ({"data": "451 no space"}, "451 no space", "connected,rcpt"),
    ({"data": "421 closing"}, "421 closing", "connected,rcpt"),
    ({"data": Slow(0.8)}, "in time", "connected,rcpt"),
    ({"dot": "450 try later"}, "450 try later", "connected,rcpt,data,body,dot"),
    ({"dot": "421 closing"}, "421 closing", "connected,rcpt,data,body,dot"),
]


@pytest.mark.parametrize(("behaviour", "words", "steps"), TRANSIENT, ids=[str(row[0]) for row in TRANSIENT])
def test_what_may_work_another_time_is_transient_and_nothing_was_sent(
    mail_server: MailServer, behaviour: dict[str, Behaviour], words: str, steps: str
) -> None:
    mail_server.told.steps = behaviour
    with pytest.raises(Transient, match=words) as caught:
        hand(address_of(mail_server.port))
    assert caught.value.__notes__ == [steps]
    assert [mail_server.raw(who) for who in (READER, JOURNAL)] == [[], []]


REFUSED: list[tuple[dict[str, Behaviour], str]] = [
    ({"rcpt": "550 no such person"}, "550 no such person"),
    ({"rcpt": "553 not a mailbox name"}, "553 not a mailbox name"),
    ({"data": "554 no valid recipients"}, "554 no valid recipients"),
    ({"dot": "552 mailbox full"}, "552 mailbox full"),
    ({"dot": "552 5.2.2 the size of the mailbox"}, "552 5.2.2"),
    ({"dot": "550 " + "very long words " * 30}, "550 very long words"),
]


@pytest.mark.parametrize(("behaviour", "words"), REFUSED, ids=[row[1] for row in REFUSED])
def test_a_no_for_good_is_refused_in_the_servers_words_shortened(
    mail_server: MailServer, behaviour: dict[str, Behaviour], words: str
) -> None:
    mail_server.told.steps = behaviour
    with pytest.raises(Refused, match=words) as caught:
        hand(address_of(mail_server.port))
    assert len(str(caught.value)) < 240
    assert mail_server.raw(READER) == []


TOO_LARGE: list[tuple[dict[str, Behaviour], str]] = [
    ({"dot": "552 5.3.4 Message size exceeds fixed limit"}, "552 5.3.4"),
    ({"dot": "552 Message size exceeds maximum permitted"}, "552 Message size"),
    ({"dot": "554 5.2.3 Message exceeds maximum fixed size"}, "554 5.2.3"),
    ({"dot": "523 the message is too large"}, "523 the"),
    ({"data": "552 message too big"}, "552 message"),
    ({"rcpt": "552 5.3.4 too large"}, "552 5.3.4"),
]


@pytest.mark.parametrize(("behaviour", "words"), TOO_LARGE, ids=[row[1] for row in TOO_LARGE])
def test_a_mail_that_is_too_large_is_not_its_readers_fault(
    mail_server: MailServer, behaviour: dict[str, Behaviour], words: str
) -> None:
    mail_server.told.steps = behaviour
    with pytest.raises(Permanent, match=f"too large .* fewer or smaller pictures. .*{words}") as caught:
        hand(address_of(mail_server.port))
    assert not isinstance(caught.value, Refused)
    assert mail_server.raw(READER) == []


@pytest.mark.parametrize(
    ("behaviour", "arrived"),
    [({"dot": Drop()}, 0), ({"dot": Drop(keep=True)}, 1), ({"dot": Slow(0.8)}, 1), ({"dot": "354 what?"}, 0)],
    ids=["dropped", "kept and dropped", "too slow", "nonsense"],
)
def test_between_the_dot_and_its_reply_nobody_knows(
    mail_server: MailServer, behaviour: dict[str, Behaviour], arrived: int
) -> None:
    mail_server.told.steps = behaviour
    with pytest.raises(Ambiguous) as caught:
        hand(address_of(mail_server.port))
    assert caught.value.__notes__ == ["connected,rcpt,data,body,dot"]
    assert len(mail_server.raw(READER)) == arrived


def test_a_connection_lost_in_the_middle_of_the_mail_is_transient(mail_server: MailServer) -> None:
    mail_server.told.steps = {"data": Drop()}
    with pytest.raises(Transient) as caught:
        hand(address_of(mail_server.port), data=b"Subject: long\r\n\r\n" + b"x" * 70 + b"\r\n" * 8_000_000)
    assert caught.value.__notes__ == ["connected,rcpt,data"]
    assert mail_server.raw(READER) == []


def test_nobody_listening_is_transient() -> None:
    with pytest.raises(Transient, match="cannot be reached"):
        hand(address_of(free_port()))


def test_a_deadline_that_passed_stops_the_mail_before_it_leaves(mail_server: MailServer) -> None:
    with pytest.raises(Transient):
        hand(address_of(mail_server.port), seconds=-1)
    assert mail_server.raw(READER) == []


@pytest.mark.parametrize("step", ["rcpt", "data", "mail"])
def test_a_slow_server_is_cut_off_at_the_deadline_not_at_the_sum_of_the_time_outs(
    mail_server: MailServer, step: str
) -> None:
    mail_server.told.steps = {step: Slow(0.45)}
    began = timezone.now()
    with pytest.raises(Transient):
        hand(address_of(mail_server.port), seconds=0.2)
    assert (timezone.now() - began).total_seconds() < 0.44
    assert mail_server.raw(READER) == []


@contextmanager
def another_protocol() -> Iterator[int]:
    """Serve one connection that does not speak SMTP; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answer = b"HTTP/1.1 400 Bad Request\r\n\r\n"
        thread = threading.Thread(target=lambda: listener.accept()[0].sendall(answer))
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_a_server_that_does_not_speak_smtp_is_transient() -> None:
    with another_protocol() as port, pytest.raises(Transient):
        hand(address_of(port))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def secure_server(tmp_path: Path, certificate: Path) -> Iterator[MailServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(tmp_path / "mail", tls=context) as server:
        yield server


def test_starttls_and_sign_in_with_a_trusted_certificate(
    secure_server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    hand(address_of(secure_server.port, starttls=True, user="portal", password="right"))
    assert secure_server.raw(READER) == [DATA]


def test_a_wrong_password_is_about_us_and_transient(
    secure_server: MailServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(Transient, match="535"):
        hand(address_of(secure_server.port, starttls=True, user="portal", password="wrong"))


def test_an_untrusted_certificate_is_never_accepted(secure_server: MailServer) -> None:
    with pytest.raises(Transient, match="No secure connection"):
        hand(address_of(secure_server.port, starttls=True))
    assert secure_server.raw(READER) == []


def test_a_server_without_encryption_gets_nothing_where_encryption_is_asked_for(
    mail_server: MailServer,
) -> None:
    with pytest.raises(Transient, match="STARTTLS"):
        hand(address_of(mail_server.port, starttls=True))
    assert mail_server.raw(READER) == []

"""One request and what comes of it: where it goes, what it carries, how long it may take, and what a silence means."""

import hashlib
import json
import socket
import time
from collections.abc import Sequence

import httpx
import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Ambiguous, ConnectorError, Paced, Permanent, Reconnect, Transient
from portal.channels.models import HostPace
from portal.channels.networks.asking import LONGEST_ANSWER, Line
from portal.channels.networks.wire import GuardedTransport
from tests.channels.networks.conftest import Open
from tests.channels.networks.server import closed_port, hanging_up, resetting, saying

pytestmark = pytest.mark.django_db
PUBLIC = "93.184.215.14"
JPEG = b"\xff\xd8\xff"


def test_the_request_and_the_answer_arrive_as_they_are(opened: Open) -> None:
    line, peer = opened(saying(body='{"id": "7", "text": "Müller"}'.encode()))

    found = line.ask("POST", "/api/posts", json={"status": "Mill Lane"}, headers={"Idempotency-Key": "k1"})

    head, _, body = peer.asked[0].partition(b"\r\n\r\n")
    rows = head.decode().split("\r\n")
    assert rows[0] == "POST /api/posts HTTP/1.1"
    assert f"Host: 127.0.0.1:{peer.port}" in rows
    assert {"Idempotency-Key: k1", "Accept-Encoding: identity", "Connection: close"} <= set(rows)
    assert json.loads(body) == {"status": "Mill Lane"}
    assert found.mapping() == {"id": "7", "text": "Müller"}
    assert (found.status, found.acts) == (200, True)


def test_the_evidence_holds_both_and_no_credential(opened: Open) -> None:
    _, peer = opened(saying(body=b'{"echo": "s3cret-token"}', Set_Cookie="session=1"))
    line = Line(
        f"http://127.0.0.1:{peer.port}",
        account="7",
        secrets=["s3cret-token"],
        headers={"Authorization": "Bearer s3cret-token"},
    )

    found = line.ask("POST", "/x?token=s3cret-token", json={"status": "Mill Lane"})

    assert b"Bearer s3cret-token" in peer.asked[0]
    assert "s3cret-token" not in found.evidence
    assert "session=1" not in found.evidence
    assert found.evidence.startswith(f"POST http://127.0.0.1:{peer.port}/x?token=(left out)\n")
    assert '\n\n{"status":"Mill Lane"}\n\n200\n' in found.evidence
    assert found.evidence.endswith('{"echo": "(left out)"}')
    assert "s3cret" not in f"{found!r} {line!r}"


def test_a_file_stands_in_the_evidence_as_its_size_and_hash(opened: Open) -> None:
    line, _ = opened(saying())

    found = line.ask("POST", "/media", content=JPEG)

    assert f"(3 bytes, sha256 {hashlib.sha256(JPEG).hexdigest()})" in found.evidence


BROKEN = [
    ("reset", resetting),
    ("hung up", hanging_up),
    ("not HTTP", lambda taken: taken.sendall(b"\x00\x01\r\n\r\n")),
]


@pytest.mark.parametrize("act", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN])
@pytest.mark.parametrize(
    ("method", "means"), [("POST", Ambiguous), ("DELETE", Ambiguous), ("GET", Transient)]
)
def test_a_connection_that_breaks_after_the_request_left_is_unclear_for_what_acts(
    opened: Open, act: object, method: str, means: type[ConnectorError]
) -> None:
    line, peer = opened(act)  # type: ignore[arg-type]

    with pytest.raises(means) as caught:
        line.ask(method, "/x")

    assert type(caught.value) is means
    assert len(peer.asked) == 1


def test_what_may_be_repeated_is_not_unclear_whatever_its_method(opened: Open) -> None:
    line, _ = opened(resetting)

    with pytest.raises(Transient):
        line.ask("POST", "/media", acts=False)


def test_a_refused_connection_means_that_nothing_was_sent(settings: Settings) -> None:
    port = closed_port()
    settings.NETWORK_PEERS = frozenset({("127.0.0.1", port)})

    with pytest.raises(Transient, match=r"does not take connections\. Nothing was sent\.$"):
        Line(f"http://127.0.0.1:{port}", account="7").ask("POST", "/x")


def test_a_server_that_drips_is_left_when_the_time_for_the_whole_act_is_over(
    opened: Open, settings: Settings
) -> None:
    settings.DELIVERY_LEASE_SECONDS = 1

    def drip(taken: socket.socket) -> None:
        for sign in "HTTP/1.1 200 OK\r\nX-Long: " + "a" * 1000:
            taken.sendall(sign.encode())
            if peer.over.wait(0.02):
                return

    line, peer = opened(drip)
    began = time.monotonic()

    with pytest.raises(Ambiguous, match="did not answer in time"):
        line.ask("POST", "/x")

    assert 0.4 < time.monotonic() - began < 5


def test_an_act_whose_time_is_over_asks_nothing_more(opened: Open, settings: Settings) -> None:
    settings.DELIVERY_LEASE_SECONDS = 0
    line, peer = opened(saying())

    with pytest.raises(Transient, match=r"used up before\. Nothing was sent"):
        line.ask("POST", "/x")

    assert peer.asked == []
    assert HostPace.objects.count() == 0


def test_an_answer_longer_than_anybody_reads_is_left(opened: Open) -> None:
    line, _ = opened(saying(body=b"x" * (LONGEST_ANSWER + 1)))

    with pytest.raises(Ambiguous, match="too long to be read"):
        line.ask("POST", "/x")


def test_an_answer_longer_than_anybody_reads_is_no_fault_of_its_host(opened: Open) -> None:
    line, peer = opened(saying(body=b"x" * (LONGEST_ANSWER + 1)))

    for _ in range(2):
        with pytest.raises(Transient, match="too long to be read") as met:
            line.ask("GET", "/x")
        assert not isinstance(met.value, Paced)

    assert len(peer.asked) == 2


def test_a_compressed_answer_is_refused_before_it_is_unpacked(opened: Open) -> None:
    line, _ = opened(saying(Content_Encoding="gzip", body=b"\x1f\x8b\x08"))

    with pytest.raises(Transient, match="encoding that nobody asked for"):
        line.ask("GET", "/x")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(opened: Open, status: str) -> None:
    line, peer = opened(saying(status, Location="/elsewhere"))

    with pytest.raises(Permanent, match="Check the address of the server"):
        line.ask("POST", "/x")

    assert len(peer.asked) == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1", "https://10.0.0.1", "https://127.0.0.1:8443"])
def test_the_portal_s_own_network_is_not_asked(address: str, settings: Settings) -> None:
    settings.NETWORK_PEERS = frozenset({("127.0.0.2", 80)})

    with pytest.raises(Permanent, match="is not a public address"):
        Line(address, account="7").ask("GET", "/")

    assert HostPace.objects.count() == 0


def nowhere(*numbers: str) -> GuardedTransport:
    def resolve(host: str, port: int) -> Sequence[str]:
        return numbers

    return GuardedTransport(resolve)


def test_a_public_server_is_not_asked_without_encryption() -> None:
    line = Line("http://social.example", account="7", transport=nowhere(PUBLIC))

    with pytest.raises(Permanent, match="over https"):
        line.ask("GET", "/")


def test_a_name_that_leads_inwards_is_not_followed_there() -> None:
    line = Line("https://social.example", account="7", transport=nowhere(PUBLIC, "127.0.0.1"))

    with pytest.raises(Permanent, match="is not a public address"):
        line.ask("GET", "/")


@pytest.mark.parametrize(
    "origin",
    ["", "social.example", "ftp://social.example", "https://", "https://social.example/api",
     "https://user:pass@social.example", "https://social.example?x=1"],
)  # fmt: skip
def test_an_origin_is_a_scheme_a_host_and_at_most_a_port(origin: str) -> None:
    with pytest.raises((ValueError, httpx.InvalidURL)):
        Line(origin, account="7")


@pytest.mark.parametrize("path", ["", "x", "https://elsewhere.example/", "@elsewhere.example/"])
def test_a_path_cannot_leave_the_server(opened: Open, path: str) -> None:
    line, _ = opened(saying())

    with pytest.raises(ValueError, match="begins at the root"):
        line.ask("GET", path)


ANSWERS: list[tuple[str, str, type[ConnectorError], str]] = [
    ("POST", "400 Bad", Permanent, r"did not take it \(400\)\. It says: “Text is too long”"),
    ("POST", "401 No", Reconnect, "Connect the channel again"),
    ("GET", "403 No", Reconnect, "Connect the channel again"),
    ("POST", "404 Gone", Permanent, "did not take it"),
    ("POST", "409 Conflict", Permanent, "did not take it"),
    ("POST", "422 Wrong", Permanent, "did not take it"),
    ("POST", "408 Slow", Transient, "asked again later"),
    ("POST", "429 Much", Transient, "asked again later"),
    ("POST", "503 Busy", Transient, "asked again later"),
    ("POST", "500 Oops", Ambiguous, "may have done what it was asked"),
    ("POST", "502 Oops", Ambiguous, "may have done what it was asked"),
    ("POST", "504 Oops", Ambiguous, "may have done what it was asked"),
    ("GET", "500 Oops", Transient, "Nothing was published by that"),
]


@pytest.mark.parametrize(("method", "status", "means", "words"), ANSWERS)
def test_what_each_status_means(
    opened: Open, method: str, status: str, means: type[ConnectorError], words: str
) -> None:
    line, _ = opened(saying(status, b'{"error": "Text is\\n too long"}'))

    with pytest.raises(ConnectorError, match=words) as caught:
        line.ask(method, "/x")

    assert type(caught.value) is means


def test_a_status_that_is_expected_is_an_answer(opened: Open) -> None:
    line, _ = opened(saying("404 Gone", b'{"error": "Record not found"}'))

    assert line.ask("DELETE", "/x", expect={404}).status == 404


@pytest.mark.parametrize(("method", "means"), [("POST", Ambiguous), ("GET", Transient)])
@pytest.mark.parametrize("body", [b"<html>", b"[]", b"", b"[" * 100_000])
def test_a_success_that_cannot_be_read_is_not_taken_for_one(
    opened: Open, method: str, means: type[ConnectorError], body: bytes
) -> None:
    line, _ = opened(saying(body=body))
    found = line.ask(method, "/x")

    with pytest.raises(means):
        found.mapping()


def test_a_message_of_the_other_side_holds_no_credential(opened: Open) -> None:
    _, peer = opened(saying("400 Bad", b'{"error": "bad token s3cret-token"}'))
    line = Line(f"http://127.0.0.1:{peer.port}", account="7", secrets=["s3cret-token"])

    with pytest.raises(Permanent, match=r"bad token \(left out\)"):
        line.ask("POST", "/x")


def test_the_network_is_left_in_peace_as_long_as_it_said(opened: Open) -> None:
    line, peer = opened(saying("429 Much", Retry_After="120"))

    with pytest.raises(Transient) as caught:
        line.ask("POST", "/x")
    assert caught.value.retry_after == 120

    with pytest.raises(Paced) as waiting:
        line.ask("GET", "/x")
    assert 90 < (waiting.value.retry_after or 0) < 150
    assert len(peer.asked) == 1

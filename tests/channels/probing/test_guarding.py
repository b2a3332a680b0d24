"""Where the portal does not go, whatever a link says."""

import socket
from collections.abc import Sequence
from typing import Any

import pytest

from portal.channels.probing.guarding import Forbidden, Place, Resolve, Unresolved, by_the_system, place_of

PUBLIC = "93.184.215.14"


def giving(*numbers: str) -> Resolve:
    def resolve(host: str, port: int) -> Sequence[str]:
        return numbers

    return resolve


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",  # noqa: S104  not bound to, asked for
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "fec0::1",
        "::7f00:1",
        "::ffff:0:7f00:1",
        "4000::1",
        "192.88.99.1",
        "2001:0:7f00:1::",
        "64:ff9b::7f00:1",
        "no number",
    ],
)
def test_no_name_leads_to_a_network_that_is_not_public(number: str) -> None:
    with pytest.raises(Forbidden):
        place_of("https://www.example.org/", giving(number))


def test_one_number_that_is_not_public_among_others_is_enough_to_stay_away() -> None:
    with pytest.raises(Forbidden):
        place_of("https://www.example.org/", giving(PUBLIC, "127.0.0.1"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "www.example.org",
        "ftp://www.example.org/",
        "file:///etc/passwd",
        "gopher://www.example.org/",
        "javascript:alert(1)",
        "http:///path",
        "http://user:secret@www.example.org/",
        "http://user@www.example.org/",
        "http://www.example.org:22/",
        "http://www.example.org:443/",
        "https://www.example.org:80/",
        "https://www.example.org:8443/",
        "http://www.example.org:99999/",
        "http://www.example.org:x/",
        "http://[::1/",
        "http://www.example.org/a b",
        "http://www.example.org/\r\nHost: elsewhere",
        "http://www.example.org/\x00",
        f"http://www.example.org/{'a' * 2000}",
        f"http://{'a' * 64}.example.org/",
    ],
)
def test_what_is_no_plain_web_address_is_not_followed(address: str) -> None:
    with pytest.raises(Forbidden):
        place_of(address, giving(PUBLIC))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_loopback_is_loopback_however_it_is_written(address: str) -> None:
    with pytest.raises((Forbidden, Unresolved)):
        place_of(address, by_the_system)


def test_the_number_that_was_checked_is_the_one_to_connect_to() -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append((host, port))
        return [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]

    found = place_of("https://Www.Bücher.example/a/b?c=d#e", resolve)

    assert found == Place("https", "www.xn--bcher-kva.example", 443, PUBLIC, "/a/b?c=d")
    assert asked == [("www.xn--bcher-kva.example", 443)]


def test_a_host_alone_is_asked_for_its_first_page() -> None:
    assert place_of("http://www.example.org", giving(PUBLIC)).target == "/"
    assert place_of("http://www.example.org?q=1", giving(PUBLIC)).target == "/?q=1"


@pytest.mark.parametrize(("number", "surely"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False)])
def test_a_name_that_does_not_exist_is_told_from_a_name_server_that_is_silent(
    number: int, *, surely: bool
) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(number, "no")

    with pytest.raises(Unresolved) as raised:
        place_of("https://www.example.org/", resolve)
    assert raised.value.surely is surely


def test_a_peer_of_the_tests_is_one_port_of_one_number(settings: Any) -> None:
    settings.LINK_PROBE_PEERS = frozenset({("127.0.0.1", 8123)})

    assert place_of("http://127.0.0.1:8123/", giving("127.0.0.1")).port == 8123
    for address, number in (
        ("http://127.0.0.1:8124/", "127.0.0.1"),
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://127.0.0.2:8123/", "127.0.0.2"),
    ):
        with pytest.raises(Forbidden):
            place_of(address, giving(number))

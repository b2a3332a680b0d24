"""Asking a real server on loopback what is behind an address."""

import socket
from collections.abc import Sequence
from typing import Any

import pytest

from portal.channels.probing import asking
from portal.channels.probing.asking import BYTES, REDIRECTS, Forbidden, Seen, look
from portal.channels.probing.guarding import place_of
from tests.channels.probing.server import Page, Site, moved


def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def test_a_page_is_seen_with_its_status_and_title(site: Site) -> None:
    site.pages["/a?b=c"] = Page(body=b"<html><head><title>\n Parks &amp;\n gardens </title>")

    assert look(site.at("/a?b=c")) == Seen(200, site.at("/a?b=c"), "Parks & gardens")


def test_the_portal_says_who_asks_and_for_how_little_and_sends_nothing_else(
    site: Site, settings: Any
) -> None:
    settings.SITE_URL = "https://portal.example.org"
    site.pages["/"] = Page()
    look(site.at("/"))

    [(path, headers)] = site.asked
    assert (path, headers) == (
        "/",
        {
            "Host": f"127.0.0.1:{site.port}",
            "User-Agent": "ProperChannels-LinkCheck/1.0 (+https://portal.example.org)",
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
            "Accept-Encoding": "identity",
            "Range": f"bytes=0-{BYTES - 1}",
            "Connection": "close",
        },
    )


@pytest.mark.parametrize("status", [204, 206, 401, 403, 404, 410, 429, 500, 503])
def test_a_status_is_handed_on_as_it_is(site: Site, status: int) -> None:
    site.pages["/x"] = Page(status)

    assert look(site.at("/x")) == Seen(status, site.at("/x"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_to_where_it_leads(site: Site, status: int) -> None:
    site.pages |= {"/short": moved("/a/../long?x=1", status), "/long?x=1": Page(body=b"<title>Long</title>")}

    assert look(site.at("/short")) == Seen(200, site.at("/long?x=1"), "Long")


def test_a_redirect_to_another_host_is_seen_under_that_hosts_name(site: Site) -> None:
    site.pages |= {
        "/go": moved(site.at("/join", "www.party.example")),
        "/join": Page(body=b"<title>Join us</title>"),
    }

    assert look(site.at("/go", "short.example"), here) == Seen(
        200, site.at("/join", "www.party.example"), "Join us"
    )
    assert [headers["Host"] for _, headers in site.asked] == [
        f"short.example:{site.port}",
        f"www.party.example:{site.port}",
    ]


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:1/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "//user:secret@www.example.org/",
    ],
)
def test_a_redirect_to_where_the_portal_does_not_go_is_not_followed(site: Site, to: str) -> None:
    site.pages["/"] = moved(to)

    with pytest.raises(Forbidden):
        look(site.at("/"))
    assert [path for path, _ in site.asked] == ["/"]


def test_a_name_that_means_loopback_the_second_time_is_not_asked_again(site: Site, settings: Any) -> None:
    settings.LINK_PROBE_PEERS = frozenset()
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])

    def resolve(host: str, port: int) -> Sequence[str]:
        return next(answers)

    place_of("http://rebind.example/", resolve)
    with pytest.raises(Forbidden):
        look("http://rebind.example/", resolve)
    assert site.asked == []


def test_redirects_without_end_are_left(site: Site) -> None:
    site.pages["/round"] = moved("/round")

    assert look(site.at("/round")) == Seen(0, site.at("/round"), surely=False)
    assert len(site.asked) == REDIRECTS + 1


def test_only_the_head_of_a_large_page_is_read(site: Site) -> None:
    site.pages["/large"] = Page(body=b"<title>First</title>" + b"x" * 20_000_000)
    site.pages["/late"] = Page(body=b"x" * BYTES + b"<title>Too late</title>")

    assert look(site.at("/large")).title == "First"
    assert look(site.at("/late")).title == ""


def test_what_is_no_page_has_no_title_and_is_not_read(site: Site) -> None:
    site.pages["/file"] = Page(body=b"<title>No</title>", headers={"Content-Type": "application/pdf"})

    assert look(site.at("/file")) == Seen(200, site.at("/file"))


@pytest.mark.parametrize(
    ("body", "kind", "title"),
    [
        (
            "<title>Ca\u00f1\u00f3n</title>".encode("latin-1"),
            "text/html; charset=iso-8859-1",
            "Ca\u00f1\u00f3n",
        ),
        (b"<title>Caf\xff</title>", "text/html; charset=nonsense", "Caf\ufffd"),
        (b"<title>" + b"a" * 900 + b"</title>", "text/html", "a" * 300),
        (b"<title>a\x00b</title>", "text/html", "ab"),
    ],
)
def test_a_title_is_read_whatever_its_letters(site: Site, body: bytes, kind: str, title: str) -> None:
    site.pages["/"] = Page(body=body, headers={"Content-Type": kind})

    assert look(site.at("/")).title == title


def test_a_path_in_other_letters_is_asked_for_as_the_web_writes_it(site: Site) -> None:
    site.pages["/caf%C3%A9/%20"] = Page()

    assert look(site.at("/caf\u00e9/%20")).status == 200


def test_where_nobody_listens_nobody_answers(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        settings.LINK_PROBE_PEERS = frozenset({("127.0.0.1", port)})
        address = f"http://127.0.0.1:{port}/"

        assert look(address) == Seen(0, address, surely=True)


def test_a_server_that_says_nothing_is_left_and_nothing_is_sure(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        settings.LINK_PROBE_PEERS = frozenset({("127.0.0.1", port)})
        address = f"http://127.0.0.1:{port}/"

        assert look(address) == Seen(0, address, surely=False)


def test_when_the_time_for_an_address_is_over_no_redirect_is_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "AT_MOST", 0.0)
    site.pages["/"] = Page()

    assert look(site.at("/")) == Seen(0, site.at("/"), surely=False)
    assert site.asked == []


def test_a_server_that_speaks_no_https_is_not_called_broken(site: Site) -> None:
    address = f"https://127.0.0.1:{site.port}/"

    assert look(address) == Seen(0, address, surely=False)

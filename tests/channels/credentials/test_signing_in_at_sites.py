"""Signing in at a WordPress site: it makes a password for the portal, which comes back and is written down nowhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from portal import listed
from portal.channels.credentials.connecting import connect, disconnect
from portal.channels.credentials.introducing import introduce
from portal.channels.credentials.revoking import end_credentials
from portal.channels.credentials.sign_in_views import KEPT, MADE_THERE
from portal.channels.credentials.signing_in import Begun, begin_sign_in, finish_sign_in, go_on
from portal.channels.credentials.trying import try_connection
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Channel, Connection, Introduction, Revocation
from portal.refusals import InvalidInput, Refusal
from tests.channels.connectors.standin import Answer
from tests.channels.connectors.wordpress_server import (
    BASIC,
    GIVEN,
    GIVEN_BASIC,
    PASSWORD,
    USER,
    WordPressServer,
)
from tests.channels.posts import Staff, make_staff
from tests.makers import sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(settings: Settings) -> Iterator[WordPressServer]:
    settings.CONNECTORS = listed.CONNECTORS
    with WordPressServer.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def staff(peer: WordPressServer) -> Staff:
    return make_staff("wordpress")


@pytest.fixture
def channel(staff: Staff) -> Channel:
    return staff.council.channels.get()


def begun_at(peer: WordPressServer, staff: Staff, channel: Channel) -> Begun:
    """Begin a sign-in, let a worker ask the site, and return how it goes on."""
    entered = {"site": f"{peer.origin}/", "category": "news"}
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values=entered)
    introduce(Introduction.objects.get(council=staff.council).pk)
    return go_on(channel, begun.kept)


def finish(staff: Staff, channel: Channel, begun: Begun, said: dict[str, str]) -> Connection:
    """Come back with what the site ``said``."""
    return finish_sign_in(actor=staff.clerk, channel_id=channel.pk, kept=begun.kept, said=said)


def test_the_password_that_the_site_makes_connects_the_channel(
    peer: WordPressServer, staff: Staff, channel: Channel
) -> None:
    begun = begun_at(peer, staff, channel)

    row = finish(staff, channel, begun, peer.agreed(begun.address))
    try_connection(row.pk)

    row.refresh_from_db()
    assert (row.account, row.problem) == (f"{USER} at 127.0.0.1:{peer.port}", "")
    assert row.public == {"site": peer.origin, "user": USER, "category": "news"}
    assert dict(credentials_of(channel).secrets) == {"password": GIVEN}
    assert GIVEN not in row.sealed + str(row.public)
    assert f"app_id={Introduction.objects.get().app}" in begun.address
    assert [one.path for one in peer.asked[:1]] == ["/"]


def test_a_site_in_a_folder_that_calls_itself_by_http_is_the_same_site(
    peer: WordPressServer, staff: Staff, channel: Channel
) -> None:
    peer.url = f"{peer.origin}/wp/"
    begun = begun_at(peer, staff, channel)

    said = {**peer.agreed(begun.address), "site_url": f"{peer.origin.replace('http:', 'https:')}/wp"}

    assert finish(staff, channel, begun, said).public["site"] == peer.origin


@pytest.mark.parametrize(
    ("offered", "why"),
    [
        ([], "does not offer application passwords in this way"),
        ({"application-passwords": {"endpoints": []}}, "does not offer application passwords in this way"),
        (
            {"application-passwords": {"endpoints": {"authorization": "https://phish.example/x"}}},
            "sends people who sign in to phish.example",
        ),
        (
            {"application-passwords": {"endpoints": {"authorization": "javascript:alert(1)"}}},
            "sends people who sign in to another address",
        ),
    ],
)
def test_a_site_that_offers_it_not_or_elsewhere_is_said_with_the_other_way(
    peer: WordPressServer, staff: Staff, channel: Channel, offered: Any, why: str
) -> None:
    peer.offered = offered

    begun = begun_at(peer, staff, channel)

    assert begun.address == ""
    assert why in begun.problem


def test_a_page_for_signing_in_over_an_open_line_is_not_gone_to(
    peer: WordPressServer, staff: Staff, channel: Channel
) -> None:
    other = peer.page.replace("http:", "ftp:")
    peer.offered = {"application-passwords": {"endpoints": {"authorization": other}}}

    begun = begun_at(peer, staff, channel)

    assert "where the portal sends nobody" in begun.problem


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_site_whose_index_is_shut_is_connected_by_hand(
    peer: WordPressServer, staff: Staff, channel: Channel, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer, "answer", lambda _: Answer(status, {"code": "rest_cannot_access"}))

    begun = begun_at(peer, staff, channel)

    assert f"does not show the index of its API ({status})" in begun.problem
    assert "Make an application password there by hand" in begun.problem


@pytest.mark.parametrize("site", ["https://elsewhere.example", "", "javascript:alert(1)"])
def test_another_site_than_the_one_asked_connects_nothing(
    peer: WordPressServer, staff: Staff, channel: Channel, site: str
) -> None:
    begun = begun_at(peer, staff, channel)
    said = {**peer.agreed(begun.address), "site_url": site}

    with pytest.raises(Refusal, match="Another site than"):
        finish(staff, channel, begun, said)
    assert Connection.objects.count() == 0


def test_signed_in_again_the_password_before_is_deleted_there(
    peer: WordPressServer, staff: Staff, channel: Channel
) -> None:
    values = {"site": peer.origin, "user": USER, "password": PASSWORD}
    connect(actor=staff.clerk, channel_id=channel.pk, values=values)
    abandoned = begun_at(peer, staff, channel)
    peer.agreed(abandoned.address)

    begun = begun_at(peer, staff, channel)
    finish(staff, channel, begun, peer.agreed(begun.address))
    end_credentials(Revocation.objects.get().pk)

    assert len(peer.names) == 2
    assert peer.passwords == {GIVEN_BASIC}


@pytest.mark.parametrize("lost", ["password", "user_login", "state"])
def test_what_is_not_all_of_it_connects_nothing(
    peer: WordPressServer, staff: Staff, channel: Channel, lost: str
) -> None:
    begun = begun_at(peer, staff, channel)
    said = peer.agreed(begun.address)
    del said[lost]

    with pytest.raises(Refusal, match="is over"):
        finish(staff, channel, begun, said)
    assert Connection.objects.count() == 0


def test_no_site_inside_is_asked(peer: WordPressServer, staff: Staff, channel: Channel) -> None:
    entered = {"site": "https://192.168.0.1"}
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values=entered)
    introduce(Introduction.objects.get().pk)

    assert "is not a public address" in go_on(channel, begun.kept).problem
    assert peer.asked == []
    with pytest.raises(InvalidInput, match="something like"):
        begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"site": "ftp://a.example"})


def test_disconnected_the_password_is_deleted_there_and_no_other_one(
    peer: WordPressServer, staff: Staff, channel: Channel
) -> None:
    begun = begun_at(peer, staff, channel)
    finish(staff, channel, begun, peer.agreed(begun.address))
    assert peer.passwords == {BASIC, GIVEN_BASIC}

    disconnect(actor=staff.clerk, channel_id=channel.pk, reason="The site moves.")
    end_credentials(Revocation.objects.get().pk)

    assert (Revocation.objects.get().state, peer.passwords) == ("done", {BASIC})


def prepared(client: Client, peer: WordPressServer, channel: Channel) -> str:
    """Prepare a sign-in on the desk and return the address of the site's page."""
    way = reverse("sign_in_channel", args=[channel.council.slug, channel.pk])
    client.post(way, {"site": peer.origin, "category": ""})
    introduce(Introduction.objects.get().pk)
    page = client.get(way).content.decode()
    address: str = client.session[KEPT]["address"]
    assert f'href="{address.replace("&", "&amp;")}"' in page
    return address


def test_what_comes_back_stands_in_no_page_no_address_and_no_log(
    peer: WordPressServer, staff: Staff, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in(staff.clerk)
    said = peer.agreed(prepared(client, peer, channel))
    way = reverse("signed_in_channel", args=[channel.council.slug, channel.pk])

    with caplog.at_level("DEBUG"):
        answer = client.get(way, said)
        page = client.get(answer.headers["Location"]).content.decode()

    assert (answer.status_code, answer.content) == (302, b"")
    assert answer.headers["Location"] == reverse("connect_channel", args=[staff.council.slug, channel.pk])
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "signed in. It is being tried" in page
    assert GIVEN not in page + caplog.text + str(dict(client.session))


def test_who_says_no_there_and_who_comes_back_too_late_are_told(
    peer: WordPressServer, staff: Staff, channel: Channel
) -> None:
    client = sign_in(staff.clerk)
    way = reverse("signed_in_channel", args=[channel.council.slug, channel.pk])
    said = peer.agreed(prepared(client, peer, channel))

    refused = {"state": said["state"], "error": "access_denied"}
    assert "WordPress was not allowed to connect" in client.get(way, refused, follow=True).content.decode()
    assert MADE_THERE in client.get(way, said, follow=True).content.decode()
    assert Connection.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_bring_one_password_back_at_once_one_connects(
    peer: WordPressServer, staff: Staff, channel: Channel
) -> None:
    begun = begun_at(peer, staff, channel)
    said = peer.agreed(begun.address)

    ends = at_once(*[lambda: finish(staff, channel, begun, said)] * 2)

    assert sorted(type(end).__name__ for end in ends) == ["Connection", "Refusal"]
    assert Connection.objects.get().ended_at is None

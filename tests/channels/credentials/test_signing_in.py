"""Signing in at a network: there with a state that nobody guesses, back once, by the person who went, in one window."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal import listed
from portal.channels.credentials.sign_in_views import KEPT
from portal.channels.credentials.signing_in import LASTS, begin_sign_in, finish_sign_in
from portal.channels.credentials.trying import try_connection
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Channel, Connection
from portal.councils.powers import Role
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.connectors.facebook_server import APP, PAGE, FacebookServer
from tests.channels.connectors.facebook_server import SECRET as APP_SECRET
from tests.channels.connectors.facebook_server import TOKEN as PAGE_TOKEN
from tests.channels.connectors.x_server import CLIENT, NAME, SECRET, XServer
from tests.channels.posts import Staff, make_staff
from tests.makers import make_person, sign_in

pytestmark = pytest.mark.django_db
VALUES = {"client": CLIENT, "client_secret": SECRET}


@pytest.fixture(autouse=True)
def _listed(settings: Settings) -> None:
    settings.CONNECTORS = listed.CONNECTORS


@pytest.fixture
def peer(settings: Settings) -> Iterator[XServer]:
    with XServer.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        settings.X_ADDRESS = made.origin
        yield made
        assert made.complaints == []


@pytest.fixture
def staff() -> Staff:
    return make_staff("x")


@pytest.fixture
def channel(staff: Staff) -> Channel:
    return staff.council.channels.get()


def asked_of(address: str) -> dict[str, str]:
    """Return what the network's page is asked."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}


def begin(client: Client, channel: Channel) -> dict[str, str]:
    """Prepare a sign-in on the desk, and return what X's page is asked by the link on it."""
    page = reverse("sign_in_channel", args=[channel.council.slug, channel.pk])
    answer = client.post(page, {"client": CLIENT, "password_client_secret": SECRET}, follow=True)
    address = client.session[KEPT]["address"]
    assert f'href="{address.replace("&", "&amp;")}"' in answer.content.decode()
    return asked_of(address)


def come_back(client: Client, channel: Channel, **said: str) -> str:
    """Follow the way back from the network, and return the page."""
    way = reverse("signed_in_channel", args=[channel.council.slug, channel.pk])
    return client.get(way, said, follow=True).content.decode()


def test_the_network_is_asked_for_a_code_under_a_state_and_a_challenge(
    staff: Staff, channel: Channel
) -> None:
    first = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values=VALUES)
    second = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values=VALUES)

    asked = asked_of(first.address)
    assert first.address.startswith("https://x.com/i/oauth2/authorize?")
    assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == (
        "code",
        CLIENT,
        "S256",
    )
    assert "tweet.moderate.write" in asked["scope"].split()
    assert asked["redirect_uri"].endswith(
        f"/{staff.council.slug}/desk/channels/{channel.pk}/connection/signed-in/"
    )
    assert len(asked["state"]) >= 32
    assert asked["state"] != asked_of(second.address)["state"]
    assert asked["code_challenge"] != asked_of(second.address)["code_challenge"]
    assert SECRET not in first.address + str(first.kept)


def test_back_from_the_network_the_channel_is_connected_by_a_worker(
    peer: XServer, staff: Staff, channel: Channel
) -> None:
    client = sign_in(staff.clerk)
    asked = begin(client, channel)
    peer.codes["once"] = (asked["code_challenge"], asked["redirect_uri"])

    page = come_back(client, channel, state=asked["state"], code="once")

    assert "signed in" in page
    row = Connection.objects.get(channel=channel, ended_at__isnull=True)
    assert (row.public, row.checked_at) == ({"client": CLIENT}, None)
    try_connection(row.pk)
    row.refresh_from_db()
    assert (row.account, row.problem) == (f"@{NAME}", "")
    held = credentials_of(channel)
    assert dict(held.secrets) == {"client_secret": SECRET, "refresh": peer.refresh}
    assert peer.codes == {}


def test_the_way_back_is_gone_once(staff: Staff, channel: Channel) -> None:
    client = sign_in(staff.clerk)
    asked = begin(client, channel)

    come_back(client, channel, state=asked["state"], code="once")
    page = come_back(client, channel, state=asked["state"], code="twice")

    assert "This sign-in is over" in page
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("said", [{}, {"state": "guessed", "code": "once"}, {"code": "once"}])
def test_a_wrong_state_connects_nothing_and_ends_what_was_begun(
    staff: Staff, channel: Channel, said: dict[str, str]
) -> None:
    client = sign_in(staff.clerk)
    asked = begin(client, channel)

    assert "This sign-in is over" in come_back(client, channel, **said)
    assert "This sign-in is over" in come_back(client, channel, state=asked["state"], code="once")
    assert Connection.objects.count() == 0


def test_another_window_and_another_person_connect_nothing(staff: Staff, channel: Channel) -> None:
    asked = begin(sign_in(staff.clerk), channel)

    assert "This sign-in is over" in come_back(
        sign_in(staff.clerk), channel, state=asked["state"], code="once"
    )
    assert Connection.objects.count() == 0


def test_a_network_that_was_told_no_connects_nothing(staff: Staff, channel: Channel) -> None:
    client = sign_in(staff.clerk)
    asked = begin(client, channel)

    page = come_back(client, channel, state=asked["state"], error="access_denied")

    assert "X was not allowed to connect the portal." in page
    assert Connection.objects.count() == 0


def test_what_was_begun_for_another_channel_by_another_person_or_long_ago_is_over(
    staff: Staff, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values=VALUES)
    state = begun.kept["state"]
    other = Channel.objects.create(council=staff.council, body=channel.body, connector="x", name="Other")
    second = make_person(council=staff.council, role=Role.CLERK)

    for actor, where in ((staff.clerk, other), (second, channel)):
        with pytest.raises(Refusal, match="is over"):
            finish_sign_in(
                actor=actor, channel_id=where.pk, kept=begun.kept, said={"state": state, "code": "once"}
            )
    later = timezone.now() + LASTS + timedelta(seconds=1)
    monkeypatch.setattr("portal.channels.credentials.signing_in.timezone.now", lambda: later)
    with pytest.raises(Refusal, match="is over"):
        finish_sign_in(
            actor=staff.clerk, channel_id=channel.pk, kept=begun.kept, said={"state": state, "code": "once"}
        )
    assert Connection.objects.count() == 0


def test_who_may_not_connect_channels_signs_in_nowhere(staff: Staff, channel: Channel) -> None:
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values=VALUES)

    with pytest.raises(NotYours):
        begin_sign_in(actor=staff.author, channel_id=channel.pk, values=VALUES)
    with pytest.raises(NotYours):
        finish_sign_in(
            actor=staff.author,
            channel_id=channel.pk,
            kept=begun.kept,
            said={"state": begun.kept["state"], "code": "once"},
        )


def test_at_facebook_a_person_s_sign_in_becomes_the_page_s_own_token(settings: Settings) -> None:
    staff = make_staff("facebook")
    channel = staff.council.channels.get()
    with FacebookServer.serving() as far:
        settings.NETWORK_PEERS, settings.FACEBOOK_ADDRESS = frozenset({("127.0.0.1", far.port)}), far.origin
        row, asked = signed_in_at_facebook(staff, channel, far)
        try_connection(row.pk)
        try_connection(row.pk)
        assert far.complaints == []

    row.refresh_from_db()
    assert asked["scope"].split(",")[-1] == "pages_show_list"
    assert (row.account, row.problem, far.codes) == ("Pellworth Town Council", "", {})
    assert dict(credentials_of(channel).secrets) == {"app_secret": APP_SECRET, "token": PAGE_TOKEN}


@pytest.mark.parametrize(
    ("looks_after", "code", "why"),
    [(False, "once", "does not look after that Page"), (True, "another", "does not take this sign-in")],
)
def test_what_facebook_does_not_give_is_said_and_asks_for_another_sign_in(
    settings: Settings, looks_after: bool, code: str, why: str
) -> None:
    staff = make_staff("facebook")
    channel = staff.council.channels.get()
    with FacebookServer.serving() as far:
        settings.NETWORK_PEERS, settings.FACEBOOK_ADDRESS = frozenset({("127.0.0.1", far.port)}), far.origin
        far.looks_after = looks_after
        row, _ = signed_in_at_facebook(staff, channel, far, code)
        try_connection(row.pk)

    row.refresh_from_db()
    assert why in row.problem
    assert row.renewing_until is None


def signed_in_at_facebook(
    staff: Staff, channel: Channel, far: FacebookServer, code: str = "once"
) -> tuple[Connection, dict[str, str]]:
    """Sign in there and come back with ``code``; what Facebook gave is called "once"."""
    entered = {"page": PAGE, "app": APP, "app_secret": APP_SECRET}
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values=entered)
    asked = asked_of(begun.address)
    assert begun.address.startswith("https://www.facebook.com/v25.0/dialog/oauth?")
    far.codes["once"] = (asked["code_challenge"], asked["redirect_uri"])
    state = asked["state"]
    row = finish_sign_in(
        actor=staff.clerk, channel_id=channel.pk, kept=begun.kept, said={"state": state, "code": code}
    )
    return row, asked


def test_without_the_application_nothing_begins(staff: Staff, channel: Channel) -> None:
    with pytest.raises(InvalidInput, match="Client ID"):
        begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={})


def test_what_cannot_be_right_is_refused_before_anybody_goes_there() -> None:
    staff = make_staff("facebook")
    entered = {"page": "Pellworth", "app": APP, "app_secret": APP_SECRET}
    with pytest.raises(InvalidInput, match="digits alone"):
        begin_sign_in(actor=staff.clerk, channel_id=staff.council.channels.get().pk, values=entered)


def test_a_network_without_a_sign_in_has_no_such_pages() -> None:
    staff = make_staff("bluesky")
    channel = staff.council.channels.get()
    client = sign_in(staff.clerk)

    for name in ("sign_in_channel", "signed_in_channel"):
        assert client.get(reverse(name, args=[staff.council.slug, channel.pk])).status_code == 404
    with pytest.raises(Refusal, match="Nobody signs in"):
        begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values=VALUES)

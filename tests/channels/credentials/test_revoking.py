"""Credentials that a channel uses no more are ended at their network, by a worker, and destroyed after that."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Ambiguous, ConnectorError, Paced, Permanent, Reconnect, Transient
from portal.channels.connectors.revoking import EndsCredentials
from portal.channels.credentials.connecting import connect, disconnect
from portal.channels.credentials.proving import prove_ended
from portal.channels.credentials.renewing import Renewed, renew
from portal.channels.credentials.revoking import end_credentials, end_due
from portal.channels.credentials.rotating import rotate_all
from portal.channels.credentials.sealing import unseal
from portal.channels.credentials.telling import about_ending
from portal.channels.credentials.trying import try_connection
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel, Connection, Notice, Revocation, Revoking
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.connectors import (
    bluesky_server,
    facebook_server,
    mastodon_server,
    wordpress_server,
    x_server,
)
from tests.channels.connectors.standin import StandIn
from tests.channels.credentials.conftest import ENTERED, TOKEN, Connected
from tests.channels.posts import Staff, make_staff
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db
OTHER = {**ENTERED, "token": "another-token"}


class Ends:
    """What the network says next of credentials that are to be ended, and with which it was asked."""

    errors: list[Exception]
    asked: list[str]
    left: str


class Ending(EndsCredentials, Connected):
    """The network, which ends credentials."""

    def end_credentials(self, held: Credentials) -> str:
        """End them, or do what the test wants."""
        Ends.asked.append(held.secrets["token"])
        if Ends.errors:
            raise Ends.errors.pop(0)
        return Ends.left


class EndsAll(Ending):
    """One that ends whatever the account gave the application."""

    ends_others = True


@pytest.fixture(autouse=True)
def ending(settings: Settings, network: Any) -> None:  # its connector takes the place of the one that cannot
    settings.CONNECTORS = [f"{__name__}.Ending"]
    Ends.errors, Ends.asked, Ends.left = [], [], ""


def ended(channel: Channel, clerk: Person) -> Revocation:
    """Return what is ordered when the channel is disconnected."""
    disconnect(actor=clerk, channel_id=channel.pk, reason="The clerk left.")
    return Revocation.objects.get()


def standing(row: Revocation) -> tuple[str, int, str]:
    """Return how it stands, its tries and its problem."""
    row.refresh_from_db()
    return row.state, row.tries, row.problem


def test_they_are_kept_until_the_network_was_asked_and_the_connection_holds_none(
    connected: Channel, clerk: Person
) -> None:
    row = ended(connected, clerk)

    assert Ends.asked == []
    assert (row.connection.sealed, row.state) == ("", Revoking.WAITING)
    assert TOKEN not in row.sealed
    assert unseal(connected.pk, row.sealed) == {"token": TOKEN}
    end_credentials(row.pk)

    assert Ends.asked == [TOKEN]
    assert standing(row) == ("done", 1, "")
    assert (row.sealed, row.session) == ("", "")
    entry = LedgerEntry.objects.get(verb="channel_revoked")
    assert (entry.object_id, entry.actor_name) == (connected.pk, "the portal")
    assert TOKEN not in f"{[one.body for one in LedgerEntry.objects.all()]} {list(Snapshot.objects.all())}"


def test_what_is_answered_that_cannot_be_read_leaves_them_to_somebodys_hands_after_the_last_wait(
    connected: Channel, clerk: Person, settings: Settings
) -> None:
    settings.DELIVERY_BACKOFF_SECONDS = [30]
    row = ended(connected, clerk)
    Ends.errors = [KeyError("uuid"), RecursionError("too deep")]

    end_credentials(row.pk)
    state, tries, problem = standing(row)
    assert (state, tries, "could not be read (KeyError)" in problem) == (Revoking.WAITING, 1, True)
    Revocation.objects.update(due_at=timezone.now())
    end_credentials(row.pk)

    assert standing(row)[:2] == (Revoking.BY_HAND, 2)
    assert (row.sealed, Notice.objects.filter(what=What.CHANNEL_TO_REVOKE).count()) == ("", 1)


def test_asked_twice_they_are_ended_once(connected: Channel, clerk: Person) -> None:
    row = ended(connected, clerk)
    end_credentials(row.pk)
    end_credentials(row.pk)

    assert Ends.asked == [TOKEN]


def test_replaced_ones_are_ended_and_those_that_were_entered_again_are_not(
    connected: Channel, clerk: Person
) -> None:
    connect(actor=clerk, channel_id=connected.pk, values=ENTERED)
    assert not Revocation.objects.exists()

    connect(actor=clerk, channel_id=connected.pk, values=OTHER)
    end_credentials(Revocation.objects.get().pk)

    assert Ends.asked == [TOKEN]
    assert credentials_of(connected).secrets == {"token": "another-token"}


def test_where_ending_would_end_what_replaces_them_too_they_are_only_destroyed(
    connected: Channel, clerk: Person, settings: Settings
) -> None:
    settings.CONNECTORS = [f"{__name__}.EndsAll"]
    connect(actor=clerk, channel_id=connected.pk, values=OTHER)
    assert not Revocation.objects.exists()

    disconnect(actor=clerk, channel_id=connected.pk, reason="x")

    assert Revocation.objects.count() == 1


@pytest.mark.parametrize(
    ("error", "tries"), [(Transient("Busy."), 1), (Ambiguous("Silence."), 1), (Paced("Peace.", 30), 0)]
)
def test_a_network_that_cannot_say_now_is_asked_again_later(
    connected: Channel, clerk: Person, error: ConnectorError, tries: int
) -> None:
    Ends.errors = [error]
    row = ended(connected, clerk)
    end_credentials(row.pk)
    assert standing(row) == ("waiting", tries, str(error))
    end_credentials(row.pk)
    assert len(Ends.asked) == 1  # its wait is not over

    Revocation.objects.update(due_at=timezone.now())
    assert end_due() == 1
    end_credentials(row.pk)

    assert standing(row)[0] == Revoking.DONE


@pytest.mark.parametrize("error", [Permanent("It says no."), Reconnect("It says 403.")])
def test_what_the_network_refuses_is_left_to_a_person_who_is_told_what_to_do(
    connected: Channel, clerk: Person, error: ConnectorError
) -> None:
    Ends.errors = [error]
    row = ended(connected, clerk)
    end_credentials(row.pk)

    assert standing(row) == ("by_hand", 1, str(error))
    assert row.sealed == ""
    assert row.left.startswith("Sign in to Strict with the council’s own account")
    notice = Notice.objects.get(what=What.CHANNEL_TO_REVOKE)
    words = about_ending(notice, clerk)
    assert words is not None
    assert row.left in words.body
    assert f"/desk/channels/{connected.pk}/connection/" in words.body


def test_after_the_last_attempt_it_is_left_to_a_person(
    connected: Channel, clerk: Person, settings: Settings
) -> None:
    settings.DELIVERY_BACKOFF_SECONDS = [1]
    Ends.errors = [Transient("Busy."), Transient("Busy.")]
    row = ended(connected, clerk)
    end_credentials(row.pk)
    Revocation.objects.update(due_at=timezone.now())
    end_credentials(row.pk)

    assert standing(row) == ("by_hand", 2, "Given up after 2 attempts. The last: Busy.")


def test_a_person_says_that_it_is_done_and_how_that_is_seen(connected: Channel, clerk: Person) -> None:
    Ends.left = "Delete the app password there."
    row = ended(connected, clerk)
    end_credentials(row.pk)
    client, page = sign_in(clerk), reverse("connect_channel", args=[clerk.council.slug, connected.pk])
    address = reverse("prove_ended", args=[clerk.council.slug, row.pk])
    assert Ends.left in client.get(page).content.decode()
    assert Ends.left in client.get(address).content.decode()
    with pytest.raises(InvalidInput):
        prove_ended(actor=clerk, revocation_id=row.pk, note=" ")
    with pytest.raises(NotYours):
        prove_ended(
            actor=make_person(council=clerk.council, role=Role.OFFICER), revocation_id=row.pk, note="x"
        )

    assert client.post(address, {"note": "Its list is empty."}).status_code == 302

    row.refresh_from_db()
    assert (row.state, row.proof, row.done_by) == (Revoking.DONE, "Its list is empty.", clerk.membership)
    assert address not in client.get(page).content.decode()
    with pytest.raises(Refusal, match="ended already"):
        prove_ended(actor=clerk, revocation_id=row.pk, note="Again.")


def test_another_council_finds_nothing(connected: Channel, clerk: Person) -> None:
    row = ended(connected, clerk)
    other = make_person(council=make_council(), role=Role.CLERK)

    assert sign_in(other).get(reverse("prove_ended", args=[other.council.slug, row.pk])).status_code == 404
    with pytest.raises(Refusal):
        prove_ended(actor=other, revocation_id=row.pk, note="x")


def test_what_a_dead_worker_left_is_asked_again(connected: Channel, clerk: Person) -> None:
    row = ended(connected, clerk)
    Revocation.objects.update(state="asking", tries=1, due_at=timezone.now() - timedelta(seconds=1))
    end_credentials(row.pk)

    assert standing(row) == ("done", 2, "")


def test_credentials_that_a_worker_was_renewing_meanwhile_are_ended_in_their_newest_form(
    connected: Channel, clerk: Person
) -> None:
    held = credentials_of(connected)

    def exchange(_: Credentials) -> Renewed:
        disconnect(actor=clerk, channel_id=connected.pk, reason="x")
        return Renewed({"token": "renewed-token"}, {})

    with pytest.raises(Transient):
        renew(connected, held, exchange)
    end_credentials(Revocation.objects.get().pk)

    assert Ends.asked == ["renewed-token"]


def test_the_database_keeps_no_credentials_of_what_is_settled(connected: Channel, clerk: Person) -> None:
    row = ended(connected, clerk)

    for change in ({"state": "done"}, {"state": "by_hand", "left": "x"}, {"state": "odd"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revocation.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revocation.objects.filter(pk=row.pk).update(state="by_hand", sealed="", session="", left="")


def test_what_stood_open_and_is_a_secret_now_goes_when_its_connection_ends(
    clerk: Person, settings: Settings
) -> None:
    settings.CONNECTORS = ["portal.channels.connectors.webhook.WebhookConnector"]
    body = clerk.council.channels.get().body
    hook = Channel.objects.create(council=clerk.council, body=body, connector="webhook", name="Hook")
    values = {"address": "https://far.example/hook?token=t0ken", "secret": "kG7-pQ2x_vB9nM4sL6tR1wY8zD3fH5jC"}
    connect(actor=clerk, channel_id=hook.pk, values=values)
    Connection.objects.filter(channel=hook).update(public={"address": values["address"], "note": "kept"})

    disconnect(actor=clerk, channel_id=hook.pk, reason="x")

    assert Connection.objects.get(channel=hook).public == {"note": "kept"}
    assert not Revocation.objects.exists()


NETWORKS: dict[
    str, tuple[Callable[[], StandIn], Callable[[Any], dict[str, str]], Callable[[Any], bool], str]
] = {
    "mastodon": (
        mastodon_server.MastodonServer,
        lambda peer: {
            "server": peer.origin,
            "token": mastodon_server.TOKEN,
            "client": mastodon_server.CLIENT,
            "client_secret": mastodon_server.CLIENT_SECRET,
        },
        lambda peer: not peer.tokens,
        "",
    ),
    "bluesky": (
        bluesky_server.BlueskyServer,
        lambda peer: {
            "server": peer.origin,
            "handle": bluesky_server.HANDLE,
            "password": bluesky_server.PASSWORD,
        },
        lambda peer: not peer.refresh,
        "App passwords",
    ),
    "wordpress": (
        wordpress_server.WordPressServer,
        lambda peer: {
            "site": peer.origin,
            "user": wordpress_server.USER,
            "password": wordpress_server.PASSWORD,
        },
        lambda peer: not peer.passwords,
        "",
    ),
    "facebook": (
        facebook_server.FacebookServer,
        lambda _: {
            "page": facebook_server.PAGE,
            "app": facebook_server.APP,
            "app_secret": facebook_server.SECRET,
            "token": facebook_server.TOKEN,
        },
        lambda peer: not peer.tokens,
        "",
    ),
    "x": (
        x_server.XServer,
        lambda _: {
            "client": x_server.CLIENT,
            "client_secret": x_server.SECRET,
            "refresh": x_server.REFRESH,
        },
        lambda peer: not peer.refresh and not peer.access,
        "",
    ),
}


@pytest.fixture(params=sorted(NETWORKS))
def there(request: pytest.FixtureRequest, settings: Settings) -> Iterator[tuple[str, Any]]:
    """Return each network that ends credentials, new."""
    settings.CONNECTORS = [
        f"portal.channels.connectors.{name}.{label}Connector"
        for name, label in zip(NETWORKS, ("Mastodon", "Bluesky", "WordPress", "Facebook", "X"), strict=True)
    ]
    peer = NETWORKS[request.param][0]()
    settings.NETWORK_PEERS = frozenset({("127.0.0.1", peer.port)})
    settings.FACEBOOK_ADDRESS = settings.X_ADDRESS = peer.origin
    yield request.param, peer
    peer.close()
    assert peer.complaints == []


def put_on(there: tuple[str, Any], **changes: str) -> tuple[Staff, Channel]:
    """Return a council with a channel on the network, connected and tried."""
    name, peer = there
    staff = make_staff(name)
    (channel,) = staff.council.channels.all()
    connect(actor=staff.clerk, channel_id=channel.pk, values={**NETWORKS[name][1](peer), **changes})
    try_connection(Connection.objects.get(ended_at__isnull=True).pk)
    assert Connection.objects.get(ended_at__isnull=True).checked_at is not None
    return staff, channel


def test_each_network_takes_them_no_more(there: tuple[str, Any]) -> None:
    name, peer = there
    staff, channel = put_on(there)
    row = ended(channel, staff.clerk)

    end_credentials(row.pk)

    assert NETWORKS[name][2](peer)
    row.refresh_from_db()
    assert row.state == (Revoking.BY_HAND if NETWORKS[name][3] else Revoking.DONE), row.problem
    assert NETWORKS[name][3] in row.left


def test_each_network_that_took_them_no_more_before_is_no_trouble_or_is_left_to_a_person(
    there: tuple[str, Any],
) -> None:
    _, peer = there
    staff, channel = put_on(there)
    peer.expire()
    row = ended(channel, staff.clerk)

    end_credentials(row.pk)

    row.refresh_from_db()
    assert row.state in {Revoking.DONE, Revoking.BY_HAND}
    assert (row.sealed, row.session) == ("", "")


def test_a_token_of_mastodon_without_its_application_is_ended_by_hand(settings: Settings) -> None:
    settings.CONNECTORS = ["portal.channels.connectors.mastodon.MastodonConnector"]
    with mastodon_server.MastodonServer.serving() as peer:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", peer.port)})
        staff, channel = put_on(("mastodon", peer), client="", client_secret="")
        row = ended(channel, staff.clerk)
        end_credentials(row.pk)

    row.refresh_from_db()
    assert row.state == Revoking.BY_HAND
    assert "Preferences, Development" in row.left


def test_what_stands_open_in_connections_that_ended_long_ago_is_dropped_by_the_sweep(
    clerk: Person, settings: Settings
) -> None:
    settings.CONNECTORS = ["portal.channels.connectors.webhook.WebhookConnector"]
    body = clerk.council.channels.get().body
    hook = Channel.objects.create(council=clerk.council, body=body, connector="webhook", name="Hook")
    values = {"address": "https://far.example/hook?token=t0ken", "secret": "kG7-pQ2x_vB9nM4sL6tR1wY8zD3fH5jC"}
    connect(actor=clerk, channel_id=hook.pk, values=values)
    disconnect(actor=clerk, channel_id=hook.pk, reason="x")
    old = Connection.objects.get(channel=hook)
    Connection.objects.filter(pk=old.pk).update(public={"address": values["address"], "note": "kept"})

    rotate_all()

    old.refresh_from_db()
    assert old.public == {"note": "kept"}

"""Credentials are entered, replaced and destroyed; nobody reads them, whatever is shown, logged or recorded."""

import logging
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from portal.channels.connectors.base import Reconnect
from portal.channels.connectors.connecting import Health
from portal.channels.credentials.connecting import connect, disconnect, order_trial
from portal.channels.credentials.rotating import rotate_all
from portal.channels.credentials.sealing import Unreadable, seal, sealed_anew, unseal
from portal.channels.credentials.trying import try_connection
from portal.channels.credentials.using import credentials_of, keep_session, why_not_connected
from portal.channels.models import Channel, Connection, FollowerReading
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.credentials.conftest import ENTERED, TOKEN, Far
from tests.makers import make_channels, make_council, make_person, sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
EARLIER = "an-earlier-key"


def test_what_was_entered_is_encrypted_and_opens_for_its_channel_alone(
    connected: Channel, clerk: Person
) -> None:
    row = Connection.objects.get()

    assert (row.public, row.connected_by) == ({"server": "https://social.example"}, clerk.membership)
    assert TOKEN not in f"{row.sealed}{row.public}"
    assert credentials_of(connected).secrets == {"token": TOKEN}
    with pytest.raises(Unreadable):
        unseal(connected.pk + 1, row.sealed)


def test_nothing_that_is_printed_recorded_or_logged_holds_a_secret(
    connected: Channel, clerk: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    held = credentials_of(connected)
    keep_session(held, {"access": f"session-{TOKEN}"})
    disconnect(actor=clerk, channel_id=connected.pk, reason="Revoked there.")

    entries = [(entry.verb, entry.body) for entry in LedgerEntry.objects.all()]
    texts = [snapshot.text for snapshot in Snapshot.objects.all()]
    assert TOKEN not in f"{held!r} {Connection.objects.get()!r} {entries} {texts} {caplog.text}"
    assert {"channel_connected", "channel_disconnected"} <= {verb for verb, _ in entries}


def test_connecting_again_replaces_and_destroys_what_was_before(connected: Channel, clerk: Person) -> None:
    connect(actor=clerk, channel_id=connected.pk, values={**ENTERED, "token": "another-token"})

    before, now = Connection.objects.order_by("pk")
    assert (before.sealed, before.session, before.ended_at is not None) == ("", "", True)
    assert now.ended_at is None
    assert credentials_of(connected).secrets == {"token": "another-token"}


def test_destroyed_credentials_are_gone_from_the_database(connected: Channel, clerk: Person) -> None:
    disconnect(actor=clerk, channel_id=connected.pk, reason="The clerk left.")

    with pytest.raises(Reconnect, match="not connected"):
        credentials_of(connected)
    assert [(row.sealed, row.session) for row in Connection.objects.all()] == [("", "")]
    with pytest.raises(Refusal, match="not connected"):
        disconnect(actor=clerk, channel_id=connected.pk, reason="Again.")
    with pytest.raises(Refusal, match="not connected"):
        order_trial(actor=clerk, channel_id=connected.pk)


@pytest.mark.parametrize("broken", [{"sealed": ""}, {"problem": "x"}, {"ended_at": "2026-01-01T00:00Z"}])
def test_the_database_refuses_what_no_connection_is(connected: Channel, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.filter(channel=connected).update(**broken)


def test_two_open_connections_of_one_channel_cannot_be(connected: Channel, clerk: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.create(channel=connected, sealed="x", connected_by=clerk.membership)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CLERK])
def test_nobody_without_the_power_connects(council: Council, channel: Channel, role: Role) -> None:
    person = make_person(council=council, role=role)
    for act in (
        lambda: connect(actor=person, channel_id=channel.pk, values=ENTERED),
        lambda: disconnect(actor=person, channel_id=channel.pk, reason="x"),
        lambda: order_trial(actor=person, channel_id=channel.pk),
    ):
        with pytest.raises(NotYours):
            act()
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"server": "https://social.example"}, "Access token: this is needed"),
        ({**ENTERED, "token": "   "}, "Access token: this is needed"),
        ({**ENTERED, "token": "x" * 2001}, "Access token: this is not what the network gave you"),
        ({**ENTERED, "token": "a\nb"}, "Access token: this is not what the network gave you"),
        ({**ENTERED, "token": "a\x00b"}, "Access token: this is not what the network gave you"),
    ],
)
def test_what_cannot_be_a_credential_is_refused(
    channel: Channel, clerk: Person, values: dict[str, str], why: str
) -> None:
    with pytest.raises(InvalidInput, match=why):
        connect(actor=clerk, channel_id=channel.pk, values=values)

    assert not Connection.objects.exists()


def test_another_council_s_channel_is_no_channel(channel: Channel) -> None:
    theirs = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(Refusal, match="no such channel"):
        connect(actor=theirs, channel_id=channel.pk, values=ENTERED)


def test_a_channel_that_needs_nothing_has_nothing_to_connect(
    channel: Channel, clerk: Person, settings: Any
) -> None:
    settings.CONNECTORS = ["tests.channels.outbox.fakes.Strict"]

    with pytest.raises(Refusal, match="needs no connecting"):
        connect(actor=clerk, channel_id=channel.pk, values=ENTERED)
    assert why_not_connected(channel) == ""


# --- keys -------------------------------------------------------------------------------------------------


def test_an_earlier_key_reads_until_what_it_sealed_is_sealed_anew(settings: Any) -> None:
    now = settings.CREDENTIAL_KEYS[0]
    settings.CREDENTIAL_KEYS = [EARLIER]
    old = seal(7, {"token": TOKEN})
    settings.CREDENTIAL_KEYS = [now, EARLIER]
    assert unseal(7, old) == {"token": TOKEN}
    anew = sealed_anew(old)
    assert anew != old
    assert sealed_anew(anew) == anew
    settings.CREDENTIAL_KEYS = [now]
    assert unseal(7, anew) == {"token": TOKEN}
    for read in (lambda: unseal(7, old), lambda: sealed_anew(old)):
        with pytest.raises(Unreadable):
            read()


def test_what_is_sealed_here_no_other_room_opens(settings: Any) -> None:
    from_here = seal(7, {"token": TOKEN})

    with pytest.raises(Unreadable):
        unseal(7, from_here[:-4] + "AAAA")


def test_the_command_seals_every_open_connection_anew(
    connected: Channel, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_session(credentials_of(connected), {"access": "for some hours"})
    settings.CREDENTIAL_KEYS = ["a-new-key", *settings.CREDENTIAL_KEYS]

    assert rotate_all() == 1
    assert rotate_all() == 0

    settings.CREDENTIAL_KEYS = ["a-new-key"]
    held = credentials_of(connected)
    assert (held.secrets, held.session) == ({"token": TOKEN}, {"access": "for some hours"})


def test_what_no_key_opens_is_left_logged_and_asks_for_a_new_connection(
    connected: Channel, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CREDENTIAL_KEYS = ["a-new-key"]

    assert rotate_all() == 0

    assert f"connection {Connection.objects.get().pk} are under a key that is missing" in caplog.text
    with pytest.raises(Reconnect, match="a key that the portal no longer has"):
        credentials_of(connected)


# --- pages ------------------------------------------------------------------------------------------------


def test_the_page_takes_credentials_and_never_shows_them(
    council: Council, channel: Channel, clerk: Person, network: Far, django_capture_on_commit_callbacks: Any
) -> None:
    client, address = sign_in(clerk), reverse("connect_channel", args=[council.slug, channel.pk])
    typed = {"server": "https://social.example", "password_token": TOKEN}

    refused = client.post(address, {**typed, "server": ""})
    assert refused.status_code == 422
    assert TOKEN not in refused.content.decode()
    assert client.post(address, typed).status_code == 302

    page = client.get(address).content.decode()
    assert credentials_of(channel).secrets == {"token": TOKEN}
    assert TOKEN not in page
    assert "https://social.example" in page
    assert "Being tried" in page
    assert TOKEN not in client.get(reverse("channels", args=[council.slug])).content.decode()


def test_a_channel_without_a_network_has_no_such_page(
    council: Council, channel: Channel, clerk: Person, settings: Any
) -> None:
    settings.CONNECTORS = ["tests.channels.outbox.fakes.Strict"]

    assert sign_in(clerk).get(reverse("connect_channel", args=[council.slug, channel.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_connect_at_once_leave_one_connection() -> None:
    council = make_council()
    (channel,) = make_channels(council, "newsroom")
    people = [make_person(council=council, role=Role.CLERK) for _ in range(2)]
    connection.close()

    made = at_once(
        *(
            lambda person=person: connect(actor=person, channel_id=channel.pk, values=ENTERED)
            for person in people
        )
    )

    assert [type(one) for one in made] == [Connection, Connection]
    assert Connection.objects.filter(ended_at=None).count() == 1
    assert Connection.objects.filter(ended_at=None).get().pk == max(one.pk for one in made)


def test_how_many_follow_is_kept_by_the_day_each_time_that_the_network_says_so(
    connected: Channel, network: Far
) -> None:
    connection = Connection.objects.get()
    for followers in (40, 41, None):
        network.health = Health("@ptc@social.example", ("write",), followers=followers)
        try_connection(connection.pk)

    assert list(FollowerReading.objects.values_list("channel", "followers")) == [(connected.pk, 41)]

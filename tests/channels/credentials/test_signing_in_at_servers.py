"""Signing in at a server that must be asked first: the portal registers there, once; then nobody copies a token."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal import listed
from portal.channels.credentials.connecting import connect, disconnect
from portal.channels.credentials.introducing import FRESH, LEASE, introduce
from portal.channels.credentials.revoking import end_credentials
from portal.channels.credentials.rotating import rotate_all
from portal.channels.credentials.sign_in_views import KEPT
from portal.channels.credentials.signing_in import Begun, begin_sign_in, finish_sign_in, go_on
from portal.channels.credentials.trying import try_connection
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Channel, Connection, Introducing, Introduction, Particulars, Revocation
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, Refusal
from tests.channels.connectors.mastodon_server import TOKEN, MastodonServer
from tests.channels.connectors.standin import Answer
from tests.channels.posts import Staff, make_staff
from tests.makers import sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
SCOPES = {
    *("read:accounts", "read:statuses", "read:notifications", "write:statuses", "write:media"),
    *("write:blocks", "read:follows", "write:reports"),
}


@pytest.fixture
def peer(settings: Settings) -> Iterator[MastodonServer]:
    settings.CONNECTORS = listed.CONNECTORS
    with MastodonServer.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def staff(peer: MastodonServer) -> Staff:
    return make_staff("mastodon")


@pytest.fixture
def channel(staff: Staff) -> Channel:
    return staff.council.channels.get()


def begun_at(peer: MastodonServer, staff: Staff, channel: Channel) -> Begun:
    """Begin a sign-in, let a worker ask the server, and return how it goes on."""
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})
    introduce(Introduction.objects.get(council=staff.council).pk)
    return go_on(channel, begun.kept)


def finish(staff: Staff, channel: Channel, begun: Begun, said: dict[str, str]) -> Connection:
    """Come back with what the server ``said``, and let a worker try what came of it."""
    row = finish_sign_in(actor=staff.clerk, channel_id=channel.pk, kept=begun.kept, said=said)
    try_connection(row.pk)
    row.refresh_from_db()
    return row


def test_the_server_is_asked_by_a_worker_and_the_account_s_token_comes_of_it(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    first = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})
    assert (first.address, peer.asked) == ("", [])

    begun = begun_at(peer, staff, channel)
    row = finish(staff, channel, begun, peer.sign_ins.agreed(begun.address))

    app = Introduction.objects.get()
    assert begun.address.startswith(f"{peer.origin}/oauth/authorize?")
    assert (app.council, app.connector, app.server, app.state) == (
        staff.council,
        "mastodon",
        peer.origin,
        Introducing.KNOWN,
    )
    held = credentials_of(channel)
    assert (row.account, row.problem, set(row.scopes)) == (f"@ptc@127.0.0.1:{peer.port}", "", SCOPES)
    assert dict(held.secrets) == {"token": "mastodon-given-token-0000", "client_secret": "secret-of-client-1"}
    assert dict(held.public) == {
        "server": peer.origin,
        "visibility": "public",
        "language": "en",
        "client": "client-1",
    }
    assert peer.sign_ins.apps["client-1"].scopes == SCOPES
    stored = app.sealed + row.sealed + str(begun.kept) + begun.address
    assert not any(secret in stored for secret in ("secret-of", "given-token"))
    assert LedgerEntry.objects.filter(verb="channel_introduced", object_id=str(channel.pk)).count() == 2


def test_a_server_that_ignores_the_challenge_is_signed_in_at_as_well(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    peer.sign_ins.since_4_3 = False
    begun = begun_at(peer, staff, channel)

    row = finish(staff, channel, begun, peer.sign_ins.agreed(begun.address))

    assert (row.account, row.problem) == (f"@ptc@127.0.0.1:{peer.port}", "")


def test_what_a_server_knows_is_believed_for_an_hour_and_asked_after_then(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begun_at(peer, staff, channel)
    again = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})
    assert (again.address != "", len(peer.asked)) == (True, 1)

    Introduction.objects.update(settled_at=timezone.now() - FRESH)
    later = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})
    introduce(Introduction.objects.get().pk)

    assert later.address == ""
    assert [one.path for one in peer.asked[1:]] == ["/oauth/token", "/oauth/revoke"]
    assert (len(peer.sign_ins.apps), set(peer.tokens)) == (2, {TOKEN})


def test_a_server_that_has_forgotten_the_portal_registers_it_anew(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begun_at(peer, staff, channel)
    Introduction.objects.update(settled_at=timezone.now() - FRESH)
    del peer.sign_ins.apps["client-1"]

    begun = begun_at(peer, staff, channel)
    del peer.sign_ins.apps["mastodon-client-0123"]

    assert "client_id=client-1&" in begun.address
    assert finish(staff, channel, begun, peer.sign_ins.agreed(begun.address)).problem == ""


def test_two_channels_of_a_council_share_what_a_server_knows_and_no_other_council_does(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begun_at(peer, staff, channel)
    second = Channel.objects.create(council=staff.council, body=channel.body, connector="mastodon", name="2")
    begun = begun_at(peer, staff, second)

    row = Introduction.objects.get()
    ways = [f"/desk/channels/{one.pk}/connection/signed-in/" for one in (channel, second)]
    assert [way[way.index("/desk") :] for way in row.ways_back] == ways
    assert peer.sign_ins.agreed(begun.address)["code"] == "once"
    others = make_staff("mastodon")
    begin_sign_in(
        actor=others.clerk, channel_id=others.council.channels.get().pk, values={"server": peer.origin}
    )
    assert Introduction.objects.get(council=others.council).state == Introducing.ORDERED


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(403, {"error": "This action is not allowed"}), "does not let the portal register (403)"),
        (Answer(422, {"error": "Validation failed: no"}), "It says: “Validation failed: no”"),
        (Answer(404, {"error": "Not found"}), "does not answer as a server of Mastodon’s sort"),
        (Answer(200, {"id": "1"}), "did not say under which name"),
        (Answer(200, raw=b"<html>"), "could not be understood"),
        (Answer(302, {}, {"Location": "https://elsewhere.example/"}), "sends the portal to another address"),
        (Answer(503, {}), "wants to be asked again later"),
    ],
)
def test_a_server_that_does_not_take_the_portal_is_named_with_why(
    peer: MastodonServer, staff: Staff, channel: Channel, answer: Answer, why: str
) -> None:
    peer.sign_ins.registers = answer

    begun = begun_at(peer, staff, channel)

    assert begun.address == ""
    assert why in begun.problem
    assert Introduction.objects.get().sealed == ""


def test_a_server_that_was_asked_in_vain_is_asked_again_by_whoever_begins_again(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    peer.sign_ins.registers = Answer(403, {"error": "Closed"})
    begun_at(peer, staff, channel)
    peer.sign_ins.registers = None

    begun = begun_at(peer, staff, channel)

    assert (begun.address != "", begun.problem) == (True, "")


@pytest.mark.parametrize("server", ["http://127.0.0.1:9", "https://10.0.0.5", "https://[::1]"])
def test_no_server_inside_and_none_that_is_away_is_signed_in_at(
    peer: MastodonServer, staff: Staff, channel: Channel, server: str
) -> None:
    begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": server})
    introduce(Introduction.objects.get().pk)

    row = Introduction.objects.get()
    assert (row.state, peer.asked) == (Introducing.FAILED, [])
    assert "is not a public address" in row.problem or "could not be reached" in row.problem


def test_a_code_is_taken_once_and_a_used_one_is_said(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begun = begun_at(peer, staff, channel)
    said = peer.sign_ins.agreed(begun.address)
    peer.sign_ins.codes.clear()

    row = finish(staff, channel, begun, said)

    assert "it was used before, or lasted too long" in row.problem
    assert (row.renewing_until, peer.sign_ins.given) == (None, [])


def test_a_code_of_another_sign_in_is_not_taken(peer: MastodonServer, staff: Staff, channel: Channel) -> None:
    mine, stolen = begun_at(peer, staff, channel), begun_at(peer, staff, channel)
    code = peer.sign_ins.agreed(stolen.address)["code"]

    row = finish(staff, channel, mine, {"state": mine.kept["state"], "code": code})

    assert "does not take this sign-in" in row.problem


def test_an_application_that_ended_meanwhile_is_registered_anew_next_time(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begun = begun_at(peer, staff, channel)
    said = peer.sign_ins.agreed(begun.address)
    del peer.sign_ins.apps["client-1"]

    row = finish(staff, channel, begun, said)

    assert "does not know the portal any more" in row.problem
    assert Introduction.objects.get().state == Introducing.FAILED
    assert begun_at(peer, staff, channel).address != ""


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("@ptc", ""),
        ("@PTC/", ""),
        ("about", ""),
        ("@jo", "is @ptc@127.0.0.1"),
        ("@ptc@elsewhere.example", "names @ptc@elsewhere.example"),
    ],
)
def test_an_account_that_is_not_the_channel_s_is_not_kept(
    peer: MastodonServer, staff: Staff, channel: Channel, page: str, problem: str
) -> None:
    Particulars.objects.update_or_create(channel=channel, defaults={"address": f"{peer.origin}/{page}"})
    begun = begun_at(peer, staff, channel)

    row = finish(staff, channel, begun, peer.sign_ins.agreed(begun.address))

    assert problem in row.problem
    assert (bool(problem), TOKEN in peer.tokens) == (bool(row.problem), True)
    assert ("mastodon-given-token-0000" in peer.tokens) is not bool(problem)


def test_disconnected_the_token_ends_there(peer: MastodonServer, staff: Staff, channel: Channel) -> None:
    begun = begun_at(peer, staff, channel)
    finish(staff, channel, begun, peer.sign_ins.agreed(begun.address))

    disconnect(actor=staff.clerk, channel_id=channel.pk, reason="The council leaves that server.")
    end_credentials(Revocation.objects.get().pk)

    row = Revocation.objects.get()
    assert (row.state, row.left, row.sealed) == ("done", "", "")
    assert set(peer.tokens) == {TOKEN}


def test_a_token_that_somebody_copied_connects_as_before(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    row = connect(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin, "token": TOKEN})
    try_connection(row.pk)
    row.refresh_from_db()
    assert (row.problem, row.sign_in, credentials_of(channel).secrets["token"]) == ("", None, TOKEN)


def test_nobody_comes_back_from_where_nobody_was_sent(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})

    with pytest.raises(Refusal, match="is over"):
        finish_sign_in(
            actor=staff.clerk,
            channel_id=channel.pk,
            kept=begun.kept,
            said={"state": begun.kept["state"], "code": "once"},
        )
    assert Connection.objects.count() == 0


def test_what_no_server_is_called_is_refused_at_once(staff: Staff, channel: Channel) -> None:
    with pytest.raises(InvalidInput, match="something like"):
        begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": "ftp://social.example"})
    with pytest.raises(InvalidInput, match="more than 300 signs"):
        begin_sign_in(
            actor=staff.clerk, channel_id=channel.pk, values={"server": f"https://{'a' * 300}.example"}
        )
    assert Introduction.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "guessed"},
        {"state": Introducing.KNOWN, "sealed": ""},
        {"state": Introducing.KNOWN, "sealed": "x", "settled_at": None},
        {"state": Introducing.FAILED, "problem": ""},
    ],
)
def test_the_database_holds_no_introduction_that_says_nothing(
    peer: MastodonServer, staff: Staff, channel: Channel, wrong: dict[str, Any]
) -> None:
    begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})

    with pytest.raises(IntegrityError):
        Introduction.objects.update(**wrong)


def test_one_worker_asks_and_a_dead_one_holds_nobody_up(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})
    pk = Introduction.objects.get().pk
    Introduction.objects.update(asking_until=timezone.now() + LEASE)
    introduce(pk)
    assert peer.asked == []

    Introduction.objects.update(asking_until=timezone.now() - timedelta(seconds=1))
    introduce(pk)
    introduce(pk)

    assert len(peer.asked) == 1


def test_what_a_server_gave_is_encrypted_anew_under_a_new_key(
    peer: MastodonServer, staff: Staff, channel: Channel, settings: Settings
) -> None:
    begun_at(peer, staff, channel)
    before = Introduction.objects.get().sealed

    settings.CREDENTIAL_KEYS = ["another-key", *settings.CREDENTIAL_KEYS]
    assert (rotate_all(), rotate_all()) == (1, 0)
    assert Introduction.objects.get().sealed != before
    settings.CREDENTIAL_KEYS = ["another-key"]
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})
    assert begun.address != ""


def pages(client: Client, channel: Channel, name: str, **said: str) -> str:
    """Return a page about the channel's connection."""
    return client.get(
        reverse(name, args=[channel.council.slug, channel.pk]), said, follow=True
    ).content.decode()


def test_the_desk_shows_that_the_server_is_asked_then_the_way_then_that_it_works(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    client = sign_in(staff.clerk)
    assert "Sign in at Mastodon instead" in pages(client, channel, "connect_channel")
    way = reverse("sign_in_channel", args=[channel.council.slug, channel.pk])
    asked = client.post(way, {"server": peer.origin}, follow=True).content.decode()
    assert "The server is being asked." in asked
    assert "Go on to Mastodon" not in asked
    assert all(f"<code>{scope}</code>" in asked for scope in SCOPES)

    introduce(Introduction.objects.get().pk)
    page = pages(client, channel, "sign_in_channel")
    address = client.session[KEPT]["address"]
    assert f'href="{address.replace("&", "&amp;")}"' in page
    assert "being asked" not in page
    back = pages(client, channel, "signed_in_channel", **peer.sign_ins.agreed(address))
    assert "signed in. It is being tried" in back
    try_connection(Connection.objects.get().pk)
    assert f"@ptc@127.0.0.1:{peer.port}" in pages(client, channel, "connect_channel")


def test_the_desk_says_why_a_server_was_asked_in_vain(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    client = sign_in(staff.clerk)
    peer.sign_ins.registers = Answer(403, {"error": "Closed"})
    way = reverse("sign_in_channel", args=[channel.council.slug, channel.pk])
    client.post(way, {"server": peer.origin})
    introduce(Introduction.objects.get().pk)

    page = pages(client, channel, "sign_in_channel")

    assert "does not let the portal register (403). It says: “Closed”" in page
    assert "Go on to Mastodon" not in page


def test_whoever_comes_back_signed_out_carries_nothing_on_to_the_page_of_signing_in(
    staff: Staff, channel: Channel
) -> None:
    way = reverse("signed_in_channel", args=[channel.council.slug, channel.pk])

    out = Client().get(way, {"state": "s", "code": "the-code"})
    inside = sign_in(staff.clerk).get(way, {"state": "s", "code": "the-code"})

    assert (out.status_code, "the-code" in out.headers["Location"]) == (302, False)
    assert (inside.status_code, inside.headers["Referrer-Policy"]) == (302, "same-origin")
    assert "no-store" in inside.headers["Cache-Control"]
    assert "the-code" not in inside.headers["Location"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_back_at_once_with_one_state_one_connects(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begun = begun_at(peer, staff, channel)
    said: dict[str, Any] = peer.sign_ins.agreed(begun.address)

    def back() -> Connection:
        return finish_sign_in(actor=staff.clerk, channel_id=channel.pk, kept=begun.kept, said=said)

    ends = at_once(back, back)

    assert sorted(type(end).__name__ for end in ends) == ["Connection", "Refusal"]
    assert Connection.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_at_one_server_introduce_the_portal_once(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    def begin() -> Begun:
        return begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"server": peer.origin})

    at_once(begin, begin)
    pk = Introduction.objects.get().pk
    at_once(lambda: introduce(pk), lambda: introduce(pk))

    assert len(peer.asked) == 1


def test_a_state_counts_once_however_the_session_was_kept(
    peer: MastodonServer, staff: Staff, channel: Channel
) -> None:
    begun = begun_at(peer, staff, channel)
    said = peer.sign_ins.agreed(begun.address)
    finish(staff, channel, begun, said)

    with pytest.raises(Refusal, match="is over"):
        finish_sign_in(actor=staff.clerk, channel_id=channel.pk, kept=begun.kept, said=said)
    assert Connection.objects.get().ended_at is None

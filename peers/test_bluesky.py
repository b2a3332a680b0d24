"""Bluesky's own server and view: published, read back there, answered, ruled on at the desk, taken back."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pytest_django.fixtures import Settings

from moderation.measures.standing import strikes_of
from moderation.models import Assessment, Comment
from moderation.queue import History, history_of
from moderation.states import Handling, Showing
from peers.conftest import Start
from peers.journeys import awaited, peers_at, published, taken_back
from peers.moderating import THREAT, received, ruled
from portal.channels.connectors.base import Reconnect, connectors
from portal.channels.credentials.connecting import connect
from portal.channels.models import Channel
from tests.channels.posts import make_staff
from tests.makers.comments import make_house_rules

pytestmark = pytest.mark.django_db
TEXT = "Mill Lane is closed from Monday, says the #council. https://www.pellworth.example/roads"


class Account:
    """Somebody's own way to the server, without the portal."""

    def __init__(self, server: str, handle: str, password: str) -> None:
        self._at = f"{server}/xrpc"
        asked = {"identifier": handle, "password": password}
        told = (
            httpx.post(f"{self._at}/com.atproto.server.createSession", json=asked).raise_for_status().json()
        )
        self.did = told["did"]
        self._signed = {"Authorization": f"Bearer {told['accessJwt']}"}

    def do(self, method: str, **asked: Any) -> dict[str, Any]:
        """Call a procedure of the protocol; some answer nothing."""
        told = httpx.post(f"{self._at}/{method}", json=asked, headers=self._signed, timeout=30)
        found: dict[str, Any] = told.raise_for_status().json() if told.content else {}
        return found

    def answer(self, root: dict[str, str], text: str) -> str:
        """Answer a post; return what the answer is called."""
        above = {"uri": root["uri"], "cid": root["cid"]}
        record = {
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "reply": {"root": above, "parent": above},
        }
        made = self.do(
            "com.atproto.repo.createRecord", repo=self.did, collection="app.bsky.feed.post", record=record
        )
        return str(made["uri"])


def newcomer(server: str, handle: str) -> Account:
    """Return a new account under a handle that is free."""
    asked = {"handle": handle, "email": "newcomer@example.test", "password": "newcomer-password"}
    httpx.post(f"{server}/xrpc/com.atproto.server.createAccount", json=asked, timeout=30).raise_for_status()
    return Account(server, handle, asked["password"])


def read(channel: Channel, view: str, address: str, handle: str) -> Comment:
    """Return the answer at ``address`` as the portal reads it once the view tells its author by ``handle``."""
    awaited(lambda: seen(view, address).get("author", {}).get("handle") == handle)

    def found() -> Comment | None:
        received(channel)
        return Comment.objects.filter(channel=channel, remote_id=address).first()

    return awaited(found)


def seen(view: str, address: str) -> dict[str, Any]:
    """Return the post as the network's view shows it to anybody; {} where it shows none."""
    told = httpx.get(f"{view}/xrpc/app.bsky.feed.getPosts", params={"uris": address}, timeout=30)
    rows = told.raise_for_status().json()["posts"]
    return dict(rows[0]) if rows else {}


def hidden_at(view: str, address: str) -> list[str] | None:
    """Return which replies the network's view says are hidden from the thread; None where it tells of no gate."""
    gate = seen(view, address).get("threadgate")
    return None if gate is None else list(gate["record"].get("hiddenReplies", []))


def test_a_post_is_read_answered_hidden_shown_removed_by_rulings_and_taken_back(
    start: Start, settings: Settings
) -> None:
    peer = start("bsky", "appview")
    settings.NETWORK_PEERS = peers_at(peer["pds"])
    council, resident = (
        Account(peer["pds"], peer["accounts"][name]["handle"], peer["accounts"][name]["password"])
        for name in ("council", "resident")
    )
    password = council.do("com.atproto.server.createAppPassword", name="Proper Channels")["password"]
    staff = make_staff("bluesky")
    (channel,) = staff.council.channels.all()
    handle = peer["accounts"]["council"]["handle"]
    values = {"server": peer["pds"], "handle": handle, "password": password}
    connect(actor=staff.clerk, channel_id=channel.pk, values=values)
    make_house_rules(staff.clerk)
    connector = connectors()["bluesky"]

    assert connector.health(channel).account == f"@{handle}"
    delivery = published(staff, "bluesky", text=TEXT)
    shown = awaited(lambda: seen(peer["appview"], delivery.external_id))
    assert shown["record"]["text"].startswith(TEXT)
    features = [facet["features"][0]["$type"].rpartition("#")[2] for facet in shown["record"]["facets"]]
    assert sorted(features[:2]) == ["link", "tag"]
    assert connector.find(channel, delivery.key) is not None

    answer = resident.answer(shown, THREAT)
    comment = awaited(lambda: received(channel))
    assert (comment.remote_id, comment.text, comment.handling) == (answer, THREAT, Handling.WAITING)
    assert (comment.publication, comment.showing) == (delivery.publication, Showing.SHOWN)
    assert Assessment.objects.get(comment=comment).outcome in {"flag", "hold"}

    told = ruled(staff.clerk, comment, "hide")
    assert told.startswith("Hidden on Bluesky. Whoever opens the hidden replies of the thread still reads it")
    awaited(lambda: hidden_at(peer["appview"], delivery.external_id) == [answer])
    assert ruled(staff.clerk, comment, "leave") == "It shows on Bluesky again."
    awaited(lambda: hidden_at(peer["appview"], delivery.external_id) == [])
    told = ruled(staff.clerk, comment, "remove")
    assert told.startswith("Bluesky lets nobody delete what others write. Hidden on Bluesky.")
    awaited(lambda: hidden_at(peer["appview"], delivery.external_id) == [answer])
    assert received(channel) == comment

    freed = peer["accounts"]["resident"]["handle"]
    resident.do("com.atproto.identity.updateHandle", handle=f"renamed-{freed}")
    back = resident.answer(shown, "I am back, and I want to know when.")
    again = read(channel, peer["appview"], back, f"renamed-{freed}")
    assert (again.author_key, again.author_lasts) == (comment.author_key, True)
    assert (again.author_address, history_of(staff.clerk, again)) == (f"renamed-{freed}", History(1, 1))
    first = newcomer(peer["pds"], freed).answer(shown, "I am new here. When is it open again?")
    somebody = read(channel, peer["appview"], first, freed)
    assert (somebody.author_address, history_of(staff.clerk, somebody)) == (freed, History(0, 0))
    assert not strikes_of(somebody).exists()

    taken_back(delivery)
    awaited(lambda: not seen(peer["appview"], delivery.external_id))
    assert connector.find(channel, delivery.key) is None


def test_the_account_s_own_password_is_refused(start: Start, settings: Settings) -> None:
    peer = start("bsky", "appview")
    settings.NETWORK_PEERS = peers_at(peer["pds"])
    account = peer["accounts"]["council"]
    staff = make_staff("bluesky")
    (channel,) = staff.council.channels.all()
    values = {"server": peer["pds"], "handle": account["handle"], "password": account["password"]}
    connect(actor=staff.clerk, channel_id=channel.pk, values=values)

    with pytest.raises(Reconnect, match="own password"):
        connectors()["bluesky"].health(channel)

"""WordPress itself: published, read by anybody, commented on, ruled on at the desk, taken back."""

from typing import Any

import httpx
import pytest
from pytest_django.fixtures import Settings

from moderation.models import Assessment, Comment
from moderation.queue import History, history_of
from moderation.states import Handling
from peers.conftest import Start
from peers.journeys import awaited, peers_at, published, taken_back
from peers.moderating import THREAT, received, ruled
from portal.channels.connectors.base import connectors
from portal.channels.credentials.connecting import connect
from portal.channels.models import Channel
from tests.channels.posts import make_staff
from tests.makers.comments import make_house_rules

pytestmark = pytest.mark.django_db
TITLE = "Mill Lane is closed"


def comments(rest: str, post: str) -> list[dict[str, Any]]:
    """Return the comments that anybody reads under a post."""
    told = httpx.get(f"{rest}/comments", params={"post": post}, timeout=30).raise_for_status()
    return list(told.json())


def newest(channel: Channel, words: str) -> Comment:
    """Return the comment that begins with ``words``, as the portal reads it."""

    def found() -> Comment | None:
        received(channel)
        return Comment.objects.filter(channel=channel, text__startswith=words).first()

    return awaited(found)


def test_a_post_is_read_commented_on_held_back_shown_deleted_by_rulings_and_taken_back(
    start: Start, settings: Settings
) -> None:
    peer = start("wordpress")
    rest, accounts = peer["rest"], peer["accounts"]
    settings.NETWORK_PEERS = peers_at(peer["url"])
    staff = make_staff("wordpress")
    (channel,) = staff.council.channels.all()
    password = accounts["portal"]["application_password"]
    values = {"site": peer["url"], "user": "portal", "password": password}
    connect(actor=staff.clerk, channel_id=channel.pk, values=values)
    make_house_rules(staff.clerk)
    connector = connectors()["wordpress"]

    assert connector.health(channel).account
    delivery = published(staff, "wordpress", kind="notice", title=TITLE)
    number = delivery.external_id
    post = httpx.get(f"{rest}/posts/{number}", timeout=30).raise_for_status().json()
    assert (post["title"]["rendered"], post["link"]) == (TITLE, delivery.public_url)
    assert httpx.get(delivery.public_url, timeout=30, follow_redirects=True).status_code == 200
    assert connector.find(channel, delivery.key) is not None

    resident = ("resident", accounts["resident"]["application_password"])
    said = {"post": number, "content": f"{THREAT} {delivery.key}"}
    made = httpx.post(f"{rest}/comments", json=said, auth=resident, timeout=30).raise_for_status().json()
    name = str(made["id"])
    comment = awaited(lambda: received(channel))
    assert (comment.remote_id, comment.text.startswith(THREAT)) == (name, True)
    assert (comment.publication, comment.handling) == (delivery.publication, Handling.WAITING)
    assert Assessment.objects.get(comment=comment).outcome in {"flag", "hold"}

    assert ruled(staff.clerk, comment, "hide").startswith("Hidden on WordPress.")
    assert comments(rest, number) == []
    assert ruled(staff.clerk, comment, "leave") == "It shows on WordPress again."
    assert [row["id"] for row in comments(rest, number)] == [made["id"]]
    assert ruled(staff.clerk, comment, "remove") == "Deleted on WordPress for good."
    assert comments(rest, number) == []
    assert list(connector.comments(channel, number)) == []

    renamed = {"name": "Renamed", "url": "https://renamed.example"}
    httpx.post(f"{rest}/users/me", json=renamed, auth=resident, timeout=30).raise_for_status()
    said = {"post": number, "content": f"I am back. {delivery.key}"}
    awaited(lambda: httpx.post(f"{rest}/comments", json=said, auth=resident, timeout=30).is_success)
    again = newest(channel, "I am back.")
    assert (again.author, again.author_key, again.author_lasts) == ("Renamed", comment.author_key, True)
    assert history_of(staff.clerk, again) == History(1, 1)
    typed = {"author": "Renamed", "url": "https://renamed.example", "email": "visitor@example.test"}
    typed |= {"comment_post_ID": number, "comment": f"I am new here. {delivery.key}"}
    awaited(lambda: httpx.post(f"{peer['url']}/wp-comments-post.php", data=typed, timeout=30).is_redirect)
    visitor = newest(channel, "I am new here.")
    assert (visitor.author, visitor.author_lasts) == ("Renamed", True)
    assert history_of(staff.clerk, visitor) == History(0, 0)

    taken_back(delivery)
    assert httpx.get(f"{rest}/posts/{number}", timeout=30).status_code in {401, 404}

"""A post on Bluesky that leads to an item of the council's own newsroom has a card; nothing is fetched for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as portal
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import connectors
from portal.channels.credentials.connecting import connect
from portal.channels.models import Channel, NewsItem
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.drafts.models import Media
from tests.channels.connectors.bluesky_server import HANDLE, PASSWORD, POST, BlueskyServer
from tests.channels.posts import Staff, make_post, make_staff
from tests.makers import make_approved
from tests.makers.pictures import images_of, make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(settings: Settings) -> Iterator[BlueskyServer]:
    with BlueskyServer.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def staff(peer: BlueskyServer) -> Staff:
    made = make_staff("newsroom", "bluesky")
    channel = Channel.objects.get(council=made.council, connector="bluesky")
    values = {"server": peer.origin, "handle": HANDLE, "password": PASSWORD}
    connect(actor=made.clerk, channel_id=channel.pk, values=values)
    return made


def news(staff: Staff, *media: Media) -> NewsItem:
    """Return an item of the newsroom, with pictures."""
    content: dict[str, Any] = {"images": images_of(*media)} if media else {}
    issue = make_approved(author=staff.author, clerk=staff.clerk, kind="press_release", **content)
    carry(RowKind.DELIVERY, issue.deliveries.get(channel__connector="newsroom").pk)
    return NewsItem.objects.get(communication_id=issue.communication_id)


def embedded(staff: Staff, peer: BlueskyServer, link: str, **content: Any) -> dict[str, Any]:
    """Return what the record of a post with ``link`` embeds."""
    post = make_post(staff, "social_post", "bluesky", text="Mill Lane is closed.", link=link, **content)
    connectors()["bluesky"].publish(post)
    (record,) = [row for (kind, _), row in peer.records.items() if kind == POST]
    found: dict[str, Any] = record.get("embed", {})
    return found


def address(item: NewsItem) -> str:
    return f"{portal.SITE_URL}/{item.council.slug}/news/{item.slug}/"


def test_the_card_says_headline_and_summary_and_shows_the_first_picture(
    staff: Staff, peer: BlueskyServer
) -> None:
    picture = make_picture(by=staff.author)
    Media.objects.filter(pk=picture.pk).update(who=Media.Who.NOBODY)
    item = news(staff, picture)

    embed = embedded(staff, peer, address(item))

    assert embed["$type"] == "app.bsky.embed.external"
    card = embed["external"]
    assert (card["uri"], card["title"], card["description"]) == (address(item), item.headline, item.summary)
    with picture.published.open("rb") as file:
        assert peer.blobs[card["thumb"]["ref"]["$link"]] == file.read()


def test_a_picture_in_which_people_can_be_recognised_is_not_taken_along(
    staff: Staff, peer: BlueskyServer
) -> None:
    picture = make_picture(by=staff.author)
    item = news(staff, picture)
    Media.objects.filter(pk=picture.pk).update(who=Media.Who.PEOPLE)

    assert set(embedded(staff, peer, address(item))["external"]) == {"uri", "title", "description"}
    assert peer.blobs == {}


@pytest.mark.parametrize("gone", ["withdrawn_at", "taken_down_at", "another council's", "outside", "nothing"])
def test_what_readers_of_the_newsroom_do_not_have_has_no_card(
    staff: Staff, peer: BlueskyServer, gone: str
) -> None:
    link = "https://elsewhere.example/news/mill-lane/"
    if gone.endswith("_at"):
        item = news(staff)
        link, note = address(item), "It was wrong."
        at = {gone: item.published_at, "html": "", "text": "", "withdrawal_note": note}
        NewsItem.objects.filter(pk=item.pk).update(**at)
    elif gone == "another council's":
        link = address(news(make_staff("newsroom")))
    elif gone == "nothing":
        link = f"{portal.SITE_URL}/{staff.council.slug}/news/no-such-item/"

    assert embedded(staff, peer, link) == {}


def test_a_post_with_pictures_of_its_own_shows_those(staff: Staff, peer: BlueskyServer) -> None:
    own = make_picture(by=staff.author)
    embed = embedded(staff, peer, address(news(staff)), images=images_of(own))

    assert embed["$type"] == "app.bsky.embed.images"


def test_a_picture_that_is_gone_leaves_the_words(staff: Staff, peer: BlueskyServer) -> None:
    picture = make_picture(by=staff.author)
    Media.objects.filter(pk=picture.pk).update(who=Media.Who.NOBODY)
    item = news(staff, picture)
    Media.objects.filter(pk=picture.pk).update(sha256="0" * 64)

    assert set(embedded(staff, peer, address(item))["external"]) == {"uri", "title", "description"}

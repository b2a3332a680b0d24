"""What stands with comments on Facebook, and with posts that tag the Page, against the strict stand-in."""

from typing import Any

import pytest

from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.base import connectors
from portal.channels.networks.facebook.attachments import attached_to
from tests.channels.connectors.facebook_server import PAGE, comment
from tests.channels.connectors.test_listening import Account, account, on

__all__ = ["account"]

pytestmark = pytest.mark.django_db
PHOTO = {
    "type": "photo",
    "media": {"image": {"src": "https://scontent.example/1.jpg?oe=6543"}},
    "target": {"id": "9001", "url": "https://www.facebook.com/photo.php?fbid=9001"},
    "url": "https://www.facebook.com/photo.php?fbid=9001",
}
PICTURE = Attached(Kind.PICTURE, "9001", "", "https://www.facebook.com/photo.php?fbid=9001")


@on("facebook")
def test_a_comment_brings_the_one_thing_that_stands_with_it(account: Account) -> None:
    rows = [{**comment(f"{PAGE}_2"), "message": "", "attachment": PHOTO}, comment(f"{PAGE}_3")]
    account.peer.posts = {f"{PAGE}_1": {}}
    account.peer.comments = {row["id"]: row for row in rows}

    first, second = connectors()["facebook"].comments(account.channel, f"{PAGE}_1")

    assert (first.text, first.attached, second.attached) == ("", (PICTURE,), ())


@on("facebook")
def test_a_post_that_tags_the_page_brings_what_stands_with_it(account: Account) -> None:
    sticker = {"type": "sticker", "target": {"id": "9002"}, "description": "A cat waves"}
    account.peer.tags = [{**comment("7_1"), "attachments": {"data": [PHOTO, sticker]}}, comment("7_2")]

    first, second = account.named().rows

    assert first.said.attached == (PICTURE, Attached(Kind.PICTURE, "9002", "A cat waves"))
    assert second.said.attached == ()


def told(**one: Any) -> Attached:
    (found,) = attached_to({"attachment": one})
    return found


@pytest.mark.parametrize(
    ("sort", "kind"),
    [
        ("photo", Kind.PICTURE),
        ("video_inline", Kind.VIDEO),
        ("animated_image_share", Kind.VIDEO),
        ("share", Kind.OTHER),
        (None, Kind.OTHER),
    ],
)
def test_what_moves_is_a_video(sort: str | None, kind: Kind) -> None:
    assert told(type=sort).kind == kind


def test_a_card_says_its_words_and_leads_straight_to_its_page_however_facebook_words_the_way() -> None:
    way = "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa%3Fid%3D7%26fbclid%3D{0}&h={0}"
    one, other = (
        told(type="share", title="Bins", description="In the lane", url=way.format(sign)) for sign in "ab"
    )

    page = "https://news.example/a?id=7"
    assert one == other == Attached(Kind.OTHER, page, "Bins\nIn the lane", page)
    assert told(type="share", url="https://l.facebook.com/l.php?h=a").address.endswith("?h=a")
    assert told(type="share", url="https://[").address == ""

"""What stands with comments on Facebook, and with posts that tag the Page, against the strict stand-in."""

from typing import Any

import pytest

from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.base import connectors
from portal.channels.networks.facebook.attachments import attached_to
from tests.channels.connectors.facebook_server import PAGE, comment
from tests.channels.connectors.test_listening import Account, account, message, on, talk

__all__ = ["account"]

pytestmark = pytest.mark.django_db
AT = "https://cdn.example/1?sig=abc"
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


@on("facebook")
def test_a_message_brings_the_files_that_were_sent_with_it_by_name_and_loads_none(account: Account) -> None:
    picture = {
        "id": "31",
        "mime_type": "image/jpeg",
        "name": "lamp.jpg",
        "size": 5,
        "image_data": {"url": AT},
    }
    letter = {"id": "32", "mime_type": "application/pdf", "name": "letter.pdf", "file_url": AT}
    film = {
        "id": "33",
        "mime_type": "video/mp4",
        "name": "v.mp4",
        "video_data": {"url": AT, "preview_url": "p"},
    }
    sound = {"id": "34", "mime_type": "audio/mp4", "file_url": AT}
    files = {"data": [picture, letter, film, sound]}
    account.peer.talks = [talk("t_1", message("m_1", "The lamp is out.", attachments=files))]

    (one,) = account.written().rows

    assert one.said.text == "The lamp is out."
    assert one.said.attached == (
        Attached(Kind.PICTURE, "31", "lamp.jpg", AT),
        Attached(Kind.OTHER, "32", "letter.pdf", AT),
        Attached(Kind.VIDEO, "33", "v.mp4", AT),
        Attached(Kind.SOUND, "34", "", AT),
    )
    assert [request.path for request in account.peer.asked if "cdn" in request.path] == []


@on("facebook")
def test_what_facebook_does_not_describe_is_said_to_be_there_beside_what_it_does(account: Account) -> None:
    files = {"data": [{"id": "31", "mime_type": "image/png", "image_data": {"url": AT}}, {"id": "35"}]}
    account.peer.talks = [talk("t_1", message("m_1", "Look.", attachments=files))]

    (one,) = account.written().rows

    assert one.said.attached == (Attached(Kind.PICTURE, "31", "", AT),)
    assert one.said.text.startswith("Look.\n\n[Something was sent with this that the portal does not open.")

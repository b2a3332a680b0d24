"""Bluesky against a strict stand-in: names of our own, marks in bytes, sessions that end, replies that are hidden."""

import os
from io import BytesIO
from typing import Any, ClassVar

import pytest
from django.utils import timezone
from PIL import Image

from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.base import Permanent, Reconnect, Sent, Transient
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Attempt, Connection, Delivery
from portal.channels.networks.bluesky import gates
from portal.channels.networks.bluesky.gates import hidden_in
from portal.channels.networks.bluesky.pictures import MOST_BYTES, fitted
from portal.channels.networks.bluesky.session import Session
from portal.channels.networks.bluesky.text import look_of, record_name
from portal.channels.networks.pictures import Cleared
from portal.channels.post import Post
from portal.drafts.picturing import row_of
from tests.channels.connectors.addressed import AddressedContract
from tests.channels.connectors.answering import AnswersContract
from tests.channels.connectors.bluesky_server import (
    DID,
    FRIEND,
    FRIEND_DID,
    GATE,
    HANDLE,
    PASSWORD,
    POST,
    BlueskyServer,
)
from tests.channels.connectors.standin import StandIn
from tests.channels.posts import Staff, make_correction
from tests.makers.pictures import make_picture


class TestBluesky(AnswersContract, AddressedContract):
    slug: ClassVar[str] = "bluesky"
    stand_in: ClassVar[type[StandIn]] = BlueskyServer
    names_its_own: ClassVar[bool] = True
    secret: ClassVar[str] = PASSWORD
    longest: ClassVar[int | None] = 300

    def says(self, peer: BlueskyServer, post: str, number: str, *, account: str, name: str) -> None:
        peer.replies.append(reply(number, post, did=f"did:plc:{account}", handle=f"{name}.test"))

    def elsewhere(self, peer: BlueskyServer, address: str) -> list[tuple[str, str]]:  # noqa: ARG002  one host for all
        return [
            (address.replace(DID, FRIEND), f"a post of {FRIEND}. The channel speaks as @{HANDLE}"),
            (address.replace(DID, FRIEND_DID), f"a post of {FRIEND_DID}"),
            (f"{address}x", "another post of the account"),
            (f"https://bsky.app/profile/{HANDLE}", "not the address of one post"),
        ]

    def test_the_address_with_the_handle_leads_to_the_post_too(self, staff: Staff, post: Post) -> None:
        sent = self.connector.publish(post)

        row = self.looked(staff, post, sent.public_url.replace(DID, HANDLE))

        assert (row.state, row.external_id, row.public_url) == ("sent", sent.external_id, sent.public_url)

    def below(self, peer: BlueskyServer, sent: Sent) -> str:
        peer.replies = [reply("1", sent.external_id)]
        return str(peer.replies[0]["post"]["uri"])

    def hanging(self, peer: BlueskyServer) -> list[tuple[str, str]]:
        rows = [row for (kind, _), row in peer.records.items() if kind == POST and "reply" in row]
        return [(row["text"], row["reply"]["parent"]["uri"]) for row in rows]

    def values(self, peer: BlueskyServer) -> dict[str, str]:
        return {"server": peer.origin, "handle": f"@{HANDLE}", "password": PASSWORD}

    def record(self, peer: BlueskyServer) -> dict[str, Any]:
        """Return the one post that is there."""
        (found,) = [row for (collection, _), row in peer.records.items() if collection == POST]
        return found

    def marked(self, peer: BlueskyServer) -> list[tuple[str, dict[str, str]]]:
        """Return each marked passage with what it is marked as."""
        row = self.record(peer)
        text = row["text"].encode()
        return [
            (text[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(), one["features"][0])
            for one in row["facets"]
        ]

    def test_links_mentions_and_tags_are_marked_in_bytes(self, peer: BlueskyServer, staff: Staff) -> None:
        text = f"Für 🚧 #MillLane fragt @{FRIEND} und @nobody.test: https://example.org/ä?x=1."
        link = "https://www.example.org/full/story/of/the/closing?of=mill-lane"

        self.connector.publish(self.make(staff, text, link=link))

        kinds = "app.bsky.richtext.facet#"
        assert self.marked(peer) == [
            ("#MillLane", {"$type": f"{kinds}tag", "tag": "MillLane"}),
            (f"@{FRIEND}", {"$type": f"{kinds}mention", "did": FRIEND_DID}),
            ("https://example.org/ä?x=1", {"$type": f"{kinds}link", "uri": "https://example.org/ä?x=1"}),
            (look_of(link), {"$type": f"{kinds}link", "uri": link}),
        ]

    def test_a_text_of_just_the_most_graphemes_is_taken(self, peer: BlueskyServer, staff: Staff) -> None:
        first = self.make(staff, "x", link="")
        rest = len(f"\n\n{first.capacity_line} {first.communication.reference}")

        self.connector.publish(self.make(staff, "é" * (300 - rest), link=""))

        with pytest.raises(Permanent, match="301 characters"):
            self.connector.publish(self.make(staff, "é" * (301 - rest), link=""))
        assert len(peer.public()) == 1

    def test_pictures_go_with_description_and_shape(self, peer: BlueskyServer, staff: Staff) -> None:
        media = make_picture(by=staff.author, colour=9)
        rows = [{**row_of(media), "alt": "A barrier."}]

        self.connector.publish(self.make(staff, images=rows))

        (image,) = self.record(peer)["embed"]["images"]
        assert (image["alt"], image["aspectRatio"]) == (
            "A barrier.",
            {"width": media.width, "height": media.height},
        )
        assert list(peer.blobs) == [image["image"]["ref"]["$link"]]

    def test_one_session_serves_many_posts_and_is_kept_encrypted(
        self, peer: BlueskyServer, staff: Staff
    ) -> None:
        for number in range(3):
            self.connector.publish(self.make(staff, f"Number {number}."))

        (access,) = peer.access
        assert peer.signed_in == 1
        assert access not in Connection.objects.get().session

    def test_a_session_that_has_ended_is_renewed_without_the_password(
        self, peer: BlueskyServer, staff: Staff
    ) -> None:
        self.connector.publish(self.make(staff, "One."))
        peer.access.clear()

        self.connector.publish(self.make(staff, "Two."))
        self.connector.publish(self.make(staff, "Three."))

        assert (len(peer.public()), peer.signed_in) == (3, 1)

    def test_where_renewing_fails_the_password_is_sent_again(self, peer: BlueskyServer, staff: Staff) -> None:
        self.connector.publish(self.make(staff, "One."))
        peer.access.clear()
        peer.refresh.clear()

        self.connector.publish(self.make(staff, "Two."))

        assert (len(peer.public()), peer.signed_in) == (2, 2)

    def test_a_correction_is_a_new_post_and_the_old_one_goes(
        self, peer: BlueskyServer, staff: Staff, post: Post
    ) -> None:
        first = self.connector.publish(post)
        self.note(post, first.external_id)
        corrected = make_correction(staff, post, text="From Tuesday.")
        assert self.connector.find(corrected.channel, corrected.key) is None

        second = self.connector.publish(corrected)
        self.connector.publish(corrected)

        assert second.external_id != first.external_id
        assert [text.split("\n")[0] for text in peer.public()] == ["From Tuesday."]
        assert self.connector.find(corrected.channel, corrected.key) is not None

    def test_a_correction_deletes_what_broke_off_of_the_issue_before(
        self, peer: BlueskyServer, staff: Staff, post: Post
    ) -> None:
        self.connector.publish(post)  # the answer was lost, and another part could not follow
        Attempt.objects.create(key=post.key, number=1, started_at=timezone.now())
        Delivery.objects.filter(key=post.key).update(state="cancelled")
        corrected = make_correction(staff, post, text="From Tuesday.")
        Delivery.objects.filter(key=post.key).update(state="cancelled")

        self.connector.publish(corrected)

        assert [text.split("\n")[0] for text in peer.public()] == ["From Tuesday."]

    def test_what_its_view_leaves_out_is_not_taken_for_deleted(self, peer: BlueskyServer, post: Post) -> None:
        sent = self.connector.publish(post)

        self.connector.comments(post.channel, sent.external_id)

        (asked,) = [one for one in peer.asked if one.path.endswith("getPostThread")]
        assert (asked.query["depth"], self.connector.tells_all) == ("1000", False)

    def test_a_correction_after_which_the_old_post_stayed_is_not_done(
        self, peer: BlueskyServer, staff: Staff, post: Post
    ) -> None:
        first = self.connector.publish(post)
        self.note(post, first.external_id)
        old = self.record(peer)
        corrected = make_correction(staff, post, text="From Tuesday.")
        self.connector.publish(corrected)
        peer.records[(POST, first.external_id.rsplit("/", 1)[-1])] = old

        assert self.connector.find(corrected.channel, corrected.key) is None
        self.connector.publish(corrected)

        assert [text.split("\n")[0] for text in peer.public()] == ["From Tuesday."]

    def test_what_stands_with_a_reply_is_what_its_record_says_and_the_view_where_it_lies(
        self, peer: BlueskyServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        at = "https://cdn.example/img/feed_fullsize/plain/did:plc:jo/bafkreione@jpeg"
        pictures, shown = images("bafkreione", "bafkreitwo", at=at)
        quoted = {"$type": "app.bsky.embed.record", "record": {"uri": "at://other/1", "cid": "bafyq"}}
        both = {"$type": "app.bsky.embed.recordWithMedia", "record": quoted, "media": pictures}
        peer.replies = [
            embedded("1", sent.external_id, pictures, shown),
            embedded("2", sent.external_id, both, {"media": shown, "record": {}}),
            embedded("3", sent.external_id, quoted, {"record": {}}),
            embedded("4", sent.external_id, VIDEO, {"playlist": "https://video.example/bafkreiv.m3u8"}),
            embedded("5", sent.external_id, CARD, {}),
        ]

        found = [one.attached for one in self.connector.comments(post.channel, sent.external_id)]

        two = (Attached(Kind.PICTURE, "bafkreione", "A barrier", at), Attached(Kind.PICTURE, "bafkreitwo"))
        video = Attached(Kind.VIDEO, "bafkreiv", "A lorry turns", "https://video.example/bafkreiv.m3u8")
        moving = "https://media.example/cat.gif"
        card = Attached(Kind.OTHER, moving, "A cat\nALT: A cat falls", moving)
        assert found == [two, two, (), (video,), (card,)]

    @pytest.mark.parametrize(
        "embed",
        [
            "words",
            {"$type": "example.other.embed", "images": "abc", "video": ["x"], "external": 7},
            {"$type": "example.other.embed", "images": ["abc", {"image": {"ref": []}, "alt": 5}]},
            {"$type": "example.other.embed", "media": {"images": 5}},
        ],
    )
    def test_an_embed_of_no_known_shape_keeps_no_reply_from_being_read(
        self, peer: BlueskyServer, post: Post, embed: Any
    ) -> None:
        sent = self.connector.publish(post)
        peer.replies = [embedded("1", sent.external_id, embed, {}), reply("2", sent.external_id)]

        found = self.connector.comments(post.channel, sent.external_id)

        assert [one.text for one in found] == ["When is it?"] * 2
        assert {(one.alt, one.address) for one in found[0].attached} <= {("", "")}

    def test_a_reply_is_read_hidden_and_shown_again(self, peer: BlueskyServer, post: Post) -> None:
        sent = self.connector.publish(post)
        peer.replies = [
            reply("1", sent.external_id, replies=[reply("2", "at://other/1")]),
            reply("3", "x", did=DID),
        ]

        one, two = self.connector.comments(post.channel, sent.external_id)
        assert (one.author, one.author_address, one.text, one.hidden) == (
            "Jo",
            "jo.test",
            "When is it?",
            False,
        )
        assert (one.parent_id, two.parent_id) == (sent.external_id, "at://other/1")

        for _ in range(2):
            self.connector.hide(post.channel, sent.external_id, one.remote_id)
        (gate,) = [row for (collection, _), row in peer.records.items() if collection == GATE]
        assert (gate["post"], gate["hiddenReplies"]) == (sent.external_id, [one.remote_id])
        assert [row.hidden for row in self.connector.comments(post.channel, sent.external_id)] == [
            True,
            False,
        ]

        for _ in range(2):
            self.connector.unhide(post.channel, sent.external_id, one.remote_id)
        assert [row.hidden for row in self.connector.comments(post.channel, sent.external_id)] == [
            False,
            False,
        ]

    @pytest.mark.parametrize("act", ["hide", "unhide"])
    def test_two_who_change_what_a_thread_hides_at_the_same_moment_both_do(
        self, post: Post, monkeypatch: pytest.MonkeyPatch, act: str
    ) -> None:
        sent = self.connector.publish(post)
        one, two = "at://other/app.bsky.feed.post/1", "at://other/app.bsky.feed.post/2"
        if act == "unhide":
            for number in (one, two):
                self.connector.hide(post.channel, sent.external_id, number)
        read = gates._gate

        def slowly(session: Session, external_id: str) -> Any:
            found = read(session, external_id)
            monkeypatch.setattr(gates, "_gate", read)
            getattr(self.connector, act)(post.channel, sent.external_id, one)
            return found

        monkeypatch.setattr(gates, "_gate", slowly)
        getattr(self.connector, act)(post.channel, sent.external_id, two)

        session = Session(credentials_of(post.channel))
        assert hidden_in(session, sent.external_id) == ([one, two] if act == "hide" else [])

    def test_a_thread_that_others_change_all_the_time_is_tried_again_later(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent = self.connector.publish(post)
        self.connector.hide(post.channel, sent.external_id, "at://other/1")
        monkeypatch.setattr(gates, "_gate", lambda *_: ({}, None))

        with pytest.raises(Transient, match="at this moment"):
            self.connector.hide(post.channel, sent.external_id, "at://other/2")

    def test_a_thread_that_hides_all_it_can_says_so(self, peer: BlueskyServer, post: Post) -> None:
        sent = self.connector.publish(post)
        self.connector.hide(post.channel, sent.external_id, "at://other/0")
        (place,) = [place for place in peer.records if place[0] == GATE]
        peer.records[place]["hiddenReplies"] = [f"at://other/{number}" for number in range(300)]

        with pytest.raises(Permanent, match="300 replies"):
            self.connector.hide(post.channel, sent.external_id, "at://other/301")

    def test_comments_of_a_post_that_is_gone_are_none(self, peer: BlueskyServer, post: Post) -> None:
        sent = self.connector.publish(post)
        peer.records.clear()

        assert list(self.connector.comments(post.channel, sent.external_id)) == []

    def test_the_account_s_own_password_is_refused(self, peer: BlueskyServer, post: Post) -> None:
        peer.scope = "com.atproto.access"

        with pytest.raises(Reconnect, match="Make an app password"):
            self.connector.health(post.channel)

    @pytest.mark.parametrize(
        ("changes", "why"),
        [({"handle": "pellworth"}, "a name with dots"), ({"server": "ftp://bsky.social"}, "something like")],
    )
    def test_what_cannot_be_right_is_refused(self, changes: dict[str, str], why: str) -> None:
        with pytest.raises(ValueError, match=why):
            self.connector.entered({"handle": HANDLE, "server": "", "password": PASSWORD, **changes})

    def test_left_empty_the_server_is_the_usual_one(self) -> None:
        kept = self.connector.entered({"handle": "@Pellworth.Test", "server": "", "password": PASSWORD})

        assert (kept["server"], kept["handle"]) == ("https://bsky.social", HANDLE)

    def test_names_are_the_same_at_each_attempt_and_others_for_others(self, staff: Staff) -> None:
        posts = [self.make(staff, f"Number {number}.") for number in range(5)]
        names = [record_name(post.publication.ordered_at, post.key) for post in posts]

        assert len(set(names)) == 5
        assert names == [record_name(post.publication.ordered_at, post.key) for post in posts]


def test_a_picture_that_is_too_large_is_made_smaller() -> None:
    out = BytesIO()
    Image.frombytes("RGB", (900, 900), os.urandom(900 * 900 * 3)).save(out, "PNG")

    data, content_type = fitted(Cleared(out.getvalue(), "image/png", "Noise.", 900, 900, ""))

    assert len(out.getvalue()) > MOST_BYTES >= len(data)
    assert content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("link", "look"),
    [
        ("", ""),
        ("https://www.example.org/", "example.org"),
        ("https://example.org/bins", "example.org/bins"),
        ("https://example.org/bins?week=2", "example.org/bins…"),
        ("https://example.org/" + "a" * 40, "example.org/" + "a" * 27 + "…"),
    ],
)
def test_a_link_is_shown_by_its_host_and_leads_to_all_of_it(link: str, look: str) -> None:
    assert look_of(link) == look


def reply(
    number: str, parent: str, *, did: str = "did:plc:jo", handle: str = "jo.test", replies: Any = ()
) -> dict[str, Any]:
    """Return a reply in a thread, as the network tells it."""
    record = {
        "text": "When is it?",
        "createdAt": "2026-11-22T10:00:00.000Z",
        "reply": {"parent": {"uri": parent}},
    }
    author = {"did": did, "handle": handle, "displayName": "Jo"}
    post = {"uri": f"at://{did}/{POST}/{number}", "record": record, "author": author}
    return {"post": {**post, "indexedAt": f"2026-11-22T10:00:0{number}.000Z"}, "replies": list(replies)}


VIDEO = {"$type": "app.bsky.embed.video", "video": {"ref": {"$link": "bafkreiv"}}, "alt": "A lorry turns"}
CARD = {
    "$type": "app.bsky.embed.external",
    "external": {"uri": "https://media.example/cat.gif", "title": "A cat", "description": "ALT: A cat falls"},
}


def images(one: str, two: str, *, at: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return two pictures as a record has them, the first described, and as the view of a thread shows them."""
    blobs = [{"$type": "blob", "ref": {"$link": name}, "mimeType": "image/jpeg"} for name in (one, two)]
    record = [{"alt": alt, "image": blob} for alt, blob in zip(("A barrier", ""), blobs, strict=True)]
    shown = [{"fullsize": at, "thumb": at, "alt": "A barrier"}, {"fullsize": "", "thumb": "", "alt": ""}]
    return (
        {"$type": "app.bsky.embed.images", "images": record},
        {"$type": "app.bsky.embed.images#view", "images": shown},
    )


def embedded(number: str, parent: str, embed: Any, view: Any) -> dict[str, Any]:
    """Return a reply with something embedded, as the network tells it."""
    made = reply(number, parent)
    made["post"] |= {"record": {**made["post"]["record"], "embed": embed}, "embed": view}
    return made

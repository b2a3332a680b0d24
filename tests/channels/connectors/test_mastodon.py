"""Mastodon against a strict stand-in; it ignores Idempotency-Key as some servers do, so that looking must be enough."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.base import Permanent, Reconnect, Sent, Transient
from portal.channels.credentials.connecting import connect
from portal.channels.models import Connection
from portal.channels.post import Post
from portal.drafts.picturing import row_of
from portal.refusals import InvalidInput
from tests.channels.connectors.addressed import AddressedContract
from tests.channels.connectors.answering import AnswersAloneContract
from tests.channels.connectors.contract import LONG, TEXT
from tests.channels.connectors.mastodon_server import ME, TOKEN, MastodonServer
from tests.channels.connectors.standin import StandIn
from tests.channels.posts import Staff, make_correction
from tests.makers.pictures import make_picture


class TestMastodon(AnswersAloneContract, AddressedContract):
    slug: ClassVar[str] = "mastodon"
    stand_in: ClassVar[type[StandIn]] = MastodonServer
    secret: ClassVar[str] = TOKEN
    longest: ClassVar[int | None] = 500
    opening: ClassVar[str] = "@jo@other.example "

    @pytest.fixture(autouse=True)
    def _without_pauses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("portal.channels.networks.mastodon_media._PAUSE", 0.0)

    def says(self, peer: MastodonServer, post: str, number: str, *, account: str, name: str) -> None:
        uri = f"https://other.example/users/{account}"
        peer.replies.append(reply(number, post, by=account, name=name, uri=uri))

    def elsewhere(self, peer: MastodonServer, address: str) -> list[tuple[str, str]]:
        return [
            (address.replace("@ptc", "@gazette"), "a post of @gazette. The channel speaks as @ptc"),
            (address.replace("@ptc", "@ptc@third.example"), "a post of"),
            (f"{peer.origin}/@ptc", "not the address of one post"),
            (f"{address}/embed", "not the address of one post"),
        ]

    def below(self, peer: MastodonServer, sent: Sent) -> str:  # noqa: ARG002  it asks for the one that is answered
        peer.others.add("555")
        return "555"

    def hanging(self, peer: MastodonServer) -> list[tuple[str, str]]:
        rows = [row for row in peer.statuses.values() if "in_reply_to_id" in row]
        return [(row["text"], row["in_reply_to_id"]) for row in rows if row["visibility"] == "public"]

    def approached(self, peer: MastodonServer) -> str:
        account = {"id": "7", "acct": "jo@other.example", "url": "https://other.example/@jo"}
        peer.messages["777"] = {"id": "777", "visibility": "direct", "account": account}
        return "777"

    def withdrawn(self, peer: MastodonServer, number: str) -> None:
        del peer.messages[number]

    def alone(self, peer: MastodonServer) -> list[str]:
        rows = [row for row in peer.statuses.values() if row["visibility"] == "direct"]
        assert {row["in_reply_to_id"] for row in rows} <= {"777"}
        return [row["text"] for row in rows]

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("On Thursday.", "does not name @jo@other.example"),
            ("@jo On Thursday.", "does not name"),
            ("@jo@other.example @Sam@third.example On Thursday.", "names @sam@third.example too"),
            ("@jo@other.example Ask @sam.", "names @sam too"),
        ],
    )
    def test_an_answer_to_one_person_names_them_and_nobody_else(
        self, peer: MastodonServer, staff: Staff, text: str, why: str
    ) -> None:
        post = self.back(peer, staff)
        post.revision.content["text"] = text

        with pytest.raises(Permanent, match=why):
            self.connector.publish(
                replace(post, content=post.revision.content, plain={**post.plain, "text": text})
            )

        assert peer.statuses == {}

    def test_an_address_in_such_an_answer_names_nobody(self, peer: MastodonServer, staff: Staff) -> None:
        text = "Write to clerk@council.example or see https://social.example/@ptc/1"

        self.connector.publish(self.back(peer, staff, text))

        assert len(self.alone(peer)) == 1

    def test_a_corrected_answer_to_one_person_stays_between_the_two(
        self, peer: MastodonServer, staff: Staff
    ) -> None:
        post = self.back(peer, staff)
        sent = self.connector.publish(post)
        post.publication.deliveries.update(external_id=sent.external_id, state="sent")
        corrected = make_correction(staff, post, text=f"{self.opening}On Friday.")

        self.connector.publish(corrected)

        (said,) = self.alone(peer)
        assert "On Friday" in said

    def values(self, peer: MastodonServer) -> dict[str, str]:
        return {"server": peer.origin, "token": TOKEN}

    def picture(self, staff: Staff, alt: str = "A barrier across the lane.") -> dict[str, str]:
        media = make_picture(by=staff.author, colour=7)
        return {**row_of(media), "alt": alt}

    def test_a_server_that_keeps_keys_gets_ours(self, peer: MastodonServer, post: Post) -> None:
        peer.keeps_keys = True

        self.connector.publish(post)

        assert list(peer.keys) == [str(post.key)]

    def test_it_is_public_in_the_channel_s_language_without_a_warning(
        self, peer: MastodonServer, staff: Staff, post: Post
    ) -> None:
        self.connector.publish(post)
        again = {**self.values(peer), "visibility": "unlisted", "language": "cy"}
        connect(actor=staff.clerk, channel_id=post.channel.pk, values=again)
        self.connector.publish(self.make(staff, "Mae'r lôn ar gau."))

        found = [(row["visibility"], row["language"], row["spoiler"]) for row in peer.statuses.values()]
        assert found == [("public", "en", ""), ("unlisted", "cy", "")]

    def test_a_content_warning_stands_before_the_text_and_counts(
        self, peer: MastodonServer, staff: Staff
    ) -> None:
        post = self.make(staff, content_warning="A road accident")

        assert self.connector.preview(post).startswith("Content warning: A road accident\n\nMill Lane")
        self.connector.publish(post)

        (row,) = peer.statuses.values()
        assert (row["spoiler"], row["sensitive"]) == ("A road accident", True)

    def test_the_version_for_mastodon_and_the_link_are_what_is_said(
        self, peer: MastodonServer, staff: Staff
    ) -> None:
        post = self.make(staff, versions={"mastodon": "Short."}, link="https://www.example.org/" + "a" * 400)

        self.connector.publish(post)

        reference = post.communication.reference
        assert peer.public() == [f"Short.\n\n{post.content['link']}\n\n{post.capacity_line} {reference}"]

    def test_a_server_that_takes_more_gets_more(self, peer: MastodonServer, staff: Staff) -> None:
        peer.longest = 1000
        post = self.make(staff, "a" * 800)

        self.connector.publish(post)

        assert len(peer.public()[0]) > 800
        assert self.connector.preview(post).startswith("aaa")

    def test_a_text_of_just_the_most_characters_is_taken(self, peer: MastodonServer, staff: Staff) -> None:
        first = self.make(staff, "x", link="")
        rest = len(f"\n\n{first.capacity_line} {first.communication.reference}")
        self.connector.publish(self.make(staff, "a" * (500 - rest), link=""))

        with pytest.raises(Permanent, match="501 characters"):
            self.connector.publish(self.make(staff, "a" * (501 - rest), link=""))
        assert len(peer.public()) == 1

    @pytest.mark.parametrize("working", [0, 3])
    def test_pictures_go_with_their_descriptions_once_the_server_has_them(
        self, peer: MastodonServer, staff: Staff, working: int
    ) -> None:
        peer.working = working
        post = self.make(staff, images=[self.picture(staff)])

        self.connector.publish(post)

        (row,) = peer.statuses.values()
        ((number, kept),) = peer.media.items()
        assert row["media"] == [number]
        assert b"A barrier across the lane." in kept["body"]

    def test_a_picture_that_is_worked_on_too_long_is_waited_for(
        self, peer: MastodonServer, staff: Staff
    ) -> None:
        peer.working = 99

        with pytest.raises(Transient, match="still working on a picture"):
            self.connector.publish(self.make(staff, images=[self.picture(staff)]))

        assert peer.public() == []

    def test_a_correction_edits_the_status_that_is_out(
        self, peer: MastodonServer, staff: Staff, post: Post
    ) -> None:
        first = self.connector.publish(post)
        self.note(post, first.external_id)
        corrected = make_correction(staff, post, text="From Tuesday.")
        assert self.connector.find(corrected.channel, corrected.key) is None

        second = self.connector.publish(corrected)
        again = self.connector.publish(corrected)

        assert second.external_id == again.external_id == first.external_id
        assert [text.split("\n")[0] for text in peer.public()] == ["From Tuesday."]
        assert self.connector.find(corrected.channel, corrected.key) is not None

    @pytest.mark.parametrize("length", ["", "thread"])
    def test_a_correction_of_the_picture_or_the_warning_alone_is_made(
        self, peer: MastodonServer, staff: Staff, length: str
    ) -> None:
        text = LONG if length else "From Monday."
        first = self.make(staff, text, length=length, images=[self.picture(staff)])
        self.note(first, self.connector.publish(first).external_id)
        taken = make_correction(staff, first, images=[])
        assert self.connector.find(taken.channel, taken.key) is None

        self.note(taken, self.connector.publish(taken).external_id)

        head = min(peer.statuses.values(), key=lambda row: int(row["id"]))
        assert head["media"] == []
        warned = make_correction(staff, taken, content_warning="Flooding")
        self.connector.publish(warned)
        head = min(peer.statuses.values(), key=lambda row: int(row["id"]))
        assert head["spoiler"] == "Flooding"

    def test_a_correction_of_what_somebody_deleted_there_is_said_anew(
        self, peer: MastodonServer, staff: Staff, post: Post
    ) -> None:
        self.note(post, self.connector.publish(post).external_id)
        peer.statuses.clear()

        self.connector.publish(make_correction(staff, post, text="From Tuesday."))

        assert [text.split("\n")[0] for text in peer.public()] == ["From Tuesday."]

    def test_it_is_found_behind_many_other_statuses(self, peer: MastodonServer, post: Post) -> None:
        sent = self.connector.publish(post)
        (row,) = peer.statuses.values()
        for number in range(120):
            newer = str(int(sent.external_id) + 1 + number)
            peer.statuses[newer] = {**row, "id": newer, "text": f"Something else {number}."}

        found = self.connector.find(post.channel, post.key)

        assert found is not None
        assert found.external_id == sent.external_id

    def test_what_somebody_wrote_there_by_hand_with_the_reference_is_no_part_of_a_thread(
        self, peer: MastodonServer, staff: Staff
    ) -> None:
        post = self.thread(staff)
        assert post is not None
        other = self.connector.publish(self.make(staff, "Something else.")).external_id
        peer.statuses[other]["text"] = f"To follow: {post.communication.reference}"

        self.connector.publish(post)
        self.connector.retract(post, "Wrong.", scheduled=False)

        assert list(peer.statuses) == [other]

    def test_what_was_sent_but_never_noted_is_deleted_too(self, peer: MastodonServer, post: Post) -> None:
        self.connector.publish(post)

        self.connector.retract(post, "Wrong.", scheduled=False)

        assert peer.public() == []

    def test_replies_are_read_plainly_and_private_ones_and_our_own_are_none(
        self, peer: MastodonServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        peer.replies = [
            reply("1", sent.external_id),
            reply("2", "1", visibility="direct"),
            reply("3", "1", by=ME),
        ]

        (found,) = self.connector.comments(post.channel, sent.external_id)

        assert (found.remote_id, found.parent_id, found.author) == ("1", sent.external_id, "Jo")
        assert (found.author_address, found.text) == ("jo@other.example", "@ptc When\nis it?")
        assert found.author_id == f"7 at {peer.origin.removeprefix('http://')}"
        assert found.at.isoformat() == "2026-11-22T10:00:00+00:00"

    def test_a_content_warning_is_read_before_the_text_and_alone_where_there_is_none(
        self, peer: MastodonServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        warned = {"spoiler_text": "About the clerk & co", "sensitive": True}
        peer.replies = [
            {**reply("1", sent.external_id), **warned},
            {**reply("2", sent.external_id), **warned, "content": ""},
        ]

        found = self.connector.comments(post.channel, sent.external_id)

        assert [one.text for one in found] == [
            "About the clerk & co\n\n@ptc When\nis it?",
            "About the clerk & co",
        ]

    def test_what_stands_with_a_reply_is_told_by_its_name_there_and_its_description(
        self, peer: MastodonServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        at = "https://files.other.example/1.png"
        media = [
            {"id": "31", "type": "image", "url": at, "description": "A barrier"},
            {"id": "32", "type": "gifv", "url": None, "remote_url": at, "description": None},
            {"id": "33", "type": "video", "url": None, "remote_url": None, "description": ""},
            {"id": "34", "type": "audio", "url": at, "description": "A horn"},
            {"id": "35", "type": "unknown", "url": at, "description": None},
        ]
        peer.replies = [{**reply("1", sent.external_id), "content": "", "media_attachments": media}]

        (found,) = self.connector.comments(post.channel, sent.external_id)

        assert found.text == ""
        assert found.attached == (
            Attached(Kind.PICTURE, "31", "A barrier", at),
            Attached(Kind.VIDEO, "32", "", at),
            Attached(Kind.VIDEO, "33"),
            Attached(Kind.SOUND, "34", "A horn", at),
            Attached(Kind.OTHER, "35", "", at),
        )

    def test_the_answers_of_a_poll_are_told_and_not_how_anybody_voted(
        self, peer: MastodonServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        options = [
            {"title": "Sack the clerk", "votes_count": 3},
            {"title": "Or <b>worse</b>", "votes_count": None},
        ]
        poll = {"id": "34830", "expires_at": None, "multiple": False, "votes_count": 3, "options": options}
        peer.replies = [{**reply("1", sent.external_id), "poll": poll}, {**reply("2", "1"), "poll": None}]

        first, second = self.connector.comments(post.channel, sent.external_id)

        assert first.attached == (Attached(Kind.POLL, "34830", "Sack the clerk\nOr <b>worse</b>"),)
        assert second.attached == ()

    @pytest.mark.parametrize("empty", [400, 422])
    def test_the_network_says_account_and_followers_and_shows_what_the_token_may(
        self, peer: MastodonServer, post: Post, empty: int
    ) -> None:
        peer.empty = empty

        health = self.connector.health(post.channel)

        assert health.account == f"@ptc@127.0.0.1:{peer.port}"
        may = ("read:accounts", "read:statuses", "write:statuses", "write:media", "read:notifications")
        besides = ("write:blocks", "read:follows", "write:reports")
        assert (health.scopes, health.followers) == ((*may, *besides), 41)
        assert (peer.statuses, peer.media) == ({}, {})

    def test_a_token_that_may_too_little_asks_for_another_whatever_its_application_may(
        self, peer: MastodonServer, post: Post
    ) -> None:
        peer.tokens, peer.application = {TOKEN: {"read", "write:statuses"}}, {"read", "write"}

        with pytest.raises(Reconnect, match=r"It lacks: write:media\."):
            self.connector.health(post.channel)

    def test_a_token_that_may_enough_is_taken_though_its_application_was_narrowed(
        self, peer: MastodonServer, post: Post
    ) -> None:
        peer.application = {"read"}

        assert "write:media" in self.connector.health(post.channel).scopes

    def test_a_server_that_answers_a_wrong_token_with_400_is_understood(
        self, peer: MastodonServer, post: Post
    ) -> None:
        peer.wrong_token = 400
        peer.expire()

        with pytest.raises(Reconnect, match="does not know this token"):
            self.connector.health(post.channel)

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("social.example", "https://social.example"),
            ("https://Social.Example/@ptc", "https://social.example"),
            ("https://social.example:8443/", "https://social.example:8443"),
        ],
    )
    def test_the_server_is_kept_as_its_origin(self, typed: str, kept: str) -> None:
        assert self.connector.entered({"server": typed, "token": "x"})["server"] == kept

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"server": "ftp://social.example"}, "something like https://social.example"),
            ({"server": "https://user:x@social.example"}, "something like https://social.example"),
            ({"visibility": "private"}, "speaks in public"),
            ({"language": "English"}, "two or three small letters"),
        ],
    )
    def test_what_cannot_be_right_is_refused(
        self, peer: Any, staff: Staff, changes: dict[str, str], why: str, settings: Settings
    ) -> None:
        channel = staff.council.channels.get()
        with pytest.raises(InvalidInput, match=why):
            connect(actor=staff.clerk, channel_id=channel.pk, values={**self.values(peer), **changes})

        assert Connection.objects.count() == 1
        assert TEXT not in settings.SITE_URL


def reply(
    number: str, parent: str, *, visibility: str = "public", by: str = "7", name: str = "jo", uri: str = ""
) -> dict[str, Any]:
    """Return a reply as the network tells it; a server that is older tells no ``uri`` of its author."""
    return {
        "id": number,
        "in_reply_to_id": parent,
        "created_at": "2026-11-22T10:00:00.000Z",
        "visibility": visibility,
        "sensitive": False,
        "spoiler_text": "",
        "media_attachments": [],
        "url": f"https://other.example/@jo/{number}",
        "content": "<p>@ptc When<br />is it?</p>",
        "account": {"id": by, "acct": f"{name}@other.example", "display_name": "Jo"}
        | ({"uri": uri} if uri else {}),
    }

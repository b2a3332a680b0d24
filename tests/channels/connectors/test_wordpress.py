"""WordPress against a strict stand-in: a name of our own, pictures that go with the post, comments held back."""

from typing import Any, ClassVar

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Permanent, Reconnect, Sent, Transient, UnclearMisread
from portal.channels.credentials.connecting import connect
from portal.channels.models import Connection
from portal.channels.networks.wordpress.text import name_of
from portal.channels.post import Post
from portal.drafts.picturing import row_of
from portal.refusals import InvalidInput
from tests.channels.connectors.addressed import AddressedContract
from tests.channels.connectors.answering import AnswersContract
from tests.channels.connectors.standin import Answer, Request, StandIn
from tests.channels.connectors.wordpress_server import (
    BASIC,
    ME,
    PASSWORD,
    USER,
    WordPressServer,
    comment,
    refusal,
)
from tests.channels.posts import Staff, make_correction, make_post
from tests.makers.pictures import make_picture


class TestWordPress(AnswersContract, AddressedContract):
    slug: ClassVar[str] = "wordpress"
    stand_in: ClassVar[type[StandIn]] = WordPressServer
    tells: ClassVar[bool] = False
    secret: ClassVar[str] = BASIC

    def says(self, peer: WordPressServer, post: str, number: str, *, account: str, name: str) -> None:  # noqa: ARG002
        peer.comments[number] = comment(number, author=int(account)) | {"author_name": name}

    def elsewhere(self, peer: WordPressServer, address: str) -> list[tuple[str, str]]:  # noqa: ARG002  its own
        return [
            (f"{peer.origin}/", "not the address of one post"),
            (f"{peer.origin}/?p=1x", "not the address"),
        ]

    def test_the_address_with_its_number_leads_to_the_post_too(
        self, peer: WordPressServer, staff: Staff, post: Post
    ) -> None:
        sent = self.connector.publish(post)

        row = self.looked(staff, post, f"{peer.origin}/?p={sent.external_id}")

        assert (row.state, row.external_id, row.public_url) == ("sent", sent.external_id, sent.public_url)

    def below(self, peer: WordPressServer, sent: Sent) -> str:  # noqa: ARG002  there is one post
        peer.comments["70"] = comment("70")
        return "70"

    def hanging(self, peer: WordPressServer) -> list[tuple[str, str]]:
        rows = [row for row in peer.comments.values() if row["author"] == ME]
        return [(row["content"]["raw"], str(row["parent"])) for row in rows]

    def values(self, peer: WordPressServer) -> dict[str, str]:
        return {
            "site": peer.origin,
            "user": USER,
            "password": " ".join(PASSWORD[n : n + 4] for n in range(0, 24, 4)),
        }

    def picture(
        self, staff: Staff, alt: str = "A barrier across the lane.", colour: int = 7, **about: Any
    ) -> dict[str, str]:
        return {**row_of(make_picture(by=staff.author, colour=colour, **about)), "alt": alt}

    def test_it_has_a_name_of_ours_and_the_site_s_default_category(
        self, peer: WordPressServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)

        (row,) = peer.posts.values()
        assert (row["slug"], row["status"], "categories" in row) == (name_of(post), "publish", False)
        assert row["slug"].startswith(post.publication.slug)
        assert (sent.external_id, sent.public_url) == (str(row["id"]), f"{peer.origin}/{row['slug']}/")

    def test_two_channels_on_one_site_have_two_names(self, post: Post) -> None:
        mine = name_of(post)
        post.channel.pk += 1

        assert name_of(post) != mine

    def test_the_category_that_was_entered_is_the_post_s(
        self, peer: WordPressServer, staff: Staff, post: Post
    ) -> None:
        connect(
            actor=staff.clerk, channel_id=post.channel.pk, values={**self.values(peer), "category": "News"}
        )

        self.connector.publish(post)

        assert [row["categories"] for row in peer.posts.values()] == [[5]]

    def test_a_category_that_is_not_there_is_said_and_nothing_is_published(
        self, peer: WordPressServer, staff: Staff, post: Post
    ) -> None:
        connect(
            actor=staff.clerk, channel_id=post.channel.pk, values={**self.values(peer), "category": "events"}
        )

        with pytest.raises(Permanent, match="has no category “events”"):
            self.connector.health(post.channel)
        with pytest.raises(Permanent, match="has no category “events”"):
            self.connector.publish(post)
        assert peer.public() == []

    def test_neither_shortcodes_nor_lonely_addresses_become_anything_else(
        self, peer: WordPressServer, staff: Staff
    ) -> None:
        text = 'See [gallery ids="1"] <b>\n\nhttps://video.example.org/watch?v=[1]&t=2.\n\nx'

        self.connector.publish(self.make(staff, text, link="https://www.example.org/full"))

        (row,) = peer.posts.values()
        address = "https://video.example.org/watch?v=%5B1%5D&amp;t=2"
        assert (
            f'<p><a href="{address}">https://video.example.org/watch?v=&#91;1]&amp;t=2</a>.</p>'
            in row["content"]
        )
        assert peer.public()[0].split("\n\n")[1:5] == [*text.split("\n\n"), "https://www.example.org/full"]

    def test_the_version_for_wordpress_is_what_is_said(self, peer: WordPressServer, staff: Staff) -> None:
        post = self.make(staff, versions={"wordpress": "In full."}, link="")

        self.connector.publish(post)

        reference = post.communication.reference
        assert peer.public() == [f"{post.headline}\n\nIn full.\n\n{post.capacity_line} {reference}"]

    def test_a_notice_has_its_date_its_place_and_whom_to_ask(
        self, peer: WordPressServer, staff: Staff
    ) -> None:
        body = "<p>The lane is <strong>closed</strong> [sic].</p><p>https://www.example.org/map</p>"
        changes = {
            "body": body,
            "concerns_on": "2026-12-01",
            "place": "Mill Lane",
            "contact_name": "The clerk",
        }
        post = make_post(staff, "notice", self.slug, **changes)

        self.connector.publish(post)

        (said,) = peer.public()
        (row,) = peer.posts.values()
        assert "<strong>closed</strong> &#91;sic]" in row["content"]
        for part in ("1 December 2026", "Mill Lane", "The clerk", "https://www.example.org/map"):
            assert part in said

    def test_pictures_hang_on_the_post_with_their_descriptions(
        self, peer: WordPressServer, staff: Staff
    ) -> None:
        named: dict[str, Any] = {"licence": "leave", "source": "Ann [Ash]"}
        post = self.make(staff, images=[self.picture(staff, 'A "barrier" [new]', **named)])

        sent = self.connector.publish(post)
        self.connector.publish(post)

        ((_, kept),) = peer.media.items()
        (row,) = peer.posts.values()
        assert (kept["post"], kept["alt_text"]) == (sent.external_id, 'A "barrier" [new]')
        assert f'<img src="{kept["source_url"]}" alt="A &quot;barrier&quot; &#91;new]"' in row["content"]
        assert "<figcaption>Picture: Ann &#91;Ash]</figcaption></figure>" in row["content"]

    def test_a_picture_that_was_handed_in_before_a_fault_is_not_handed_in_again(
        self, peer: WordPressServer, staff: Staff
    ) -> None:
        post = self.make(staff, images=[self.picture(staff)])
        connect(
            actor=staff.clerk, channel_id=post.channel.pk, values={**self.values(peer), "category": "late"}
        )
        with pytest.raises(Permanent, match="no category"):
            self.connector.publish(post)
        assert (len(peer.media), peer.public()) == (1, [])
        peer.categories["late"] = 9

        self.connector.publish(post)

        assert (len(peer.media), len(peer.posts), len(peer.public())) == (1, 1, 1)

    def test_a_correction_changes_the_post_and_its_pictures(
        self, peer: WordPressServer, staff: Staff
    ) -> None:
        post = self.make(staff, images=[self.picture(staff)])
        first = self.connector.publish(post)
        self.note(post, first.external_id)
        corrected = make_correction(
            staff, post, text="From Tuesday.", images=[self.picture(staff, "A sign.", colour=8)]
        )
        assert self.connector.find(corrected.channel, corrected.key) is None

        second = self.connector.publish(corrected)
        again = self.connector.publish(corrected)

        assert second.external_id == again.external_id == first.external_id
        assert [text.split("\n\n")[1] for text in peer.public()] == ["From Tuesday."]
        assert [row["alt_text"] for row in peer.media.values()] == ["A sign."]
        assert self.connector.find(corrected.channel, corrected.key) is not None
        assert self.connector.find(post.channel, post.key) is None

    def test_a_correction_that_broke_off_before_the_old_picture_was_deleted_deletes_it(
        self, peer: WordPressServer, staff: Staff
    ) -> None:
        post = self.make(staff, images=[self.picture(staff)])
        self.note(post, self.connector.publish(post).external_id)
        ((number, old),) = peer.media.items()
        editors = {**old, "id": 900, "slug": "our-hall", "source_url": "https://www.example.org/hall.png"}
        new = [self.picture(staff, "A sign.", colour=8)]
        corrected = make_correction(staff, post, text="From Tuesday.", images=new)
        self.connector.publish(corrected)
        peer.media |= {number: old, "900": editors}
        assert self.connector.find(corrected.channel, corrected.key) is None

        self.connector.publish(corrected)

        assert sorted(row["alt_text"] for row in peer.media.values()) == [
            "A barrier across the lane.",
            "A sign.",
        ]
        assert number not in peer.media
        assert self.connector.find(corrected.channel, corrected.key) is not None

    def test_a_correction_changes_the_post_whose_address_an_editor_changed(
        self, peer: WordPressServer, staff: Staff, settings: Settings
    ) -> None:
        post = self.make(staff)
        first = self.connector.publish(post)
        self.note(post, first.external_id)
        (row,) = peer.posts.values()
        row["slug"] = "mill-lane-closed"
        settings.SITE_URL = "https://portal.elsewhere.example"
        corrected = make_correction(staff, post, text="From Tuesday.")

        second = self.connector.publish(corrected)
        found = self.connector.find(corrected.channel, corrected.key)

        assert [second.external_id, found and found.external_id] == [first.external_id] * 2
        assert [text.split("\n\n")[1] for text in peer.public()] == ["From Tuesday."]
        assert (row["slug"], second.public_url) == ("mill-lane-closed", f"{peer.origin}/mill-lane-closed/")
        self.connector.retract(corrected, "Wrong.", scheduled=False)
        assert peer.public() == []

    @pytest.mark.parametrize("gone", ["binned", "deleted"])
    def test_a_correction_of_what_somebody_took_away_there_is_said_anew(
        self, peer: WordPressServer, staff: Staff, gone: str
    ) -> None:
        post = self.make(staff)
        self.note(post, self.connector.publish(post).external_id)
        (row,) = peer.posts.values()
        if gone == "binned":
            row |= {"status": "trash", "slug": f"{row['slug']}__trashed"}
        else:
            peer.posts.clear()

        self.connector.publish(make_correction(staff, post, text="From Tuesday."))

        assert [text.split("\n\n")[1] for text in peer.public()] == ["From Tuesday."]

    def test_what_somebody_made_a_draft_again_there_is_not_found_and_is_published_again(
        self, peer: WordPressServer, post: Post
    ) -> None:
        self.connector.publish(post)
        (row,) = peer.posts.values()
        row["status"] = "draft"

        assert self.connector.find(post.channel, post.key) is None
        self.connector.publish(post)
        assert (len(peer.posts), len(peer.public())) == (1, 1)

    def test_two_workers_at_once_leave_one_post(
        self, peer: WordPressServer, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        create = peer._create

        def overtaken(request: Request) -> Answer:
            create(request)
            return create(request)

        monkeypatch.setattr(peer, "_create", overtaken)
        with pytest.raises(Transient, match="made this moment"):
            self.connector.publish(post)
        assert [row["slug"] for row in peer.posts.values()] == [name_of(post)]
        self.connector.publish(post)
        assert len(peer.public()) == 1

    def test_what_is_taken_back_lies_in_the_bin_and_its_pictures_are_gone(
        self, peer: WordPressServer, staff: Staff
    ) -> None:
        post = self.make(staff, images=[self.picture(staff)])
        self.note(post, self.connector.publish(post).external_id)

        self.connector.retract(post, "Wrong.", scheduled=False)

        assert [row["status"] for row in peer.posts.values()] == ["trash"]
        assert peer.media == {}

    def test_a_site_without_a_bin_loses_the_post(self, peer: WordPressServer, post: Post) -> None:
        peer.has_bin = False
        self.connector.publish(post)

        self.connector.retract(post, "Wrong.", scheduled=False)

        assert peer.posts == {}

    def test_comments_are_read_plainly_shown_or_held_and_our_own_are_none(
        self, peer: WordPressServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        peer.comments = {
            "51": comment("51"),
            "52": comment("52", parent=51, status="hold"),
            "53": comment("53", author=ME),
            "54": comment("54", status="spam"),
        }

        first, second = self.connector.comments(post.channel, sent.external_id)

        assert (first.remote_id, first.parent_id, first.author, first.hidden) == (
            "51",
            sent.external_id,
            "Jo",
            False,
        )
        assert (second.remote_id, second.parent_id, second.hidden) == ("52", "51", True)
        assert (first.text, first.at.isoformat()) == ("When & where?", "2026-11-22T10:00:00+00:00")

    def test_a_visitor_is_known_by_the_address_that_the_site_took_and_by_nothing_that_they_type(
        self, peer: WordPressServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        rows: dict[str, dict[str, Any]] = {
            "51": {"author_email": "Jo@people.example", "author_url": "https://jo.example"},
            "52": {"author_email": "jo@people.example", "author_url": "https://renamed.example"},
            "53": {"author_email": "sam@people.example", "author_url": "https://jo.example"},
            "54": {"author_email": "", "author_url": "https://jo.example"},
            "55": {"author": 7, "author_email": "jo@people.example"},
        }
        peer.comments = {number: comment(number) | said for number, said in rows.items()}

        found = self.connector.comments(post.channel, sent.external_id)

        first, again, other, nobody, registered = [row.author_id for row in found]
        assert first == again
        assert len({first, other, nobody, registered}) == 4
        assert (nobody, registered) == ("", f"user 7 of {peer.origin.removeprefix('http://')}")
        assert {row.author_address for row in found} == {""}
        assert "people.example" not in repr(found)

    def test_more_comments_than_one_answer_holds_are_all_read(
        self, peer: WordPressServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        peer.comments = {str(number): comment(str(number)) for number in range(1000, 1230)}

        found = self.connector.comments(post.channel, sent.external_id)

        assert [row.remote_id for row in found] == [str(number) for number in range(1000, 1230)]

    def test_a_comment_is_held_back_shown_again_and_deleted_however_often(
        self, peer: WordPressServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        peer.comments = {"51": comment("51")}
        states = []

        for act in (self.connector.hide, self.connector.unhide):
            for _ in range(2):
                act(post.channel, sent.external_id, "51")
                states.append(peer.comments["51"]["status"])
        for _ in range(2):
            self.connector.delete_comment(post.channel, sent.external_id, "51")

        assert states == ["hold", "hold", "approved", "approved"]
        assert peer.comments == {}

    @pytest.mark.parametrize(
        "said",
        [
            refusal(404, "rest_no_route", "No route was found matching the URL and request method."),
            Answer(404, raw=b"<html>404 Not Found</html>"),
        ],
        ids=["shut", "elsewhere"],
    )
    def test_a_site_that_has_shut_its_interface_is_not_taken_for_one_without_the_comment(
        self, peer: WordPressServer, post: Post, monkeypatch: pytest.MonkeyPatch, said: Answer
    ) -> None:
        sent = self.connector.publish(post)
        monkeypatch.setattr(peer, "answer", lambda _: said)

        for act in (self.connector.hide, self.connector.unhide, self.connector.delete_comment):
            with pytest.raises(UnclearMisread):
                act(post.channel, sent.external_id, "51")

    def test_a_comment_that_its_author_deleted_first_is_hidden_in_peace(
        self, peer: WordPressServer, post: Post
    ) -> None:
        peer.comments = {}

        for act in (self.connector.hide, self.connector.unhide, self.connector.delete_comment):
            act(post.channel, "1", "999")

    def test_comments_of_what_is_gone_are_none(self, post: Post) -> None:
        assert self.connector.comments(post.channel, "999") == []

    def test_an_account_whose_role_allows_too_little_asks_for_another(
        self, peer: WordPressServer, post: Post
    ) -> None:
        del peer.capabilities["moderate_comments"]

        with pytest.raises(Reconnect, match="It lacks: moderate_comments"):
            self.connector.health(post.channel)

    def test_the_site_says_whose_account_it_is(self, peer: WordPressServer, post: Post) -> None:
        assert self.connector.health(post.channel).account == f"portal at 127.0.0.1:{peer.port}"

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("www.pellworth.example", "https://www.pellworth.example"),
            ("https://WWW.Pellworth.example/", "https://www.pellworth.example"),
            ("https://pellworth.example/Council/wp-admin/profile.php", "https://pellworth.example/Council"),
            ("https://pellworth.example/wp-json/", "https://pellworth.example"),
        ],
    )
    def test_the_site_is_kept_without_what_follows_its_folder(self, typed: str, kept: str) -> None:
        values = {"site": typed, "user": USER, "password": "abcd efgh"}
        entered = self.connector.entered(values)
        assert (entered["site"], entered["password"], entered["category"]) == (kept, "abcdefgh", "")

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"site": "ftp://pellworth.example"}, "something like https://www.pellworth.example"),
            ({"site": "https://me:x@pellworth.example"}, "something like https://www.pellworth.example"),
            ({"user": "portal:x"}, "no colon"),
            ({"category": "Council news"}, "the category's slug"),
        ],
    )
    def test_what_cannot_be_right_is_refused(
        self, peer: Any, staff: Staff, changes: dict[str, str], why: str
    ) -> None:
        channel = staff.council.channels.get()
        with pytest.raises(InvalidInput, match=why):
            connect(actor=staff.clerk, channel_id=channel.pk, values={**self.values(peer), **changes})

        assert Connection.objects.count() == 1

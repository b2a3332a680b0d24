"""A Facebook Page against a strict stand-in: numbers of errors, limits in headers, corrections, hidden comments."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Ambiguous, Paced, Permanent, Reconnect, Sent, Transient
from portal.channels.connectors.listening import Lacks
from portal.channels.networks.facebook import posts
from portal.channels.networks.facebook.graph import READING_ENDS
from portal.channels.post import Post
from portal.drafts.picturing import row_of
from tests.channels.connectors.addressed import AddressedContract
from tests.channels.connectors.answering import AnswersAloneContract
from tests.channels.connectors.facebook_server import (
    APP,
    PAGE,
    PROOF,
    SCOPES,
    SECRET,
    TOKEN,
    FacebookServer,
    comment,
    message,
    moment_of,
)
from tests.channels.connectors.standin import Answer, StandIn
from tests.channels.posts import Staff, make_correction
from tests.makers.pictures import make_picture

FIRST, SECOND, OURS = f"{PAGE}_91", f"{PAGE}_92", f"{PAGE}_93"


class TestFacebook(AnswersAloneContract, AddressedContract):
    slug: ClassVar[str] = "facebook"
    stand_in: ClassVar[type[StandIn]] = FacebookServer
    secret: ClassVar[str] = TOKEN

    @pytest.fixture(autouse=True)
    def _at_home(self, peer: FacebookServer, settings: Settings) -> None:
        settings.FACEBOOK_ADDRESS = peer.origin

    def told(self, peer: FacebookServer) -> dict[str, str]:
        return {"FACEBOOK_ADDRESS": peer.origin}

    def says(self, peer: FacebookServer, post: str, number: str, *, account: str, name: str) -> None:  # noqa: ARG002
        peer.comments[number] = comment(number) | {"from": {"id": account, "name": name}}

    def elsewhere(self, peer: FacebookServer, address: str) -> list[tuple[str, str]]:  # noqa: ARG002  one host for all
        number = address.rsplit("_", 1)[1]
        return [
            (f"https://www.facebook.com/77_{number}", "a post of the Page 77"),
            (f"https://www.facebook.com/story.php?story_fbid={number}&id=77", "a post of the Page 77"),
            (f"https://www.facebook.com/{PAGE}", "not the address of one post"),
            (f"https://www.facebook.com/story.php?id={PAGE}", "not the address of one post"),
        ]

    @pytest.mark.parametrize(
        "shape",
        [
            "permalink.php?story_fbid={number}&id={page}",
            "{page}/posts/{number}/",
            "PellworthTC/posts/the-lane-is-closed/{number}",
            "PellworthTC/posts/pfbid02abc",
            "share/p/1AbCdEf/",
        ],
    )
    def test_every_address_that_facebook_gives_out_leads_to_the_post(
        self, staff: Staff, post: Post, shape: str
    ) -> None:
        sent = self.connector.publish(post)
        path = shape.format(number=sent.external_id.rsplit("_", 1)[1], page=PAGE)

        row = self.looked(staff, post, f"https://www.facebook.com/{path}")

        assert (row.state, row.external_id, row.public_url) == ("sent", sent.external_id, sent.public_url)

    def below(self, peer: FacebookServer, sent: Sent) -> str:
        number = f"{sent.external_id.split('_')[1]}_77"
        peer.comments[number] = comment(number)
        return number

    def hanging(self, peer: FacebookServer) -> list[tuple[str, str]]:
        rows = [row for row in peer.comments.values() if row.get("from", {}).get("id") == PAGE]
        return [(row["message"], row["parent"]["id"]) for row in rows]

    def approached(self, peer: FacebookServer) -> str:
        if not peer.talks:
            said = [message("m_77-a", by="7", at=datetime.now(UTC) - timedelta(hours=3))]
            peer.talks = [{"id": "t_1", "with": "7", "messages": {"data": said}}]
        return "m_77-a"

    def withdrawn(self, peer: FacebookServer, number: str) -> None:
        rows = peer.talks[0]["messages"]["data"]
        rows[:] = [row for row in rows if row["id"] != number]

    def alone(self, peer: FacebookServer) -> list[str]:
        assert (peer.posts, peer.comments) == ({}, {})
        rows = [one for talk in peer.talks for one in talk["messages"]["data"]]
        return [row["message"] for row in rows if row["from"]["id"] == PAGE]

    def test_a_day_after_their_last_message_facebook_takes_no_answer_and_the_clerk_is_told_why(
        self, peer: FacebookServer, staff: Staff
    ) -> None:
        post = self.back(peer, staff)
        peer.talks[0]["messages"]["data"][0]["created_time"] = moment_of(
            datetime.now(UTC) - timedelta(hours=25)
        )

        with pytest.raises(Permanent, match="within 24 hours") as caught:
            self.connector.publish(post)

        assert not isinstance(caught.value, Reconnect)
        assert self.alone(peer) == []

    def test_whoever_takes_no_messages_is_answered_by_letter(
        self, peer: FacebookServer, staff: Staff
    ) -> None:
        post, peer.away = self.back(peer, staff), True

        with pytest.raises(Permanent, match="Answer them by letter"):
            self.connector.publish(post)

    def test_a_token_without_the_right_to_messages_says_so_and_stays_connected(
        self, peer: FacebookServer, staff: Staff
    ) -> None:
        post = self.back(peer, staff)
        peer.tokens[TOKEN].discard("pages_messaging")

        with pytest.raises(Lacks, match="pages_messaging"):
            self.connector.publish(post)

    def test_what_was_written_to_somebody_alone_cannot_be_taken_back(
        self, peer: FacebookServer, staff: Staff
    ) -> None:
        post = self.back(peer, staff)
        assert self.connector.retract(post, "A wrong date.", scheduled=False) == Sent()
        self.connector.publish(post)

        with pytest.raises(Permanent, match="lets no Page take back"):
            self.connector.retract(post, "A wrong date.", scheduled=False)

        assert len(self.alone(peer)) == 1

    def values(self, peer: FacebookServer) -> dict[str, str]:
        assert peer.tokens
        return {"page": PAGE, "token": TOKEN, "app": APP, "app_secret": SECRET}

    def repeated(self, status: int, words: list[str]) -> Answer:
        code = {400: 190, 401: 0, 403: 10, 500: 1}[status]
        error = {"message": f"Malformed access token: {' and '.join(words)}", "code": code}
        return Answer(status, {"error": error})

    def picture(
        self, staff: Staff, alt: str = "A barrier across the lane.", colour: int = 7
    ) -> dict[str, str]:
        return {**row_of(make_picture(by=staff.author, colour=colour)), "alt": alt}

    def test_neither_the_proof_nor_the_application_s_secret_stands_in_the_evidence(self, post: Post) -> None:
        evidence = self.connector.publish(post).evidence

        assert [one for one in (PROOF, SECRET, TOKEN) if one in evidence] == []
        assert '"appsecret_proof":"(left out)"' in evidence

    def test_the_link_has_a_preview_where_there_are_no_pictures(
        self, peer: FacebookServer, staff: Staff, post: Post
    ) -> None:
        self.connector.publish(post)
        self.connector.publish(self.make(staff, "Two.", images=[self.picture(staff)]))

        link = post.content["link"]
        assert [(row["link"], len(row["media"])) for row in peer.posts.values()] == [(link, 0), ("", 1)]

    def test_pictures_go_with_their_descriptions_and_are_never_seen_alone(
        self, peer: FacebookServer, staff: Staff
    ) -> None:
        post = self.make(staff, images=[self.picture(staff), self.picture(staff, "A sign.", colour=8)])

        self.connector.publish(post)

        (row,) = peer.posts.values()
        assert [peer.photos[one]["alt"] for one in row["media"]] == ["A barrier across the lane.", "A sign."]

    def test_a_text_that_facebook_finds_too_long_is_refused_here(
        self, peer: FacebookServer, staff: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post = self.make(staff, "a" * 400, link="")
        whole = self.connector.preview(post)
        monkeypatch.setattr(posts, "LONGEST", len(whole))
        assert self.connector.preview(post) == whole
        monkeypatch.setattr(posts, "LONGEST", len(whole) - 1)

        for act in (self.connector.publish, self.connector.preview):
            with pytest.raises(Permanent, match="too long for Facebook"):
                act(post)
        assert peer.asked == []

    def test_a_correction_of_words_edits_the_post(
        self, peer: FacebookServer, staff: Staff, post: Post
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

    def test_a_correction_of_a_picture_is_a_new_post_and_the_old_one_goes(
        self, peer: FacebookServer, staff: Staff
    ) -> None:
        post = self.make(staff, images=[self.picture(staff)])
        first = self.connector.publish(post)
        self.note(post, first.external_id)
        corrected = make_correction(staff, post, images=[self.picture(staff, "A sign.", colour=8)])
        assert self.connector.find(corrected.channel, corrected.key) is None

        second = self.connector.publish(corrected)
        again = self.connector.publish(corrected)

        assert second.external_id == again.external_id != first.external_id
        assert [peer.photos[row["media"][0]]["alt"] for row in peer.posts.values()] == ["A sign."]
        assert self.connector.find(corrected.channel, corrected.key) is not None

    def test_a_correction_that_stands_beside_the_old_post_is_not_done(
        self, peer: FacebookServer, staff: Staff
    ) -> None:
        post = self.make(staff, link="https://www.example.org/one")
        first = self.connector.publish(post)
        self.note(post, first.external_id)
        old = dict(peer.posts)
        corrected = make_correction(staff, post, link="https://www.example.org/two")
        self.connector.publish(corrected)
        peer.posts |= old

        assert self.connector.find(corrected.channel, corrected.key) is None
        self.connector.publish(corrected)
        assert ["two" in text for text in peer.public()] == [True]

    def test_a_correction_of_what_somebody_deleted_there_is_said_anew(
        self, peer: FacebookServer, staff: Staff, post: Post
    ) -> None:
        self.note(post, self.connector.publish(post).external_id)
        peer.posts.clear()

        self.connector.publish(make_correction(staff, post, text="From Tuesday."))

        assert [text.split("\n")[0] for text in peer.public()] == ["From Tuesday."]

    def test_it_is_found_behind_many_other_posts(self, peer: FacebookServer, post: Post) -> None:
        sent = self.connector.publish(post)
        (row,) = peer.posts.values()
        for number in range(230):
            other = f"{PAGE}_{9000 + number}"
            peer.posts[other] = {**row, "id": other, "message": f"Something else {number}."}

        found = self.connector.find(post.channel, post.key)

        assert found is not None
        assert found.external_id == sent.external_id

    def test_what_was_sent_but_never_noted_is_deleted_too(self, peer: FacebookServer, post: Post) -> None:
        self.connector.publish(post)

        self.connector.retract(post, "Wrong.", scheduled=False)

        assert peer.public() == []

    @pytest.mark.parametrize(
        ("code", "status", "meant", "words"),
        [
            (190, 400, Reconnect, "Connect the channel again"),
            (102, 401, Reconnect, "Connect the channel again"),
            (10, 403, Reconnect, "token does not allow this"),
            (200, 403, Reconnect, "token does not allow this"),
            (4, 400, Transient, "limit is reached"),
            (17, 400, Transient, "limit is reached"),
            (32, 403, Transient, "limit is reached"),
            (613, 400, Transient, "limit is reached"),
            (80001, 400, Transient, "limit is reached"),
            (368, 400, Transient, "blocked the Page"),
            (100, 400, Permanent, "Something in its own words"),
        ],
    )
    def test_each_number_of_an_error_means_what_facebook_says(
        self, peer: FacebookServer, post: Post, code: int, status: int, meant: type[Exception], words: str
    ) -> None:
        peer.error = {"code": code, "message": "Something in its own words.", "status": status}

        with pytest.raises(meant, match=words) as caught:
            self.connector.publish(post)

        assert type(caught.value) is meant
        assert peer.public() == []

    def test_trouble_over_there_is_unclear_where_something_was_to_be_done(
        self, peer: FacebookServer, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(peer, "_post", lambda _: refused_for_now())
        with pytest.raises(Ambiguous, match="went wrong there"):
            self.connector.publish(post)

        peer.error = {"code": 2, "message": "Service temporarily unavailable"}
        with pytest.raises(Transient, match="went wrong there"):
            self.connector.find(post.channel, post.key)

    def test_a_limit_that_is_nearly_used_up_is_left_in_peace(self, peer: FacebookServer, post: Post) -> None:
        peer.usage = {"call_count": 97, "total_time": 2, "total_cputime": 2}

        with pytest.raises(Paced):
            self.connector.publish(post)

        assert (len(peer.asked), peer.public()) == (1, [])

    def test_what_facebook_calls_a_duplicate_is_looked_for_and_else_told(
        self, peer: FacebookServer, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent = self.connector.publish(post)
        peer.refuses_duplicates = True
        looks: list[Any] = [None]
        real = posts.found_there
        monkeypatch.setattr(
            "portal.channels.connectors.facebook.found_there", lambda *_, **__: looks.pop() if looks else None
        )
        assert self.connector.publish(post).external_id == sent.external_id

        monkeypatch.setattr(posts, "found_there", lambda *_, **__: None)
        with pytest.raises(Permanent, match="has said just this already"):
            self.connector.publish(post)
        assert (len(peer.public()), real is not posts.found_there) == (1, True)

    def test_comments_are_read_and_the_page_s_own_are_none(self, peer: FacebookServer, post: Post) -> None:
        sent = self.connector.publish(post)
        rows = [
            comment(FIRST),
            comment(SECOND, by="", parent=FIRST, hidden=True),
            comment(OURS, by=PAGE),
        ]
        peer.comments = {row["id"]: row for row in rows}

        first, second = self.connector.comments(post.channel, sent.external_id)

        assert (first.remote_id, first.parent_id, first.author, first.hidden) == (
            FIRST,
            sent.external_id,
            "Jo",
            False,
        )
        assert (second.parent_id, second.author, second.hidden) == (FIRST, "Somebody on Facebook", True)
        assert (first.text, first.at) == ("When is it?", datetime(2026, 11, 22, 10, tzinfo=UTC))

    def test_more_comments_than_one_answer_holds_are_read_by_their_cursor(
        self, peer: FacebookServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        numbers = [f"{PAGE}_{number}" for number in range(10_000, 10_230)]
        peer.comments = {number: comment(number) for number in numbers}

        found = self.connector.comments(post.channel, sent.external_id)

        assert [row.remote_id for row in found] == numbers

    def test_a_comment_is_hidden_shown_again_and_deleted_however_often(
        self, peer: FacebookServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        peer.comments = {FIRST: comment(FIRST)}
        states = []

        for act in (self.connector.hide, self.connector.unhide):
            for _ in range(2):
                act(post.channel, sent.external_id, FIRST)
                states.append(peer.comments[FIRST]["is_hidden"])
        for _ in range(2):
            self.connector.delete_comment(post.channel, sent.external_id, FIRST)

        assert states == [True, True, False, False]
        assert peer.comments == {}

    def test_a_comment_that_the_page_may_not_hide_is_said(self, peer: FacebookServer, post: Post) -> None:
        peer.comments = {FIRST: {**comment(FIRST), "can_hide": False}}

        with pytest.raises(Permanent, match="does not let the Page hide"):
            self.connector.hide(post.channel, "1", FIRST)

    def test_a_comment_that_its_author_deleted_first_is_hidden_in_peace(
        self, peer: FacebookServer, post: Post
    ) -> None:
        peer.comments = {}

        for act in (self.connector.hide, self.connector.unhide, self.connector.delete_comment):
            act(post.channel, "1", "777_999")

    def test_what_its_token_may_not_see_is_not_taken_for_gone(self, peer: FacebookServer, post: Post) -> None:
        sent = self.connector.publish(post)
        self.note(post, sent.external_id)
        peer.comments = {FIRST: comment(FIRST)}
        peer.tokens[TOKEN], peer.shows_all = {"pages_manage_posts"}, False

        acts: list[Callable[[], object]] = [
            lambda: self.connector.retract(post, "Wrong.", scheduled=False),
            lambda: self.connector.find(post.channel, post.key),
            lambda: self.connector.comments(post.channel, sent.external_id),
            lambda: self.connector.hide(post.channel, sent.external_id, FIRST),
            lambda: self.connector.delete_comment(post.channel, sent.external_id, FIRST),
        ]
        for act in acts:
            with pytest.raises(Reconnect, match="may see the Page"):
                act()

        assert (len(peer.public()), list(peer.comments)) == (1, [FIRST])

    def test_a_deletion_that_facebook_does_not_confirm_is_tried_again(
        self, peer: FacebookServer, post: Post
    ) -> None:
        self.note(post, self.connector.publish(post).external_id)
        peer.odd = lambda _: Answer(200, {"success": False})

        with pytest.raises(Transient, match="did not say"):
            self.connector.retract(post, "Wrong.", scheduled=False)

    def test_comments_of_what_is_gone_are_none(self, post: Post) -> None:
        assert self.connector.comments(post.channel, f"{PAGE}_1") == []

    @pytest.mark.parametrize(
        ("seconds", "reads", "ends", "then"),
        [
            (0, None, None, ""),
            (0, 0, None, ""),
            (1796040000, None, 1796040000, ""),
            (1796040000, 0, 1796040000, ""),
            (1796040000, 1796040000, 1796040000, ""),
            (1796040000, 1796050000, 1796040000, ""),
            (1796040000, 1796030000, 1796030000, READING_ENDS),
            (0, 1796030000, 1796030000, READING_ENDS),
        ],
    )
    def test_the_network_says_page_permissions_what_ends_first_and_followers(
        self,
        peer: FacebookServer,
        post: Post,
        seconds: int,
        reads: int | None,
        ends: int | None,
        then: str,
    ) -> None:
        peer.expires_at, peer.data_access_expires_at = seconds, reads

        health = self.connector.health(post.channel)

        assert (health.account, health.followers) == ("Pellworth Town Council", 812)
        assert health.expires_at == (datetime.fromtimestamp(ends, UTC) if ends else None)
        assert health.ends_then == then
        assert set(health.scopes) == SCOPES

    def test_the_version_that_settings_name_is_asked(
        self, peer: FacebookServer, post: Post, settings: Settings
    ) -> None:
        settings.FACEBOOK_VERSION = 31
        with pytest.raises(Permanent):
            self.connector.health(post.channel)

        assert {one.path.split("/")[1] for one in peer.asked} == {"v31.0"}
        assert len(peer.complaints) == len(peer.asked)
        peer.complaints.clear()

    def test_a_token_that_may_too_little_asks_for_another(self, peer: FacebookServer, post: Post) -> None:
        peer.tokens[TOKEN] -= {"pages_manage_engagement"}

        with pytest.raises(Reconnect, match="It lacks: pages_manage_engagement"):
            self.connector.health(post.channel)

    def test_another_page_s_token_is_refused(
        self, peer: FacebookServer, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tests.channels.connectors.facebook_server.PAGE", "1")

        with pytest.raises(Reconnect, match="not the token of that Page"):
            self.connector.health(post.channel)
        assert peer.public() == []

    @pytest.mark.parametrize("changes", [{"page": "PellworthTC"}, {"app": "22 33"}])
    def test_numbers_are_digits(self, peer: FacebookServer, changes: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="digits alone"):
            self.connector.entered({**self.values(peer), **changes})


def refused_for_now() -> Any:
    """Return what Graph says when something is wrong over there."""
    from_server = {"error": {"code": 1, "message": "An unknown error occurred", "is_transient": True}}
    return type("Answer", (), {"status": 400, "said": from_server, "headers": {}, "raw": None})()

"""X against a strict stand-in: sign-ins that renew themselves once, weights of signs, corrections, hidden answers."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.base import Paced, Permanent, Reconnect, Sent, Transient
from portal.channels.connectors.connecting import Health
from portal.channels.credentials.connecting import connect
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Connection
from portal.channels.networks.x import posts
from portal.channels.post import Post
from tests.channels.connectors.addressed import AddressedContract
from tests.channels.connectors.answering import AnswersContract
from tests.channels.connectors.standin import Answer, StandIn
from tests.channels.connectors.x_server import (
    CLIENT,
    ME,
    NAME,
    REFRESH,
    SCOPES,
    SECRET,
    XServer,
    answer,
)
from tests.channels.connectors.x_threads import ThreadsOnX
from tests.channels.posts import Staff, make_correction
from tests.makers.threads import at_once


class TestX(ThreadsOnX, AnswersContract, AddressedContract):
    slug: ClassVar[str] = "x"
    stand_in: ClassVar[type[StandIn]] = XServer
    secret: ClassVar[str] = "x-access-token-0000000001"
    longest: ClassVar[int | None] = 280

    @pytest.fixture(autouse=True)
    def _at_home(self, peer: XServer, settings: Settings) -> None:
        settings.X_ADDRESS = peer.origin

    def told(self, peer: XServer) -> dict[str, str]:
        return {"X_ADDRESS": peer.origin}

    def says(self, peer: XServer, post: str, number: str, *, account: str, name: str) -> None:
        peer.answers[number] = answer(number, post, by=account)
        peer.people[account] = name

    def elsewhere(self, peer: XServer, address: str) -> list[tuple[str, str]]:  # noqa: ARG002  one host for all
        return [
            (address.replace(NAME, "gazette"), f"a post of @gazette. The channel speaks as @{NAME}"),
            (address.replace(f"{NAME}/", "i/web/"), "not the address of one post"),
            (f"https://x.com/{NAME}", "not the address of one post"),
        ]

    def test_a_post_of_another_account_under_the_council_s_name_is_not_taken(
        self, peer: XServer, staff: Staff, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        peer.tweets[sent.external_id]["by"] = "7"

        row = self.looked(staff, post, sent.public_url)

        assert (row.state, row.external_id, row.public_url) == ("unknown", "", "")

    def below(self, peer: XServer, sent: Sent) -> str:  # noqa: ARG002  X asks for the one that is answered alone
        return "1900000000000000777"

    def hanging(self, peer: XServer) -> list[tuple[str, str]]:
        return [(row["text"], row["under"]) for row in peer.tweets.values() if "under" in row]

    def values(self, peer: XServer) -> dict[str, str]:
        return {"client": CLIENT, "client_secret": peer.secret, "refresh": REFRESH}

    def test_a_text_of_just_the_most_weight_is_taken(self, peer: XServer, staff: Staff) -> None:
        first = self.make(staff, "x", link="")
        rest = len(f"\n\n{first.capacity_line} {first.communication.reference}") + 2 + 23
        link = "https://www.example.org/" + "a" * 300
        self.connector.publish(self.make(staff, "a" * (276 - rest) + "字字", link=link))

        with pytest.raises(Permanent, match="281 characters"):
            self.connector.publish(self.make(staff, "a" * (277 - rest) + "字字", link=link))
        assert len(peer.public()) == 1

    def test_a_post_with_a_picture_is_found_behind_whose_words_its_address_stands(self, staff: Staff) -> None:
        post = self.make(staff, "Closed.", images=[self.picture(staff)])
        sent = self.connector.publish(post)

        found = self.connector.find(post.channel, post.key)

        assert found is not None
        assert found.external_id == sent.external_id

    def test_pictures_go_with_their_descriptions(self, peer: XServer, staff: Staff) -> None:
        self.connector.publish(self.make(staff, "Closed.", images=[self.picture(staff)]))

        (row,) = peer.tweets.values()
        assert [peer.media[one] for one in row["media"]] == ["A barrier across the lane."]

    def test_a_correction_is_a_new_post_and_the_old_one_goes(
        self, peer: XServer, staff: Staff, post: Post
    ) -> None:
        first = self.connector.publish(post)
        self.note(post, first.external_id)
        old = dict(peer.tweets)
        corrected = make_correction(staff, post, text="From Tuesday.")
        assert self.connector.find(corrected.channel, corrected.key) is None

        second = self.connector.publish(corrected)
        again = self.connector.publish(corrected)

        assert second.external_id == again.external_id != first.external_id
        assert [text.split("\n")[0] for text in peer.public()] == ["From Tuesday."]
        assert self.connector.find(corrected.channel, corrected.key) is not None
        peer.tweets |= old
        assert self.connector.find(corrected.channel, corrected.key) is None

    def test_it_is_found_behind_many_other_posts(self, peer: XServer, post: Post) -> None:
        sent = self.connector.publish(post)
        (row,) = peer.tweets.values()
        for number in range(230):
            newer = str(int(sent.external_id) + 1 + number)
            peer.tweets[newer] = {**row, "id": newer, "text": f"Something else {number}."}

        found = self.connector.find(post.channel, post.key)

        assert found is not None
        assert (found.external_id, found.public_url) == (
            sent.external_id,
            f"https://x.com/{NAME}/status/{sent.external_id}",
        )

    def test_what_was_sent_but_never_noted_is_deleted_too(self, peer: XServer, post: Post) -> None:
        self.connector.publish(post)

        self.connector.retract(post, "Wrong.", scheduled=False)

        assert peer.public() == []

    def test_a_deletion_that_x_does_not_confirm_is_tried_again(self, peer: XServer, post: Post) -> None:
        self.note(post, self.connector.publish(post).external_id)
        peer.odd = lambda _: Answer(200, {"data": {"deleted": False}})

        with pytest.raises(Transient, match="did not say"):
            self.connector.retract(post, "Wrong.", scheduled=False)

    def test_the_sign_in_is_renewed_once_and_what_replaces_it_is_kept(
        self, peer: XServer, post: Post
    ) -> None:
        self.connector.publish(post)
        self.connector.find(post.channel, post.key)

        held = credentials_of(post.channel)
        assert peer.renewals == 1
        assert (held.secrets["refresh"], held.session["name"]) == (peer.refresh, NAME)
        assert (held.secrets["client_secret"], peer.refresh != REFRESH) == (SECRET, True)

    def test_a_token_that_ends_soon_is_renewed_before_it_is_used(self, peer: XServer, post: Post) -> None:
        peer.lasts = 30
        self.connector.health(post.channel)
        peer.lasts = 7200
        refused = len(peer.asked)
        self.connector.health(post.channel)

        assert peer.renewals == 2
        assert [request.path for request in peer.asked[refused:]] == ["/2/oauth2/token", "/2/users/me"]

    def test_a_token_that_x_ended_before_its_time_is_renewed_in_the_middle(
        self, peer: XServer, post: Post
    ) -> None:
        self.connector.health(post.channel)
        peer.access.clear()

        self.connector.publish(post)

        assert (peer.renewals, len(peer.public())) == (2, 1)

    def test_an_application_without_a_secret_signs_in_without(
        self, peer: XServer, staff: Staff, post: Post
    ) -> None:
        peer.secret = ""
        connect(actor=staff.clerk, channel_id=post.channel.pk, values=self.values(peer))

        self.connector.publish(post)

        assert len(peer.public()) == 1

    def test_while_another_worker_renews_nobody_uses_the_same_token(self, peer: XServer, post: Post) -> None:
        soon = timezone.now() + timedelta(seconds=60)
        Connection.objects.update(renewing_until=soon)

        with pytest.raises(Paced, match="being renewed"):
            self.connector.publish(post)
        assert (peer.renewals, Connection.objects.get().renewing_until) == (0, soon)

        Connection.objects.update(renewing_until=timezone.now() - timedelta(seconds=1))
        self.connector.publish(post)
        assert (peer.renewals, Connection.objects.get().renewing_until) == (1, None)

    @pytest.mark.django_db(transaction=True)
    def test_workers_that_renew_at_once_use_the_token_once(self, peer: XServer, post: Post) -> None:
        results = at_once(*[lambda: self.connector.health(post.channel)] * 4)

        assert peer.renewals == 1
        assert all(isinstance(one, Health | Paced) for one in results)
        assert any(isinstance(one, Health) for one in results)
        assert credentials_of(post.channel).secrets["refresh"] == peer.refresh

    def test_what_another_worker_renewed_meanwhile_is_used(
        self, peer: XServer, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stale = credentials_of(post.channel)
        self.connector.health(post.channel)
        monkeypatch.setattr("portal.channels.networks.x.session.credentials_of", lambda *_, **__: stale)

        self.connector.publish(post)

        assert (peer.renewals, len(peer.public())) == (1, 1)

    def test_a_channel_that_was_connected_anew_meanwhile_is_tried_with_that(
        self, peer: XServer, staff: Staff, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stale = credentials_of(post.channel)
        connect(actor=staff.clerk, channel_id=post.channel.pk, values=self.values(peer))
        monkeypatch.setattr("portal.channels.networks.x.session.credentials_of", lambda *_, **__: stale)

        with pytest.raises(Transient, match="connected anew meanwhile"):
            self.connector.publish(post)
        assert peer.renewals == 0

    def test_what_x_calls_a_duplicate_is_looked_for_and_else_told(
        self, peer: XServer, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent = self.connector.publish(post)
        peer.refuses_duplicates = True
        monkeypatch.setattr("portal.channels.connectors.x.found_there", lambda *_: None)
        assert self.connector.publish(post).external_id == sent.external_id

        monkeypatch.setattr(posts, "found_there", lambda *_: None)
        with pytest.raises(Permanent, match="has said just this already"):
            self.connector.publish(post)
        assert len(peer.public()) == 1

    def test_what_x_does_not_want_is_told_and_asks_for_no_new_connection(
        self, peer: XServer, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(posts, "LONGEST", 1)
        monkeypatch.setattr("tests.channels.connectors.x_server.length", lambda _: 281)
        monkeypatch.setattr("portal.channels.connectors.x.refuse", lambda *_: None)

        with pytest.raises(Permanent, match="Your Tweet text is too long") as caught:
            self.connector.publish(post)
        assert not isinstance(caught.value, Reconnect)
        assert peer.public() == []

    def test_a_sign_in_that_may_too_little_asks_for_another(self, peer: XServer, post: Post) -> None:
        peer.scopes.discard("tweet.moderate.write")

        with pytest.raises(Reconnect, match=r"It lacks: tweet\.moderate\.write"):
            self.connector.health(post.channel)
        with pytest.raises(Reconnect, match="does not let this sign-in do that"):
            self.connector.hide(post.channel, "1", "2")

    def test_when_nothing_may_be_asked_any_more_it_waits_until_x_counts_anew(
        self, peer: XServer, post: Post
    ) -> None:
        peer.remaining = 0
        self.connector.publish(post)
        asked = len(peer.asked)

        with pytest.raises(Paced) as caught:
            self.connector.publish(post)

        assert (caught.value.retry_after or 0) > 600
        assert (len(peer.asked), len(peer.public())) == (asked, 1)

    def test_where_no_more_posts_may_be_made_the_account_may_still_read_and_delete(
        self, peer: XServer, staff: Staff, post: Post
    ) -> None:
        peer.left["POST", "/2/tweets"] = 0
        sent = self.connector.publish(post)
        self.note(post, sent.external_id)

        with pytest.raises(Paced):
            self.connector.publish(self.make(staff, "Another one."))
        assert self.connector.find(post.channel, post.key) is not None
        self.connector.retract(post, "The day was wrong.", scheduled=False)

        assert peer.public() == []

    def test_answers_are_read_plainly_and_our_own_are_none(self, peer: XServer, post: Post) -> None:
        sent = self.connector.publish(post)
        rows = [answer("51", sent.external_id), answer("52", "51"), answer("53", "51", by=ME)]
        peer.answers = {row["id"]: row for row in rows}

        first, second = self.connector.comments(post.channel, sent.external_id)

        assert (first.remote_id, first.parent_id, first.author) == ("51", sent.external_id, "Jo")
        assert (first.author_address, first.text) == ("jo_of_pellworth", "@PellworthTC When & where?")
        assert (second.parent_id, second.hidden) == ("51", None)
        assert first.at == datetime(2026, 11, 22, 10, tzinfo=UTC)

    def test_what_stands_with_an_answer_is_told_by_its_key_and_its_description(
        self, peer: XServer, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        at, still = "https://pbs.twimg.example/1.jpg", "https://pbs.twimg.example/still.jpg"
        peer.shown = {
            "3_1": {"media_key": "3_1", "type": "photo", "url": at, "alt_text": "A <barrier>", "width": 9},
            "7_2": {"media_key": "7_2", "type": "video", "preview_image_url": still},
            "16_3": {"media_key": "16_3", "type": "animated_gif", "preview_image_url": still},
        }
        peer.answers = {"51": pictured("51", sent.external_id, "3_1", "7_2", "16_3", "3_9")}

        (found,) = self.connector.comments(post.channel, sent.external_id)

        assert found.attached == (
            Attached(Kind.PICTURE, "3_1", "A <barrier>", at),
            Attached(Kind.VIDEO, "7_2", "", still),
            Attached(Kind.VIDEO, "16_3", "", still),
            Attached(Kind.OTHER, "3_9"),
        )

    def test_more_answers_than_one_page_holds_are_all_read(self, peer: XServer, post: Post) -> None:
        sent = self.connector.publish(post)
        numbers = [str(number) for number in range(10_000, 10_230)]
        peer.answers = {number: answer(number, sent.external_id) for number in numbers}

        assert [row.remote_id for row in self.connector.comments(post.channel, sent.external_id)] == numbers

    def test_an_answer_is_hidden_and_shown_again_however_often(self, peer: XServer, post: Post) -> None:
        peer.answers = {"51": answer("51", "1")}
        states = []

        for act in (self.connector.hide, self.connector.unhide):
            for _ in range(2):
                act(post.channel, "1", "51")
                states.append(set(peer.hidden))

        assert states == [{"51"}, {"51"}, set(), set()]

    def test_an_answer_that_the_account_may_not_hide_is_said(self, post: Post) -> None:
        with pytest.raises(Permanent, match="not permitted to hide this reply") as caught:
            self.connector.hide(post.channel, "1", "51")
        assert not isinstance(caught.value, Reconnect)

    def test_the_network_says_account_scopes_and_followers(self, post: Post) -> None:
        health = self.connector.health(post.channel)

        assert (health.account, health.followers) == (f"@{NAME}", 64)
        assert set(health.scopes) == SCOPES

    def test_the_version_that_settings_name_is_asked(
        self, peer: XServer, post: Post, settings: Settings
    ) -> None:
        settings.X_VERSION = 3
        with pytest.raises(Reconnect):
            self.connector.health(post.channel)

        assert [one.path for one in peer.asked] == ["/3/oauth2/token"]

    def test_no_token_stands_in_what_is_said_of_a_refusal(self, peer: XServer, post: Post) -> None:
        peer.expire()

        with pytest.raises(Reconnect) as caught:
            self.connector.health(post.channel)

        said: list[Any] = [one for one in (REFRESH, SECRET) if one in str(caught.value)]
        assert said == []


def pictured(number: str, parent: str, *keys: str) -> dict[str, Any]:
    """Return an answer with media, as X tells it."""
    return {**answer(number, parent), "attachments": {"media_keys": list(keys)}}

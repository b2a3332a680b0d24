"""What every connector of a network keeps to, whatever goes wrong on the way: nothing lost, nothing said twice.

A connector's tests inherit NetworkContract, name the connector and its stand-in, and say how a channel is connected.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any, ClassVar

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import (
    Ambiguous,
    Capability,
    Connector,
    ConnectorError,
    Permanent,
    Reconnect,
    Transient,
    connectors,
)
from portal.channels.connectors.listening import Lacks, Listens
from portal.channels.connectors.revoking import EndsCredentials
from portal.channels.credentials.connecting import connect
from portal.channels.credentials.sealing import unseal
from portal.channels.credentials.trying import try_connection
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Connection, Delivery, HostPace
from portal.channels.networks import wire
from portal.channels.networks.evidence import LEFT_OUT
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.post import Post
from tests.channels.connectors.authors_apart import AuthorsApart
from tests.channels.connectors.odd_answers import OddAnswers
from tests.channels.connectors.repeated import given, written_of
from tests.channels.connectors.standin import Answer, Fault, StandIn
from tests.channels.posts import Staff, make_correction, make_post, make_staff

TEXT = "Mill Lane is closed from Monday. Übergang für Fußgänger bleibt offen 🚧"
LONG = " ".join(f"Sentence {number} says where Mill Lane is closed and until when." for number in range(24))
LONGER = f"From Tuesday. {LONG}"
UNCLEAR = [Fault("silence"), Fault("reset"), Fault(500), Fault(502)]
AFTER = [Fault(fault.how, acted=True) for fault in UNCLEAR]


@pytest.mark.django_db
class NetworkContract(OddAnswers, AuthorsApart, ABC):
    """The tests that a connector inherits."""

    slug: ClassVar[str]
    stand_in: ClassVar[type[StandIn]]
    secret: ClassVar[str]
    """A credential that must appear nowhere."""
    sends_secret: ClassVar[bool] = True
    """Whether that is sent with each request: what is signed with it shows it to nobody."""
    longest: ClassVar[int | None] = None
    """The most signs of a text, where the network has a limit."""

    @abstractmethod
    def values(self, peer: Any) -> dict[str, str]:
        """Return what is entered to connect a channel to ``peer``."""

    def told(self, peer: Any) -> dict[str, str]:  # noqa: ARG002  for networks with one address for everybody
        """Return the settings by which workers find ``peer``, beside what is entered."""
        return {}

    @pytest.fixture
    def peer(self, settings: Settings) -> Iterator[Any]:
        """Return the network, new."""
        with self.stand_in.serving() as made:
            settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
            yield made
            assert made.complaints == []

    @pytest.fixture
    def staff(self, peer: Any) -> Staff:
        """Return a council with a channel on the network, connected."""
        made = make_staff(self.slug)
        (channel,) = made.council.channels.all()
        connect(actor=made.clerk, channel_id=channel.pk, values=self.values(peer))
        return made

    @pytest.fixture
    def post(self, staff: Staff) -> Post:
        """Return a post that is cleared for it."""
        return self.make(staff)

    def make(self, staff: Staff, text: str = TEXT, **changes: Any) -> Post:
        """Return a cleared post with ``text``."""
        return make_post(staff, "social_post", self.slug, text=text, **changes)

    @property
    def connector(self) -> Connector:
        """Return what is tested."""
        return connectors()[self.slug]

    def test_it_is_published_once_with_who_speaks_and_where_it_can_be_read(
        self, peer: Any, post: Post
    ) -> None:
        sent = self.connector.publish(post)

        (said,) = peer.public()
        assert TEXT in said
        assert post.capacity_line in said
        assert sent.external_id
        assert sent.public_url.startswith(("https://", peer.origin))

    def test_the_evidence_holds_what_was_said_and_no_credential(self, peer: Any, post: Post) -> None:
        sent = self.connector.publish(post)

        assert "Mill Lane is closed from Monday." in sent.evidence
        assert self.secret not in sent.evidence
        assert any(self.secret in repr(request) for request in peer.asked) is self.sends_secret

    def test_published_twice_under_one_key_it_is_there_once(self, peer: Any, post: Post) -> None:
        first = self.connector.publish(post)
        second = self.connector.publish(post)

        assert len(peer.public()) == 1
        assert (first.external_id, first.public_url) == (second.external_id, second.public_url)

    def test_two_posts_are_two(self, peer: Any, staff: Staff) -> None:
        self.connector.publish(self.make(staff, "One."))
        self.connector.publish(self.make(staff, "Two."))

        assert len(peer.public()) == 2

    def test_it_is_found_by_its_key_and_nothing_else_is(self, peer: Any, staff: Staff, post: Post) -> None:
        assert self.connector.find(post.channel, post.key) is None
        sent = self.connector.publish(post)
        other = self.make(staff, "Something else.")

        found = self.connector.find(post.channel, post.key)
        assert found is not None
        assert (found.external_id, found.public_url) == (sent.external_id, sent.public_url)
        assert self.connector.find(other.channel, other.key) is None
        assert peer.public() != []

    @pytest.mark.parametrize("fault", UNCLEAR, ids=str)
    def test_what_broke_before_it_acted_is_not_found_and_is_published_then(
        self, peer: Any, post: Post, fault: Fault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        peer.faults = [fault]
        if fault.how == "silence":
            monkeypatch.setattr(wire, "WAIT", 1.5)
        with pytest.raises(ConnectorError) as caught:
            self.connector.publish(post)
        assert isinstance(caught.value, Ambiguous | Transient)

        assert peer.public() == []
        self.calm()
        assert self.connector.find(post.channel, post.key) is None
        self.connector.publish(post)
        assert len(peer.public()) == 1

    @pytest.mark.parametrize("fault", AFTER, ids=str)
    def test_what_broke_after_it_acted_is_unclear_is_found_and_is_never_there_twice(
        self, peer: Any, post: Post, fault: Fault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        peer.faults = [fault]
        if fault.how == "silence":
            monkeypatch.setattr(wire, "WAIT", 1.5)
        with pytest.raises(Ambiguous):
            self.connector.publish(post)

        self.calm()
        assert len(peer.public()) == 1
        assert self.connector.find(post.channel, post.key) is not None
        self.connector.publish(post)
        assert len(peer.public()) == 1

    def test_too_many_requests_are_waited_for_as_long_as_the_network_says(
        self, peer: Any, post: Post
    ) -> None:
        peer.faults = [Fault(429, headers={"Retry-After": "77"})]

        with pytest.raises(Transient) as caught:
            self.connector.publish(post)

        assert caught.value.retry_after == 77
        assert peer.public() == []

    def test_credentials_that_ended_ask_for_a_new_connection(self, peer: Any, post: Post) -> None:
        peer.expire()

        with pytest.raises(Reconnect) as caught:
            self.connector.publish(post)
        with pytest.raises(Reconnect):
            self.connector.health(post.channel)

        assert peer.public() == []
        assert self.secret not in str(caught.value)

    @pytest.mark.parametrize("status", [400, 401, 403, 500])
    def test_what_a_network_repeats_of_the_credentials_stands_nowhere(
        self, peer: Any, staff: Staff, status: int, monkeypatch: pytest.MonkeyPatch, caplog: Any
    ) -> None:
        self.connector.publish(self.make(staff, "One, for a session."))
        post = self.make(staff)
        peer.asked.clear()
        row = Connection.objects.get()
        secrets = [one for one in unseal(post.channel.pk, row.sealed).values() if one]
        monkeypatch.setattr(peer, "answer", lambda asked: self.repeated(status, [*secrets, *given(asked)]))
        caplog.set_level(logging.INFO)

        said = list(self.refusals(post))
        carry(RowKind.DELIVERY, Delivery.objects.get(key=post.key).pk)
        written = list(written_of(post, staff.clerk))
        self.forget()
        try_connection(row.pk)
        shown = [caplog.text, *said, *written, *written_of(post, staff.clerk)]

        assert [one for one in [*secrets, *chain(*map(given, peer.asked))] if one in "\n".join(shown)] == []
        assert all(LEFT_OUT in one for one in shown if "It says" in one or "says (" in one)
        assert any(LEFT_OUT in one for one in shown)

    def test_what_is_too_long_is_refused_here_and_never_cut(self, peer: Any, staff: Staff) -> None:
        if self.longest is None:
            return
        post = self.make(staff, "a" * self.longest)

        with pytest.raises(Permanent, match="too long"):
            self.connector.publish(post)
        with pytest.raises(Permanent, match="too long"):
            self.connector.preview(post)

        assert peer.public() == []

    def test_the_preview_is_what_readers_have(self, peer: Any, post: Post) -> None:
        assert Capability.PREVIEW in self.connector.capabilities
        shown = self.connector.preview(post)

        self.connector.publish(post)

        assert TEXT in shown
        assert all(part in shown for part in peer.public()[0].split("\n\n"))

    @pytest.mark.parametrize("noted", [False, True])
    def test_what_another_post_named_by_its_reference_goes_out_itself(
        self, peer: Any, staff: Staff, noted: bool
    ) -> None:
        post = self.make(staff, "The pool opens on Friday.")
        earlier = self.make(staff, f"The pool opens soon: more in {post.communication.reference}.")
        named = self.connector.publish(earlier).external_id
        if noted:
            self.note(earlier, named)
        assert self.connector.find(post.channel, post.key) is None

        sent = self.connector.publish(post)

        assert sent.external_id != named
        says = ("on Friday", "opens soon")
        assert [[one in text for text in peer.public()].count(True) for one in says] == [1, 1]
        found = self.connector.find(post.channel, post.key)
        assert found is not None
        assert found.external_id == sent.external_id

    def test_a_correction_is_none_of_the_posts_that_name_what_it_corrects(
        self, peer: Any, staff: Staff
    ) -> None:
        first = self.make(staff, "The fair is on Monday.")
        self.note(first, self.connector.publish(first).external_id)
        later = self.make(staff, f"Sorry: the day was wrong. It was {first.communication.reference}")
        named = self.connector.publish(later).external_id
        self.note(later, named)
        changes = {"text": "The fair is on Sunday.", "link": "https://www.example.org/other"}
        corrected = make_correction(staff, first, **changes)
        assert self.connector.find(corrected.channel, corrected.key) is None

        sent = self.connector.publish(corrected)

        says = ("on Sunday", "Sorry: the day")
        assert sent.external_id != named
        assert [[one in text for text in peer.public()].count(True) for one in says] == [1, 1]
        self.connector.retract(corrected, "No fair.", scheduled=False)
        assert [[one in text for text in peer.public()].count(True) for one in says] == [0, 1]

    def test_what_is_taken_back_unnoted_is_none_of_the_posts_that_name_it(
        self, peer: Any, staff: Staff
    ) -> None:
        first = self.make(staff, "The fair is on Monday.")
        self.connector.publish(first)
        later = self.make(staff, f"Sorry: the day in {first.communication.reference} was wrong.")
        self.connector.publish(later)

        self.connector.retract(first, "A wrong day.", scheduled=False)
        self.connector.retract(first, "A wrong day.", scheduled=False)

        (left,) = peer.public()
        assert "Sorry: the day" in left

    def test_a_text_that_is_longer_goes_out_as_a_thread_where_its_author_wants_one(
        self, peer: Any, staff: Staff
    ) -> None:
        post = self.thread(staff)
        if post is None:
            return
        shown = self.connector.preview(post)

        sent = self.connector.publish(post)

        parts = peer.public()
        many, reference = len(parts), post.communication.reference
        assert many > 2
        assert [part.rsplit(" ", 1)[1] for part in parts] == [f"{one + 1}/{many}" for one in range(many)]
        assert f"{post.capacity_line} {reference} 1/{many}" in parts[0]
        assert all(
            part.endswith(f"\n\n{reference} {number}/{many}") for number, part in enumerate(parts[1:], 2)
        )
        assert " ".join(part.split("\n\n")[0] for part in parts) == LONG
        assert "example.org/mill-lane" in parts[0]
        assert all(part in shown for part in parts)
        assert all(part.split("\n\n")[0] in sent.evidence for part in parts)
        assert peer.chained()

    @pytest.mark.parametrize("broken", [0, 1, 2])
    @pytest.mark.parametrize(
        "fault", [Fault("reset"), Fault("reset", acted=True), Fault(500, acted=True)], ids=str
    )
    def test_a_thread_that_broke_in_the_middle_is_continued_where_it_broke(
        self, peer: Any, staff: Staff, fault: Fault, broken: int
    ) -> None:
        post = self.thread(staff)
        if post is None:
            return
        peer.faults = [*[None] * broken, fault]
        with pytest.raises(Ambiguous):
            self.connector.publish(post)
        self.calm()
        assert len(peer.public()) == broken + fault.acted
        assert self.connector.find(post.channel, post.key) is None

        self.connector.publish(post)
        parts = peer.public()
        self.connector.publish(post)

        assert " ".join(part.split("\n\n")[0] for part in parts) == LONG
        assert peer.public() == parts
        assert peer.chained()
        assert self.connector.find(post.channel, post.key) is not None

    @pytest.mark.parametrize("noted", [False, True])
    def test_a_thread_is_taken_back_whole_also_one_that_broke_off(
        self, peer: Any, staff: Staff, noted: bool
    ) -> None:
        post = self.thread(staff)
        if post is None:
            return
        other = self.connector.publish(self.make(staff, "Something else."))
        if noted:
            self.note(post, self.connector.publish(post).external_id)
        else:
            peer.faults = [None, Fault("reset", acted=True)]
            with pytest.raises(Ambiguous):
                self.connector.publish(post)
            self.calm()

        self.connector.retract(post, "A wrong date.", scheduled=False)
        self.connector.retract(post, "A wrong date.", scheduled=False)

        assert [text.split("\n\n")[0] for text in peer.public()] == ["Something else."]
        assert other.external_id

    @pytest.mark.parametrize(("before", "after"), [(True, False), (False, True), (True, True)])
    def test_a_correction_may_be_a_thread_or_correct_one(
        self, peer: Any, staff: Staff, before: bool, after: bool
    ) -> None:
        if Capability.THREAD not in self.connector.capabilities:
            return
        first = self.thread(staff) if before else self.make(staff)
        assert first is not None
        self.note(first, self.connector.publish(first).external_id)
        said = {"text": LONGER, "length": "thread"} if after else {"text": "From Tuesday.", "length": ""}
        corrected = make_correction(staff, first, **said)
        assert self.connector.find(corrected.channel, corrected.key) is None

        self.connector.publish(corrected)
        parts = peer.public()
        self.connector.publish(corrected)

        assert " ".join(part.split("\n\n")[0] for part in parts) == said["text"]
        assert peer.public() == parts
        assert peer.chained()
        assert self.connector.find(corrected.channel, corrected.key) is not None

    def test_a_word_that_is_longer_than_a_post_is_refused_and_never_cut(
        self, peer: Any, staff: Staff
    ) -> None:
        if Capability.THREAD not in self.connector.capabilities:
            return
        post = self.make(staff, f"See {'a' * (self.longest or 0)} there.", length="thread")

        with pytest.raises(Permanent, match="longer than one post may be"):
            self.connector.publish(post)

        assert peer.public() == []

    @pytest.mark.parametrize("scheduled", [False, True])
    def test_what_is_taken_back_is_gone_however_often_it_is_ordered(
        self, peer: Any, post: Post, scheduled: bool
    ) -> None:
        sent = self.connector.publish(post)
        self.note(post, sent.external_id)

        self.connector.retract(post, "A wrong date.", scheduled=scheduled)
        self.connector.retract(post, "A wrong date.", scheduled=scheduled)

        assert peer.public() == []

    def test_what_was_never_there_is_taken_back_in_peace(self, peer: Any, post: Post) -> None:
        self.connector.retract(post, "A wrong date.", scheduled=False)

        assert peer.public() == []

    def test_the_network_says_whose_the_credentials_are(self, peer: Any, post: Post) -> None:
        health = self.connector.health(post.channel)

        assert health.account
        assert health.scopes
        assert peer.public() == []

    def test_a_capability_that_it_lacks_is_refused_in_words(self, post: Post) -> None:
        lacks: dict[Capability, Callable[[], object]] = {
            Capability.COMMENTS: lambda: self.connector.comments(post.channel, "1"),
            Capability.HIDE: lambda: self.connector.hide(post.channel, "1", "2"),
            Capability.UNHIDE: lambda: self.connector.unhide(post.channel, "1", "2"),
            Capability.DELETE_COMMENT: lambda: self.connector.delete_comment(post.channel, "1", "2"),
        }
        for capability, act in lacks.items():
            if capability not in self.connector.capabilities:
                with pytest.raises(Permanent, match=self.connector.label):
                    act()

    def repeated(self, status: int, words: list[str]) -> Answer:
        """Return the answer of a network that says ``words`` where it refuses."""
        said = f"Not valid: {' and '.join(words)}"
        return Answer(status, {"error": "ExpiredToken", "message": said, "detail": said})

    def refusals(self, post: Post) -> Iterator[str]:
        """Yield what the connector says where the network refuses whatever it is asked."""
        channel, one = post.channel, "1_1"
        acts: list[Callable[[], object]] = [
            lambda: self.connector.publish(post),
            lambda: self.connector.find(channel, post.key),
            lambda: self.connector.retract(post, "Wrong.", scheduled=False),
            lambda: self.connector.health(channel),
            lambda: self.connector.comments(channel, one),
            lambda: self.connector.hide(channel, one, one),
            lambda: self.connector.delete_comment(channel, one, one),
        ]
        if isinstance(self.connector, Listens):
            acts.append(partial(self.connector.mentions, channel, "", ""))
            acts.append(partial(self.connector.messages, channel, "", ""))
        if isinstance(self.connector, EndsCredentials):
            acts.append(partial(self.connector.end_credentials, credentials_of(channel, testing=True)))
        for act in acts:
            self.forget()
            try:
                act()
            except (ConnectorError, Lacks) as error:
                yield str(error)

    def forget(self) -> None:
        """Let the portal ask again at once, whatever it noted of the connection."""
        self.calm()
        Connection.objects.update(problem="", problem_at=None)

    def thread(self, staff: Staff) -> Post | None:
        """Return a post that is longer than the network takes, wanted as a thread; None where it has none."""
        if Capability.THREAD not in self.connector.capabilities:
            return None
        return self.make(staff, LONG, length="thread", link="https://www.example.org/mill-lane")

    @staticmethod
    def calm() -> None:
        """Let the portal ask again at once: the peace that it keeps after a fault has tests of its own."""
        HostPace.objects.all().delete()

    @staticmethod
    def note(post: Post, external_id: str) -> None:
        """Note what the network calls the post, as the outbox does when it is settled."""
        post.publication.deliveries.filter(key=post.key).update(external_id=external_id, state="sent")

"""What a connector keeps to that can say something beneath what somebody of the public wrote."""

from abc import abstractmethod
from typing import Any, ClassVar

import pytest

from portal.channels.connectors.base import Ambiguous, Capability, Permanent, Sent
from portal.channels.models import AnswerTo
from portal.channels.post import Post
from tests.channels.connectors.contract import NetworkContract
from tests.channels.connectors.standin import Fault
from tests.channels.posts import Staff, make_correction

WORDS = "The lane is open again on Thursday."


@pytest.mark.django_db
class AnswersContract(NetworkContract):
    """The tests that it inherits besides."""

    @abstractmethod
    def below(self, peer: Any, sent: Sent) -> str:
        """Let somebody write something under ``sent``, and return what the network calls it."""

    @abstractmethod
    def hanging(self, peer: Any) -> list[tuple[str, str]]:
        """Return what the council said beneath comments there, each with what the comment is called."""

    def answer(self, peer: Any, staff: Staff) -> tuple[str, Post]:
        """Return what a comment is called there, and the post that answers it."""
        sent = self.connector.publish(self.make(staff))
        number, post = self.below(peer, sent), self.make(staff, WORDS, link="")
        AnswerTo.objects.create(
            communication=post.communication,
            channel=post.channel,
            root=sent.external_id,
            remote_id=number,
            debate="one",
        )
        return number, post

    def test_an_answer_stands_once_beneath_what_it_answers_and_is_taken_back(
        self, peer: Any, staff: Staff
    ) -> None:
        assert Capability.ANSWER in self.connector.capabilities
        number, post = self.answer(peer, staff)
        assert self.connector.find(post.channel, post.key) is None

        first, again = self.connector.publish(post), self.connector.publish(post)

        ((text, under),) = self.hanging(peer)
        assert (WORDS in text, post.communication.reference in text, under) == (True, True, number)
        found = self.connector.find(post.channel, post.key)
        assert found is not None
        assert {first.external_id, again.external_id, found.external_id} == {first.external_id}
        post.publication.deliveries.update(external_id=first.external_id)
        self.connector.retract(post, "The day was wrong.", scheduled=False)
        assert self.hanging(peer) == []

    def test_an_answer_that_names_another_one_is_not_taken_for_it(self, peer: Any, staff: Staff) -> None:
        number, post = self.answer(peer, staff)
        earlier = self.make(staff, f"More on that in {post.communication.reference}.", link="")
        AnswerTo.objects.create(
            communication=earlier.communication,
            channel=earlier.channel,
            root=post.communication.answer_to.root,
            remote_id=number,
            debate="one",
        )
        self.connector.publish(earlier)
        assert self.connector.find(post.channel, post.key) is None

        self.connector.publish(post)
        assert sorted(WORDS in text for text, _ in self.hanging(peer)) == [False, True]

        self.connector.retract(post, "The day was wrong.", scheduled=False)
        assert [WORDS in text for text, _ in self.hanging(peer)] == [False]

    def test_a_corrected_answer_stands_there_alone(self, peer: Any, staff: Staff) -> None:
        number, post = self.answer(peer, staff)
        sent = self.connector.publish(post)
        post.publication.deliveries.update(external_id=sent.external_id, state="sent")

        corrected = make_correction(staff, post, text="The lane is open again on Friday.")
        self.connector.publish(corrected)

        ((text, under),) = self.hanging(peer)
        assert ("on Friday" in text, "on Thursday" in text, under) == (True, False, number)


@pytest.mark.django_db
class AnswersAloneContract(AnswersContract):
    """The tests of one that answers whoever wrote to the account alone, too."""

    opening: ClassVar[str] = ""
    """What such an answer begins with there."""

    @abstractmethod
    def approached(self, peer: Any) -> str:
        """Let somebody write to the account alone, and return what the network calls it."""

    @abstractmethod
    def withdrawn(self, peer: Any, number: str) -> None:
        """Let them delete it."""

    @abstractmethod
    def alone(self, peer: Any) -> list[str]:
        """Return what the council said to them, where nobody else reads it."""

    def back(self, peer: Any, staff: Staff, text: str = WORDS, **changes: Any) -> Post:
        """Return the post that answers what somebody wrote to the account alone."""
        number = self.approached(peer)
        post = self.make(staff, f"{self.opening}{text}", **{"link": "", **changes})
        AnswerTo.objects.create(
            communication=post.communication,
            channel=post.channel,
            root=number,
            remote_id=number,
            debate="one",
            private=True,
        )
        return post

    def test_whoever_wrote_to_the_account_alone_is_answered_once_and_nobody_else_reads_it(
        self, peer: Any, staff: Staff
    ) -> None:
        assert Capability.ANSWER_ALONE in self.connector.capabilities
        post = self.back(peer, staff)
        assert self.connector.find(post.channel, post.key) is None

        first, again = self.connector.publish(post), self.connector.publish(post)

        (said,) = self.alone(peer)
        assert (WORDS in said, post.communication.reference in said) == (True, True)
        found = self.connector.find(post.channel, post.key)
        assert found is not None
        assert {first.external_id, again.external_id, found.external_id} == {first.external_id}
        assert WORDS in first.evidence
        assert self.secret not in first.evidence
        assert self.hanging(peer) == []

    def test_an_answer_that_broke_off_after_it_arrived_is_found_and_never_there_twice(
        self, peer: Any, staff: Staff
    ) -> None:
        post, peer.faults = self.back(peer, staff), [Fault("reset", acted=True)]
        with pytest.raises(Ambiguous):
            self.connector.publish(post)
        self.calm()

        assert self.connector.find(post.channel, post.key) is not None
        self.connector.publish(post)
        assert len(self.alone(peer)) == 1

    def test_what_its_author_deleted_is_not_answered(self, peer: Any, staff: Staff) -> None:
        post = self.back(peer, staff)
        assert post.answers is not None
        self.withdrawn(peer, post.answers.remote_id)

        with pytest.raises(Permanent, match="deleted"):
            self.connector.publish(post)

        assert self.alone(peer) == []

    def test_what_is_too_long_to_be_said_to_one_person_is_refused(self, peer: Any, staff: Staff) -> None:
        for changes in ({}, {"length": "thread"}):
            post = self.back(peer, staff, " ".join(["word"] * 500), **changes)
            with pytest.raises(Permanent, match="too long"):
                self.connector.publish(post)

        assert self.alone(peer) == []

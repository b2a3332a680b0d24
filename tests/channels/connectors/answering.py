"""What a connector keeps to that can say something beneath what somebody of the public wrote."""

from abc import abstractmethod
from typing import Any

import pytest

from portal.channels.connectors.base import Capability, Sent
from portal.channels.models import AnswerTo
from portal.channels.post import Post
from tests.channels.connectors.contract import NetworkContract
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

    def test_a_corrected_answer_stands_there_alone(self, peer: Any, staff: Staff) -> None:
        number, post = self.answer(peer, staff)
        sent = self.connector.publish(post)
        post.publication.deliveries.update(external_id=sent.external_id, state="sent")

        corrected = make_correction(staff, post, text="The lane is open again on Friday.")
        self.connector.publish(corrected)

        ((text, under),) = self.hanging(peer)
        assert ("on Friday" in text, "on Thursday" in text, under) == (True, False, number)

"""An answer goes out beneath the words to which it was written, and not where they stand no more."""

from typing import Any

import pytest
from django.utils import timezone

from approvals.founding import OFFICERS_ACT
from approvals.withdrawing import withdraw
from moderation.intake.arriving import Arrived
from moderation.intake.receiving import receive
from moderation.models import Comment
from moderation.replies.beginning import begin_reply
from moderation.replies.gates import still_answers
from moderation.replies.noting import note_answers
from portal.channels.models import Channel, Delivery, NewsItem
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.people import Person
from portal.refusals import Refusal
from tests.makers.comments import make_comment
from tests.makers.pictures import images_of, make_picture
from tests.moderation.replies.test_replies import clear, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item, remote_id="one")


def carried(delivery: Delivery) -> tuple[str, str]:
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    return delivery.state, delivery.problem


@pytest.mark.parametrize(
    "change",
    [{"showing": "hidden"}, {"showing": "removed"}, {"showing": "held"}, {"gone_at": timezone.now()}],
)
def test_what_it_answers_must_stand_in_public_still(
    clerk: Person, comment: Comment, change: dict[str, Any]
) -> None:
    delivery = clear(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk).deliveries.get()
    Comment.objects.filter(pk=comment.pk).update(**change)

    assert carried(delivery) == ("held", "The comment that it answers does not stand in public any more.")
    assert note_answers() == 0


def test_the_item_beneath_which_it_stands_must_be_in_public_still(
    clerk: Person, comment: Comment, item: NewsItem
) -> None:
    delivery = clear(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk).deliveries.get()
    withdraw(
        actor=clerk, communication_id=item.communication_id, cites=[OFFICERS_ACT], reason="It was wrong."
    )

    assert carried(delivery)[1] == "The item beneath which it would stand is not in public any more."
    late = make_comment(item=item, author="Sam", email="s@p.example", text="Is the hall open at Easter?")
    Comment.objects.filter(pk=late.pk).update(showing="shown")
    with pytest.raises(Refusal, match="not in public any more"):
        begin_reply(
            actor=clerk,
            comment_id=late.pk,
            sort="reply",
        )


def test_other_words_than_it_was_written_to_get_no_answer_until_somebody_wrote_it_anew(
    council: Council, clerk: Person, comment: Comment
) -> None:
    reply = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")
    delivery = clear(reply, clerk).deliveries.get()
    arrived = Arrived(
        way="newsroom",
        remote_id="one",
        text="The clerk takes bribes, do you agree?",
        author="Robin",
        email="robin@people.example",
        publication_id=comment.publication_id,
    )
    newsroom = Channel.objects.get(council=council, connector="newsroom")
    receive(actor=None, council_id=council.pk, channel=newsroom, arrived=arrived)
    Comment.objects.filter(pk=comment.pk).update(showing="shown")

    state, problem = carried(delivery)

    assert state == "held"
    assert problem.startswith("Its author changed the words that it answers since it was written.")


def test_pictures_that_no_reader_would_get_hold_the_answer_and_it_is_said_why(
    clerk: Person, comment: Comment
) -> None:
    reply = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")
    publication = clear(reply, clerk, images=images_of(make_picture(by=clerk)))

    state, problem = carried(publication.deliveries.get())

    assert (state, problem.partition(" an answer")[0]) == ("held", "Beneath a comment in the newsroom")


def test_what_answers_nothing_is_asked_nothing(item: NewsItem, django_assert_num_queries: Any) -> None:
    publication = item.publication
    assert getattr(publication.communication, "answer_to", None) is None
    with django_assert_num_queries(0):
        assert still_answers(publication) == ""


def test_an_answer_to_what_stands_goes_out(clerk: Person, comment: Comment) -> None:
    assert say(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk).state == "live"

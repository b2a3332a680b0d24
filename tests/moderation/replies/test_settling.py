"""What an answer settles, and what waits for a person all the same."""

import pytest
from django.utils import timezone

from approvals.founding import OFFICERS_ACT
from approvals.withdrawing import withdraw
from moderation.claiming import claim
from moderation.models import Comment
from moderation.replies.beginning import begin_reply
from moderation.replies.debates import Answered
from moderation.ruling import Judged, rule
from moderation.states import Handling
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.refusals import InvalidInput
from tests.makers import make_channels
from tests.makers.comments import make_call, make_comment
from tests.moderation.replies.test_replies import bind, say

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("risk", [2, 3])
def test_what_may_meet_a_ground_or_speaks_of_danger_is_answered_and_waits(
    clerk: Person, item: NewsItem, risk: int
) -> None:
    comment = make_comment(item=item)
    Comment.objects.filter(pk=comment.pk).update(risk=risk)

    say(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk)

    comment.refresh_from_db()
    assert comment.answered_at is not None
    assert (comment.handling, comment.settled_at) == (Handling.WAITING, None)


def test_what_somebody_else_has_in_hand_stays_there(clerk: Person, officer: Person, item: NewsItem) -> None:
    comment = make_comment(item=item)
    reply = begin_reply(actor=officer, comment_id=comment.pk, sort="reply")
    claim(actor=clerk, comment_id=comment.pk)

    say(reply, clerk)

    comment.refresh_from_db()
    assert (comment.handling, comment.claimed_by) == (Handling.WAITING, clerk.membership)
    assert comment.answered_at is not None
    assert comment.claimed_until is not None
    assert comment.claimed_until > timezone.now()


def test_a_letter_answers_the_one_who_gets_it(clerk: Person) -> None:
    make_channels(clerk.council, "letter")
    one, other = make_call(by=clerk, answer_to="3 Mill Lane"), make_call(by=clerk, author="Sam")

    say(begin_reply(actor=clerk, comment_id=one.pk, sort="reply"), clerk)

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.handling, one.answered_at is not None) == (Handling.SETTLED, True)
    assert (other.handling, other.answered_at) == (Handling.WAITING, None)


def test_an_answer_that_was_withdrawn_was_said(clerk: Person, item: NewsItem) -> None:
    bind(clerk, "nothing")
    publication = say(begin_reply(actor=clerk, comment_id=make_comment(item=item).pk, sort="reply"), clerk)
    item_id = publication.communication_id
    withdraw(actor=clerk, communication_id=item_id, reason="It was wrong.", cites=[OFFICERS_ACT])
    again = make_comment(item=item, text="That is no answer at all. When exactly on Thursday?")

    with pytest.raises(Answered, match="gave its position in this debate once"):
        begin_reply(actor=clerk, comment_id=again.pk, sort="reply")


def test_no_answer_is_promised_that_nobody_began(clerk: Person, item: NewsItem) -> None:
    comment = make_comment(item=item, text="Why were the bins in Mill Lane missed again? It is a disgrace.")
    left = Judged(version=1, outcome="leave", answering="reply")
    with pytest.raises(InvalidInput, match="Nothing answers it yet"):
        rule(actor=clerk, comment_id=comment.pk, judged=left, reason="")

    made = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")

    assert rule(actor=clerk, comment_id=comment.pk, judged=left, reason="").answering == "reply"
    assert made.said_at is None
    other = make_comment(item=item, text="Why is the lamp outside number nine out? It is a disgrace.")
    assert rule(actor=clerk, comment_id=other.pk, judged=left, reason="I told them at the counter.").reason

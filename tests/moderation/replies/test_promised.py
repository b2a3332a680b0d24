"""A comment that was left because it will be answered waits again where the answer does not go out."""

import pytest
from django.utils import timezone

from approvals.deciding import reject
from approvals.submitting import submit
from moderation.intake.arriving import Arrived
from moderation.intake.receiving import receive
from moderation.models import Comment, Reply, Ruling
from moderation.queue import waiting
from moderation.replies.beginning import begin_reply
from moderation.replies.promised import bring_back
from moderation.reporting import months_of
from moderation.ruling import Judged, rule
from moderation.states import Handling
from moderation.tasks import escalate_comments
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.drafts.editing import revise
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, Refusal
from tests.makers import sign_in
from tests.makers.comments import make_comment
from tests.moderation.replies.test_replies import WORDS, bind, say

pytestmark = pytest.mark.django_db
ASKS = "Why were the bins in Mill Lane missed again? It is a disgrace."
OTHER = "And why was the lamp at the corner of Mill Lane out all week? It is a disgrace."
THIRD = "Who decided to close the toilets in the square? That is a shame."
SAYS = "The answer that was promised did not go out."


def promise(by: Person, comment: Comment, reason: str = "", version: int = 1) -> Ruling:
    """Leave a comment because it is answered, or will be."""
    left = Judged(version=version, outcome="leave", answering="reply")
    return rule(actor=by, comment_id=comment.pk, judged=left, reason=reason)


def promised(by: Person, item: NewsItem, reason: str = "") -> tuple[Comment, Reply]:
    """Return a comment that was left because of the answer that was begun, and that answer."""
    comment = make_comment(item=item, text=ASKS)
    made = begin_reply(actor=by, comment_id=comment.pk, sort="reply")
    promise(by, comment, reason)
    return stands(comment), made


def stands(comment: Comment) -> Comment:
    """Return the comment as it stands now."""
    return Comment.objects.get(pk=comment.pk)


def end(made: Reply, stage: Stage) -> None:
    """Have the item of an answer end."""
    Communication.objects.filter(pk=made.communication_id).update(stage=stage, changed_at=timezone.now())


def time_is_over(comment: Comment) -> None:
    """Have the time for the answer be over, which was not at the ruling."""
    Comment.objects.filter(pk=comment.pk).update(reply_by=timezone.now())


def change(comment: Comment, text: str) -> None:
    """Have the author change the words."""
    arrived = Arrived(
        way="newsroom",
        remote_id=comment.remote_id,
        text=text,
        author="Robin",
        email="robin@people.example",
        publication_id=comment.publication_id,
    )
    receive(actor=None, council_id=comment.council_id, channel=comment.channel, arrived=arrived)


def test_what_was_rejected_brings_the_comment_back_with_the_time_that_it_had(
    clerk: Person, item: NewsItem
) -> None:
    comment, made = promised(clerk, item)
    first = made.communication.current_revision
    assert first is not None
    content = {**first.content, "text": WORDS}
    done = revise(actor=clerk, communication_id=made.communication_id, raw=content, based_on_id=first.pk)
    review = submit(actor=clerk, communication_id=made.communication_id, revision_id=done.pk)
    assert (bring_back(), stands(comment).handling) == (0, Handling.SETTLED)
    reject(actor=clerk, review_id=review.pk, reason="It is not so.")

    escalate_comments()

    back = stands(comment)
    assert (back.handling, back.settled_at, back.reply_by) == (Handling.WAITING, None, comment.reply_by)
    assert [one.pk for one in waiting(clerk)] == [comment.pk]
    entry = LedgerEntry.objects.get(verb="comment_unanswered")
    assert (entry.actor_name, entry.object_id) == ("the portal", comment.pk)
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    assert SAYS in page
    assert "Its author changed it" not in page
    assert bring_back() == 0


@pytest.mark.parametrize("stage", [Stage.REJECTED, Stage.WITHDRAWN])
def test_it_is_ruled_on_again_with_a_reason_and_stays_settled(
    clerk: Person, item: NewsItem, stage: Stage
) -> None:
    comment, made = promised(clerk, item)
    end(made, stage)
    assert bring_back() == 1
    with pytest.raises(InvalidInput, match="Nothing answers it yet"):
        promise(clerk, comment)

    promise(clerk, comment, "I told them at the counter.")

    assert (bring_back(), stands(comment).handling) == (0, Handling.SETTLED)
    with pytest.raises(Refusal, match="in the same way"):
        promise(clerk, comment, "Once more.")


def test_a_draft_that_is_not_out_in_time_brings_it_back_once_and_counts_as_late(
    clerk: Person, item: NewsItem
) -> None:
    comment, made = promised(clerk, item)
    assert bring_back() == 0
    time_is_over(comment)

    assert (bring_back(), bring_back(), stands(comment).handling) == (1, 0, Handling.WAITING)
    assert months_of(clerk.council.pk, timezone.now())[0].in_time == 0

    promise(clerk, comment)
    assert (bring_back(), stands(comment).handling) == (0, Handling.SETTLED)
    end(made, Stage.WITHDRAWN)
    assert (bring_back(), stands(comment).handling) == (1, Handling.WAITING)


@pytest.mark.parametrize("risk", [0, 2])
def test_an_answer_that_goes_out_late_settles_what_came_back(
    clerk: Person, item: NewsItem, risk: int
) -> None:
    comment, made = promised(clerk, item)
    time_is_over(comment)
    Comment.objects.filter(pk=comment.pk).update(risk=risk)
    assert bring_back() == 1

    publication = say(made, clerk)

    after = stands(comment)
    assert (after.handling, after.settled_at) == (Handling.SETTLED, publication.live_at)
    month = months_of(clerk.council.pk, timezone.now())[0]
    assert (month.in_time, month.late, month.answered) == (0, 1, 1)
    assert bring_back() == 0


@pytest.mark.parametrize("how", ["on its way", "withdrawn", "too late"])
def test_a_promise_is_in_time_until_its_time_is_over_and_late_from_then_on(
    clerk: Person, item: NewsItem, how: str
) -> None:
    comment, made = promised(clerk, item)
    assert counts(clerk) == (1, 0)

    time_is_over(comment)
    if how == "withdrawn":
        end(made, Stage.WITHDRAWN)
    elif how == "too late":
        say(made, clerk)

    assert stands(comment).handling == Handling.SETTLED  # no sweep has come by
    assert counts(clerk) == (0, 1)


def test_what_was_answered_in_time_or_promised_nothing_is_in_time_for_good(
    clerk: Person, item: NewsItem
) -> None:
    comment, made = promised(clerk, item)
    say(made, clerk)
    other = make_comment(item=item, text=OTHER)
    promise(clerk, other, "The office rang them.")

    for one in (comment, other):
        time_is_over(one)

    assert counts(clerk) == (2, 0)


def counts(clerk: Person) -> tuple[int, int]:
    """Return how many count as in time this month, and as late."""
    month = months_of(clerk.council.pk, timezone.now())[0]
    return month.in_time, month.late


def test_what_was_answered_gone_or_left_for_a_reason_stays_settled(clerk: Person, item: NewsItem) -> None:
    comment, made = promised(clerk, item)
    publication = say(made, clerk)
    time_is_over(comment)
    end(made, Stage.WITHDRAWN)
    assert publication.live_at is not None
    assert bring_back() == 0

    other = make_comment(item=item, text=OTHER, email="sam@people.example", author="Sam")
    second = begin_reply(actor=clerk, comment_id=other.pk, sort="reply")
    promise(clerk, other, "I told them at the counter.")
    time_is_over(other)
    end(second, Stage.WITHDRAWN)
    assert bring_back() == 0
    third = make_comment(item=item, text=THIRD, email="kim@people.example", author="Kim")
    last = begin_reply(actor=clerk, comment_id=third.pk, sort="reply")
    promise(clerk, third)
    end(last, Stage.WITHDRAWN)
    Comment.objects.filter(pk=third.pk).update(gone_at=timezone.now())
    assert bring_back() == 0


def test_those_of_the_same_words_come_back_with_it_and_are_in_the_list(clerk: Person, item: NewsItem) -> None:
    comment = make_comment(item=item, text=ASKS)
    same = make_comment(item=item, text=ASKS, email="sam@people.example", author="Sam")
    assert same.alike == comment
    made = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")
    promise(clerk, comment)
    end(made, Stage.WITHDRAWN)

    assert bring_back() == 1

    assert {stands(one).handling for one in (comment, same)} == {Handling.WAITING}
    assert [(one.pk, one.same) for one in waiting(clerk)] == [(comment.pk, 1)]  # type: ignore[attr-defined]
    promise(clerk, comment, "I told them both at the counter.")
    assert [one.pk for one in waiting(clerk)] == [same.pk]


def test_an_answer_to_other_words_answers_no_new_question(clerk: Person, item: NewsItem) -> None:
    bind(clerk, "offline")
    comment, made = promised(clerk, item)
    say(made, clerk)
    change(comment, OTHER)
    with pytest.raises(InvalidInput, match="Nothing answers it yet"):
        promise(clerk, comment, version=2)

    second = begin_reply(actor=clerk, comment_id=comment.pk, sort="offline")
    promise(clerk, comment, version=2)
    assert bring_back() == 0
    end(second, Stage.WITHDRAWN)

    assert (bring_back(), stands(comment).handling) == (1, Handling.WAITING)
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    assert SAYS in page


def test_a_second_answer_to_the_new_words_is_one(clerk: Person, item: NewsItem) -> None:
    bind(clerk, "offline")
    comment, made = promised(clerk, item)
    say(made, clerk)
    change(comment, OTHER)
    second = begin_reply(actor=clerk, comment_id=comment.pk, sort="offline")
    promise(clerk, comment, version=2)

    say(second, clerk)
    time_is_over(comment)

    assert (bring_back(), stands(comment).handling) == (0, Handling.SETTLED)

"""What the procedure refuses before it looks at where a notice stands: each in its own words, and nothing changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from moderation.grounds import ByLaw
from moderation.models import Comment, DefamationNotice, Ruling
from moderation.notices.answering import Answer, answer_notice
from moderation.notices.deciding import close, remove
from moderation.notices.erasing import KEPT_FOR, erase_notices
from moderation.notices.removing import take_down
from moderation.notices.states import Event, Stage
from moderation.states import Showing
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, Refusal
from tests.makers.comments import make_comment
from tests.makers.notices import AGREES, STANDS, make_answered, make_waiting

pytestmark = pytest.mark.django_db
_GONE = {
    **dict.fromkeys(("text", "author", "author_key", "author_link", "email", "link", "answer_to"), ""),
    "erased_at": timezone.now(),
}


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


@pytest.mark.parametrize("changes", [_GONE, {"showing": Showing.PRIVATE}], ids=["erased", "never public"])
@pytest.mark.parametrize("ground", [ByLaw.NOTICE, ByLaw.ORDER])
def test_what_was_erased_or_never_public_is_not_taken_down(
    comment: Comment, clerk: Person, changes: dict[str, Any], ground: ByLaw
) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=AGREES)
    Comment.objects.filter(pk=comment.pk).update(**changes)

    with pytest.raises(Refusal, match="The words of this comment were erased, or were never public"):
        take_down(actor=clerk, notice=made, ground=ground)
    with pytest.raises(Refusal, match="were erased, or were never public"):
        remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_AGREED)

    assert not Ruling.objects.exists()
    assert DefamationNotice.objects.get().stage == Stage.ANSWERED


def test_nobody_acts_on_a_notice_whose_words_were_erased(comment: Comment, clerk: Person) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=AGREES)
    remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_AGREED)
    later = timezone.now() + KEPT_FOR + timedelta(days=1)
    with transaction.atomic():
        assert erase_notices(EraseOrder(made.council_id, (), later)) > 0

    with pytest.raises(Refusal, match="The words of this notice were erased: its time was over"):
        close(actor=clerk, notice_id=made.pk, note="They took it back.")

    assert DefamationNotice.objects.get().stage == Stage.REMOVED


def test_an_answer_from_before_the_poster_was_told_is_refused(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    assert made.passed_at is not None
    minute = made.passed_at.replace(second=0, microsecond=0)
    early = minute - timedelta(seconds=1)

    with pytest.raises(InvalidInput, match="this is before the poster was told of the notice"):
        answer_notice(actor=clerk, notice_id=made.pk, answer=STANDS, note="By letter.", came_at=early)
    assert DefamationNotice.objects.get().stage == Stage.WAITING

    found = answer_notice(actor=clerk, notice_id=made.pk, answer=STANDS, note="By letter.", came_at=minute)
    assert (found.stage, found.answered_at) == (Stage.ANSWERED, made.passed_at)


@pytest.mark.parametrize("passed", [True, False])
def test_who_agrees_to_the_removal_is_not_asked_whether_their_details_may_be_given(
    comment: Comment, clerk: Person, *, passed: bool
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)

    with pytest.raises(InvalidInput, match="need not say whether their details may be given"):
        answer_notice(actor=None, notice_id=made.pk, answer=Answer(agrees=True, details_passed=passed))

    assert DefamationNotice.objects.get().stage == Stage.WAITING

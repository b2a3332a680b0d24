"""What a poster answers by letter counts by when it came, not by when somebody at the desk had time to enter it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from moderation.models import Comment, DefamationNotice
from moderation.notices.answering import answer_notice, note_time_over
from moderation.notices.clock import act_by
from moderation.notices.deciding import keep
from moderation.notices.states import Event, NotNow, Stage
from moderation.states import Showing
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.drafts.content import LONDON
from portal.workdays.calendars import DEFAMATION
from tests.makers import sign_in
from tests.makers.comments import make_comment
from tests.makers.notices import STANDS, make_answered, make_waiting
from tests.moderation.notices.test_procedure import move_back, removed_by, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def local(at: datetime) -> str:
    """Return a moment as the desk's forms send it."""
    return at.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("noticed", [False, True], ids=["before the sweep", "after the sweep"])
def test_a_letter_that_came_in_time_counts_when_it_is_entered_after_the_deadline(
    comment: Comment, clerk: Person, *, noticed: bool
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    now = timezone.now()
    ended, came = now - timedelta(hours=1), now - timedelta(hours=2)
    move_back(made, passed_at=now - timedelta(days=6), answer_by=ended, due_at=ended)
    if noticed:
        assert note_time_over(notice_id=made.pk)
    at = f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/answer/"
    sent = {
        "agrees": "no",
        "name": STANDS.name,
        "address": STANDS.address,
        "details_passed": "yes",
        "note": "By letter, opened today.",
    }
    desk = sign_in(clerk)
    for wrong, words in ((now + timedelta(hours=1), "still to come"), (now - timedelta(days=7), "was told")):
        refused = desk.post(at, {**sent, "came_at": local(wrong)})
        assert words in refused.content.decode()

    assert desk.post(at, {**sent, "came_at": local(came)}).status_code == 302

    found = DefamationNotice.objects.get(pk=made.pk)
    assert (found.stage, found.answered_at) == (Stage.ANSWERED, came.replace(second=0, microsecond=0))
    assert found.due_at == act_by(came.replace(second=0, microsecond=0), DEFAMATION)
    assert keep(actor=clerk, notice_id=made.pk).stage == Stage.KEPT
    assert shown(comment) == Showing.SHOWN


def test_a_letter_that_came_after_the_deadline_is_refused(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    now = timezone.now()
    ended = now - timedelta(hours=2)
    move_back(made, passed_at=now - timedelta(days=6), answer_by=ended, due_at=ended)
    note_time_over(notice_id=made.pk)

    with pytest.raises(NotNow, match="time for an answer is over"):
        answer_notice(actor=clerk, notice_id=made.pk, answer=STANDS, note="By letter.", came_at=ended)


def test_an_answer_that_does_not_say_whether_it_agrees_is_entered_and_does_not_do(
    comment: Comment, clerk: Person
) -> None:
    made = make_answered(clerk=clerk, comment=comment, answer=replace(STANDS, agrees=None))
    with pytest.raises(NotNow, match="lacks what the law asks"):
        keep(actor=clerk, notice_id=made.pk)

    removed_by(clerk, made, Event.REMOVE_DEFICIENT)

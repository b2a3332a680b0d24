"""A bank holiday that is proclaimed late moves what is due of open notices, and taken back it moves it back."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from moderation.models import Comment, DefamationNotice, NoticeStep
from moderation.notices.answering import note_time_over
from moderation.notices.clock import act_by
from moderation.notices.deciding import close
from moderation.notices.moving import ABOUT, running_from
from moderation.notices.watching import watch_notices
from policies.models import CouncilDay
from policies.periods.extra_days import Day, add_day, remove_day
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from portal.records.models import LedgerEntry
from portal.workdays.calendars import DEFAMATION
from tests.makers import make_council, make_person
from tests.makers.comments import make_comment
from tests.makers.notices import mail_stands, make_answered, make_complete, make_notice, make_waiting
from tests.moderation.notices.test_procedure import move_back

pytestmark = pytest.mark.django_db
VERB = "defamation_counted_again"


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def holiday_in(found: DefamationNotice, by: Person) -> CouncilDay:
    """Enter as a bank holiday the last day on which the council may act on ``found``."""
    assert found.due_at is not None
    last = (found.due_at - timedelta(seconds=1)).astimezone(LONDON).date()
    return add_day(actor=by, day=Day(last, "bank_holiday", "Late proclaimed"))


def times(found: DefamationNotice) -> dict[str, Any]:
    found.refresh_from_db()
    return {"due_at": found.due_at, "warn_at": found.warn_at}


def entries(found: DefamationNotice) -> list[dict[str, Any]]:
    rows = LedgerEntry.objects.filter(verb=VERB, object_type=ABOUT, object_id=found.pk).order_by("pk")
    return [json.loads(one.body)["facts"] for one in rows]


@pytest.mark.parametrize("stage", ["received", "complete", "silent", "answered", "held"])
def test_what_is_due_moves_with_the_day_and_back(comment: Comment, clerk: Person, stage: str) -> None:
    if stage == "received":
        made = make_notice(comment=comment, council_id=clerk.council.pk)
    elif stage == "complete":
        made = make_complete(clerk=clerk, comment=comment)
    elif stage == "answered":
        made = make_answered(clerk=clerk, comment=comment)
    else:
        made = make_waiting(clerk=clerk, comment=comment)
    if stage == "silent":
        ended = timezone.now() - timedelta(seconds=1)
        move_back(made, answer_by=ended, due_at=ended)
        assert note_time_over(notice_id=made.pk)
    elif stage == "held":
        mail_stands(made, "failed")
        watch_notices()
    made.refresh_from_db()
    begins: dict[str, datetime | None] = {"silent": made.answer_by, "answered": made.answered_at}
    began = begins.get(stage) or made.received_at
    before = times(made)
    assert before == running_from(made.council_id, began)

    day = holiday_in(made, clerk)

    moved = times(made)
    assert moved == running_from(made.council_id, began)
    assert moved["due_at"] > act_by(began, DEFAMATION)
    remove_day(actor=clerk, day_id=day.pk)
    assert times(made) == before
    assert [one["due_at"] for one in entries(made)] == [
        moved["due_at"].isoformat(), before["due_at"].isoformat(),
    ]  # fmt: skip
    assert [one["before"] for one in entries(made)] == [
        before["due_at"].isoformat(), moved["due_at"].isoformat(),
    ]  # fmt: skip


def test_the_poster_s_days_what_is_over_and_another_council_s_notices_do_not_move(
    comment: Comment, clerk: Person
) -> None:
    waiting = make_waiting(clerk=clerk, comment=comment)
    over = make_notice(comment=comment, council_id=clerk.council.pk)
    close(actor=clerk, notice_id=over.pk, note="They took it back.")
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    other = make_notice(comment=None, council_id=elsewhere.council.pk)
    before = [times(one) for one in (waiting, over, other)]

    holiday_in(other, clerk)

    assert [times(one) for one in (waiting, over, other)] == before
    assert not LedgerEntry.objects.filter(verb=VERB).exists()


def test_who_was_reminded_is_not_again_and_what_was_late_and_is_not_can_be_told_late_again(
    comment: Comment, clerk: Person
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)
    steps = NoticeStep.objects.count()
    move_back(made, warn_at=None, late_told_at=timezone.now(), due_at=timezone.now())

    add_day(actor=clerk, day=Day(timezone.localdate() + timedelta(days=90), "bank_holiday", "Far off"))

    found = DefamationNotice.objects.get(pk=made.pk)
    assert found.due_at == running_from(made.council_id, made.received_at)["due_at"]
    assert (found.warn_at, found.late_told_at) == (None, None)
    assert NoticeStep.objects.count() == steps

"""Who decides is reminded before time runs out and told once it has; a poster's time ends by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.models import Comment, DefamationNotice, NoticeStep
from moderation.notices.checking import check_notice
from moderation.notices.states import Stage
from moderation.notices.telling import about_notice
from moderation.notices.watching import watch_notices
from portal.channels.models import NewsItem, Notice
from portal.councils.people import Person
from tests.makers.comments import make_comment
from tests.makers.notices import make_notice, make_waiting
from tests.moderation.notices.test_procedure import move_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def told(what: str) -> int:
    return Notice.objects.filter(what=what).count()


def test_who_decides_is_reminded_once_and_told_once_that_it_is_late(comment: Comment, clerk: Person) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)
    assert watch_notices() == 0
    now = timezone.now()
    move_back(made, warn_at=now - timedelta(minutes=1), due_at=now + timedelta(hours=1))

    assert (watch_notices(), watch_notices(), told("defamation_due")) == (1, 0, 1)
    move_back(made, due_at=now - timedelta(minutes=1))
    assert (watch_notices(), watch_notices(), told("defamation_late")) == (1, 0, 1)
    words = about_notice(Notice.objects.get(what="defamation_late"), clerk)
    assert words is not None
    assert "is late" in words.subject
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    assert about_notice(Notice.objects.get(what="defamation_late"), clerk) is None


def test_the_sweep_ends_the_time_of_a_poster_who_did_not_answer(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    ended = timezone.now() - timedelta(seconds=1)
    move_back(made, answer_by=ended, due_at=ended)

    assert (watch_notices(), watch_notices()) == (1, 0)

    found = DefamationNotice.objects.get(pk=made.pk)
    assert found.stage == Stage.SILENT
    assert found.due_at is not None
    assert found.due_at > timezone.now() + timedelta(hours=47)
    assert told("defamation_to_do") == 2
    assert NoticeStep.objects.filter(notice=made, event="time_over").count() == 1

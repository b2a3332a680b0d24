"""Until the letter to the poster has gone the council's 48 hours run; one that goes after them is noted as late."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from moderation.models import Comment, DefamationNotice, NoticeStep
from moderation.notices.answering import answer_notice
from moderation.notices.checking import pass_on
from moderation.notices.moving import running_from
from moderation.notices.telling import about_notice
from moderation.notices.watching import watch_notices
from portal.channels.models import NewsItem, Notice
from portal.councils.people import Person
from portal.records.models import LedgerEntry
from tests.makers import sign_in
from tests.makers.comments import make_comment
from tests.makers.notices import STANDS, mail_stands, make_complete
from tests.moderation.notices.test_procedure import move_back

pytestmark = pytest.mark.django_db
ON_ITS_WAY = "the letter to its poster has not gone yet: see that the council’s mail goes out"


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def passed_on(comment: Comment, clerk: Person, due_at: datetime) -> DefamationNotice:
    """Return a notice on which the council was to act by ``due_at``, passed on; its letter waits in the outbox."""
    made = make_complete(clerk=clerk, comment=comment)
    move_back(made, due_at=due_at)
    return pass_on(actor=clerk, notice_id=made.pk)


def sent_at(notice: DefamationNotice, at: datetime) -> None:
    keys = notice.letters.filter(kind="to_poster").values("key")
    Notice.objects.filter(key__in=keys).update(state="sent", settled_at=at)


def passings(notice: DefamationNotice) -> list[tuple[bool, bool]]:
    """Return of each passing on whether somebody did it, and whether it was late."""
    rows = NoticeStep.objects.filter(notice=notice, event="pass_on").order_by("number")
    return [(one.by is not None, one.late) for one in rows]


@pytest.mark.parametrize("state", ["pending", "sending", "handed", "unknown", "held", "failed"])
def test_while_the_letter_has_not_gone_the_council_s_own_hours_run(
    comment: Comment, clerk: Person, state: str
) -> None:
    made = passed_on(comment, clerk, timezone.now() + timedelta(hours=30))
    Notice.objects.update(claimed_at=timezone.now())  # who sends it has claimed it
    mail_stands(made, state)

    watch_notices()

    found = DefamationNotice.objects.get(pk=made.pk)
    assert found.due_at == running_from(found.council_id, found.received_at)["due_at"]
    sent_at(made, timezone.now())
    watch_notices()
    found.refresh_from_db()
    assert (found.due_at, found.warn_at, passings(found)) == (found.answer_by, None, [(True, False)])


def test_of_a_letter_that_is_on_its_way_who_decides_is_told_once_the_hours_are_over_and_not_before(
    comment: Comment, clerk: Person
) -> None:
    made = passed_on(comment, clerk, timezone.now() + timedelta(hours=30))
    move_back(made, received_at=timezone.now() - timedelta(days=40))
    mail_stands(made, "pending")

    assert (watch_notices(), watch_notices()) == (1, 0)

    assert not Notice.objects.filter(what="defamation_due").exists()
    words = about_notice(Notice.objects.get(what="defamation_late"), clerk)
    assert words is not None
    assert ON_ITS_WAY in words.body
    assert "did not go" not in words.body


def test_a_letter_that_went_after_the_hours_though_it_was_passed_on_within_them_is_noted_as_late(
    comment: Comment, clerk: Person
) -> None:
    due_at = timezone.now() + timedelta(minutes=1)
    made = passed_on(comment, clerk, due_at)
    went = due_at + timedelta(minutes=4)
    sent_at(made, went)

    assert (watch_notices(), watch_notices()) == (1, 0)

    assert passings(made) == [(True, False), (False, True)]
    step = NoticeStep.objects.filter(notice=made).latest("number")
    assert (step.at, step.due_at, step.stage, step.number) == (went, due_at, "waiting", made.steps + 1)
    found = DefamationNotice.objects.get(pk=made.pk)
    assert (found.steps, found.due_at, found.answer_by) == (step.number, made.answer_by, made.answer_by)
    entry = LedgerEntry.objects.filter(verb="defamation_passed_on").latest("pk")
    assert '"late":true' in entry.body.replace(" ", "")
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/").content.decode()
    assert "It was passed on in time, and the letter to the poster went after that time." in page


def test_it_is_noted_too_where_the_poster_answered_before_anybody_looked(
    comment: Comment, clerk: Person
) -> None:
    due_at = timezone.now() + timedelta(minutes=1)
    made = passed_on(comment, clerk, due_at)
    sent_at(made, due_at + timedelta(minutes=4))
    answered = answer_notice(actor=None, notice_id=made.pk, answer=STANDS)

    assert watch_notices() == 1

    found = DefamationNotice.objects.get(pk=made.pk)
    assert passings(made) == [(True, False), (False, True)]
    assert (found.stage, found.due_at) == ("answered", answered.due_at)


@pytest.mark.parametrize("minutes", [-1, 1], ids=["passed on late", "passed on in time"])
def test_what_was_noted_as_late_or_went_in_time_is_not_noted_again(
    comment: Comment, clerk: Person, minutes: int
) -> None:
    made = passed_on(comment, clerk, timezone.now() + timedelta(minutes=minutes))
    sent_at(made, timezone.now() + timedelta(seconds=5))

    assert watch_notices() == 0

    assert passings(made) == [(True, minutes < 0)]

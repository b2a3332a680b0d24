"""Two people act on one notice at the same moment: one act counts, one letter goes, the other is told."""

from collections.abc import Callable
from typing import Any

import pytest

from moderation.models import DefamationNotice, NoticeLetter, NoticeStep, Ruling
from moderation.notices.answering import answer_notice
from moderation.notices.deciding import keep, remove
from moderation.notices.states import Event, NotNow, Stage
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_person
from tests.makers.comments import make_comment
from tests.makers.notices import AGREES, STANDS, make_answered, make_waiting
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def second(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")


def test_one_of_two_clerks_decides(item: NewsItem, clerk: Person, second: Person) -> None:
    made = make_answered(clerk=clerk, comment=make_comment(item=item))
    why = "There is no such street."

    found = at_once(
        lambda: keep(actor=clerk, notice_id=made.pk),
        lambda: remove(actor=second, notice_id=made.pk, event=Event.REMOVE_DEFICIENT, note=why),
    )

    refused = [one for one in found if isinstance(one, NotNow)]
    done = [one for one in found if isinstance(one, DefamationNotice)]
    assert (len(refused), len(done)) == (1, 1)
    now = DefamationNotice.objects.get()
    assert now.stage == done[0].stage
    assert NoticeLetter.objects.filter(kind__in=["kept", "removed"]).count() == 1
    assert Ruling.objects.count() == (1 if now.stage == Stage.REMOVED else 0)
    assert LedgerEntry.objects.filter(verb__in=["defamation_kept", "defamation_removed"]).count() == 1


def test_two_who_remove_it_at_once_make_one_ruling_and_one_letter(
    item: NewsItem, clerk: Person, second: Person
) -> None:
    made = make_answered(clerk=clerk, comment=make_comment(item=item), answer=AGREES)

    def act(who: Person) -> Callable[[], Any]:
        return lambda: remove(actor=who, notice_id=made.pk, event=Event.REMOVE_AGREED)

    found = at_once(act(clerk), act(second))

    assert sorted(type(one).__name__ for one in found) == ["DefamationNotice", "NotNow"]
    assert (Ruling.objects.count(), NoticeLetter.objects.filter(kind="removed").count()) == (1, 1)


def test_a_poster_answers_once(item: NewsItem, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=make_comment(item=item))

    found = at_once(
        lambda: answer_notice(actor=None, notice_id=made.pk, answer=STANDS),
        lambda: answer_notice(actor=None, notice_id=made.pk, answer=AGREES),
    )

    assert sorted(type(one).__name__ for one in found) == ["DefamationNotice", "NotNow"]
    assert NoticeStep.objects.filter(event="answer").count() == 1

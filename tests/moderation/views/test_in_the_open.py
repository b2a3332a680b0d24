"""What anybody may read of how the council treats comments: numbers, and what came down, without words or names."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.models import Comment, Ruling
from moderation.notices.deciding import remove
from moderation.notices.states import Event
from moderation.reporting import months_of
from moderation.ruling import Judged, rule
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.drafts.content import LONDON
from tests.makers.comments import make_comment, make_house_rules
from tests.makers.notices import AGREES, make_answered

pytestmark = pytest.mark.django_db
SEEN = datetime(2026, 3, 31, 23, 30, tzinfo=LONDON)


@pytest.fixture
def removed(item: NewsItem, clerk: Person) -> Comment:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    made = make_comment(item=item, text="You are vermin, all of you.", author="Quentin")
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=made.pk, judged=judged, reason="It insults the warden.")
    return made


def page(item: NewsItem) -> str:
    answer = Client().get(f"/{item.council.slug}/moderation/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_names_rules_and_what_came_down_but_no_words_and_nobody(item: NewsItem, removed: Comment) -> None:
    shown = page(item)

    assert "abuse, threats or insults;" in shown
    assert "Removed" in shown
    kept = "7.9, bullet 1, Comments policy (version 1, adopted 4 November 2026, minute 34/26)"
    assert f"Insulting, threatening or abusive, under {kept}" in shown
    for secret in ("vermin", "Quentin", "warden", "robin@people.example", removed.reference, "Casey"):
        assert secret not in shown


def test_a_ruling_that_was_overruled_says_so(item: NewsItem, removed: Comment, clerk: Person) -> None:
    judged = Judged(version=1, outcome="leave", answering="nothing")
    rule(actor=clerk, comment_id=removed.pk, judged=judged, reason="")

    assert "it shows again" in page(item)


def test_a_council_without_a_policy_takes_nothing_down(item: NewsItem) -> None:
    assert "every comment stays" in page(item)


def test_months_are_those_of_london_and_add_up(item: NewsItem, removed: Comment) -> None:
    make_comment(item=item, text="This one waits for somebody.")
    Comment.objects.filter(council=item.council).update(received_at=SEEN)
    Comment.objects.filter(pk=removed.pk).update(settled_at=SEEN, reply_by=SEEN)

    months = months_of(item.council_id, SEEN)

    assert (len(months), f"{months[0].begins:%Y-%m}", f"{months[-1].begins:%Y-%m}") == (
        12,
        "2026-03",
        "2025-04",
    )
    assert (months[0].received, months[0].in_time, months[0].late) == (2, 1, 0)
    assert months[1].received == 0
    Comment.objects.filter(pk=removed.pk).update(reply_by=datetime(2026, 3, 31, 23, 0, tzinfo=LONDON))
    assert (months_of(item.council_id, SEEN)[0].in_time, months_of(item.council_id, SEEN)[0].late) == (0, 1)


def test_the_spreadsheet_has_a_row_a_month(item: NewsItem, removed: Comment) -> None:
    answer = Client().get(f"/{item.council.slug}/moderation/numbers.csv")
    lines = answer.content.decode().strip().splitlines()

    assert len(lines) == 13
    assert "Deceptive,Because the law asks it,Replied," in lines[0]
    assert lines[1].split(",")[1:16] == "1 1 0 0 . 0 0 1 1 0 0 0 0 0 0".replace(".", "").split(" ")
    assert Ruling.objects.get(comment=removed).outcome == "remove"


def test_what_the_law_took_down_is_counted_beside_the_grounds_and_the_sums_agree(
    item: NewsItem, clerk: Person
) -> None:
    made = make_answered(clerk=clerk, comment=make_comment(item=item), answer=AGREES)
    remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_AGREED)

    month = months_of(item.council_id, timezone.now())[0]

    assert (month.taken_down, sum(month.by_ground), month.by_law) == (1, 0, 1)
    page = Client().get(f"/{item.council.slug}/moderation/").content.decode()
    assert "but for what the law asks it to remove" in page


def test_it_asks_as_often_however_much_there_is(item: NewsItem, clerk: Person, removed: Comment) -> None:
    with CaptureQueriesContext(connection) as few:
        page(item)
    clause = Ruling.objects.get(comment=removed).clause_id
    for number in range(5):
        made = make_comment(item=item, text=f"Comment number {number} of several.")
        judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause)
        rule(actor=clerk, comment_id=made.pk, judged=judged, reason="It insults.")
    with CaptureQueriesContext(connection) as many:
        page(item)

    assert len(many) == len(few)

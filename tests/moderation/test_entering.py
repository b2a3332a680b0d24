"""What came by paper or telephone has the day on which it came: the council's time and the law's count from it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from moderation.entering import enter_comment
from moderation.forms import EnterForm
from moderation.intake.arriving import Arrived
from moderation.models import Assessment, Comment
from moderation.nearly import nearly_like
from moderation.referrals.falling_due import by_law
from moderation.referrals.referring import refer
from moderation.threads import thread_of
from portal.channels.models import NewsItem, Publication
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.councils.settling import change_details
from portal.drafts.content import LONDON
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment

pytestmark = pytest.mark.django_db
TODAY = "2026-11-25T10:30"
"""A Wednesday; the letter came on the Friday before."""
FRIDAY = date(2026, 11, 20)
LETTER = Arrived(
    way="paper", remote_id="a letter", text="Please tell me what the new bins cost.", author="Robin"
)
TYPED = {"way": "paper", "author": "Robin of Mill Lane", "text": "What did the new bins cost, please?"}


@pytest.fixture
def wednesday(monkeypatch: pytest.MonkeyPatch) -> datetime:
    now = datetime.fromisoformat(TODAY).replace(tzinfo=LONDON)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


def enter(officer: Person, came_on: date) -> Comment:
    return enter_comment(actor=officer, arrived=LETTER, came_on=came_on)


def send(officer: Person, **changes: Any) -> tuple[int, str]:
    answer = sign_in(officer).post(
        f"/{officer.council.slug}/desk/moderation/enter/", {**TYPED, "key": uuid4().hex, **changes}
    )
    return answer.status_code, answer.content.decode()


@pytest.mark.usefixtures("wednesday")
def test_a_page_that_is_sent_twice_enters_one_and_with_other_words_on_it_another(officer: Person) -> None:
    key = {"key": "a" * 32, "came_on": FRIDAY.isoformat()}

    assert [send(officer, **key)[0] for _ in range(2)] == [302, 302]
    assert Comment.objects.count() == 1
    assert send(officer, **key, text="And the lamps?")[0] == 302
    assert send(officer, came_on=FRIDAY.isoformat())[0] == 302
    refused = send(officer, came_on=FRIDAY.isoformat(), key="")
    assert (refused[0], "This page is too old" in refused[1]) == (422, True)
    assert list(Comment.objects.order_by("pk").values_list("text", flat=True)) == [
        TYPED["text"],
        "And the lamps?",
        TYPED["text"],
    ]


@pytest.mark.usefixtures("wednesday")
def test_a_letter_of_friday_that_is_entered_on_wednesday_is_due_as_from_friday(officer: Person) -> None:
    made = enter(officer, FRIDAY)

    noon = datetime(2026, 11, 20, 12, tzinfo=LONDON)
    assert (made.received_at, made.written_at, made.versions.get().received_at) == (noon, noon, noon)
    assert made.reply_by == datetime(2026, 11, 24, tzinfo=LONDON)
    assert f'"received":"{noon.isoformat()}"' in LedgerEntry.objects.get(verb="comment_received").body


@pytest.mark.usefixtures("wednesday")
def test_a_council_that_answers_within_a_day_has_a_day_from_the_noon(clerk: Person, officer: Person) -> None:
    change_details(actor=clerk, answers_within="day")

    assert enter(officer, FRIDAY).reply_by == datetime(2026, 11, 21, 12, tzinfo=LONDON)


@pytest.mark.usefixtures("wednesday")
@pytest.mark.parametrize(("kind", "due"), [("foi", date(2026, 12, 21)), ("data", date(2026, 12, 21))])
def test_the_law_s_own_day_counts_from_the_day_on_which_it_came(
    officer: Person, kind: str, due: date
) -> None:
    made = enter(officer, FRIDAY)

    found = refer(actor=officer, comment_id=made.pk, kind=kind, due_on=None, reason="They ask what it cost.")

    assert found.due_on == by_law(kind, FRIDAY) == due
    assert by_law(kind, date(2026, 11, 25)) != due


@pytest.mark.usefixtures("wednesday")
@pytest.mark.parametrize("day", [date(2026, 10, 24), date(2026, 10, 25), date(2026, 3, 29), date(2026, 7, 1)])
def test_the_day_stays_the_day_when_the_clocks_change(officer: Person, day: date) -> None:
    made = Comment.objects.get(pk=enter(officer, day).pk)

    assert (made.received_at.date(), made.received_at.astimezone(LONDON).date()) == (day, day)


def test_what_came_today_came_now(officer: Person, wednesday: datetime) -> None:
    made = enter(officer, wednesday.date())

    assert (made.received_at, made.reply_by) == (wednesday, datetime(2026, 11, 27, tzinfo=LONDON))
    assert '"received":' not in LedgerEntry.objects.get(verb="comment_received").body


def test_a_day_of_this_year_is_taken_and_none_to_come_nor_an_older_one(
    officer: Person, wednesday: datetime
) -> None:
    today = wednesday.date()
    for day, words in (
        (today + timedelta(days=1), "not come yet"),
        (today - timedelta(days=367), "more than a year ago"),
    ):
        with pytest.raises(InvalidInput, match=words):
            enter(officer, day)
    assert not Comment.objects.exists()

    assert enter(officer, today - timedelta(days=366)).received_at.date() == date(2025, 11, 24)


def test_the_form_offers_today_and_takes_the_day_that_is_typed(officer: Person) -> None:
    today = timezone.localdate()
    page = sign_in(officer).get(f"/{officer.council.slug}/desk/moderation/enter/").content.decode()
    assert "When did it reach the council?" in page
    assert f'name="came_on" value="{today}"' in page

    assert send(officer, came_on=str(today - timedelta(days=5)))[0] == 302

    came = Comment.objects.get().received_at.astimezone(LONDON)
    assert (came.date(), came.hour) == (today - timedelta(days=5), 12)


@pytest.mark.parametrize(
    ("days", "status", "words"),
    [(-1, 422, "This day has not come yet"), (367, 400, "this is more than a year ago")],
)
def test_a_day_that_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
    officer: Person, days: int, status: int, words: str
) -> None:
    day = str(timezone.localdate() - timedelta(days=days))

    answered, page = send(officer, came_on=day)

    assert answered == status
    for kept in (words, day, *TYPED.values()):
        assert kept in page
    assert not Comment.objects.exists()


def test_without_a_day_it_is_asked_for(officer: Person) -> None:
    status, page = send(officer)

    assert (status, "Enter the day on which it reached the council." in page) == (422, True)


def test_a_letter_is_kept_beneath_the_item_that_it_answers(officer: Person, item: NewsItem) -> None:
    day = str(timezone.localdate())
    earlier = make_comment(item=item)

    assert send(officer, came_on=day, publication=str(item.publication_id))[0] == 302

    made = Comment.objects.get(way="paper")
    assert (made.publication_id, made.showing) == (item.publication_id, "private")
    assert [line.comment for line in thread_of(officer, made).near] == [earlier]
    page = sign_in(officer).get(f"/{officer.council.slug}/desk/moderation/{made.pk}/").content.decode()
    assert f'The council published <a href="/{officer.council.slug}/news/{item.slug}/">' in page


def test_an_item_is_a_choice_and_no_duty(officer: Person, item: NewsItem) -> None:
    form = EnterForm(person=officer)

    title = item.publication.revision.plain["title"]
    assert form.fields["publication"].choices == [  # type: ignore[attr-defined]
        ("", "None, or not known"),
        (str(item.publication_id), title),
    ]
    assert send(officer, came_on=str(timezone.localdate()))[0] == 302
    assert Comment.objects.get().publication is None


def test_what_does_not_stand_in_public_is_answered_by_nothing(officer: Person, item: NewsItem) -> None:
    stranger = make_person(council=make_council(slug="elsewhere"), role="clerk")
    under = replace(LETTER, publication_id=item.publication_id)
    today, rows = timezone.localdate(), Publication.objects.filter(pk=item.publication_id)
    with pytest.raises(InvalidInput, match="does not stand in public"):
        enter_comment(actor=stranger, arrived=under, came_on=today)
    later = timezone.now() + timedelta(days=1)
    for changes in ({"embargo_until": later}, {"embargo_until": None, "state": PublicState.WITHDRAWN}):
        rows.update(**changes)
        with pytest.raises(InvalidInput, match="does not stand in public"):
            enter_comment(actor=officer, arrived=under, came_on=today)
        status, page = send(officer, came_on=str(today), publication=str(item.publication_id))
        assert (status, "This item is not among them any more." in page, TYPED["text"] in page) == (
            422,
            True,
            True,
        )
    assert not Comment.objects.exists()


def test_two_who_write_the_same_beneath_one_item_are_two_requests(officer: Person, item: NewsItem) -> None:
    under = replace(LETTER, publication_id=item.publication_id)
    first = enter_comment(actor=officer, arrived=under, came_on=timezone.localdate())

    second = enter_comment(
        actor=officer,
        arrived=replace(under, remote_id="another letter", author="Kim"),
        came_on=timezone.localdate(),
    )

    assert second.alike is None
    assert [nearly_like(officer, one) for one in (first, second)] == [([], 0), ([], 0)]
    said = [note["concern"] for note in Assessment.objects.get(comment=second).notes]
    assert "duplicate" not in said
    assert "repeated" not in said

"""Days that do not count in one council's deadlines."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from policies.models import CouncilDay, Period
from policies.periods.announcing import Poll, announce, end_early
from policies.periods.counting import days_of
from policies.periods.extra_days import Day, add_day, remove_day
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.workdays.calendars import DayKind, ExtraDay
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db
FUNERAL = Day(date(2027, 4, 14), "thanksgiving_or_mourning", "State funeral")


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="mill"), role=Role.CLERK)


def test_a_day_is_entered_and_taken_back(clerk: Person) -> None:
    made = add_day(actor=clerk, day=FUNERAL)
    assert days_of(clerk.council.pk) == [ExtraDay(date(2027, 4, 14), DayKind.THANKSGIVING_OR_MOURNING)]

    remove_day(actor=clerk, day_id=made.pk)

    assert days_of(clerk.council.pk) == []
    told = LedgerEntry.objects.filter(object_type="extra_day").order_by("number")
    assert list(told.values_list("verb", flat=True)) == [
        "extra_day_added",
        "extra_day_removed",
    ]
    with pytest.raises(Refusal, match="taken back already"):
        remove_day(actor=clerk, day_id=made.pk)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (Day(date(2027, 4, 14), "closed", " "), "Say what the day is"),
        (Day(date(2027, 4, 14), "closed", "x" * 101), "Say what the day is"),
        (Day(date(2027, 4, 14), "tea", "x"), "Choose why"),
        (Day(date(1999, 4, 14), "closed", "x"), "The calendar covers"),
    ],
)
def test_what_is_no_such_day_is_refused(clerk: Person, day: Day, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        add_day(actor=clerk, day=day)
    assert not CouncilDay.objects.exists()


def test_a_day_is_entered_once(clerk: Person) -> None:
    add_day(actor=clerk, day=FUNERAL)
    with pytest.raises(Refusal, match="entered already"):
        add_day(actor=clerk, day=FUNERAL)


def test_only_who_configures_enters_days_and_only_in_their_council(clerk: Person) -> None:
    made = add_day(actor=clerk, day=FUNERAL)
    with pytest.raises(NotYours):
        add_day(actor=make_person(council=clerk.council, role=Role.OFFICER), day=FUNERAL)
    with pytest.raises(Refusal, match="taken back already"):
        remove_day(actor=make_person(council=make_council(), role=Role.CLERK), day_id=made.pk)
    assert CouncilDay.objects.count() == 1


def _deadlines(*arguments: str) -> dict[str, str]:
    out = io.StringIO()
    call_command("deadlines", "parish_election", "2027-05-06", "--json", *arguments, stdout=out)
    found: dict[str, str] = json.loads(out.getvalue())["deadlines"]
    return found


def test_the_command_heeds_a_council_s_days(clerk: Person) -> None:
    add_day(actor=clerk, day=FUNERAL)
    add_day(actor=clerk, day=Day(date(2027, 4, 15), "closed", "Move of the office"))

    assert _deadlines()["notice_of_election_latest"] == "2027-03-31"
    assert _deadlines("--council", "mill")["notice_of_election_latest"] == "2027-03-30"
    with pytest.raises(CommandError, match="There is no council “moon”"):
        _deadlines("--council", "moon")


def test_the_polls_whose_notice_is_awaited_are_counted_again_and_that_is_on_record(clerk: Person) -> None:
    announced = announce(actor=clerk, poll=Poll("parish_election", "Town election", date(2027, 5, 6)))
    called_off = announce(actor=clerk, poll=Poll("parliament", "General election", date(2027, 5, 6)))
    end_early(actor=clerk, period_id=called_off.pk, reason="It is not held.")
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    other = announce(actor=elsewhere, poll=Poll("parish_election", "Town election", date(2027, 5, 6)))

    def stands(period: Period) -> date | None:
        return Period.objects.get(pk=period.pk).latest_notice_on

    made = add_day(actor=clerk, day=FUNERAL)

    assert stands(announced) == date(2027, 3, 30)
    assert (stands(called_off), stands(other)) == (called_off.latest_notice_on, date(2027, 3, 31))
    (entry,) = LedgerEntry.objects.filter(verb="period_counted_again")
    assert entry.object_id == announced.pk
    assert json.loads(entry.body)["facts"] == {"before": "2027-03-31", "latest_notice_on": "2027-03-30"}
    remove_day(actor=clerk, day_id=made.pk)
    assert stands(announced) == date(2027, 3, 31)


def test_a_poll_whose_notice_is_entered_keeps_the_day_that_was_lawful_then(clerk: Person) -> None:
    announced = announce(actor=clerk, poll=Poll("parish_election", "Town election", date(2027, 5, 6)))
    Period.objects.update(noticed_on=date(2026, 3, 1))

    add_day(actor=clerk, day=FUNERAL)

    announced.refresh_from_db()
    assert announced.latest_notice_on == date(2027, 3, 31)
    assert not LedgerEntry.objects.filter(verb="period_counted_again").exists()

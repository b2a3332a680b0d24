"""Counting working days and hours on the named calendars."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.workdays.bankholidays import OutsideCalendar
from portal.workdays.calendars import (
    CALENDARS,
    COUNCIL,
    DEFAMATION,
    ELECTION,
    FOI,
    Calendar,
    DayKind,
    ExtraDay,
    add_working_days,
    add_working_hours,
    working_days_between,
)

DAYS = st.dates(date(2016, 1, 1), date(2034, 12, 31))
FIRST, LAST = datetime.fromisoformat("2016-01-01"), datetime.fromisoformat("2034-12-01")
COUNTS = st.integers(-80, 80)
NAMED = st.sampled_from(list(CALENDARS.values()))

DIFFERENT = [
    # day, election, foi, defamation, council
    (date(2026, 12, 24), False, True, True, True),  # Christmas Eve
    (date(2026, 11, 30), True, False, True, True),  # St Andrew's Day
    (date(2026, 3, 17), True, False, True, True),  # St Patrick's Day
    (date(2027, 3, 25), True, True, True, True),  # Maundy Thursday
    (date(2027, 3, 26), False, False, False, False),  # Good Friday
    (date(2026, 12, 28), False, False, False, False),  # a substitute
    (date(2026, 11, 21), False, False, False, False),  # a Saturday
    (date(2026, 6, 15), True, False, True, True),  # proclaimed in Scotland
]


@pytest.mark.parametrize(("day", "election", "foi", "defamation", "council"), DIFFERENT)
def test_the_calendars_differ_where_the_law_does(
    day: date, election: bool, foi: bool, defamation: bool, council: bool
) -> None:
    counted = [calendar.is_working(day) for calendar in (ELECTION, FOI, DEFAMATION, COUNCIL)]

    assert counted == [election, foi, defamation, council]


@pytest.mark.parametrize(
    ("kind", "stopped"),
    [
        (DayKind.BANK_HOLIDAY, {"election", "foi", "defamation", "council"}),
        (DayKind.THANKSGIVING_OR_MOURNING, {"election"}),
        (DayKind.CLOSED, {"council"}),
    ],
)
def test_a_day_that_was_entered_stops_the_calendars_it_concerns(kind: DayKind, stopped: set[str]) -> None:
    day = date(2027, 6, 9)
    extra = [ExtraDay(day, kind)]

    assert {
        name for name, calendar in CALENDARS.items() if not calendar.with_extra(extra).is_working(day)
    } == stopped


def test_a_mourning_day_moves_the_notice_of_election_one_day_earlier() -> None:
    mourned = ELECTION.with_extra([ExtraDay(date(2027, 4, 14), DayKind.THANKSGIVING_OR_MOURNING)])

    assert add_working_days(date(2027, 5, 6), -25, ELECTION) == date(2027, 3, 31)
    assert add_working_days(date(2027, 5, 6), -25, mourned) == date(2027, 3, 30)


def test_extra_days_add_up() -> None:
    first = COUNCIL.with_extra([ExtraDay(date(2027, 6, 9), DayKind.CLOSED)])
    both = first.with_extra([ExtraDay(date(2027, 6, 10), DayKind.CLOSED)])

    assert add_working_days(date(2027, 6, 8), 1, both) == date(2027, 6, 11)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DAYS, COUNTS, NAMED)
def test_a_count_never_ends_on_a_day_that_does_not_count(day: date, count: int, calendar: Calendar) -> None:
    assert calendar.is_working(add_working_days(day, count, calendar))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DAYS, DAYS, COUNTS, NAMED)
def test_a_later_start_never_ends_earlier(one: date, other: date, count: int, calendar: Calendar) -> None:
    early, late = sorted((one, other))

    assert add_working_days(early, count, calendar) <= add_working_days(late, count, calendar)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DAYS, COUNTS, NAMED)
def test_a_higher_count_from_a_working_day_ends_later(day: date, count: int, calendar: Calendar) -> None:
    start = add_working_days(day, 0, calendar)

    assert add_working_days(start, count, calendar) < add_working_days(start, count + 1, calendar)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DAYS, COUNTS, NAMED)
def test_counting_back_returns_to_the_working_day_it_began_on(
    day: date, count: int, calendar: Calendar
) -> None:
    start = add_working_days(day, 0, calendar)

    assert add_working_days(add_working_days(start, count, calendar), -count, calendar) == start


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(DAYS, st.integers(1, 80), NAMED)
def test_as_many_days_lie_between_as_were_added(day: date, count: int, calendar: Calendar) -> None:
    assert working_days_between(day, add_working_days(day, count, calendar), calendar) == count


def test_nothing_lies_between_a_day_and_an_earlier_one() -> None:
    assert working_days_between(date(2027, 6, 9), date(2027, 6, 8), FOI) == 0


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-19T16:00", "2026-11-23T16:00"),
        ("2026-11-20T10:00", "2026-11-24T10:00"),
        ("2026-11-21T09:00", "2026-11-25T00:00"),  # the end of Tuesday the 24th
        ("2026-12-24T12:00", "2026-12-30T12:00"),
        ("2027-03-25T15:30", "2027-03-31T15:30"),
        ("2026-11-18T00:00", "2026-11-20T00:00"),
    ],
)
def test_the_clock_of_a_notice_stands_still_on_days_that_do_not_count(received: str, due: str) -> None:
    assert add_working_hours(datetime.fromisoformat(received), 48, DEFAMATION) == datetime.fromisoformat(due)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.datetimes(FIRST, LAST), st.integers(1, 200))
def test_the_clock_only_runs_on_days_that_count(moment: datetime, hours: int) -> None:
    end = add_working_hours(moment, hours, DEFAMATION)

    assert DEFAMATION.is_working((end - timedelta(microseconds=1)).date())
    assert end - moment >= timedelta(hours=hours)


def test_a_count_that_leaves_the_data_is_refused() -> None:
    with pytest.raises(OutsideCalendar):
        add_working_days(date(2035, 12, 20), 20, FOI)
    with pytest.raises(OutsideCalendar):
        add_working_days(date(2015, 1, 8), -25, ELECTION)

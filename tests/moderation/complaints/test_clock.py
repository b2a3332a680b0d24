"""By when a complaint is acknowledged, answered and reviewed: on working days, but what the law has counted in days."""

from datetime import UTC, date, datetime

import pytest

from moderation.complaints.clock import acknowledge_by, answer_by, end_of, review_by, review_until
from moderation.complaints.procedure import Terms
from portal.workdays.calendars import COUNCIL, DayKind, ExtraDay

TERMS = Terms()


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)


def last(moment: datetime) -> str:
    """Return the last day of a time: it ends with that day in London."""
    assert (moment.hour, moment.minute) == (0, 0)
    return date.fromordinal(moment.date().toordinal() - 1).isoformat()


@pytest.mark.parametrize(
    ("kind", "came", "due"),
    [
        ("communication", "2026-11-16", "2026-11-23"),
        ("communication", "2026-11-21", "2026-11-27"),  # on a Saturday
        ("moderation", "2026-12-22", "2026-12-31"),  # Christmas, and the substitute for Boxing Day
        ("clerk", "2027-03-24", "2027-04-02"),  # Good Friday and Easter Monday
        ("data", "2026-06-19", "2026-07-20"),  # the thirtieth day is a Sunday
        ("data", "2026-11-02", "2026-12-02"),
        ("data", "2026-11-25", "2026-12-29"),  # Christmas Day, then Saturday, Sunday, the substitute
        ("data", "2027-01-30", "2027-03-01"),
    ],
)
def test_a_complaint_is_acknowledged_by_the_procedure_or_where_it_is_about_data_by_law(
    kind: str, came: str, due: str
) -> None:
    assert last(acknowledge_by(kind, noon(came), TERMS, COUNCIL)) == due


def test_a_day_on_which_the_council_is_closed_moves_its_own_times_and_not_the_law_s() -> None:
    days = (date(2026, 11, 23), date(2026, 12, 2))
    closed = COUNCIL.with_extra([ExtraDay(day, DayKind.CLOSED) for day in days])

    assert last(acknowledge_by("communication", noon("2026-11-16"), TERMS, closed)) == "2026-11-24"
    assert last(acknowledge_by("data", noon("2026-11-02"), TERMS, closed)) == "2026-12-02"


def test_the_answer_counts_from_the_day_of_the_acknowledgement_or_the_last_for_it() -> None:
    latest = acknowledge_by("communication", noon("2026-11-16"), TERMS, COUNCIL)

    assert last(answer_by(latest, TERMS, COUNCIL)) == "2026-12-07"
    assert last(answer_by(noon("2026-11-17"), TERMS, COUNCIL)) == "2026-12-01"


def test_a_review_has_its_own_time_and_is_asked_for_within_days_of_the_calendar() -> None:
    assert last(review_by(noon("2026-11-16"), TERMS, COUNCIL)) == "2026-12-14"
    assert last(review_until(noon("2026-11-16"), TERMS)) == "2026-12-14"


def test_a_day_ends_in_london_in_summer_too() -> None:
    assert end_of(date(2026, 7, 1)).astimezone(UTC) == datetime(2026, 7, 1, 23, tzinfo=UTC)

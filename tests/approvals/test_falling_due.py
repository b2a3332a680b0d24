"""By when something must be decided."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from approvals.falling_due import Due, due_of, has_expired, read_date, shown_due
from approvals.models import Review
from portal.drafts.content import LONDON

NOW = datetime(2027, 3, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", None),
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-12-01T09:00+00:00", datetime(2026, 12, 1, 9, tzinfo=UTC)),
        ("2027-05-06T10:00", datetime(2027, 5, 6, 10, tzinfo=LONDON)),
    ],
)
def test_a_date_is_read_as_day_or_moment(value: str, expected: date | datetime | None) -> None:
    assert read_date(value) == expected


@pytest.mark.parametrize(
    ("content", "wished", "expected"),
    [
        ({}, None, Due()),
        ({"embargo": ""}, None, Due()),
        (
            {"embargo": "2027-03-27T13:00+00:00"},
            None,
            Due(datetime(2027, 3, 27, 13, tzinfo=UTC), "embargo"),
        ),
        # A day ends at midnight in London, which has summer time from the 28th on.
        ({"concerns_on": "2027-03-27"}, None, Due(datetime(2027, 3, 28, 0, tzinfo=UTC), "concerns_on")),
        ({"concerns_on": "2027-03-28"}, None, Due(datetime(2027, 3, 28, 23, tzinfo=UTC), "concerns_on")),
        ({"closes_on": "2027-04-01"}, None, Due(datetime(2027, 4, 1, 23, tzinfo=UTC), "closes_on")),
        # What had passed when it was submitted is no deadline.
        ({"concerns_on": "2027-03-26"}, None, Due()),
        ({"embargo": "2027-03-27T12:00+00:00"}, None, Due()),
        ({"concerns_on": "9999-12-31"}, None, Due()),
        # The earliest counts, whichever it is.
        (
            {"embargo": "2027-04-01T13:00+00:00"},
            datetime(2027, 3, 30, tzinfo=UTC),
            Due(datetime(2027, 3, 30, tzinfo=UTC), "wished"),
        ),
        (
            {"concerns_on": "2027-03-28"},
            datetime(2027, 3, 30, tzinfo=UTC),
            Due(datetime(2027, 3, 28, 23, tzinfo=UTC), "concerns_on"),
        ),
        # A part of that name which holds something else, or words, is none.
        ({"embargo": ["x"]}, None, Due()),
    ],
)
def test_the_first_time_to_come_is_when_it_is_due(
    content: dict[str, Any], wished: datetime | None, expected: Due
) -> None:
    assert due_of(content, since=NOW, wished=wished) == expected


@pytest.mark.parametrize(
    ("due_at", "due_for", "shown"),
    [
        (None, "", None),
        (NOW, "embargo", ("Not for publication before", NOW)),
        (NOW, "wished", ("Wanted by", NOW)),
        (
            datetime(2027, 3, 28, 23, tzinfo=UTC),
            "concerns_on",
            ("Date it concerns", date(2027, 3, 28)),
        ),
        (datetime(2027, 3, 28, 0, tzinfo=UTC), "concerns_on", ("Date it concerns", date(2027, 3, 27))),
    ],
)
def test_a_day_is_shown_as_the_day(due_at: datetime | None, due_for: str, shown: object) -> None:
    assert shown_due(Review(due_at=due_at, due_for=due_for)) == shown


@pytest.mark.parametrize(
    ("state", "due_at", "expired"),
    [
        ("waiting", None, False),
        ("waiting", NOW, True),
        ("claimed", NOW, True),
        ("waiting", datetime(2027, 3, 27, 12, 0, 1, tzinfo=UTC), False),
        ("approved", NOW, False),
        ("recalled", NOW, False),
    ],
)
def test_only_what_is_open_can_expire(state: str, due_at: datetime | None, expired: bool) -> None:
    assert has_expired(Review(state=state, due_at=due_at), NOW) is expired

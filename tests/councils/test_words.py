"""How times are written."""

from datetime import UTC, date, datetime

import pytest

from portal.councils.templatetags.words import deadline


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 28, tzinfo=UTC), "the end of Friday 27 November 2026"),
        (datetime(2026, 7, 3, 23, tzinfo=UTC), "the end of Friday 3 July 2026"),
        (datetime(2026, 7, 4, tzinfo=UTC), "Saturday 4 July 2026, 1:00 am (BST)"),
        (
            datetime(2026, 11, 28, 0, 0, 1, tzinfo=UTC),
            "Saturday 28 November 2026, 12:00 midnight at the start of the day (GMT)",
        ),
        (datetime(2026, 11, 25, 20, 34, tzinfo=UTC), "Wednesday 25 November 2026, 8:34 pm (GMT)"),
        (date(2026, 11, 27), "Friday 27 November 2026"),
        (None, ""),
    ],
)
def test_what_is_due_at_midnight_is_due_by_the_end_of_a_day_in_london(
    moment: datetime | date | None, written: str
) -> None:
    assert deadline(moment) == written

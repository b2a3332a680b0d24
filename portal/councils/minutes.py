"""By when the minutes of a meeting are to be published: within the law's month, or as the council itself says."""

from datetime import date, timedelta

from portal.councils.models import Council

_FORTNIGHT = timedelta(days=14)
LONGEST = timedelta(days=31)
"""No deadline is later than that after its meeting."""


def minutes_due_on(council: Council, held_on: date) -> date | None:
    """Return the last day on which the minutes of a meeting held on ``held_on`` are in time; None without such a time.

    Draft minutes are published not later than one month after the meeting (Transparency Code for Smaller Authorities,
    SI 2015/494): on the same day of the next month, or on its last. Councils with more than £25,000 a year may set
    another time, or none. The time is the meeting's, counted from its day: where the setting changes, it changes for
    every meeting whose minutes are not out.
    """
    if held_on > date.max - 2 * LONGEST:  # nobody means a day after which there is no calendar
        return None
    if council.minutes_within == Council.Minutes.FORTNIGHT:
        return held_on + _FORTNIGHT
    return _same_day_next_month(held_on) if council.minutes_within == Council.Minutes.MONTH else None


def _same_day_next_month(day: date) -> date:
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))

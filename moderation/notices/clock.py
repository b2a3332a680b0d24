"""By when each step of a notice is due: hours that stand still on days that are no business days. Pure but for days.

Source: SI 2013/3028 regulation 1 (days that do not count) and the Schedule (48 hours, five days).
"""

from datetime import datetime, time, timedelta

from policies.periods.counting import days_of
from portal.drafts.content import LONDON
from portal.workdays.calendars import DEFAMATION, Calendar, add_working_hours

HOURS = 48
WARNED_AFTER = 24
"""Hours, counted alike, after which who decides is reminded: as long again is left."""
ANSWER_DAYS = 5


def calendar_of(council_id: int) -> Calendar:
    """Return the calendar of notices with what was proclaimed late. One query."""
    return DEFAMATION.with_extra(days_of(council_id))


def hours_after(at: datetime, hours: int, calendar: Calendar) -> datetime:
    """Return when ``hours`` of the clock have passed since ``at`` (aware), as an aware time in London."""
    local = at.astimezone(LONDON).replace(tzinfo=None)
    return add_working_hours(local, hours, calendar).replace(tzinfo=LONDON)


def act_by(at: datetime, calendar: Calendar) -> datetime:
    """Return by when the council acts on what it received, or on a time that ran out, at ``at`` (aware)."""
    return hours_after(at, HOURS, calendar)


def answer_by(passed_at: datetime) -> datetime:
    """Return when the poster's time ends who was told at ``passed_at`` (aware): the end of the fifth day after."""
    last = passed_at.astimezone(LONDON).date() + timedelta(days=ANSWER_DAYS)
    return datetime.combine(last + timedelta(days=1), time.min, LONDON)

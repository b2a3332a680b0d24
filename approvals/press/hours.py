"""Until when the council acknowledges what the press asks: its own hours, on its own working days."""

from datetime import datetime

from policies.periods.counting import days_of
from portal.councils.models import Council
from portal.drafts.content import LONDON
from portal.workdays.calendars import COUNCIL, add_working_hours


def acknowledge_by(council: Council, received_at: datetime) -> datetime:
    """Return when the council's hours for the press are over after ``received_at`` (aware), as an aware time.

    The clock stands still on weekends, bank holidays and days on which the office is closed. One query.
    Raises OutsideCalendar for a year without bank holidays.
    """
    calendar = COUNCIL.with_extra(days_of(council.pk))
    local = received_at.astimezone(LONDON).replace(tzinfo=None)
    return add_working_hours(local, council.press_hours, calendar).replace(tzinfo=LONDON)

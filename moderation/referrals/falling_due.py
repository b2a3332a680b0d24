"""By when what a comment asks for is to be done, where the law sets the time. Pure."""

from datetime import date, timedelta

from moderation.models import Referral
from portal.workdays.calendars import COUNCIL, FOI, add_working_days

FOI_DAYS = 20
"""Working days after the day of receipt (Freedom of Information Act 2000 s.10(1))."""


def by_law(kind: str, received_on: date) -> date | None:
    """Return the last day for ``kind``, None where the law sets none.

    A request about one's own data has one month, from the day of receipt to the same day of the next month, or its last
    (UK GDPR Art 12(3)); where that is no working day, the next one is the last (guidance of the ICO).
    """
    if kind == Referral.Kind.FOI:
        return add_working_days(received_on, FOI_DAYS, FOI)
    if kind == Referral.Kind.DATA:
        last = _same_day_next_month(received_on)
        while not COUNCIL.is_working(last):
            last += timedelta(days=1)
        return last
    return None


def _same_day_next_month(day: date) -> date:
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))

"""The named calendars and counting on them: which days count differs between elections, FOI and defamation.

| calendar | does not count, besides Saturdays and Sundays |
|---|---|
| election | bank holidays in England and Wales, Good Friday, Christmas Eve and Day, days of thanksgiving or mourning |
| foi | bank holidays in any part of the United Kingdom, Good Friday, Christmas Day |
| defamation | bank holidays in England and Wales, Good Friday, Christmas Day (Christmas Eve counts) |
| council | bank holidays in England and Wales, and what the council itself closes for |

Sources: SI 2006/3305 Sch 2 rule 2 (elections); Freedom of Information Act 2000 s.10(6); SI 2013/3028 reg 1 (notices of
defamation). Days are local dates in England.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.workdays.bankholidays import Nation, bank_holidays

_SATURDAY = 5
_ENGLAND = (Nation.ENGLAND_AND_WALES,)


class DayKind(StrEnum):
    """Why a day that somebody entered does not count, and so on which calendars it does not."""

    BANK_HOLIDAY = "bank_holiday"  # proclaimed late: no calendar counts it
    THANKSGIVING_OR_MOURNING = "thanksgiving_or_mourning"  # appointed for the public: elections only
    CLOSED = "closed"  # the council's own: only its own clock


@dataclass(frozen=True)
class ExtraDay:
    """A day that is not in the computed lists."""

    day: date
    kind: DayKind


@dataclass(frozen=True)
class Calendar:
    """Which days are working days for one purpose."""

    name: str
    nations: tuple[Nation, ...] = _ENGLAND
    christmas_eve: bool = field(default=False, kw_only=True)
    heeds: frozenset[DayKind] = frozenset({DayKind.BANK_HOLIDAY})
    extra: frozenset[date] = frozenset()

    def with_extra(self, days: Iterable[ExtraDay]) -> "Calendar":
        """Return this calendar without those of ``days`` that it heeds."""
        added = frozenset(entry.day for entry in days if entry.kind in self.heeds)
        return Calendar(
            self.name, self.nations, self.heeds, self.extra | added, christmas_eve=self.christmas_eve
        )

    def is_working(self, day: date) -> bool:
        """Say whether ``day`` counts. Raises OutsideCalendar for a year without data."""
        holiday = any(day in bank_holidays(nation, day.year) for nation in self.nations)
        if day.weekday() >= _SATURDAY or holiday or day in self.extra:
            return False
        # Good Friday and Christmas Day are bank holidays wherever this portal counts.
        return not (self.christmas_eve and (day.month, day.day) == (12, 24))


ELECTION = Calendar(
    "election",
    heeds=frozenset({DayKind.BANK_HOLIDAY, DayKind.THANKSGIVING_OR_MOURNING}),
    christmas_eve=True,
)
FOI = Calendar("foi", tuple(Nation))
DEFAMATION = Calendar("defamation")
COUNCIL = Calendar("council", heeds=frozenset({DayKind.BANK_HOLIDAY, DayKind.CLOSED}))
CALENDARS = {calendar.name: calendar for calendar in (ELECTION, FOI, DEFAMATION, COUNCIL)}


def add_working_days(day: date, count: int, calendar: Calendar) -> date:
    """Return the working day that is ``count`` working days after ``day``, or before it where ``count`` is negative.

    ``day`` itself is day 0 and need not be a working day. A count of 0 gives ``day`` where it is a working day, else
    the next one. Raises OutsideCalendar where the count leaves the years with data.
    """
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    found = day
    while left:
        found += step
        left -= calendar.is_working(found)
    while not calendar.is_working(found):
        found += step
    return found


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Count the working days after ``start`` up to and including ``end``; 0 where ``end`` is not later."""
    span = (end - start).days
    return sum(calendar.is_working(start + timedelta(days=number)) for number in range(1, span + 1))


def add_working_hours(moment: datetime, hours: int, calendar: Calendar) -> datetime:
    """Return when ``hours`` of clock time have passed, the clock standing still on days that do not count.

    ``moment`` is local time in England without a zone: the clocks change on Sundays, which never count. The end of a
    day is 00:00 of the next one.
    """
    left = timedelta(hours=hours)
    at = moment
    while True:
        midnight = datetime.combine(at.date() + timedelta(days=1), time.min)
        if calendar.is_working(at.date()):
            if at + left <= midnight:
                return at + left
            left -= midnight - at
        at = midnight

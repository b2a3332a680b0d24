"""Bank holidays of England and Wales, Scotland and Northern Ireland, computed from their rules.

The rules are Schedule 1 to the Banking and Financial Dealings Act 1971 and the yearly proclamations under it; the
days that were proclaimed once are listed. Sources and licence: docs/data.md.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from portal.refusals import InvalidInput

FIRST_YEAR = 2015
LAST_YEAR = 2035

_SATURDAY = 5


class Nation(StrEnum):
    """A part of the United Kingdom with bank holidays of its own."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class OutsideCalendar(InvalidInput):
    """A day for which the portal has no bank holidays."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"The calendar of bank holidays covers {FIRST_YEAR} to {LAST_YEAR}; {year} is outside it.",
            "Nothing was changed. Check the year, or count the days by hand.",
        )


# Proclaimed once: the whole kingdom's days, and the ordinary days that were moved for them.
_ONCE_EVERYWHERE = (
    date(2022, 6, 3),  # Platinum Jubilee
    date(2022, 9, 19),  # State Funeral of Queen Elizabeth II
    date(2023, 5, 8),  # Coronation of King Charles III
)
_ONCE = {
    Nation.SCOTLAND: (date(2026, 6, 15),),  # the men's football World Cup
}
_EARLY_MAY_MOVED = {2020: date(2020, 5, 8)}  # 75 years of VE Day
_SPRING_MOVED = {2022: date(2022, 6, 2)}  # Platinum Jubilee


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden, century, in_century = year % 19, year // 100, year % 100
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    fourth, left = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * fourth - moon - left) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def good_friday(year: int) -> date:
    """Return Good Friday."""
    return easter_sunday(year) - timedelta(days=2)


@cache
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """Return the bank holidays of ``nation`` in ``year``, a substitute in place of each one on a weekend.

    Raises OutsideCalendar for a year that the portal has no data for.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutsideCalendar(year)
    fixed = {
        Nation.ENGLAND_AND_WALES: [(1, 1), (12, 25), (12, 26)],
        Nation.SCOTLAND: [(1, 1), (1, 2), (11, 30), (12, 25), (12, 26)],
        Nation.NORTHERN_IRELAND: [(1, 1), (3, 17), (7, 12), (12, 25), (12, 26)],
    }[nation]
    moving = [
        good_friday(year),
        _EARLY_MAY_MOVED.get(year, _first_monday(year, 5)),
        _SPRING_MOVED.get(year, _last_monday(year, 5)),
        _first_monday(year, 8) if nation is Nation.SCOTLAND else _last_monday(year, 8),
    ]
    if nation is not Nation.SCOTLAND:
        moving.append(easter_sunday(year) + timedelta(days=1))
    once = [day for day in (*_ONCE_EVERYWHERE, *_ONCE.get(nation, ())) if day.year == year]
    return frozenset(_with_substitutes([date(year, month, day) for month, day in fixed], [*moving, *once]))


def _with_substitutes(fixed: Iterable[date], others: Iterable[date]) -> set[date]:
    """Move each fixed day that falls on a weekend to the next weekday that is no holiday already."""
    days = list(fixed)
    taken = {*others, *(day for day in days if day.weekday() < _SATURDAY)}
    for day in days:
        found = day
        while found.weekday() >= _SATURDAY or (found != day and found in taken):
            found += timedelta(days=1)
        taken.add(found)
    return taken


def _first_monday(year: int, month: int) -> date:
    start = date(year, month, 1)
    return start + timedelta(days=-start.weekday() % 7)


def _last_monday(year: int, month: int) -> date:
    """Return the last Monday of a month with 31 days."""
    end = date(year, month, 31)
    return end - timedelta(days=end.weekday())

"""What a text says that can be compared: dates, times, sums, shares, weekdays, people and streets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

Day = date
MOST = 60
"""Facts of one sort that are read in one text: no draft has more, and comparing them stays quick."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
)
_WEEKDAY = (
    r"(monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|weds|wed|thurs|thu|fri|sat|sun)"
)
_WHOLE_WEEKDAY = re.compile(r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b")
_TH = r"(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:{_WEEKDAY}\.?,? (?:the )?)?(?:(\d{{1,2}}){_TH} ?(?:-|to|and|or|until|&) ?)?(\d{{1,2}}){_TH} (?:of )?"
    rf"{_MONTH}\b(?:,? (\d{{4}})\b)?"
)
_DATE_TURNED = re.compile(
    rf"\b(?:{_WEEKDAY},? )?{_MONTH} (\d{{1,2}}){_TH}\b(?!:|\.\d|,\d)(?:,? (\d{{4}})\b)?"
)
_DATE_IN_FIGURES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\d/])")
_TIME = re.compile(
    r"(?<![\d£.,:])(?:(\d{1,2})(?:[.:]([0-5]\d))? ?(?:([ap])\.?m\b\.?)? ?(?:-|to|until|till) ?)?"
    r"(\d{1,2})(?:[.:]([0-5]\d))? ?([ap])\.?m\b"
    r"|(?<![\d£.,:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])|\b(noon|midday|midnight)\b"
)
_SUM = re.compile(r"£ ?(\d[\d,]{0,14})(?:\.(\d{1,4}))? ?(million|billion|thousand|bn|m|k)?\b")
_SHARE = re.compile(r"(?<![\d.,])(\d{1,4}(?:\.\d{1,3})?) ?(?:%|per cent\b|percent\b)")
_ABOUT = re.compile(
    r"(?:about|around|nearly|almost|over|under|more than|less than|up to|some|roughly|approximately|just over|"
    r"just under|at least|circa|c\.|well over) ?$"
)
_CAPITAL = r"[A-Z][A-Za-z'-]{1,20}"
_PERSON = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Sir|Dame|Cllr|Councillor|Coun|Mayor|Chairman|Clerk),?\.? "
    rf"({_CAPITAL}(?: {_CAPITAL}){{0,2}})"
)
_STREET = re.compile(
    rf"\b({_CAPITAL}(?: {_CAPITAL}){{0,2}}?) "
    r"(Road|Street|Lane|Avenue|Close|Drive|Way|Crescent|Terrace|Row|Gardens|Grove|Place|Mews)\b"
)
_SCALE = {"thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "billion": 10**9, "bn": 10**9}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact at its place in the normalised text. ``year`` and ``weekday`` (Monday is 0) of a date, where said.

    ``rounded``: it is given as about so much.
    """

    sort: str
    value: tuple[int | str, ...]
    start: int
    end: int
    year: int = 0
    weekday: int = -1
    rounded: bool = False


@lru_cache(maxsize=24)
def facts_in(text: str, lower: str) -> tuple[Fact, ...]:
    """Return the facts of a normalised ``text`` (``lower``: the same in lower case), at most MOST of each sort."""
    found: list[Fact] = []
    for reader, source in (
        (dates, lower),
        (_times, lower),
        (_sums, lower),
        (_shares, lower),
        (_weekdays, lower),
        (_people, text),
        (_streets, text),
    ):
        found.extend(islice(reader(source), MOST))
    return tuple(found)


def dates(lower: str) -> Iterator[Fact]:
    """Yield the dates of a text in lower case: value is month and day."""
    for found in _DATE.finditer(lower):
        weekday, first, day, month, year = found.groups()
        if first:
            yield from _date(found, month, first, year, weekday)
        yield from _date(found, month, day, year, None if first else weekday)
    for found in _DATE_TURNED.finditer(lower):
        weekday, month, day, year = found.groups()
        if month != "may" or weekday or year:
            yield from _date(found, month, day, year, weekday)
    for found in _DATE_IN_FIGURES.finditer(lower):
        day, month_number, year = found.groups()
        if 1 <= int(month_number) <= len(_MONTHS):
            whole = year if len(year) > 2 else f"20{year}"
            yield from _date(found, _MONTHS[int(month_number) - 1], day, whole, None)


def _date(
    found: re.Match[str], month: str, day: str, year: str | None, weekday: str | None
) -> Iterator[Fact]:
    number, which = _MONTHS.index(month[:3]) + 1, int(day)
    if 1 <= which <= 31:
        named = _DAYS.index(weekday[:3]) if weekday else -1
        yield Fact("date", (number, which), *found.span(), int(year or 0), named)


def day_of(written: str) -> Day | None:
    """Return the day written as 2026-12-01, or None for ''."""
    return date.fromisoformat(written) if written else None


def falls_on(fact: Fact, near: date | None) -> bool | None:
    """Return whether a date with a weekday falls on it: in its year, else in one of the three years around ``near``.

    None where that cannot be known.
    """
    years = [fact.year] if fact.year else [near.year - 1, near.year, near.year + 1] if near else []
    if fact.weekday < 0 or not years:
        return None
    return any(_weekday(year, fact) == fact.weekday for year in years)


def _weekday(year: int, fact: Fact) -> int:
    try:
        return date(year, int(fact.value[0]), int(fact.value[1])).weekday()
    except ValueError:
        return -1


def _times(lower: str) -> Iterator[Fact]:
    for found in _TIME.finditer(lower):
        first, first_minutes, first_half, hour, minutes, half, clock, clock_minutes, word = found.groups()
        if word:
            yield Fact("time", (0 if word == "midnight" else 720,), *found.span())
        elif clock:
            yield Fact("time", (int(clock) * 60 + int(clock_minutes),), *found.span())
        else:
            ends = _minutes(hour, minutes, half)
            if first:
                begins = _minutes(first, first_minutes, first_half or half)
                morning = not first_half and begins > ends  # "9-4pm" begins in the morning
                yield Fact("time", (begins - 720 if morning else begins,), *found.span())
            yield Fact("time", (ends,), *found.span())


def _minutes(hour: str, minutes: str | None, half: str) -> int:
    return int(hour) % 12 * 60 + int(minutes or 0) + (720 if half == "p" else 0)


def _sums(lower: str) -> Iterator[Fact]:
    """Yield sums of money in pence."""
    for found in _SUM.finditer(lower):
        whole, part, scale = found.groups()
        pence = int(whole.replace(",", "")) * 100 + int(f"{part or '':0<4}"[:2])
        if scale:
            pence = int(f"{whole.replace(',', '')}{part or '':0<4}") * _SCALE[scale] // 100
        yield Fact("sum", (pence,), *found.span(), rounded=bool(scale) or _is_about(lower, found.start()))


def _shares(lower: str) -> Iterator[Fact]:
    """Yield percentages in thousandths."""
    for found in _SHARE.finditer(lower):
        whole, _, part = found.group(1).partition(".")
        value = int(f"{whole}{part:0<3}")
        yield Fact("share", (value,), *found.span(), rounded=_is_about(lower, found.start()))


def _is_about(lower: str, place: int) -> bool:
    return bool(_ABOUT.search(lower[max(0, place - 16) : place]))


def _weekdays(lower: str) -> Iterator[Fact]:
    for found in _WHOLE_WEEKDAY.finditer(lower):
        yield Fact("weekday", (_DAYS.index(found.group(1)[:3]),), *found.span())


def _people(text: str) -> Iterator[Fact]:
    for found in _PERSON.finditer(text):
        yield Fact("person", tuple(found.group(1).removesuffix("'s").split()), *found.span(1))


def _streets(text: str) -> Iterator[Fact]:
    for found in _STREET.finditer(text):
        yield Fact("street", (found.group(1), found.group(2)), *found.span())

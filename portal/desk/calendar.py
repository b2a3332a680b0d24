"""The editorial calendar: one month of the council's dates, as a table of weeks and as a list by day."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.http import urlencode

from approvals.months import Month, month_of
from portal.councils.dates.things import Dated, Found, Sort, Span, dates_for, sorts_known
from portal.councils.people import Person
from portal.desk.forms.moments import today

MONTH, LIST = "month", "list"
IN_A_CELL = 4
"""Things that a day of the table names; the rest are counted, with a link to the day."""
A_PAGE = 60
_DAY = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
WRONG = "That is no date between 2000 and 2099, so this month is shown."


@dataclass(frozen=True)
class Question:
    """What a reader asks the calendar for; what cannot be read is left out, and ``wrong`` says so."""

    month: Month
    view: str
    day: date | None
    sorts: tuple[str, ...]
    wrong: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Question":
        """Return what ``query`` asks for: never an error, whatever stands there."""
        asked, month = query.get("day", "").strip(), query.get("month", "").strip()
        day = _day(asked)
        wrong = bool(asked and day is None) or bool(month and not _MONTH.fullmatch(month))
        known = {sort.slug for sort in sorts_known()}
        sorts = dict.fromkeys(slug for slug in query.getlist("kind")[:50] if slug in known)
        return cls(
            month=Month(day.replace(day=1)) if day else month_of("" if wrong else month),
            view=LIST if query.get("view") == LIST else MONTH,
            day=day,
            sorts=tuple(sorts),
            wrong=WRONG if wrong else "",
        )

    @property
    def span(self) -> Span:
        """Return the days of the month."""
        return Span(self.month.first, self.month.after.first - timedelta(days=1))

    @property
    def before(self) -> Month | None:
        """Return the month before, or None where the calendar begins."""
        return self.month.before if self.month.first > date(2000, 1, 1) else None

    @property
    def after(self) -> Month | None:
        """Return the month after, or None where the calendar ends."""
        return self.month.after if self.month.first < date(2099, 12, 1) else None

    @property
    def before_link(self) -> str:
        """Return the address of the month before."""
        return self.address(month=self.before.key if self.before else None)

    @property
    def after_link(self) -> str:
        """Return the address of the month after."""
        return self.address(month=self.after.key if self.after else None)

    @property
    def today_link(self) -> str:
        """Return the address of the month that it is."""
        return self.address(month=None)

    @property
    def month_link(self) -> str:
        """Return the address of this month as a table."""
        return self.address(view=MONTH)

    @property
    def list_link(self) -> str:
        """Return the address of this month as a list."""
        return self.address(view=LIST)

    def address(self, **changes: str | None) -> str:
        """Return the query of this page with ``changes``; None leaves a word out."""
        words: dict[str, Any] = {
            "view": self.view,
            "month": self.month.key,
            "kind": list(self.sorts),
            **changes,
        }
        return f"?{urlencode({name: value for name, value in words.items() if value}, doseq=True)}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Line:
    """One thing on one day; ``edge`` says of what lasts longer whether it begins or ends on this day."""

    day: date
    thing: Dated
    edge: str = ""


@dataclass(frozen=True)
class Day:
    """One day with its lines; ``date`` is None for a cell of the table that is outside the month."""

    date: date | None
    lines: tuple[Line, ...] = ()
    is_today: bool = False

    @property
    def named(self) -> tuple[Line, ...]:
        """Return the lines that the table shows; one over the most is shown rather than counted."""
        return self.lines if len(self.lines) <= IN_A_CELL + 1 else self.lines[:IN_A_CELL]

    @property
    def more(self) -> int:
        """Return how many more there are."""
        return len(self.lines) - len(self.named)


@dataclass(frozen=True)
class Shown:
    """Everything that the page shows."""

    asked: Question
    weeks: list[list[Day]]
    days: list[Day]
    page: "Page[Line]"
    running: list[Dated]
    sorts: list[Sort]
    chosen: Day | None
    cut: bool


def calendar_of(person: Person, query: QueryDict) -> Shown:
    """Return the month that ``query`` asks for, as ``person`` may see it. The queries are those of the sources."""
    asked = Question.read(query)
    found = dates_for(person, asked.span, asked.sorts)
    lines = _lines(found, asked.span)
    page = Paginator(lines, A_PAGE).get_page(query.get("page"))
    by_day = {day.date: day for day in _by_day(lines)}
    return Shown(
        asked=asked,
        weeks=_weeks(asked, by_day),
        days=_by_day(page.object_list),
        page=page,
        running=[one for one in found.things if one.lasts],
        sorts=sorts_known(),
        chosen=by_day.get(asked.day, Day(asked.day)) if asked.day else None,
        cut=found.cut,
    )


def _lines(found: Found, span: Span) -> list[Line]:
    """Return the things on their days: what lasts on its first and on its last, where these are in ``span``."""
    lines = []
    for one in found.things:
        if not one.lasts:
            lines.append(Line(one.first_day, one))
            continue
        edges = ((one.first_day, "begins"), (one.last_day, "ends"))
        lines += [Line(day, one, edge) for day, edge in edges if span.first <= day <= span.last]
    return sorted(lines, key=lambda line: (line.day, line.thing.order[1:]))


def _by_day(lines: Iterable[Line]) -> list[Day]:
    now = today()
    return [Day(day, tuple(of_day), day == now) for day, of_day in groupby(lines, attrgetter("day"))]


def _weeks(asked: Question, by_day: Mapping[date | None, Day]) -> list[list[Day]]:
    """Return the month's weeks from Monday to Sunday; the cells before and after it are empty."""
    now, span = today(), asked.span
    count = (span.last - span.first).days + 1
    dates = [span.first + timedelta(days=step) for step in range(count)]
    cells = [Day(None)] * span.first.weekday()
    cells += [by_day.get(day, Day(day, is_today=day == now)) for day in dates]
    cells += [Day(None)] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]

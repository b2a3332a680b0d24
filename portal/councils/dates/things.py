"""The open list of dated things: every room names what of its own has a date, and the calendar shows them together.

A Source says which sorts of things it knows and reads them for one person; settings list DATED_THINGS (for who reads
the desk) and PUBLIC_DATED_THINGS (for everybody) as dotted paths. A source answers only what the person may read, in
a bounded number of queries, at most ``MOST`` things, the earliest first: it reads the database and changes nothing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string

from portal.councils.models import Council
from portal.councils.people import Person

LONDON = ZoneInfo("Europe/London")
MOST = 400
"""Things of one source in one reading: more than a month of any council holds."""


@dataclass(frozen=True)
class Span:
    """The days that are asked for, both included, as London counts them."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Return the first moment of the first day."""
        return datetime.combine(self.first, time.min, LONDON)

    @property
    def end(self) -> datetime:
        """Return the first moment after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time.min, LONDON)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return the first and the last moment, for a query that includes both."""
        return self.start, self.end - timedelta(microseconds=1)


@dataclass(frozen=True)
class Sort:
    """A sort of dated things: its word in addresses, what the filter calls it, and what one of it is called."""

    slug: str
    label: str
    one: str


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One thing with a date: a day or an aware moment; ``ends`` is its last day or the moment at which it is over.

    ``key`` is the same as long as the thing is, whatever is changed about it, and ``changed`` says when that was last.
    ``link`` is a path of this site. ``discreet`` is what may leave the house in place of ``title``, where that tells
    of something confidential.
    """

    sort: Sort
    key: str
    title: str
    link: str
    begins: date | datetime
    changed: datetime
    ends: date | datetime | None = None
    note: str = ""
    cancelled: bool = False
    discreet: str = ""

    @property
    def first_day(self) -> date:
        """Return the day on which it begins in London."""
        return day_of(self.begins)

    @property
    def last_day(self) -> date:
        """Return its last day in London; what ends at midnight ends on the day before."""
        if not isinstance(self.ends, datetime):
            return self.ends or self.first_day
        return max(self.first_day, day_of(self.ends - timedelta(microseconds=1)))

    @property
    def lasts(self) -> bool:
        """Return whether it goes over more than one day."""
        return self.last_day > self.first_day

    @property
    def at(self) -> datetime | None:
        """Return the moment of a thing that has an hour; None for one of whole days."""
        return self.begins if isinstance(self.begins, datetime) and not self.lasts else None

    @property
    def order(self) -> tuple[date, bool, float, str, str]:
        """Return its place in a list: by day, of a day what is all day first, then by the hour."""
        at = self.at
        return self.first_day, at is not None, at.timestamp() if at else 0.0, self.title.casefold(), self.key


def day_of(value: date | datetime) -> date:
    """Return the day in London of a day or an aware moment."""
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Source:
    """What one room contributes: the sorts that it knows, and how they are read for a person."""

    sorts: tuple[Sort, ...]
    read: Callable[[Person, Span], Sequence[Dated]]


@dataclass(frozen=True)
class PublicSource:
    """What one room contributes for everybody."""

    read: Callable[[Council, Span], Sequence[Dated]]


@dataclass(frozen=True)
class Found:
    """What was found in a span, in order; ``cut`` says that a source holds more than is shown."""

    things: list[Dated]
    cut: bool


@cache
def _sources(paths: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(import_string(path) for path in paths)


@cache
def _public_sources(paths: tuple[str, ...]) -> tuple[PublicSource, ...]:
    return tuple(import_string(path) for path in paths)


def sorts_known() -> list[Sort]:
    """Return every sort of thing that the calendar can show, in the order of the settings; each once."""
    found = [sort for source in _sources(tuple(settings.DATED_THINGS)) for sort in source.sorts]
    return list(dict.fromkeys(found))


def dates_for(person: Person, span: Span, sorts: Collection[str] = ()) -> Found:
    """Return the dated things of the council in ``span`` that ``person`` may read; of ``sorts`` alone where named.

    The queries are those of the sources that are asked, whatever there is.
    """
    asked = [
        source
        for source in _sources(tuple(settings.DATED_THINGS))
        if not sorts or any(sort.slug in sorts for sort in source.sorts)
    ]
    read = [source.read(person, span) for source in asked]
    found = _together(read)
    return Found([one for one in found.things if not sorts or one.sort.slug in sorts], found.cut)


def dates_in_public(council: Council, span: Span) -> Found:
    """Return the dated things in ``span`` that everybody may know."""
    return _together(
        [source.read(council, span) for source in _public_sources(tuple(settings.PUBLIC_DATED_THINGS))]
    )


def _together(read: Sequence[Sequence[Dated]]) -> Found:
    things = [one for rows in read for one in rows]
    return Found(sorted(things, key=lambda one: one.order), any(len(rows) >= MOST for rows in read))

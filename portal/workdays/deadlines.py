"""The deadlines of each kind: what has to happen by when, given the day that starts or ends the count."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.refusals import InvalidInput
from portal.workdays.bankholidays import FIRST_YEAR, LAST_YEAR, OutsideCalendar
from portal.workdays.calendars import (
    COUNCIL,
    DEFAMATION,
    ELECTION,
    FOI,
    Calendar,
    ExtraDay,
    add_working_days,
    add_working_hours,
)

LONDON = ZoneInfo("Europe/London")
Due = date | datetime


@dataclass(frozen=True)
class Step:
    """One thing to be done: its name, its rule in words, and how its day is found."""

    what: str
    rule: str
    due: Callable[[datetime, Calendar], Due]


@dataclass(frozen=True)
class Kind:
    """A kind of deadline: what day it is counted from, on which calendar, and its steps."""

    given: str
    calendar: Calendar
    source: str
    steps: tuple[Step, ...]
    timed: bool = False


def _days(count: int) -> Callable[[datetime, Calendar], Due]:
    return lambda given, calendar: add_working_days(given.date(), count, calendar)


def _beginning_with_the_day(count: int) -> Callable[[datetime, Calendar], Due]:
    """Count the given day as the first, unless it is disregarded: then the first is the working day after it."""

    def due(given: datetime, calendar: Calendar) -> Due:
        day = given.date()
        return add_working_days(day, count - calendar.is_working(day), calendar)

    return due


def _hours(count: int) -> Callable[[datetime, Calendar], Due]:
    return lambda given, calendar: add_working_hours(given, count, calendar)


def _calendar_days(count: int) -> Callable[[datetime, Calendar], Due]:
    return lambda given, _calendar: given.date() + timedelta(days=count)


def _removal(given: datetime, calendar: Calendar) -> Due:
    """Count 48 hours from the end of the fifth day after the poster was told."""
    return add_working_hours(datetime.combine(given.date() + timedelta(days=6), time.min), 48, calendar)


_PARISH = "SI 2006/3305 Sch 2 rules 1 and 2, as amended by SI 2014/492"
KINDS: dict[str, Kind] = {
    "parish_election": Kind(
        "the day of the poll",
        ELECTION,
        _PARISH,
        (
            Step(
                "notice_of_election_latest", "not later than the 25th working day before the poll", _days(-25)
            ),
            Step("nominations_close", "4 pm on the 19th working day before the poll", _days(-19)),
            Step("statement_of_nominations", "4 pm on the 18th working day before the poll", _days(-18)),
            Step("notice_of_poll_latest", "not later than the 6th working day before the poll", _days(-6)),
        ),
    ),
    "uk_general_election": Kind(
        "the day of the poll",
        ELECTION,
        "Representation of the People Act 1983 Sch 1 rule 1, on the calendar of England and Wales",
        (
            Step(
                "notice_of_election_latest_22wd_EW_calendar",
                "not later than the 22nd working day before the poll",
                _days(-22),
            ),
        ),
    ),
    "neighbourhood_referendum": Kind(
        "the day of the vote",
        ELECTION,
        "SI 2012/2031 regs 2 and 4",
        (
            Step(
                "information_statement_latest_28wd",
                "not later than the 28th working day before the vote",
                _days(-28),
            ),
        ),
    ),
    "casual_vacancy": Kind(
        "the day of the public notice of the vacancy",
        ELECTION,
        "SI 2006/3305 rule 5",
        (
            Step("request_latest", "ten electors may ask within 14 working days after the notice", _days(14)),
            Step(
                "poll_latest",
                "within 60 working days that begin with the day of the notice",
                _beginning_with_the_day(60),
            ),
        ),
    ),
    "foi": Kind(
        "the day the request was received",
        FOI,
        "Freedom of Information Act 2000 s.10",
        (Step("answer_due_20wd_allUK", "the 20th working day after the day of receipt", _days(20)),),
    ),
    "defamation_operator": Kind(
        "the date and time the notice was received",
        DEFAMATION,
        "SI 2013/3028",
        (Step("act_within_48h", "within 48 hours, not counting days that are no business days", _hours(48)),),
        timed=True,
    ),
    "defamation_poster": Kind(
        "the day the poster was told of the notice",
        DEFAMATION,
        "SI 2013/3028",
        (
            Step(
                "reply_by_end_of",
                "midnight at the end of the 5th day after the poster was told",
                _calendar_days(5),
            ),
            Step("removal_without_reply", "48 hours after the time for the reply has run out", _removal),
        ),
    ),
    "council": Kind(
        "the day something came in",
        COUNCIL,
        "the council's own clock",
        (
            Step("one_working_day", "the next working day of the council", _days(1)),
            Step("two_working_days", "the second working day of the council", _days(2)),
            Step("five_working_days", "the fifth working day of the council", _days(5)),
            Step("ten_working_days", "the tenth working day of the council", _days(10)),
        ),
    ),
}


def read_given(kind: str, text: str) -> datetime:
    """Read the day, or day and time, from which ``kind`` is counted, as local time in England without a zone.

    Raises InvalidInput for an unknown kind, for no date, and for a missing time where the hour matters.
    """
    if kind not in KINDS:
        raise InvalidInput(f"“{kind}” is no kind of deadline. The kinds are: {', '.join(sorted(KINDS))}.")
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo:
            moment = moment.astimezone(LONDON).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(
            f"“{text}” is not a date: write it like 2027-05-06, with a time like 2027-05-06T09:00."
        ) from error
    timed = len(text.strip()) > len("2027-05-06")
    if KINDS[kind].timed and not timed:
        raise InvalidInput(f"{kind} is counted in hours: write the time too, like {text.strip()}T09:00.")
    return moment


def deadlines(kind: str, given: datetime, extra: Iterable[ExtraDay] = ()) -> dict[str, Due]:
    """Return the days, or moments, by which each step of ``kind`` is due; ``extra`` days are heeded where they apply.

    Raises OutsideCalendar where a count leaves the years that the portal has bank holidays for.
    """
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise OutsideCalendar(given.year)
    found = KINDS[kind]
    calendar = found.calendar.with_extra(extra)
    return {step.what: step.due(given, calendar) for step in found.steps}

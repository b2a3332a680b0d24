"""Counting the days of a poll on a council's own calendar: its notice, the vacancy before it."""

from datetime import date, datetime, time

from policies.models import CouncilDay, Period
from portal.workdays.calendars import DayKind, ExtraDay
from portal.workdays.deadlines import Due, deadlines

_RULES: dict[str, tuple[str, str]] = {
    Period.Kind.PARISH_ELECTION: ("parish_election", "notice_of_election_latest"),
    # SI 2006/3304 sets the same 25 working days for principal areas.
    Period.Kind.PRINCIPAL_ELECTION: ("parish_election", "notice_of_election_latest"),
    Period.Kind.PARLIAMENT: ("uk_general_election", "notice_of_election_latest_22wd_EW_calendar"),
    Period.Kind.REFERENDUM: ("neighbourhood_referendum", "information_statement_latest_28wd"),
}
LATEST_NOTICE_KINDS = tuple(_RULES)
"""The kinds of period for which the law names the latest day of a notice: the polls."""


def days_of(council_id: int) -> list[ExtraDay]:
    """Return the council's extra days as portal.workdays counts with them. One query."""
    rows = CouncilDay.objects.filter(council_id=council_id).order_by("day")
    return [ExtraDay(row.day, DayKind(row.kind)) for row in rows]


def latest_notice(kind: str, poll_on: date, council_id: int) -> date:
    """Return the latest lawful day of the notice of a poll of ``kind``, on the council's calendar. One query.

    Source: SI 2006/3305 Sch 2 rule 1 (25 working days), Representation of the People Act 1983 Sch 1 (22), SI
    2012/2031 reg 4 (28). Raises OutsideCalendar for a year without bank holidays.
    """
    rule, step = _RULES[kind]
    return _day(deadlines(rule, datetime.combine(poll_on, time.min), days_of(council_id))[step])


def vacancy_deadlines(noticed_on: date, council_id: int) -> tuple[date, date]:
    """Return until when ten electors may ask for a poll, and its last possible day (SI 2006/3305 rule 5)."""
    found = deadlines("casual_vacancy", datetime.combine(noticed_on, time.min), days_of(council_id))
    return _day(found["request_latest"]), _day(found["poll_latest"])


def _day(due: Due) -> date:
    return due.date() if isinstance(due, datetime) else due

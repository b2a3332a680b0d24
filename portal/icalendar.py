"""Calendars as other programs read them: iCalendar, RFC 5545, written whole and exact; pure.

Lines end in CRLF and are folded at 75 octets, never within a character (3.1). Text is escaped (3.3.11) and rid of what
it cannot hold. A moment is written on London's clock with its time zone beside it; the hour that comes twice in October
is written in UTC the second time, since the local form means the first (3.3.5). There is no METHOD, so that DTSTAMP
says when a thing was last changed (3.8.7.2) and the same things are the same bytes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
CONTENT_TYPE = "text/calendar; charset=utf-8"
LINE = 75
"""Octets in a line, its end left out (RFC 5545, 3.1)."""
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_RULE_SINCE = datetime(1996, 3, 31, 1, 0, tzinfo=UTC)
"""Since when the time zone below holds: clocks change on the last Sundays of March and October."""
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "TZNAME:BST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "TZNAME:GMT",
    "END:STANDARD",
    "END:VTIMEZONE",
)
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NOT_IN_A_LINE = re.compile("[\x00-\x20\x7f\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event: a day, several days (``last_day`` is included), or an aware moment.

    ``uid`` is the same for the thing's whole life; ``changed`` (aware) moves on with every change of it.
    """

    uid: str
    summary: str
    begins: date | datetime
    changed: datetime
    last_day: date | None = None
    description: str = ""
    url: str = ""
    category: str = ""
    cancelled: bool = False


def write(*, name: str, events: Iterable[Event]) -> bytes:
    """Return the calendar called ``name`` with ``events``. It has its time zone even when it has no event."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Proper Channels//Calendar of a council//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(name)}",
        "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *_ZONE,
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(event.uid)}"
    yield f"DTSTAMP:{_utc(event.changed)}"
    yield f"LAST-MODIFIED:{_utc(event.changed)}"
    # Whole seconds since 2020: it grows with every change, and fits an integer of 32 bits until 2088.
    yield f"SEQUENCE:{max(0, int((event.changed - _EPOCH).total_seconds()))}"
    yield from _when(event)
    yield f"SUMMARY:{text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{text(event.description)}"
    if event.url:
        yield f"URL:{_NOT_IN_A_LINE.sub('', event.url)}"
    if event.category:
        yield f"CATEGORIES:{text(event.category)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _when(event: Event) -> Iterator[str]:
    """Yield when it begins, and of whole days when it is over: DTEND is the day after the last (3.6.1)."""
    if isinstance(event.begins, datetime):
        yield f"DTSTART{_moment(event.begins)}"
        return
    after = max(event.begins, event.last_day or event.begins) + timedelta(days=1)
    yield f"DTSTART;VALUE=DATE:{_day(event.begins)}"
    yield f"DTEND;VALUE=DATE:{_day(after)}"


def _day(value: date) -> str:
    return f"{value.year:04}{value.month:02}{value.day:02}"


def _clock(value: datetime) -> str:
    return f"{_day(value)}T{value.hour:02}{value.minute:02}{value.second:02}"


def _utc(value: datetime) -> str:
    return f"{_clock(value.astimezone(UTC))}Z"


def _moment(value: datetime) -> str:
    here = value.astimezone(LONDON)
    if here.fold or value < _RULE_SINCE:
        return f":{_utc(value)}"
    return f";TZID=Europe/London:{_clock(here)}"


def text(value: str) -> str:
    """Return ``value`` as a TEXT (3.3.11): escaped, its lines ended by \\n, without what no line can hold."""
    plain = _NOT_TEXT.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    for mark, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(mark, escaped)
    return plain


def folded(line: str) -> bytes:
    """Return ``line`` as it is sent: CRLF at its end, and a CRLF and a space wherever it would be too long."""
    out, length = bytearray(), 0
    for character in line:
        octets = character.encode()
        if length + len(octets) > LINE:
            out += b"\r\n "
            length = 1
        out += octets
        length += len(octets)
    return bytes(out) + b"\r\n"

"""How times, names and plain text are written on every page: `{% load words %}`.

Times are London time and always carry the weekday and the zone, since an embargo that is read an hour out is
a broken embargo. Every filter answers an empty string to None.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.paging import MOST_COUNTED

LONDON = ZoneInfo("Europe/London")
COURTESIES = frozenset(
    {"cllr", "councillor", "mr", "mrs", "ms", "miss", "mx", "dr", "rev", "revd", "sir", "dame"}
)

register = template.Library()


def _in_london(value: datetime) -> datetime:
    """Return ``value`` on London's clock; a naive one is taken to be London's already."""
    return value.replace(tzinfo=LONDON) if timezone.is_naive(value) else value.astimezone(LONDON)


def _clock(value: datetime) -> str:
    """Return the time of day as people say it; noon and midnight are named, as 12:00 am is misread."""
    if (value.hour, value.minute) == (12, 0):
        return "12:00 noon"
    if (value.hour, value.minute) == (0, 0):
        return "12:00 midnight at the start of the day"
    return f"{value.hour % 12 or 12}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"


def _date_in_words(value: date) -> str:
    """Return Thursday 7 May 2026."""
    return f"{value:%A} {value.day} {value:%B} {value.year}"


def _count(number: int, unit: str) -> str:
    """Return 1 minute, 2 minutes."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def relative(value: datetime, now: datetime) -> str:
    """Return how long before or after ``now`` the moment ``value`` lies, in words; a date beyond six days."""
    gap = value - now
    seconds = abs(int(gap.total_seconds()))
    if seconds < 60:
        return "just now" if gap <= timedelta() else "in less than a minute"
    if seconds < 12 * 3600:
        number, unit = (seconds // 60, "minute") if seconds < 3600 else (seconds // 3600, "hour")
        return f"{_count(number, unit)} ago" if gap < timedelta() else f"in {_count(number, unit)}"
    here = _in_london(value)
    days = (here.date() - _in_london(now).date()).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if named:
        return f"{named} at {_clock(here)}"
    if abs(days) <= 6:
        return f"{'last' if days < 0 else 'on'} {here:%A} at {_clock(here)}"
    return f"on {_date_in_words(here)}"


@register.filter
def moment(value: Any) -> str:
    """Return Thursday 7 May 2026, 10:00 am (BST), on London's clock."""
    if not isinstance(value, datetime):
        return day(value)
    here = _in_london(value)
    return f"{_date_in_words(here)}, {clock(here)}"


@register.filter
def deadline(value: Any) -> str:
    """Return by when something is due: the end of Friday 27 November 2026 where that is midnight, else the moment.

    The midnight at which a day ends bears the next day's date, and is misread.
    """
    if not isinstance(value, datetime):
        return day(value)
    here = _in_london(value)
    if here.time() != time.min:
        return moment(value)
    return f"the end of {_date_in_words(here - timedelta(days=1))}"


@register.filter
def clock(value: Any) -> str:
    """Return 10:00 am (BST), on London's clock: for what stands under its day, or ends within the hour."""
    if not isinstance(value, datetime):
        return ""
    here = _in_london(value)
    return f"{_clock(here)} ({here:%Z})"


@register.filter
def day(value: Any) -> str:
    """Return Thursday 7 May 2026; of a moment, the day it falls on in London."""
    if isinstance(value, datetime):
        return _date_in_words(_in_london(value))
    if isinstance(value, date):
        return _date_in_words(value)
    return "" if value is None else str(value)


@register.filter
def month(value: date) -> str:
    """Return May 2026, of any day in it."""
    return f"{value:%B %Y}"


@register.filter
def ago(value: Any) -> SafeString | str:
    """Return how long ago in words, inside a <time> element that holds the exact moment.

    Where the words say the day, the title adds the time alone: a list has fifty of them.
    """
    if not isinstance(value, datetime):
        return day(value)
    here = _in_london(value)
    said, date_said = relative(here, timezone.now()), _date_in_words(here)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        f"{here.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        clock(here) if said.endswith(date_said) else moment(here),
        said,
    )


@register.filter
def lines(value: Any) -> SafeString:
    """Return plain text escaped, each of its line ends a <br>."""
    if value is None:
        return SafeString("")
    rows = str(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return mark_safe("<br>".join(conditional_escape(row) for row in rows))  # noqa: S308  each row is escaped


@register.filter
def counted(value: int) -> str:
    """Return a number that was counted to MOST_COUNTED (portal.paging): 12, or over 1,000."""
    return f"over {MOST_COUNTED:,}" if value > MOST_COUNTED else f"{value:,}"


@register.filter
def initials(value: Any) -> str:
    """Return AC for Cllr Ann B. Clerk: the first and the last word, courtesy titles left out."""
    words = [word for word in str(value or "").split() if word[0].isalpha()]
    named = [word for word in words if word.rstrip(".").lower() not in COURTESIES] or words
    if not named:
        return ""
    return (named[0][0] + (named[-1][0] if len(named) > 1 else "")).upper()

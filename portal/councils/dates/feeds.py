"""The dated things of a council as an iCalendar feed, for one person by private link, and for everybody."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from portal.councils.dates.things import LONDON, Dated, Span
from portal.councils.models import Council
from portal.icalendar import CONTENT_TYPE, Event, write

BACK, AHEAD = timedelta(days=92), timedelta(days=400)
"""How far a feed reaches: a quarter back, a year and a month ahead."""


def span_of_feed() -> Span:
    """Return the days that a feed read today covers."""
    today = timezone.localdate(timezone=LONDON)
    return Span(today - BACK, today + AHEAD)


def calendar_file(name: str, council: Council, things: Iterable[Dated]) -> HttpResponse:
    """Return ``things`` as a calendar called ``name``. What is confidential is there without its title."""
    response = HttpResponse(
        write(name=name, events=[_event(council, one) for one in things]), content_type=CONTENT_TYPE
    )
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response


def _event(council: Council, one: Dated) -> Event:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    hour = isinstance(one.begins, datetime) and not one.lasts
    return Event(
        uid=f"{one.key}.{council.pk}@{host}",
        summary=f"{one.sort.one}: {one.discreet or one.title}",
        begins=one.begins if hour else one.first_day,
        last_day=None if hour else one.last_day,
        changed=one.changed,
        description="" if one.discreet else one.note,
        url=f"{settings.SITE_URL}{one.link}",
        category=one.sort.label,
        cancelled=one.cancelled,
    )

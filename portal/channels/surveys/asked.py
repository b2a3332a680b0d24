"""What a survey asks and when it is open, read from the very text that was approved."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from portal.drafts.content import LONDON

LAST_MINUTE = time(23, 59)
"""When a form closes whose text gives the day alone: named, since midnight is misread by a day."""


def closes_at(content: Mapping[str, Any]) -> datetime | None:
    """Return the moment from which no reply is taken, of a text that gives a closing date; the earlier of the two."""
    day = _day(content, "closes_on")
    if day is None:
        return None
    end = datetime.combine(day, LAST_MINUTE, tzinfo=LONDON)
    sooner = _moment(content, "closes_at")
    return min(end, sooner) if sooner else end


def opens_at(content: Mapping[str, Any]) -> datetime | None:
    """Return the moment before which no reply is taken; None: as soon as it is issued."""
    return _moment(content, "opens_at")


def kept_until(content: Mapping[str, Any]) -> date | None:
    """Return the last day on which replies are kept, as whoever answers was told."""
    return _day(content, "kept_until")


def address_of_survey(council_slug: str, slug: str) -> str:
    """Return the path of the form, which is named like the invitation's page."""
    # Written out, as in portal.channels.quotes.links: a worker that renders has no need to load every page.
    return f"/{council_slug}/surveys/{slug}/"


def _day(content: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(str(content.get(name, "")))
    except ValueError:
        return None


def _moment(content: Mapping[str, Any], name: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(content.get(name, "")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=LONDON)

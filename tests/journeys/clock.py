"""Times as a browser's calendar sends them: on London's clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def in_(**ahead: float) -> str:
    """Return the moment that is ``ahead`` from now (hours=2, seconds=5), to the second.

    A browser drops the seconds of a full minute, and Playwright takes a value that reads differently for a bad one.
    """
    moment = datetime.now(LONDON) + timedelta(**ahead)
    return moment.strftime("%Y-%m-%dT%H:%M:%S" if moment.second else "%Y-%m-%dT%H:%M")


def day(ahead: int = 0) -> str:
    """Return the day that is ``ahead`` days from today."""
    return f"{(datetime.now(LONDON) + timedelta(days=ahead)).date()}"

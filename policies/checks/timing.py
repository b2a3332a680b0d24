"""What is going on when an item goes out: mourning, celebration, the middle of the night."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from policies.checks.base import Check, Hit
from policies.subjects import Subject

_LONDON = ZoneInfo("Europe/London")
_FROM, _UNTIL = time(7), time(21)


class Timing(Check):
    """Advises on the hour and on days of mourning or celebration; it never stops a notice that is needed."""

    id = "timing"
    name = "Timing"
    description = "Consider what is going on locally and nationally, and at what hour people are reached."

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Raise ValueError unless "from" and "until" (HH:MM, local time) are hours of one day, in order."""
        if not set(parameters) <= {"from", "until"}:
            raise ValueError("it takes “from” and “until”, such as 07:00 and 21:00.")
        begin, end = _hours(parameters)
        if begin >= end:
            raise ValueError("“from” must be before “until”.")

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield a hit for a running period of mourning or celebration, and for an odd hour."""
        yield from _of_periods(subject)
        moment = subject.circumstances.at
        begin, end = _hours(parameters)
        if moment is not None and not begin <= moment.astimezone(_LONDON).time() < end:
            yield Hit(
                "title",
                f"It would go out at {moment.astimezone(_LONDON):%H:%M}, when few expect to hear from the council.",
                f"Schedule it between {begin:%H:%M} and {end:%H:%M}, unless people need it now.",
            )


def _of_periods(subject: Subject) -> Iterator[Hit]:
    for period in subject.circumstances.running:
        if period.kind == "mourning":
            yield Hit(
                "title",
                f"There is mourning: {period.title}.",
                "Ask whether it can wait. If not, keep it plain: no celebration, no promotion.",
            )
        elif period.kind == "celebration":
            yield Hit(
                "title",
                f"There is a celebration: {period.title}.",
                "Ask whether bad news or routine matters can wait a day.",
            )


def _hours(parameters: Mapping[str, Any]) -> tuple[time, time]:
    """Return the two hours; raises ValueError for what is no time of day."""
    begin = time.fromisoformat(str(parameters["from"])) if "from" in parameters else _FROM
    end = time.fromisoformat(str(parameters["until"])) if "until" in parameters else _UNTIL
    return begin, end

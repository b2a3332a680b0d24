"""What is going on when an item goes out: mourning, celebration, the middle of the night."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from policies.checks.base import WORDS_ALONE, Check, Hit, Parameter
from policies.checks.phrases import prose, quoted
from policies.circumstances import PeriodNow
from policies.concerning import concerns
from policies.language.covering import Covering
from policies.language.lexicons import excuses, phrasebook
from policies.subjects import Subject

_LONDON = ZoneInfo("Europe/London")
_FROM, _UNTIL = "07:00", "21:00"
_AN_HOUR = 'a time of day, such as "07:00"'
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


class Timing(Check):
    """Advises on the hour, on days of mourning, and on bad news in days of celebration.

    Such days may last for weeks: what has nothing sad in it goes out among the celebrations as at any time. Where one
    ward alone keeps them, what is about that ward is thought over, as before a poll in one ward.
    """

    id = "timing"
    name = "Timing"
    description = "Consider what is going on locally and nationally, and at what hour people are reached."
    apart = WORDS_ALONE

    def takes(self) -> tuple[Parameter, ...]:
        """Return the two hours."""
        return (
            Parameter(
                "from", _AN_HOUR, f'"{_FROM}"', "From this hour on people expect to hear from the council."
            ),
            Parameter(
                "until", _AN_HOUR, f'"{_UNTIL}"', "From this hour on it advises to wait for the morning."
            ),
        )

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Raise ValueError unless "from" and "until" (HH:MM, local time) are hours of one day, in order."""
        if not set(parameters) <= {"from", "until"}:
            raise ValueError("it takes “from” and “until”, such as 07:00 and 21:00.")
        begin, end = _hours(parameters)
        if begin >= end:
            raise ValueError("“from” must be before “until”.")

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield a hit for days of mourning, one for bad news in a celebration, and for an odd hour that was chosen."""
        yield from _of_periods(subject)
        moment = subject.circumstances.goes_at
        begin, end = _hours(parameters)
        clock = f"{moment.astimezone(_LONDON):%H:%M}" if moment is not None else begin
        if not begin <= clock < end:
            yield Hit(
                "title",
                f"It would go out at {clock}, when few expect to hear from the council.",
                f"Schedule it between {begin} and {end}, unless people need it now.",
                about="an odd hour",
            )


def _of_periods(subject: Subject) -> Iterator[Hit]:
    for period in subject.circumstances.running:
        if period.before_a_poll or not concerns(period, subject):
            continue
        if period.kind == "mourning":
            yield Hit(
                "title",
                f"There is mourning{period.within}: {period.title}.",
                "Ask whether it can wait. If not, keep it plain: no celebration, no promotion.",
            )
        else:
            yield from _bad_news(period, subject)


def _bad_news(period: PeriodNow, subject: Subject) -> Iterator[Hit]:
    """Yield the first words that are bad news, if any."""
    for field, reading in prose(subject):
        free = Covering((match.start, match.end) for match in excuses("timing").find(reading))
        for match in phrasebook("timing").find(reading):
            if not free.touches(match.start, match.end):
                start, end = reading.normal.place(match.start, match.end)
                words = quoted(reading.raw[start:end])
                yield Hit(
                    field,
                    f"There is a celebration{period.within}: {period.title}. “{words}” is no news for it.",
                    "Ask whether this can wait until it is over.",
                    start,
                    end,
                )
                return


def _hours(parameters: Mapping[str, Any]) -> tuple[str, str]:
    """Return the two hours as HH:MM, which compare as times do; raises ValueError for what is no time of day."""
    begin, end = str(parameters.get("from", _FROM)), str(parameters.get("until", _UNTIL))
    if not _CLOCK.fullmatch(begin) or not _CLOCK.fullmatch(end):
        raise ValueError("write hours such as 07:00 and 21:00.")
    return begin, end

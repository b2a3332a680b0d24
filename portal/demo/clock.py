"""The demo's own clock: its weeks are played in seconds, in the order in which they are said to have happened.

The record must be continued by the verbs themselves, in order, and never be changed afterwards; and items that all
carry the same minute show a newcomer nothing. So the demo does not touch a row: it moves the clock by which the
verbs tell the time. docs/adr/0007-the-demos-clock.md says why, and how the record itself says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from heapq import heapify, heappop, heappush

from django.utils import timezone

from portal.drafts.content import LONDON
from portal.workdays.calendars import COUNCIL

_TICK = timedelta(milliseconds=1)
_SATURDAY = 5
_OPENS, _CLOSES, _NIGHT = time(8), time(17), time(20)

Play = Iterator[datetime]
"""One item's story: it gives the moment at which it goes on, and is asked for the next when the clock shows it."""


class DemoClock:
    """A clock that only goes forward, and never past ``present``."""

    def __init__(self, present: datetime, *, days_ago: int) -> None:
        """Stand at nine in the morning, ``days_ago`` before ``present`` (aware)."""
        self.present = present
        self.moment = self.began = self.back(days_ago, time(9))

    def read(self) -> datetime:
        """Return the time in UTC; no two readings are the same."""
        self.moment += _TICK
        return self.moment

    def go_on_to(self, moment: datetime) -> None:
        """Show ``moment``, unless it is past already; never later than the present."""
        self.moment = max(self.moment, min(moment, self.present))

    def back(self, days: int, at: time) -> datetime:
        """Return ``at`` on London's clock, ``days`` before the present; for a weekend the Friday before."""
        day = self.today - timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - (_SATURDAY - 1)))
        return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)

    def lately(self, minutes: int) -> datetime:
        """Return the moment ``minutes`` before the present, if that is by day, from eight on, on a working day.

        Else as long before five o'clock on the last working day: nobody writes releases at night or at a weekend.
        """
        moment = self.present - timedelta(minutes=minutes)
        here = moment.astimezone(LONDON)
        if COUNCIL.is_working(here.date()) and _OPENS <= here.time() < _NIGHT:
            return moment
        day = here.date() if here.time() >= _NIGHT else here.date() - timedelta(days=1)
        while not COUNCIL.is_working(day):
            day -= timedelta(days=1)
        return datetime.combine(day, _CLOSES, tzinfo=LONDON).astimezone(UTC) - timedelta(minutes=minutes)

    @property
    def today(self) -> date:
        """The day on which the demo is loaded, as London says it."""
        return self.present.astimezone(LONDON).date()


@contextmanager
def told_by(clock: DemoClock) -> Iterator[None]:
    """Let django.utils.timezone.now() tell the demo's time in this process.

    For a management command, which has one thread and serves nobody. now() reads the name ``datetime`` of its own
    module, also where a model field holds now() itself as its default: so that name is what is exchanged.
    """

    class Told(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock.read().astimezone(tz)

    real = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = Told  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = real  # type: ignore[attr-defined]


def play_in_order(plays: list[Play], clock: DemoClock) -> None:
    """Let the stories go on side by side, whichever is due first."""
    waiting = [(next(play), number, play) for number, play in enumerate(plays)]
    heapify(waiting)
    while waiting:
        moment, number, play = heappop(waiting)
        clock.go_on_to(moment)
        following = next(play, None)
        if following is not None:
            heappush(waiting, (following, number, play))

"""By when the council answers what the public says: its own hours, on its own working days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from policies.models import Version
from policies.packs.reading import pack_called
from policies.periods.counting import days_of
from portal.councils.models import Council
from portal.drafts.content import LONDON
from portal.workdays.calendars import COUNCIL, Calendar, add_working_days

A_DAY = timedelta(hours=24)
WITHIN_A_DAY = "7.7.2"
"""The clause of the built-in town policy that says one day; a council that adopted it is held to that unless it sets
something else."""


@dataclass(frozen=True)
class Hours:
    """When a council answers: within a day, or by its own working days (``calendar``)."""

    calendar: Calendar | None

    def reply_by(self, at: datetime) -> datetime:
        """Return by when what came ``at`` (aware) is to be answered. No query."""
        return at + A_DAY if self.calendar is None else end_of_next_working_day(at, self.calendar)


def hours_of(council_id: int) -> Hours:
    """Return the hours of the council now. At most two queries."""
    bound = _bound_to_a_day(council_id)
    return Hours(None if bound else COUNCIL.with_extra(days_of(council_id)))


def reply_by(council_id: int, received_at: datetime) -> datetime:
    """Return by when a comment that came at ``received_at`` (aware) is to be answered, as an aware time.

    As the council has set; where it left that to its policy, 24 hours where the one in force is made of the built-in
    town policy, else the end of the next working day after the one on which it came. At most two queries.
    """
    return hours_of(council_id).reply_by(received_at)


def in_words(council_id: int) -> str:
    """Return how soon the council answers, as readers are told it. One query."""
    return "within 24 hours" if _bound_to_a_day(council_id) else "by the end of the next working day"


def end_of_next_working_day(at: datetime, calendar: Calendar) -> datetime:
    """Return the end, in London, of the first day of ``calendar`` after the day of ``at`` (aware)."""
    day: date = add_working_days(at.astimezone(LONDON).date(), 1, calendar)
    return datetime.combine(day + timedelta(days=1), time.min, LONDON)


def _bound_to_a_day(council_id: int) -> bool:
    """Return whether the council answers within a day: as it has set, else as its policy in force says. One query."""
    in_force = Version.objects.filter(policy__council=OuterRef("pk"), state=Version.State.ADOPTED)
    says = in_force.filter(clauses__ref=WITHIN_A_DAY, source_name=pack_called("town").source)
    council = Council.objects.filter(pk=council_id).annotate(says_a_day=Exists(says))
    chosen, says_a_day = council.values_list("answers_within", "says_a_day").get()
    return chosen == Council.Answers.DAY or (chosen == Council.Answers.POLICY and says_a_day)

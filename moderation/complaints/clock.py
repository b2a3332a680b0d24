"""By when a complaint is acknowledged, answered and reviewed, on the council's own working days."""

from datetime import date, datetime, time, timedelta

from django.db.models import Case, DateTimeField, F, When

from moderation.complaints.procedure import Terms
from moderation.complaints.states import FIRST_STAGE, State
from moderation.models import Complaint
from policies.periods.counting import days_of
from portal.drafts.content import LONDON
from portal.workdays.calendars import COUNCIL, Calendar, add_working_days

BY_LAW = 30
"""Days in which a data-protection complaint is acknowledged (Data Protection Act 2018 s.164A, by the Data (Use and
Access) Act 2025 s.103)."""


RUNS_NOW = Case(
    When(state=State.RECEIVED, then=F("acknowledge_by")),
    When(state=State.REVIEW, then=F("review_by")),
    When(state__in=FIRST_STAGE, then=F("answer_by")),
    output_field=DateTimeField(null=True),
)
"""Which time of an open complaint runs now; none where whoever complained may ask for a review."""


def calendar_of(council_id: int) -> Calendar:
    """Return the council's calendar: bank holidays, and what it closes for itself. One query."""
    return COUNCIL.with_extra(days_of(council_id))


def acknowledge_by(
    kind: str, received_at: datetime, terms: Terms, calendar: Calendar, *, about_data: bool = False
) -> datetime:
    """Return by when a complaint of ``kind`` that came at ``received_at`` (aware) is to be acknowledged.

    A data-protection complaint: the thirtieth day after the day it came, or where that is no working day in England the
    next one, whatever the council closes for itself; any other, as the procedure has it; of one that is both
    (``about_data``) the earlier.
    """
    came = received_at.astimezone(LONDON).date()
    by_law = end_of(add_working_days(came + timedelta(days=BY_LAW), 0, COUNCIL))
    if kind == Complaint.Kind.DATA:
        return by_law
    own = end_of(add_working_days(came, terms.acknowledge_days, calendar))
    return min(own, by_law) if about_data else own


def answer_by(acknowledged: datetime, terms: Terms, calendar: Calendar) -> datetime:
    """Return by when it is to be answered: counted from the day on which it was, or is at the latest, acknowledged.

    ``acknowledged`` is aware: the moment of it, or the end of the last day for it.
    """
    day = (acknowledged - timedelta(microseconds=1)).astimezone(LONDON).date()
    return end_of(add_working_days(day, terms.answer_days, calendar))


def review_by(asked_at: datetime, terms: Terms, calendar: Calendar) -> datetime:
    """Return by when a review that was asked for at ``asked_at`` (aware) is to be decided."""
    return end_of(add_working_days(asked_at.astimezone(LONDON).date(), terms.review_days, calendar))


def review_until(answered_at: datetime, terms: Terms) -> datetime:
    """Return until when a review of an answer may be asked for in time: the end of the last of so many days."""
    return end_of(answered_at.astimezone(LONDON).date() + timedelta(days=terms.review_within))


def end_of(day: date) -> datetime:
    """Return the end of ``day`` in London, aware."""
    return datetime.combine(day + timedelta(days=1), time.min, LONDON)

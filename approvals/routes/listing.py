"""Steps that wait for somebody, and opening one."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from approvals.models import OPEN, StepAsk
from approvals.models.route import Mode
from approvals.routes.agreeing import asked_of
from approvals.routes.standing import somebody_holds
from portal.councils.people import Person


def steps_waiting_for(person: Person) -> "QuerySet[StepAsk]":
    """Return the steps whose turn it is and that wait for ``person``. No query yet.

    Not one before which another is open that somebody can answer, nor one to which somebody agreed where any one is
    enough.
    """
    waiting = asked_of(person).filter(
        said="", review__state__in=OPEN, revision=F("communication__current_revision")
    )
    before = _same_text().filter(somebody_holds(), number__lt=OuterRef("number"), said="")
    open_before = before.filter(Q(mode=Mode.ALL) | ~Exists(_agreed()))
    return waiting.exclude(Exists(open_before)).exclude(Q(Exists(_agreed()), mode=Mode.ANY))


def _same_text() -> "QuerySet[StepAsk]":
    return StepAsk.objects.filter(review=OuterRef("review"), revision=OuterRef("revision"))


def _agreed() -> "QuerySet[StepAsk]":
    return _same_text().filter(number=OuterRef("number"), said=StepAsk.Said.AGREES)


def get_step(person: Person, step_id: int) -> StepAsk:
    """Return a step that is asked of ``person``, answered or not; Http404 for any other. One query."""
    rows = asked_of(person).select_related(
        "communication__author__user", "revision", "review", "said_by__user"
    )
    found = rows.filter(pk=step_id).first()
    if found is None:
        raise Http404
    return found

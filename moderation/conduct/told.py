"""What whom a case is about was told in it, as words: what their page shows, and nothing that names who reported."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from moderation.models import ConductCase, ConductEvidence, ConductOutcome
from portal.councils.models import Suspension
from portal.drafts.content import LONDON

if TYPE_CHECKING:
    from django.db.models import QuerySet


def shown_of(case: ConductCase) -> "QuerySet[ConductEvidence]":
    """Return the evidence that whom ``case`` is about is shown."""
    return case.evidence.filter(shared=True).order_by("pk")


def told_mark(case: ConductCase) -> str:
    """Return by which their page says what it showed: how much evidence and how many outcomes, and was there an answer.

    While they can answer, none of it is taken away again. Two queries.
    """
    return f"{shown_of(case).count()}-{case.outcomes.count()}-{int(case.answered_at is not None)}"


def last_day_of(held: Suspension | None) -> str:
    """Return the last day of a suspension in London, as machines write it; '' where it has no end.

    The moment of its end is the midnight after that day, and bears the next day's date.
    """
    if held is None or held.until is None:
        return ""
    return (held.until - timedelta(microseconds=1)).astimezone(LONDON).date().isoformat()


def told_words(case: ConductCase) -> dict[str, Any]:
    """Return what they were told: the allegation, what shows it, their answer, what was decided. Five queries."""
    outcomes = case.outcomes.select_related("clause", "suspension", "agenda_item__meeting").prefetch_related(
        "reviews"
    )
    return {
        "case": case.reference,
        "state": case.get_state_display(),
        "told_at": _at(case.told_at),
        "alleged": case.alleged,
        "clauses": [
            {"clause": f"{one.cited} of {one.policy}", "text": one.text} for one in case.clauses.all()
        ],
        "what_shows_it": [
            {
                "number": one.pk,
                "title": one.shown_title,
                "link": one.link,
                "text": one.text,
                "sha256": one.sha256,
            }
            for one in shown_of(case)
        ],
        "answer_by": _at(case.answer_by),
        "answer": case.answer,
        "answered_at": _at(case.answered_at),
        "how_the_answer_came": case.answer_came,
        "decided": [_outcome(one) for one in outcomes],
        "over_at": _at(case.over_at),
    }


def _outcome(one: ConductOutcome) -> dict[str, Any]:
    held = one.suspension
    return {
        "outcome": one.get_kind_display(),
        "clause": str(one.clause),
        "reason": one.reason,
        "minute": one.minute,
        "meeting": str(one.agenda_item.meeting) if one.agenda_item else "",
        "decided_at": _at(one.decided_at),
        "account": one.account,
        "due_on": _at(one.due_on),
        "done_at": _at(one.done_at),
        "referred_to": one.referred_to,
        "suspended_until": _at(held.until) if held else "",
        "last_day_of_suspension": last_day_of(held),
        "looked_at_again": [
            {"on": _at(row.entered_at), "came_of_it": row.get_result_display(), "reason": row.reason}
            for row in one.reviews.all()
        ],
    }


def _at(value: Any) -> str:
    return value.isoformat() if value else ""

"""An item is not approved while a step of its route is open; the urgent path says which it went around."""

from typing import Any

from approvals.models import Review
from approvals.routes.standing import Step, is_held, open_step, rows_of, steps_on
from portal.drafts.models import Revision
from portal.refusals import Refusal


class StepOpen(Refusal):
    """Somebody's agreement is wanted first."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"The agreement of {words} is wanted before this can be approved.",
            "Nothing was changed. It waits on their desk. In an emergency it can be issued at once, with a reason.",
        )


def refuse_open_steps(review: Review, revision: Revision) -> dict[str, Any]:
    """Raise StepOpen unless every step of the review's route is agreed on exactly ``revision``. One query.

    Who cannot answer any more is not waited for: returns them for the record, as (step, office or membership).
    """
    rows = rows_of(review.pk)
    steps = steps_on(rows, revision.pk)
    if rows and not steps and any(is_held(row) for row in rows):
        raise StepOpen("everybody on its route")
    if (step := open_step(steps)) is not None:
        raise StepOpen(step.words)
    left = [
        [ask.number, ask.office or ask.member_id] for one in steps if not one.agreed for ask in one.unheld
    ]
    return {"steps_nobody_could_answer": left} if left else {}


def left_open(review: Review | None, revision: Revision) -> list[Step]:
    """Return the steps that are not agreed, for who issues at once without them. One query where there is a review."""
    steps = steps_on(rows_of(review.pk), revision.pk) if review else []
    return [step for step in steps if not step.agreed]

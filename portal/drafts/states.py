"""The stages of a communication and the moves between them: this page is the whole story."""

from django.db import models

from portal.refusals import Refusal


class Stage(models.TextChoices):
    """Where the current revision stands. What is live in public is a matter of its publications."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    ISSUED = "issued", "Issued"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


MOVES: dict[str, frozenset[str]] = {
    # APPROVED at once is the urgent path; WITHDRAWN is for an item that is out while its correction is written.
    Stage.DRAFT: frozenset({Stage.SUBMITTED, Stage.APPROVED, Stage.WITHDRAWN}),
    Stage.RETURNED: frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.APPROVED, Stage.WITHDRAWN}),
    Stage.SUBMITTED: frozenset(
        {Stage.DRAFT, Stage.RETURNED, Stage.REJECTED, Stage.APPROVED, Stage.WITHDRAWN}
    ),
    Stage.APPROVED: frozenset({Stage.DRAFT, Stage.ISSUED, Stage.WITHDRAWN}),
    Stage.ISSUED: frozenset({Stage.DRAFT, Stage.WITHDRAWN}),  # DRAFT: a correction is being written
    Stage.REJECTED: frozenset(),
    Stage.WITHDRAWN: frozenset(),
}

EDITABLE = frozenset({Stage.DRAFT, Stage.RETURNED, Stage.APPROVED, Stage.ISSUED})
"""Stages in which an editor may save a revision; saving resets the stage to DRAFT and voids an approval."""


class WrongStage(Refusal):
    """The item is not where this act begins: somebody else moved it meanwhile, or it is over."""


def check_move(before: str, after: str) -> None:
    """Raise WrongStage unless the table allows the move."""
    if after not in MOVES[before]:
        raise WrongStage(
            f"This item is {Stage(before).label.lower()}; it cannot become {Stage(after).label.lower()} from there."
        )

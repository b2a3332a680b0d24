"""How far an item is on its route: which steps are agreed, which is open, whose turn it is. Pure but for one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from approvals.models import StepAsk
from approvals.models.route import Mode


@dataclass(frozen=True)
class Step:
    """One step of a review's route: what each party said of the current revision."""

    number: int
    mode: str
    asks: tuple[StepAsk, ...]

    @property
    def done(self) -> bool:
        """Return whether the step has the agreement that it needs."""
        agreed = [ask.said == StepAsk.Said.AGREES for ask in self.asks]
        return any(agreed) if self.mode == Mode.ANY else all(agreed)

    @property
    def words(self) -> str:
        """Return whose agreement it needs, in words."""
        parties = " or ".join if self.mode == Mode.ANY else " and ".join
        return parties(ask.party for ask in self.asks)


def rows_of(review_id: int) -> list[StepAsk]:
    """Return everything that was asked on the route of one review. One query."""
    rows = StepAsk.objects.filter(review=review_id).select_related(
        "member__user", "said_by__user", "revision"
    )
    return list(rows.order_by("number", "pk"))


def steps_on(rows: Iterable[StepAsk], revision_id: int) -> list[Step]:
    """Return the steps of ``rows`` (rows_of()) on one revision, in their order."""
    mine = sorted(
        (row for row in rows if row.revision_id == revision_id), key=lambda row: (row.number, row.pk)
    )
    return [
        Step(number, asks[0].mode, asks)
        for number, asks in (
            (number, tuple(found)) for number, found in groupby(mine, key=lambda row: row.number)
        )
    ]


def open_step(steps: Sequence[Step]) -> Step | None:
    """Return the step whose turn it is, or None where all are agreed."""
    return next((step for step in steps if not step.done), None)

"""How far an item is on its route: which steps are agreed, which is open, whose turn it is. Pure but for one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from approvals.models import StepAsk
from approvals.models.route import Mode
from portal.councils.models import Membership
from portal.councils.models.authority import barred
from portal.councils.people import in_office


@dataclass(frozen=True)
class Step:
    """One step of a review's route: what each party said of the current revision."""

    number: int
    mode: str
    asks: tuple[StepAsk, ...]

    @property
    def unheld(self) -> tuple[StepAsk, ...]:
        """Return what nobody answered and nobody can answer now: they left, are suspended, or the office is empty."""
        return tuple(ask for ask in self.asks if not (ask.said or is_held(ask)))

    @property
    def agreed(self) -> bool:
        """Return whether those who were asked gave the agreement that the step needs."""
        return self._agreed_by(self.asks)

    @property
    def done(self) -> bool:
        """Return whether it is waited for no more: it is agreed, leaving out those who cannot answer now."""
        able = self._able
        return not able or self._agreed_by(able)

    @property
    def words(self) -> str:
        """Return whose agreement it needs, in words."""
        parties = " or ".join if self.mode == Mode.ANY else " and ".join
        return parties(ask.party for ask in self._able or self.asks)

    @property
    def _able(self) -> tuple[StepAsk, ...]:
        unheld = {ask.pk for ask in self.unheld}
        return tuple(ask for ask in self.asks if ask.pk not in unheld)

    def _agreed_by(self, asks: Iterable[StepAsk]) -> bool:
        agreed = [ask.said == StepAsk.Said.AGREES for ask in asks]
        return any(agreed) if self.mode == Mode.ANY else all(agreed)


def somebody_holds(now: datetime | None = None, today: date | None = None) -> Q:
    """Return the condition on a StepAsk that somebody can answer it ``now``: in office, and not suspended."""
    now = now or timezone.now()
    able = Membership.objects.filter(in_office(now, today), user__is_active=True).exclude(barred(now))
    by_office = able.filter(council=OuterRef("council"), role=OuterRef("office"))
    return Q(Exists(able.filter(pk=OuterRef("member")))) | Q(Exists(by_office))


def is_held(ask: StepAsk) -> bool:
    """Return whether somebody can answer ``ask``, as rows_of() found it."""
    return bool(vars(ask).get("held", True))


def rows_of(review_id: int) -> list[StepAsk]:
    """Return everything that was asked on the route of one review, and whether somebody can answer it. One query."""
    return list(rows_asked(review_id))


def rows_asked(review_id: int) -> "QuerySet[StepAsk]":
    """Ask for what rows_of() returns."""
    rows = StepAsk.objects.filter(review=review_id).select_related(
        "member__user", "said_by__user", "revision"
    )
    return rows.annotate(held=somebody_holds()).order_by("number", "pk")


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

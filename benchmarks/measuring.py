"""Measuring one page or act again and again: its median time, its queries, its size."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from portal.channels.outbox.waking import all_rung

TIMES, WARM = 25, 4
TURNS = TIMES + WARM + 1
Ask = Callable[[int], HttpResponse]
_NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True)
class Cost:
    """One row of the table. ``queries`` counts what reads or writes, not where a transaction begins and ends."""

    name: str
    milliseconds: float
    queries: int
    kilobytes: float
    floor: float = 0.0

    @property
    def ratio(self) -> float:
        """Return the multiple of its floor."""
        return self.milliseconds / (self.floor or self.milliseconds)


def statements(captured: CaptureQueriesContext) -> list[str]:
    """Return the statements that read or write."""
    return [
        one["sql"] for one in captured.captured_queries if not one["sql"].lstrip().startswith(_NOT_COUNTED)
    ]


def measure(name: str, ask: Ask, expected: int, floor: Ask | None = None) -> Cost:
    """Ask again and again; return the median. ``ask`` and ``floor`` get the number of the turn.

    The floor is asked in turn with what is measured against it: what else the machine does then is in both.
    """
    taken, least = [], []
    for turn in range(WARM + TIMES):
        if floor is not None:
            least.append(_milliseconds(name, floor, turn)[0])
        milliseconds, answer = _milliseconds(name, ask, turn)
        assert answer.status_code == expected, (name, answer.status_code, answer.content[:2000])
        taken.append(milliseconds)
    with CaptureQueriesContext(connection) as captured:
        answer = ask(WARM + TIMES)
    return Cost(
        name,
        statistics.median(taken[WARM:]),
        len(statements(captured)),
        len(answer.content) / 1024,
        statistics.median(least[WARM:]) if least else 0.0,
    )


def _milliseconds(name: str, ask: Ask, turn: int) -> tuple[float, HttpResponse]:
    all_rung()  # what the turn before has left for the broker is not this one's
    began = time.perf_counter()
    answer = ask(turn)
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code < 400, (name, answer.status_code, answer.content[:2000])
    return took, answer


def table(costs: list[Cost]) -> str:
    """Return the costs as a table for docs/benchmarks.md."""
    head = "| what | ms (median) | of the floor | queries | kB |\n|---|---|---|---|---|\n"
    rows = (
        f"| {cost.name} | {cost.milliseconds:.1f} | {cost.ratio:.1f} | {cost.queries} | {cost.kilobytes:.0f} |"
        for cost in costs
    )
    return head + "\n".join(rows)

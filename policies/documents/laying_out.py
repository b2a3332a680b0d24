"""The clauses of a version as a page or a printed sheet shows them: how deep each stands, which heading is how high."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.models import Clause

DEEPEST = 5
"""Clauses deeper than this are shown at this depth; headings end at the sixth level."""


@dataclass(frozen=True)
class Placed:
    """One clause with its ``depth`` (0 at the top) and, where it has a heading, that heading's ``level`` (from 2)."""

    clause: Clause
    depth: int
    level: int

    @property
    def anchor(self) -> str:
        """Return what a link to this clause ends with, without the #."""
        return f"clause-{self.clause.ref}"

    @property
    def in_contents(self) -> bool:
        """Return whether the table of contents lists it."""
        return bool(self.clause.heading) and self.depth <= 1


def lay_out(clauses: Iterable[Clause]) -> list[Placed]:
    """Return ``clauses`` (in reading order, parents before children) with their places. No query.

    Headings step down by one at a time, as readers of a screen and of a tagged PDF expect.
    """
    depths: dict[int, int] = {}
    placed, last = [], 1
    for clause in clauses:
        above = depths.get(clause.parent_id or 0, -1)
        depth = depths[clause.pk] = above + 1
        level = min(depth + 2, last + 1, 6)
        if clause.heading:
            last = level
        placed.append(Placed(clause, min(depth, DEEPEST), level))
    return placed

"""Which places of a text lie under others, asked often: by bisection, whatever somebody pastes."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Covering:
    """Half-open places of a text, of which it is asked whether any of them shares a character with another."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(places)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def touches(self, start: int, end: int) -> bool:
        """Say whether one of the places shares a character with ``start`` to ``end``; logarithmic in their number."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start

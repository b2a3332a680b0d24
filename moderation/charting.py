"""Bars for a chart on a page: pure numbers, drawn by the template; the table beside it says the same in figures."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 348, 96
"""Of a chart, in its own units: so narrow that the names of twelve months can be read on a telephone."""
_GAP = 5


@dataclass(frozen=True)
class Bar:
    """One bar: its place and size, its number and what it stands for. ``y`` grows downwards."""

    x: int
    y: int
    width: int
    height: int
    number: int
    label: str

    @property
    def middle(self) -> int:
        """Return where its label is centred."""
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        """Return the line on which its number stands."""
        return self.y - 4


def bars(rows: Sequence[tuple[str, int]]) -> list[Bar]:
    """Return a bar for each label and number, from the left; the greatest is HEIGHT high, and 0 has no height."""
    if not rows:
        return []
    width, most = (WIDTH - _GAP * (len(rows) - 1)) // len(rows), max(1, *(number for _, number in rows))
    found = []
    for place, (label, number) in enumerate(rows):
        height = round(HEIGHT * number / most)
        found.append(Bar(place * (width + _GAP), HEIGHT - height, width, height, number, label))
    return found

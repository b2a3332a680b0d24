"""Which classifier judges: the small one, loaded once a process."""

from functools import cache
from pathlib import Path

from moderation.screening.judging.interface import Judge
from moderation.screening.judging.small import Small, load

SMALL = Path(__file__).resolve().parent / "weights" / "small.npz"
"""The weights that are shipped; `manage.py train_screening` makes them again."""
TIERS = ("small", "large")


class Missing(Exception):
    """A classifier that this installation does not have."""


@cache
def small() -> Judge:
    """Return the small classifier. Raises OSError where its weights are not there."""
    return Small(load(SMALL))


def chosen(tier: str) -> Judge:
    """Return the classifier called ``tier``. Raises Missing where there is none."""
    if tier == "small":
        return small()
    raise Missing(f"There is no classifier “{tier}” in this installation. Use --model small.")

"""Which classifier judges."""

from functools import cache

from moderation.screening.judging.interface import Judge
from moderation.screening.judging.silent import Silent


@cache
def small() -> Judge:
    """Return the small classifier."""
    return Silent()

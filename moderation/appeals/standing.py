"""How the appeal against the last ruling on a comment stands, for a page that has read its rulings. No query."""

from collections.abc import Sequence

from moderation.models import Appeal, Comment, Ruling
from moderation.states import DOWN


def open_appeal(rulings: Sequence[Ruling]) -> Appeal | None:
    """Return the appeal that waits against the first of ``rulings`` (the last first), None where none does."""
    found = _appeal_of(rulings)
    return found if found is not None and found.decided_at is None else None


def may_be_appealed(comment: Comment, rulings: Sequence[Ruling]) -> bool:
    """Return whether an appeal of the author may be entered against the first of ``rulings``; its time aside.

    What came in time may be found later: the day on which it came is asked for with it.
    """
    if not rulings or comment.showing not in DOWN or comment.erased_at is not None:
        return False
    return rulings[0].takes_down and not rulings[0].is_by_law and _appeal_of(rulings) is None


def _appeal_of(rulings: Sequence[Ruling]) -> Appeal | None:
    # A ruling without one has no such attribute.
    return getattr(rulings[0], "appeal", None) if rulings else None

"""What may become of a comment: the two tables of moves, on one page.

Handling says whether somebody at the desk still has to look; showing says what readers of the newsroom get of it. A
machine moves nothing to hidden or removed: only moderation.ruling does, for a person.
"""

from django.db import models


class Handling(models.TextChoices):
    """Whether it waits for a person."""

    WAITING = "waiting", "Waiting"
    SETTLED = "settled", "Settled"


class Showing(models.TextChoices):
    """What readers get of it, as far as the council decides that."""

    PRIVATE = "private", "Not public"
    HELD = "held", "Held until somebody has looked"
    SHOWN = "shown", "Shown"
    HIDDEN = "hidden", "Hidden"
    REMOVED = "removed", "Removed"


MOVES: dict[Showing, frozenset[Showing]] = {
    Showing.PRIVATE: frozenset(),
    Showing.HELD: frozenset({Showing.SHOWN, Showing.HIDDEN, Showing.REMOVED}),
    Showing.SHOWN: frozenset({Showing.HELD, Showing.HIDDEN, Showing.REMOVED}),
    Showing.HIDDEN: frozenset({Showing.SHOWN, Showing.REMOVED}),
    Showing.REMOVED: frozenset({Showing.SHOWN}),
}
"""From what to what. SHOWN becomes HELD again only where its author changed the words and the new ones are held."""

DOWN = (Showing.HIDDEN, Showing.REMOVED)
"""What takes speech of the public down: a person's ruling, with a clause, and open to appeal."""


def may_move(was: str, to: str) -> bool:
    """Return whether what readers get may go from ``was`` to ``to``; staying as it is is no move."""
    return Showing(to) in MOVES[Showing(was)]

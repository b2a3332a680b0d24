"""What may become of a comment, and of a ruling that is carried out elsewhere: the tables of moves, on one page.

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


class Act(models.TextChoices):
    """What a network is asked to do with a comment."""

    HIDE = "hide", "Hide it"
    UNHIDE = "unhide", "Show it again"
    DELETE = "delete", "Delete it"


class Carrying(models.TextChoices):
    """Where the carrying out of one ruling stands."""

    WAITING = "waiting", "Waits for its turn on the network"
    ASKING = "asking", "Being carried out"
    BY_HAND = "by_hand", "To be done by hand"
    DONE = "done", "Carried out"
    DROPPED = "dropped", "Overruled before it was carried out"


CARRYING: dict[Carrying, frozenset[Carrying]] = {
    Carrying.WAITING: frozenset({Carrying.ASKING, Carrying.DROPPED}),
    Carrying.ASKING: frozenset({Carrying.WAITING, Carrying.BY_HAND, Carrying.DONE, Carrying.DROPPED}),
    Carrying.BY_HAND: frozenset({Carrying.DONE}),
    Carrying.DONE: frozenset(),
    Carrying.DROPPED: frozenset(),
}
"""From what to what: a worker asks, waits again, is done, or leaves it to somebody's hands."""

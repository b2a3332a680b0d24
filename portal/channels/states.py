"""The states of what waits in the outbox, and the moves between them."""

from django.db import models


class Delivering(models.TextChoices):
    """Where one delivery, one mail or one command stands."""

    PENDING = "pending", "Waiting"
    SENDING = "sending", "Being sent"
    HANDED = "handed", "With somebody, not proved yet"
    SENT = "sent", "Sent"
    UNKNOWN = "unknown", "Unclear whether it arrived"
    FAILED = "failed", "Failed"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    RETRACTED = "retracted", "Withdrawn"


D = Delivering
MOVES: dict[str, frozenset[str]] = {
    D.PENDING: frozenset({D.SENDING, D.HELD, D.CANCELLED}),
    D.SENDING: frozenset({D.SENT, D.PENDING, D.FAILED, D.UNKNOWN, D.HELD, D.HANDED}),
    D.HANDED: frozenset({D.SENT, D.HELD, D.CANCELLED}),  # a person carries it, and proves it
    D.UNKNOWN: frozenset({D.SENT, D.PENDING, D.FAILED}),  # read back later, or a person decided
    D.FAILED: frozenset({D.PENDING, D.CANCELLED}),  # a person ordered another attempt
    D.HELD: frozenset({D.PENDING, D.CANCELLED}),
    D.SENT: frozenset({D.RETRACTED}),
    D.CANCELLED: frozenset(),
    D.RETRACTED: frozenset(),
}

OPEN = frozenset({D.PENDING, D.SENDING, D.HANDED, D.UNKNOWN, D.HELD})
"""States in which something may still go out."""


class PublicState(models.TextChoices):
    """Where a publication stands in public."""

    SCHEDULED = "scheduled", "Scheduled"
    LIVE = "live", "Live"
    SUPERSEDED = "superseded", "Replaced"
    CANCELLED = "cancelled", "Cancelled"
    WITHDRAWN = "withdrawn", "Withdrawn"
    TAKEN_DOWN = "taken_down", "Taken down"

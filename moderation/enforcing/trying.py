"""Asking a network once, and what comes of it: told, to be tried again, or left to somebody's hands. Writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from portal.channels.connectors.base import ConnectorError, Paced, Permanent, Transient
from portal.channels.connectors.misreading import never_stuck
from portal.channels.models import Channel
from portal.channels.outbox.waiting import next_attempt


@dataclass(frozen=True)
class Told:
    """It is done, and this is what it comes to there."""

    words: str


@dataclass(frozen=True)
class Again:
    """It is tried again at ``due_at``; ``tries`` are those that count."""

    problem: str
    due_at: datetime
    tries: int


@dataclass(frozen=True)
class ToHand:
    """Somebody does it by hand. ``refused``: the network took nothing of it."""

    problem: str
    refused: bool = True


def tried(channel: Channel, tries: int, act: Callable[[], str]) -> Told | Again | ToHand:
    """Have ``act`` ask the network of ``channel``, for the ``tries``-th time, and return what comes of it."""
    try:
        with never_stuck(channel):
            return Told(act())
    except Paced as error:
        wait = timedelta(seconds=error.retry_after or 60)
        return Again(str(error), timezone.now() + wait, tries - 1)
    except Permanent as error:
        return ToHand(str(error))
    except ConnectorError as error:
        retry_after = error.retry_after if isinstance(error, Transient) else None
        due_at = next_attempt(tries, timezone.now(), retry_after)
        if due_at is None:
            return ToHand(f"Given up after {tries} attempts. The last: {error}", refused=False)
        return Again(str(error), due_at, tries)

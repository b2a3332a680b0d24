"""What the floors above know of the answers that a channel brings: asked for, since this floor knows none of them.

Settings list CHANNEL_HEARERS as dotted paths: functions of a channel and its days that answer with a Heard, or None.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from portal.channels.models import Channel


@dataclass(frozen=True)
class Heard:
    """How much residents said on a channel, and the hours that half of those who were answered waited at the most."""

    replies: int
    response_hours: int | None


Hearer = Callable[[Channel, date, date], Heard | None]


@cache
def _hearers(paths: tuple[str, ...]) -> tuple[Hearer, ...]:
    return tuple(import_string(path) for path in paths)


def heard_on(channel: Channel, since: date, until: date) -> Heard | None:
    """Return what is known of the days from ``since`` to ``until``, both included; None where nobody knows."""
    told = (hearer(channel, since, until) for hearer in _hearers(tuple(settings.CHANNEL_HEARERS)))
    return next((one for one in told if one is not None), None)

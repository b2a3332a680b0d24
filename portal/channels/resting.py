"""Channels that stand open in the register and are closed for a time all the same, as until a poll."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db.models import QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.channels.models import Channel

Told = Callable[[datetime], Subquery]


@cache
def _told(paths: tuple[str, ...]) -> tuple[Told, ...]:
    return tuple(import_string(path) for path in paths)


def with_rests(rows: "QuerySet[Channel]") -> "QuerySet[Channel]":
    """Return ``rows`` with what readers are told of each that is closed for a time: see rest_of(). No query yet.

    Settings list CHANNEL_RESTS as dotted paths: each returns that for a channel in an outer query, or null.
    """
    now = timezone.now()
    words = [told(now) for told in _told(tuple(settings.CHANNEL_RESTS))]
    return rows.annotate(resting=Coalesce(*words, Value(""), output_field=TextField()))


def rest_of(channel: Channel) -> str:
    """Return what readers are told where ``channel``, read with_rests(), is closed for a time; else ''."""
    return str(getattr(channel, "resting", ""))


def speaks_now(channel: Channel) -> bool:
    """Return whether ``channel``, read with_rests(), is open at this moment."""
    return channel.is_open and not rest_of(channel)

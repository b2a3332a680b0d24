"""Ordering that channels are told of an event, in the transaction in which it happens.

Who orders it knows no connector: a channel is told if it is open, its connector can tell, and the clerk asked for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from portal.channels.announcing.waking import wake
from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import Announcement, Channel

RULED = "ruled"
_ASKED = {RULED: "particulars__hears_rulings"}
"""Of each event, where the register notes that a channel is told of it."""


@dataclass(frozen=True)
class Event:
    """What happened to one object. ``number`` grows with each event about it; ``facts`` names no person."""

    object_type: str
    object_id: int
    number: int
    facts: Mapping[str, Any]


def channels_that_hear(council_id: int, event: str) -> list[Channel]:
    """Return the open channels of the council that are told of ``event``. One query."""
    slugs = [slug for slug, one in connectors().items() if Capability.ANNOUNCE in one.capabilities]
    rows = Channel.objects.filter(council=council_id, is_open=True, connector__in=slugs)
    return list(rows.filter(**{_ASKED[event]: True}).order_by("pk"))


def announce(channels: Sequence[Channel], event: str, events: Sequence[Event]) -> None:
    """Note that each of ``channels`` is told of each of ``events``. One statement; runs in the caller's transaction."""
    rows = Announcement.objects.bulk_create(
        Announcement(
            channel=channel,
            event=event,
            object_type=one.object_type,
            object_id=one.object_id,
            number=one.number,
            facts=dict(one.facts),
        )
        for channel in channels
        for one in events
    )
    for channel in channels:
        keys = [row.pk for row in rows if row.channel_id == channel.pk]
        transaction.on_commit(partial(wake, keys, channel.connector))

"""The upward call before anything is sent: what the floors above may stop at the last moment.

Settings list SENDING_GATES as dotted paths. A gate reads only the database, inside the claim's transaction; it
answers why the publication must be held, or "". An exception in it means HELD: an unanswered question is a no.
"""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from portal.channels.connectors.choosing import why_unfit
from portal.channels.models import Channel, Publication

log = logging.getLogger(__name__)

Asked = TypeVar("Asked")

UNANSWERED = "A check before sending could not be completed, so this is held. Tell whoever runs the portal."

SendingGate = Callable[[Publication], str]


@cache
def _gates(paths: tuple[str, ...]) -> tuple[SendingGate, ...]:
    return tuple(import_string(path) for path in paths)


ChannelGate = Callable[[Channel], str]


@cache
def _channel_gates(paths: tuple[str, ...]) -> tuple[ChannelGate, ...]:
    return tuple(import_string(path) for path in paths)


def why_not_on(channel: Channel, publication: Publication) -> str:
    """Return the first reason against sending ``publication`` on ``channel`` now, or ''. Never raises.

    Settings list CHANNEL_GATES as dotted paths, as SENDING_GATES; they close a channel for a time, and are asked first,
    behind whether the channel's network can show such an item at all. All are asked in one savepoint: where one fails
    it is held, whatever the others would have said.
    """
    try:
        with transaction.atomic():  # a database error in a gate must not take the claim with it
            stops = why_unfit(channel, publication.revision) or _closed(channel)
            return stops or _first_reason(_gates(tuple(settings.SENDING_GATES)), publication)
    except _ChannelGateFailed:
        return "A check of the channel could not be completed, so this is held. Tell whoever runs the portal."
    except Exception:
        log.exception("a sending gate failed for publication %s", publication.pk)
        return UNANSWERED


class _ChannelGateFailed(Exception):
    """It was a gate of the channel that failed."""


def _closed(channel: Channel) -> str:
    try:
        return _first_reason(_channel_gates(tuple(settings.CHANNEL_GATES)), channel)
    except Exception as error:
        log.exception("a channel gate failed for channel %s", channel.pk)
        raise _ChannelGateFailed from error


def why_hold(publication: Publication) -> str:
    """Return the first reason against sending ``publication`` now, or ''. Never raises."""
    try:
        with transaction.atomic():  # as above
            return _first_reason(_gates(tuple(settings.SENDING_GATES)), publication)
    except Exception:
        log.exception("a sending gate failed for publication %s", publication.pk)
        return UNANSWERED


def _first_reason(gates: Sequence[Callable[[Asked], str]], asked: Asked) -> str:
    return next((reason for gate in gates if (reason := gate(asked))), "")

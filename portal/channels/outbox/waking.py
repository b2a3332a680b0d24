"""Waking a worker for one row. It is only a nudge: a lost one costs a sweep's wait, never a delivery."""

import logging
from collections.abc import Callable
from functools import partial

from django.db import transaction
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.channels.outbox.rows import RowKind

log = logging.getLogger(__name__)

CARRY_TASK = "portal.channels.tasks.carry_row"
ASK_TASK = "portal.channels.tasks.ask_row"


def wake_on_commit(kind: RowKind, pk: int) -> None:
    """Ask for the row to be carried as soon as the caller's transaction has committed."""
    transaction.on_commit(partial(wake, kind, pk))


def wake(kind: RowKind, pk: int, *, expires: float | None = None) -> None:
    """Ask for the row to be carried now; a broker that cannot be reached is logged, the sweep will find the row."""
    nudge(partial(app.send_task, CARRY_TASK, args=[kind.value, pk], expires=expires))


def wake_to_ask(kind: RowKind, pk: int, fence: int, *, expires: float) -> None:
    """Ask for somebody to find out what became of the row."""
    nudge(partial(app.send_task, ASK_TASK, args=[kind.value, pk, fence], expires=expires))


def nudge(send: Callable[..., object]) -> None:
    """Call ``send``; a broker that cannot be reached is logged, and a sweep finds what nobody was woken for."""
    try:
        send(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("the broker cannot be reached (%s); the sweep will carry the row", error)

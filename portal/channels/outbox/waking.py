"""Waking a worker for one row. It is only a nudge: a lost one costs a sweep's wait, never a delivery."""

import logging
import time
from collections.abc import Callable
from functools import partial
from threading import Thread

from django.db import transaction
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.channels.outbox.rows import RowKind

log = logging.getLogger(__name__)

_PATIENCE, _REST = 1.0, 10.0
"""Seconds that a caller waits for the broker, and for which one that did not answer is left alone."""
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


class _Broker:
    """What this process knows of the broker: one that did not answer in time is left alone for a while."""

    rests_until = 0.0


def nudge(send: Callable[..., object]) -> None:
    """Call ``send``; a broker that cannot be reached is logged, and a sweep finds what nobody was woken for.

    It is called beside the caller's own thread and waited for a moment at most, once for all that the caller asks
    for: who approves for many channels is not held up by a broker that hangs.
    """
    if time.monotonic() < _Broker.rests_until:
        return
    wrong: list[BaseException] = []
    sending = Thread(target=_send, args=(send, wrong), daemon=True)
    sending.start()
    sending.join(_PATIENCE)
    if sending.is_alive():
        _Broker.rests_until = time.monotonic() + _REST
        log.warning("the broker does not answer; the sweep will carry the row")
    elif wrong:
        raise wrong[0]


def _send(send: Callable[..., object], wrong: list[BaseException]) -> None:
    try:
        send(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("the broker cannot be reached (%s); the sweep will carry the row", error)
    except BaseException as error:  # noqa: BLE001  the caller raises it
        wrong.append(error)

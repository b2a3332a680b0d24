"""Waking a worker for one row. It is only a nudge: a lost one costs a sweep's wait, never a delivery."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from threading import Thread

from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.channels.connectors.base import connectors
from portal.channels.outbox.rows import RowKind

log = logging.getLogger(__name__)

_PATIENCE, _REST = 1.0, 10.0
"""Seconds that a caller waits for the broker, and for which one that did not answer is left alone."""
TOGETHER = 20
"""Rows that one message of the broker is about: a message costs more than the database takes for a row."""
CARRY_TASK = "portal.channels.tasks.carry_rows"
ASK_TASK = "portal.channels.tasks.ask_row"


def queue_of(connector: str) -> str:
    """Return the queue in which what goes by ``connector``, its slug, waits for a worker.

    Each file of connectors has one, so that a network that is slow holds up no other where workers are told apart.
    """
    found = connectors().get(connector)
    name = type(found).__module__.rpartition(".")[2] if found is not None else ""
    return name if name in settings.CELERY_TASK_QUEUES else settings.CELERY_TASK_DEFAULT_QUEUE


def wake_on_commit(kind: RowKind, pk: int, connector: str) -> None:
    """Ask for the row, which goes by ``connector``, to be carried as soon as the caller's transaction has committed."""
    transaction.on_commit(partial(wake_all, kind, [(pk, connector)]))


def wake_all_on_commit(kind: RowKind, rows: Sequence[tuple[int, str]]) -> None:
    """Ask for ``rows``, each with the connector by which it goes, to be carried once the transaction has committed."""
    transaction.on_commit(partial(wake_all, kind, list(rows)))


def wake_all(kind: RowKind, rows: Sequence[tuple[int, str]], *, expires: float | None = None) -> None:
    """Ask for the rows to be carried now, some at a time; a broker that is away is logged, the sweep finds them."""
    by_queue: dict[str, list[int]] = {}
    for pk, connector in rows:
        by_queue.setdefault(queue_of(connector), []).append(pk)
    for queue, keys in by_queue.items():
        for start in range(0, len(keys), TOGETHER):
            wake(kind, keys[start : start + TOGETHER], queue=queue, expires=expires)


def wake(kind: RowKind, keys: Sequence[int], *, queue: str, expires: float | None = None) -> None:
    """Ask a worker of ``queue`` to carry the rows one after the other."""
    order = partial(app.send_task, CARRY_TASK, args=[kind.value, list(keys)], queue=queue, expires=expires)
    nudge(order)


def wake_to_ask(kind: RowKind, pk: int, fence: int, *, connector: str = "", expires: float) -> None:
    """Ask for somebody to find out what became of the row, which goes by ``connector``."""
    order = partial(
        app.send_task, ASK_TASK, args=[kind.value, pk, fence], queue=queue_of(connector), expires=expires
    )
    nudge(order)


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

"""Waking a worker for one row. It is only a nudge: a lost one costs a sweep's wait, never a delivery."""

import atexit
import logging
import os
from collections.abc import Callable, Sequence
from functools import partial
from queue import Full, Queue
from threading import Event, Thread
from typing import Protocol

from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.channels.connectors.base import connectors
from portal.channels.outbox.rows import RowKind

log = logging.getLogger(__name__)

_PATIENCE = 1.0
"""Seconds that a process which ends waits for the broker."""
AT_MOST = 1_000
"""Orders that wait for a broker which hangs; the sweep carries the rows of any more."""
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


def wake_to_ask_on_commit(kind: RowKind, pk: int, fence: int, connector: str) -> None:
    """Ask for somebody to find out what became of the row as soon as the caller's transaction has committed."""
    expires = settings.SWEEP_SECONDS * 2
    transaction.on_commit(partial(wake_to_ask, kind, pk, fence, connector=connector, expires=expires))


class Bell(Protocol):
    """What takes orders to the broker."""

    process: int

    def take(self, send: Callable[..., object]) -> None:
        """Take an order to be sent."""

    def rung(self, seconds: float) -> bool:
        """Wait until all that was taken so far is sent, ``seconds`` at most; return whether it is."""


class Beside:
    """The thread of one process that talks to the broker, so that nobody who approves waits for it."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self._orders: Queue[Callable[..., object]] = Queue(AT_MOST)
        Thread(target=self._ring, name="bell", daemon=True).start()

    def take(self, send: Callable[..., object]) -> None:
        """Take an order to be sent beside the caller; one more than AT_MOST is logged and left to the sweep."""
        try:
            self._orders.put_nowait(send)
        except Full:
            log.warning("the broker does not answer; the sweep will carry the row")

    def rung(self, seconds: float) -> bool:
        """Wait until all that was taken so far is sent, ``seconds`` at most; return whether it is."""
        reached = Event()
        try:
            self._orders.put(lambda **_: reached.set(), timeout=seconds)
        except Full:
            return False
        return reached.wait(seconds)

    def _ring(self) -> None:
        while True:
            send_now(self._orders.get())


class Here:
    """The bell of this process; a child that was forked makes its own, since threads are not forked."""

    bell: Bell | None = None


def nudge(send: Callable[..., object]) -> None:
    """Have ``send`` called soon, beside the caller's own thread: who approves waits for no broker.

    A broker that cannot be reached is logged, and a sweep finds what nobody was woken for.
    """
    bell = Here.bell
    if bell is None or bell.process != os.getpid():
        bell = Here.bell = Beside()
    bell.take(send)


def send_now(send: Callable[..., object]) -> None:
    """Call ``send``, once; whatever goes wrong is logged, and a sweep finds what nobody was woken for."""
    try:
        send(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("the broker cannot be reached (%s); the sweep will carry the row", error)
    except Exception:
        log.exception("a worker could not be asked; the sweep will carry the row")


@atexit.register
def all_rung() -> bool:
    """Wait a moment for what this process still has to send; return whether all of it is sent."""
    bell = Here.bell
    return bell is None or bell.process != os.getpid() or bell.rung(_PATIENCE)

"""Waking a worker for announcements. A lost message costs a sweep's wait; PostgreSQL is the truth."""

from collections.abc import Sequence
from functools import partial

from portal.celery import app
from portal.channels.outbox.waking import TOGETHER, nudge, queue_of

CARRY_TASK = "portal.channels.tasks.carry_announcements"


def wake(keys: Sequence[int], connector: str, *, expires: float | None = None) -> None:
    """Ask workers of the queue of ``connector``, a slug, to carry the announcements, some at a time, in their order."""
    queue = queue_of(connector)
    for start in range(0, len(keys), TOGETHER):
        together = list(keys[start : start + TOGETHER])
        nudge(partial(app.send_task, CARRY_TASK, args=[together], queue=queue, expires=expires))

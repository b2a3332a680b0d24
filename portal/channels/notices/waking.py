"""Waking a worker for one notice; a lost nudge costs a sweep's wait."""

from functools import partial
from uuid import UUID

from django.db import transaction

from portal.celery import app
from portal.channels.outbox.waking import nudge

CARRY_TASK = "portal.channels.tasks.carry_notice"


def wake_on_commit(key: UUID) -> None:
    """Ask for the notice to be carried as soon as the caller's transaction has committed."""
    transaction.on_commit(partial(wake, key))


def wake(key: UUID, *, expires: float | None = None) -> None:
    """Ask for the notice to be carried now."""
    nudge(partial(app.send_task, CARRY_TASK, args=[str(key)], expires=expires))

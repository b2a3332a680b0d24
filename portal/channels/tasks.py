"""What the background workers do; every task takes ids and is safe to run twice."""

from celery import shared_task

from portal.channels.outbox import carrying, sweeping
from portal.channels.outbox.rows import RowKind


@shared_task(name="portal.channels.tasks.carry_row")
def carry_row(kind: str, pk: int) -> None:
    """Carry one row of the outbox to its channel."""
    carrying.carry(RowKind(kind), pk)


@shared_task(name="portal.channels.tasks.ask_row")
def ask_row(kind: str, pk: int, fence: int) -> None:
    """Find out what became of one row."""
    carrying.ask(RowKind(kind), pk, fence)


@shared_task(name="portal.channels.tasks.sweep")
def sweep() -> None:
    """Do what a lost message, a dead worker or the clock left."""
    sweeping.sweep()

"""What the background workers do; every task takes ids and is safe to run twice."""

from uuid import UUID

from celery import shared_task

from portal.channels.notices import carrying as notices
from portal.channels.notices import sweeping as notices_left
from portal.channels.outbox import carrying, sweeping
from portal.channels.outbox.rows import RowKind
from portal.channels.printing import looking_after
from portal.channels.probing import probing
from portal.channels.surveys import erasing as survey_erasing


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
    notices_left.sweep()


@shared_task(name="portal.channels.tasks.carry_notice")
def carry_notice(key: str) -> None:
    """Carry one notice to its reader."""
    notices.carry(UUID(key))


@shared_task(name="portal.channels.tasks.probe_links")
def probe_links() -> None:
    """Look behind the web addresses that are due."""
    probing.probe_due()


@shared_task(name="portal.channels.tasks.look_after_jobs")
def look_after_jobs() -> None:
    """Tell and remind whoever carries something by hand."""
    looking_after.look_after()


@shared_task(name="portal.channels.tasks.erase_replies")
def erase_replies() -> None:
    """Empty the replies to surveys whose time, as it was promised, is over."""
    survey_erasing.erase_what_was_promised()

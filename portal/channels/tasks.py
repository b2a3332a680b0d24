"""What the background workers do; every task takes ids and is safe to run twice."""

from typing import Any
from uuid import UUID

from celery import shared_task

from portal.channels.announcing import carrying as announcements
from portal.channels.credentials import introducing, revoking, rotating, trying
from portal.channels.notices import carrying as notices
from portal.channels.notices import retrying
from portal.channels.notices import sweeping as notices_left
from portal.channels.outbox import carrying, sweeping
from portal.channels.outbox.rows import RowKind
from portal.channels.printing import looking_after
from portal.channels.probing import probing
from portal.channels.register import looking_after as looking_after_channels
from portal.channels.surveys import erasing as survey_erasing


@shared_task(name="portal.channels.tasks.carry_rows", bind=True)
def carry_rows(task: Any, kind: str, keys: list[int]) -> None:
    """Carry rows of the outbox to their channels, one after the other."""
    carrying.carry_all(RowKind(kind), keys, queue=(task.request.delivery_info or {}).get("routing_key", ""))


@shared_task(name="portal.channels.tasks.ask_row")
def ask_row(kind: str, pk: int, fence: int) -> None:
    """Find out what became of one row."""
    carrying.ask(RowKind(kind), pk, fence)


@shared_task(name="portal.channels.tasks.sweep")
def sweep() -> None:
    """Do what a lost message, a dead worker or the clock left."""
    sweeping.sweep()
    notices_left.sweep()
    announcements.sweep()


@shared_task(name="portal.channels.tasks.carry_announcements")
def carry_announcements(keys: list[int]) -> None:
    """Tell channels of events, one after the other."""
    announcements.carry_all(keys)


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


@shared_task(name="portal.channels.tasks.look_after_channels")
def look_after_channels() -> None:
    """Open what was closed for a time, and point out what is to be done about channels."""
    looking_after_channels.look_after()


@shared_task(name="portal.channels.tasks.try_unlisted_again")
def try_unlisted_again() -> None:
    """Order another attempt at the messages that failed where nobody sees it."""
    retrying.try_unlisted_again()


@shared_task(name="portal.channels.tasks.erase_replies")
def erase_replies() -> None:
    """Empty the replies to surveys whose time, as it was promised, is over."""
    survey_erasing.erase_what_was_promised()


@shared_task(name="portal.channels.tasks.try_connection")
def try_connection(connection_id: int) -> None:
    """Ask a network whether it takes the credentials of a channel."""
    trying.try_connection(connection_id)


@shared_task(name="portal.channels.tasks.introduce")
def introduce(introduction_id: int) -> None:
    """Introduce the portal to a server at which somebody is about to sign in."""
    introducing.introduce(introduction_id)


@shared_task(name="portal.channels.tasks.look_after_connections")
def look_after_connections() -> None:
    """Have connections tried, point out what expires, and encrypt anew what is under an earlier key."""
    trying.look_after_connections()
    rotating.rotate_all()


@shared_task(name="portal.channels.tasks.end_credentials")
def end_credentials(revocation_id: int) -> None:
    """Ask a network to end the credentials that a channel uses no more."""
    revoking.end_credentials(revocation_id)


@shared_task(name="portal.channels.tasks.end_due_credentials")
def end_due_credentials() -> None:
    """Have networks asked to end credentials whose turn has come."""
    revoking.end_due()

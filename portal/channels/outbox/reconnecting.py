"""A row whose channel's credentials were refused: it is held, and so is the rest of that channel's queue."""

from django.db import transaction
from django.utils import timezone

from portal.channels.credentials.noting import mark_lost
from portal.channels.models import Command, Connection, Dispatch
from portal.channels.outbox.claiming import Claim, why_not_any_more
from portal.channels.outbox.mailings import settle_mailing
from portal.channels.outbox.rows import channel_of, delivery_of, load, lock_item, publication_of
from portal.channels.outbox.settling import move, settle_again
from portal.channels.outbox.taking_back import take_back_what_was_begun
from portal.channels.outbox.telling import tell_of_failure
from portal.channels.states import Delivering
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record


@transaction.atomic
def settle_reconnect(held: Claim, problem: str) -> bool:
    """Hold the row, mark the channel's connection and tell who can connect it again, with a link to this very item.

    Where somebody connected the channel anew while this was being sent, it is only tried again. A withdrawal is never
    held: it has failed, in words, and is ordered again when the channel is connected (credentials.resuming). Nor is
    what is over meanwhile, of which nothing is to wait: what was begun of it is taken back.
    """
    lock_item(held.kind, held.row.pk)
    open_one = Connection.objects.select_related("channel").filter(
        channel=channel_of(held.row), ended_at__isnull=True
    )
    row = open_one.first()
    if row is not None and row.connected_at > (held.row.claimed_at or timezone.now()):
        return settle_again(held, "The channel was connected anew meanwhile. It is tried with that.", None)
    failed = isinstance(held.row, Command) or bool(why_not_any_more(load(held.kind, held.row.pk)))
    if not move(held, Delivering.FAILED if failed else Delivering.HELD, problem=problem):
        return False
    if failed:
        _let_end(held)
    entries = [] if row is None else mark_lost(row, problem, about=("delivery", delivery_of(held.row).pk))
    issue = publication_of(held.row)
    facts = {"key": str(held.row.key), "attempt": held.fence, "communication": issue.communication_id}
    verb = "delivery_failed" if failed else "delivery_held"
    record([entry_by_machine(issue.council_id, verb, held.kind.value, held.row.pk, **facts), *entries])
    return True


def _let_end(held: Claim) -> None:
    """Let what follows from the row having failed follow; who decides learns of what they must take back by hand."""
    take_back_what_was_begun(held.row)
    if isinstance(held.row, Dispatch):
        settle_mailing(held.row.delivery_id)
    if isinstance(held.row, Command):
        tell_of_failure(held.row, held.fence)


@transaction.atomic
def note_refused(held: Claim, problem: str) -> None:
    """Mark the channel's connection where asking after a row showed that the network takes its credentials no more."""
    row = (
        Connection.objects.select_related("channel")
        .filter(channel=channel_of(held.row), ended_at__isnull=True)
        .first()
    )
    if row is None or row.connected_at > (held.row.claimed_at or timezone.now()):
        return
    if entries := mark_lost(row, problem, about=("delivery", delivery_of(held.row).pk)):
        record(entries)

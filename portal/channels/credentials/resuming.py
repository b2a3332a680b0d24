"""What waited for a channel's credentials goes on once the network takes them again.

What has its hour still before it goes at that hour. What was held past its hour waits for a person, as after any other
hold (portal.channels.outbox.judging_again). What may have arrived is asked after again. Withdrawals that failed for
want of credentials go at once: nothing stops them.
"""

from django.db import transaction
from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.models import Announcement, Channel, Command, Delivery, Dispatch
from portal.channels.outbox.judging_again import judge_again, waiting
from portal.channels.outbox.rows import RowKind, lock_item
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.states import Delivering
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record


def let_go_on(channel_id: int) -> None:
    """Judge again what is held on the channel, and order again what could not be taken back; safe to run twice."""
    for pk in Command.objects.filter(delivery__channel_id=channel_id, state=Delivering.FAILED).values_list(
        "pk", flat=True
    ):
        _order_again(pk)
    announced = Announcement.objects.filter(channel_id=channel_id, state=Delivering.PENDING)
    announced.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())
    _ask_again(Channel.objects.get(pk=channel_id))
    held = Delivery.objects.filter(channel_id=channel_id, state=Delivering.HELD).values("publication")
    for pk in waiting().filter(pk__in=held).order_by("pk").values_list("pk", flat=True):
        _judge_one(pk)


def _ask_again(channel: Channel) -> None:
    """Have it asked what became of what nobody could say while the credentials were refused; the sweep asks.

    Where nothing can be asked it stays with the person who decides.
    """
    connector, now = connectors().get(channel.connector), timezone.now()
    if connector is None or connector.certain_after_on(channel) is None:
        return
    unclear = {"state": Delivering.UNKNOWN, "due_at__gt": now}
    Delivery.objects.filter(channel=channel, fanned_out=False, **unclear).update(due_at=now)
    Dispatch.objects.filter(delivery__channel=channel, **unclear).update(due_at=now)


@transaction.atomic
def _judge_one(publication_id: int) -> None:
    if entries := judge_again([publication_id]):
        record(entries)


@transaction.atomic
def _order_again(command_id: int) -> None:
    lock_item(RowKind.COMMAND, command_id)
    rows = Command.objects.filter(pk=command_id, state=Delivering.FAILED)
    moved = rows.update(state=Delivering.PENDING, tries=0, due_at=timezone.now(), problem="", settled_at=None)
    if moved != 1:
        return
    command = Command.objects.select_related("delivery__publication", "delivery__channel").get(pk=command_id)
    issue = command.delivery.publication
    wake_on_commit(RowKind.COMMAND, command_id, command.delivery.channel.connector)
    facts = {"key": str(command.key), "communication": issue.communication_id}
    record(
        [entry_by_machine(issue.council_id, "delivery_resumed", RowKind.COMMAND.value, command_id, **facts)]
    )

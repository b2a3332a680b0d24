"""Telling the channels that a withdrawn item's headline goes too, where they heard of the withdrawal without that."""

from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import Command, Delivery
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.states import Delivering, PublicState

REACHED = (Delivering.SENT, Delivering.RETRACTED)


def order_retitling(communication_id: int) -> int:
    """Order it for each delivery of the withdrawn item that readers had and whose channel can; returns how many.

    What arrives or is retracted later reads from its issue that the headline is gone, and needs no order. The caller
    has locked the item and noted at its issues that the headline is taken away.
    """
    rows = Delivery.objects.filter(
        publication__communication_id=communication_id,
        publication__state=PublicState.WITHDRAWN,
        state__in=REACHED,
    )
    ordered = 0
    for row in rows.select_related("channel").order_by("pk"):
        connector = connectors().get(row.channel.connector)
        if connector is None or Capability.RETITLE not in connector.capabilities:
            continue
        command, made = Command.objects.get_or_create(delivery=row, verb=Command.Verb.RETITLE)
        if made:
            ordered += 1
            wake_on_commit(RowKind.COMMAND, command.pk, row.channel.connector)
    return ordered

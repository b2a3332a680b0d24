"""The queue of one channel: holding at once whatever of it has not gone out."""

from portal.channels.models import Delivery, Dispatch
from portal.channels.states import Delivering
from portal.drafts.models import Communication

_TO_COME = (Delivering.PENDING, Delivering.HANDED)


def hold_queue(channel_id: int, problem: str) -> int:
    """Hold what waits on a channel, whatever its hour, and say why; returns how many deliveries and mails.

    What a worker is sending this moment cannot be recalled. Withdrawals still go out. Runs in the verb's transaction.
    """
    whole = Delivery.objects.filter(channel_id=channel_id, state__in=_TO_COME, fanned_out=False)
    mails = Dispatch.objects.filter(
        delivery__channel_id=channel_id, state__in=_TO_COME, purpose=Dispatch.Purpose.ISSUE
    )
    keys = {
        *whole.values_list("publication__communication", flat=True),
        *mails.values_list("delivery__publication__communication", flat=True),
    }
    items = Communication.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    list(items.order_by("pk").values_list("pk", flat=True))
    return sum(rows.update(state=Delivering.HELD, problem=problem[:500]) for rows in (whole, mails))

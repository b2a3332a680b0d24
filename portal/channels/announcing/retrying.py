"""Ordering another attempt at what a channel could not be told."""

from django.db import transaction
from django.utils import timezone

from portal.channels.announcing.carrying import ABOUT
from portal.channels.announcing.waking import wake
from portal.channels.models import Announcement, Channel
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal

AT_ONCE = 500


@transaction.atomic
def tell_again(*, actor: Person, channel_id: int) -> int:
    """Order that the channel is told what it could not be told, the oldest first; return how many that are.

    Raises NotYours without the power, Refusal where there is no such channel, or it was told everything.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel = (
        Channel.objects.select_for_update(no_key=True).filter(pk=channel_id, council=actor.council).first()
    )
    if channel is None:
        raise Refusal("This council has no such channel.", "Nothing was changed.")
    failed = Announcement.objects.filter(channel=channel, state=Delivering.FAILED)
    keys = list(failed.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    waits = {"state": Delivering.PENDING, "tries": 0, "problem": "", "settled_at": None}
    ordered = failed.filter(pk__in=keys).update(due_at=timezone.now(), **waits)
    if not ordered:
        raise Refusal("This channel was told everything that it asked for.", "Nothing was changed.")
    transaction.on_commit(lambda: wake(keys, channel.connector))
    record([entry_by(actor, "delivery_retried", "channel", channel.pk, announcements=ordered, about=ABOUT)])
    return ordered

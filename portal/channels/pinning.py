"""Pinning an item to the top of the newsroom, and taking it from there: a few at a time, while readers see it."""

from django.db import IntegrityError, transaction

from portal.channels.models import NewsItem, Pin
from portal.channels.models.newsroom import MOST_PINNED
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal

_NOTHING = "Nothing was changed. Open the item again: its page says how it stands."


@transaction.atomic
def pin(*, actor: Person, communication_id: int) -> Pin:
    """Let an item that readers see stand at the top of the newsroom, above what is newer.

    Raises NotYours without the power, Refusal where readers do not see it, it is pinned already, or as many are as
    the top holds.
    """
    actor.require(Power.DECIDE)
    Council.objects.select_for_update(no_key=True).get(pk=actor.council.pk)
    items = NewsItem.objects.select_for_update(no_key=True).filter(council=actor.council)
    item = items.filter(communication_id=communication_id).first()
    if item is None or item.withdrawn_at or item.taken_down_at or not item.headline:
        raise Refusal("Readers of the newsroom do not see this item.", _NOTHING)
    pinned = dict(Pin.objects.filter(council=actor.council).values_list("item_id", "place"))
    if item.pk in pinned:
        raise Refusal("This is pinned to the top of the newsroom already.", _NOTHING)
    free = [place for place in range(1, MOST_PINNED + 1) if place not in pinned.values()]
    if not free:
        raise Refusal(
            f"{MOST_PINNED} items are pinned, and the top of the newsroom holds no more.",
            "Nothing was changed. Take another from the top first; the newsroom says which are pinned.",
        )
    try:
        with transaction.atomic():
            made = Pin.objects.create(
                council=actor.council, item=item, place=free[0], pinned_by=actor.membership
            )
    except IntegrityError as error:
        raise Refusal("Somebody pinned something meanwhile.", _NOTHING) from error
    record([entry_by(actor, "item_pinned", "communication", communication_id, place=made.place)])
    return made


@transaction.atomic
def unpin(*, actor: Person, communication_id: int) -> None:
    """Let an item stand in its order among the news again.

    Raises NotYours without the power, Refusal where it is not pinned, or not any more.
    """
    actor.require(Power.DECIDE)
    rows = Pin.objects.filter(council=actor.council, item__communication_id=communication_id)
    if rows.delete()[0] != 1:
        raise Refusal("This is not pinned to the top of the newsroom any more.", _NOTHING)
    record([entry_by(actor, "item_unpinned", "communication", communication_id)])

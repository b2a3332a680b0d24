"""What the channels keep of a text when its time is over: its address, its dates and its hash."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import slugs_with
from portal.channels.models import Delivery, Job, LetterFile, NewsItem, Pin, Publication
from portal.channels.models.printed import name_of_letter
from portal.channels.states import PublicState
from portal.records.retention import EraseOrder

ERASED = "(erased)"


def still_out(council_id: int) -> "QuerySet[Any, Any]":
    """Return the keys of the council's communications that are in public or on their way there (see STILL_OUT).

    What was taken down, withdrawn or cancelled is not, once the newsroom has carried that out, and once somebody proved
    of every sheet that it is down: until then people may read it on a board.
    """
    shown = NewsItem.objects.filter(
        council_id=council_id, withdrawn_at__isnull=True, taken_down_at__isnull=True
    ).exclude(headline="")
    hanging = Job.objects.filter(council_id=council_id, closed_at__isnull=True)
    issues = Publication.objects.filter(
        Q(state__in=[PublicState.SCHEDULED, PublicState.LIVE])
        | Q(communication_id__in=shown.values("communication_id"))
        | Q(pk__in=hanging.values("delivery__publication")),
        council_id=council_id,
    )
    return issues.values("communication_id")


def erase_public(order: EraseOrder) -> int:
    """Erase the newsroom's text, public notes and the letters' files of these communications (an eraser).

    The page stays at its address and says that the item was withdrawn. Files go when the order has committed.
    """
    items = NewsItem.objects.filter(council_id=order.council_id, communication_id__in=order.communication_ids)
    Pin.objects.filter(item__in=items).delete()
    erased = items.exclude(headline="").update(
        headline="",
        summary="",
        html="",
        text="",
        details={},
        capacity_line="",
        corrections=[],
        changed_at=order.now,
    )
    items.exclude(withdrawal_note="").update(withdrawal_note=ERASED)
    issues = Publication.objects.filter(
        council_id=order.council_id, communication_id__in=order.communication_ids
    )
    erased += issues.exclude(public_note="").update(public_note=ERASED)
    erased += issues.exclude(end_reason="").update(end_reason=ERASED)
    return erased + _erase_letters(order)


def _erase_letters(order: EraseOrder) -> int:
    letters = LetterFile.objects.filter(
        delivery__publication__communication_id__in=order.communication_ids,
        delivery__publication__council_id=order.council_id,
    ).exclude(pdf="")
    for letter in letters:
        transaction.on_commit(partial(letter.pdf.storage.delete, str(letter.pdf.name)))
    # What a worker wrote and died before it was kept lies under the one name that it can have.
    unkept = Delivery.objects.filter(
        publication__communication_id__in=order.communication_ids,
        publication__council_id=order.council_id,
        channel__connector__in=slugs_with(Capability.LETTERHEAD),
        letter__isnull=True,
    )
    storage = LetterFile._meta.get_field("pdf").storage
    for key, ordered_at in unkept.values_list("key", "publication__ordered_at"):
        transaction.on_commit(partial(storage.delete, name_of_letter(key, ordered_at)))
    return letters.update(pdf="")

"""What the channels keep of a text when its time is over: its address, its dates and its hash."""

from functools import partial

from django.db import transaction

from portal.channels.models import LetterFile, NewsItem, Publication
from portal.records.retention import EraseOrder

ERASED = "(erased)"


def erase_public(order: EraseOrder) -> int:
    """Erase the newsroom's text, public notes and the letters' files of these communications (an eraser).

    The page stays at its address and says that the item was withdrawn. Files go when the order has committed.
    """
    items = NewsItem.objects.filter(council_id=order.council_id, communication_id__in=order.communication_ids)
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
    return letters.update(pdf="")

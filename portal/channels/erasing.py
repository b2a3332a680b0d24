"""What the channels keep of a text when its time is over: its address, its dates and its hash."""

from functools import partial

from django.db import transaction

from portal.channels.models import LetterFile, NewsItem
from portal.records.retention import EraseOrder


def erase_public(order: EraseOrder) -> int:
    """Erase the newsroom's text and the letters' files of these communications (an eraser).

    The page stays at its address and says that the text was erased. Files go when the order has committed.
    """
    items = NewsItem.objects.filter(council_id=order.council_id, communication_id__in=order.communication_ids)
    erased = items.exclude(headline="").update(
        headline="", summary="", html="", text="", details={}, changed_at=order.now
    )
    letters = LetterFile.objects.filter(
        delivery__publication__communication_id__in=order.communication_ids,
        delivery__publication__council_id=order.council_id,
    ).exclude(pdf="")
    for letter in letters:
        transaction.on_commit(partial(letter.pdf.storage.delete, str(letter.pdf.name)))
    return erased + letters.update(pdf="")

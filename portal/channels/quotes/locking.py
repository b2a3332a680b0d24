"""Locking a quote in the house's order: the communication, then the quote."""

from portal.drafts.editing import reread_revision
from portal.drafts.models import Communication, Quote
from portal.refusals import Refusal

ABOUT = "quote"
"""What a quote is called in the record, in the archive and to the writers of notices."""


def lock_item(council_id: int, communication_id: int) -> Communication | None:
    """Return an item of the council, locked, with its current revision; None where there is none."""
    rows = Communication.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "current_revision", "author", "council"
    )
    item = rows.filter(pk=communication_id, council_id=council_id).first()
    if item is not None:
        reread_revision(item)
    return item


def lock_quote(council_id: int, quote_id: int) -> tuple[Quote, Communication | None]:
    """Return a quote of the council, locked, and its item, locked before it. Raises Refusal where there is none."""
    of_item = Quote.objects.filter(pk=quote_id, council_id=council_id).values_list("communication_id").first()
    if of_item is None:
        raise Refusal("This council has no such quotation.")
    item = lock_item(council_id, of_item[0]) if of_item[0] else None
    rows = Quote.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("asked_by", "member", "council").get(pk=quote_id), item

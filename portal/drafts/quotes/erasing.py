"""What is kept of a quote when its time is over: who was asked and decided, when, and the hash of the words."""

from django.db.models import Q

from portal.councils.models import Council
from portal.drafts.models import Quote, QuoteApproval, QuoteState
from portal.drafts.retaining import kept_until
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder

AT_ONCE = 500


def erase_quotes(order: EraseOrder) -> int:
    """Erase the words, the speaker and what was said with each decision (an eraser).

    Those of an item go with it. Free-standing ones belong to none: they go with the council's next erasure once their
    own time is over, as what was filed of them.
    """
    keys = _due(order)
    if not keys:
        return 0
    rows = Quote.objects.filter(pk__in=keys, erased_at__isnull=True)
    rows.update(link_sha256="", link_until=None)
    rows.filter(state=QuoteState.WAITING).update(state=QuoteState.DROPPED)
    said = QuoteApproval.objects.filter(quote__in=keys, erased_at__isnull=True)
    erased = said.update(reason="", proposed="", evidence="", erased_at=order.now)
    filed = Snapshot.objects.filter(
        council_id=order.council_id, object_type="quote", object_id__in=keys, erased_at__isnull=True
    )
    erased += filed.update(text=None, title="", erased_at=order.now)
    return erased + rows.update(words="", speaker="", office="", email="", erased_at=order.now)


def _due(order: EraseOrder) -> list[int]:
    """Return the quotes of the items, and of the free-standing ones that are old enough some at a time."""
    rows = Quote.objects.filter(council_id=order.council_id, erased_at__isnull=True).order_by("pk")
    keys = list(rows.filter(communication_id__in=order.communication_ids).values_list("pk", flat=True))
    council = Council.objects.filter(pk=order.council_id).first()
    if council is None:
        return keys
    limit = kept_until(council.retention_years, order.now)
    old = Q(asked_at__lt=limit) & (Q(decided_at__isnull=True) | Q(decided_at__lt=limit))
    free = rows.filter(old, communication__isnull=True)
    return keys + list(free.values_list("pk", flat=True)[:AT_ONCE])

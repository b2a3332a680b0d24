"""What is kept of a complaint when its time is over: when it came, how it ended, the hashes; not the words."""

from django.db.models import QuerySet

from moderation.models import Complaint, ComplaintStep
from portal.councils.models import Council
from portal.drafts.retaining import kept_until
from portal.records.models import LegalHold
from portal.records.retention import EraseOrder

AT_ONCE = 500


def complaints_due(order: EraseOrder) -> "QuerySet[Complaint]":
    """Return the council's complaints that ended longer ago than it keeps texts, but those about an item on hold."""
    council = Council.objects.get(pk=order.council_id)
    limit = kept_until(council.retention_years, order.now)
    held = LegalHold.objects.filter(
        council_id=council.pk, released_at__isnull=True, communication_id__isnull=False
    )
    rows = Complaint.objects.filter(council=council, closed_at__lt=limit, erased_at__isnull=True)
    rows = rows.exclude(communication__in=held.values("communication_id"))
    return rows.order_by("closed_at", "pk")


def erase_complaints(order: EraseOrder) -> int:
    """Erase who complained and what was said in complaints whose time is over (an eraser).

    A complaint has a time of its own, whatever item it is about: it goes with the order that names none.
    """
    if order.communication_ids:
        return 0
    keys = list(complaints_due(order).values_list("pk", flat=True)[:AT_ONCE])
    gone = {"erased_at": order.now}
    steps = ComplaintStep.objects.filter(complaint__in=keys, erased_at__isnull=True)
    words = dict.fromkeys(("name", "email", "contact", "about"), "")
    return steps.update(words="", **gone) + Complaint.objects.filter(pk__in=keys).update(**words, **gone)

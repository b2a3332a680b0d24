"""What a member kept of what was done to them goes when its time is over; that it was kept, and its hash, stays."""

from django.db.models import QuerySet

from moderation.models import Incident
from moderation.trolling.keeping import erase_rows
from portal.councils.models import Council
from portal.drafts.retaining import kept_until
from portal.records.retention import EraseOrder

AT_ONCE = 500


def incidents_due(order: EraseOrder) -> "QuerySet[Incident]":
    """Return what members of the council kept longer ago than it keeps texts, the oldest first."""
    council = Council.objects.get(pk=order.council_id)
    limit = kept_until(council.retention_years, order.now)
    rows = Incident.objects.filter(council=council, kept_at__lt=limit, erased_at__isnull=True)
    return rows.order_by("kept_at", "pk")


def erase_incidents(order: EraseOrder) -> int:
    """Erase what members kept, with its files, where its time is over (an eraser); no item's order is about it."""
    if order.communication_ids:
        return 0
    return erase_rows(list(incidents_due(order)[:AT_ONCE]))

"""What is kept of an enquiry when its time is over: who dealt with it, when, and how it ended; not the words."""

from django.db.models import QuerySet

from approvals.models import Briefing, Consultation, Cutting, Enquiry
from approvals.press.locking import ABOUT
from portal.councils.models import Council
from portal.drafts.retaining import kept_until
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder

AT_ONCE = 500


def enquiries_due(order: EraseOrder) -> "QuerySet[Enquiry]":
    """Return the council's enquiries that were closed longer ago than the council keeps texts, the oldest first."""
    council = Council.objects.get(pk=order.council_id)
    limit = kept_until(council.retention_years, order.now)
    rows = Enquiry.objects.filter(council=council, closed_at__lt=limit, erased_at__isnull=True)
    return rows.order_by("closed_at", "pk")


def erase_enquiries(order: EraseOrder) -> int:
    """Erase what the press asked and was told where its time is over (an eraser).

    An enquiry belongs to no communication: it goes with the order that names none. Its answer has a time of its own.
    """
    if order.communication_ids:
        return 0
    keys = list(enquiries_due(order).values_list("pk", flat=True)[:AT_ONCE])
    gone = {"erased_at": order.now}
    mine = {"enquiry__in": keys, "erased_at__isnull": True}
    cards = Briefing.objects.filter(spokesperson__enquiry__in=keys, erased_at__isnull=True)
    filed = Snapshot.objects.filter(
        council_id=order.council_id, object_type=ABOUT, object_id__in=keys, erased_at__isnull=True
    )
    return (
        Consultation.objects.filter(said_at__isnull=False, **mine).update(view="", **gone)
        + Cutting.objects.filter(**mine).update(headline="", where="", remark="", **gone)
        + cards.update(card="", **gone)
        + filed.update(text=None, title="", **gone)
        + Enquiry.objects.filter(pk__in=keys).update(
            asker="", outlet="", reached_by="", topic="", question="", outcome_words="", contact=None, **gone
        )
    )

"""What is kept of a notice a year after it was closed: when, what was done, the hashes; neither words nor people."""

from datetime import timedelta

from django.db.models import QuerySet

from moderation.models import DefamationNotice, NoticeLetter, NoticeStep
from moderation.notices.moving import ABOUT
from portal.records.models import LegalHold, Snapshot
from portal.records.retention import EraseOrder

AT_ONCE = 500
KEPT_FOR = timedelta(days=365)
"""A claim for libel is out of time after a year (Limitation Act 1980 s.4A)."""


def notices_due(order: EraseOrder) -> "QuerySet[DefamationNotice]":
    """Return the council's closed notices whose time is over and that no hold on their comment's item covers."""
    rows = DefamationNotice.objects.filter(
        council_id=order.council_id, closed_at__lt=order.now - KEPT_FOR, erased_at__isnull=True
    )
    held = LegalHold.objects.filter(
        council_id=order.council_id, released_at__isnull=True, communication_id__isnull=False
    )
    rows = rows.exclude(comment__publication__communication_id__in=held.values("communication_id"))
    return rows.order_by("closed_at", "pk")


def erase_notices(order: EraseOrder) -> int:
    """Erase the notices whose own time is over (an eraser); a hold on all of the council stops it before."""
    if order.communication_ids:
        return 0
    keys = list(notices_due(order).values_list("pk", flat=True)[:AT_ONCE])
    gone = {"erased_at": order.now}
    words = dict.fromkeys(
        (
            "source",
            "name",
            "email",
            "statement",
            "why",
            "where",
            "meaning",
            "wrong",
            "poster_name",
            "poster_address",
            "withheld",
        ),
        "",
    )
    filed = Snapshot.objects.filter(
        council_id=order.council_id, object_type=ABOUT, object_id__in=keys, erased_at__isnull=True
    )
    return (
        NoticeStep.objects.filter(notice__in=keys, erased_at__isnull=True).update(note="", **gone)
        + NoticeLetter.objects.filter(notice__in=keys, erased_at__isnull=True).update(
            name="", email="", body="", **gone
        )
        + filed.update(text=None, title="", **gone)
        + DefamationNotice.objects.filter(pk__in=keys).update(**words, **gone)
    )

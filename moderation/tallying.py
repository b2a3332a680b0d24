"""What the council did about comments besides ruling, as it is counted in the open: numbers, never about whom."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import TruncMonth

from moderation.models import Comment, Measure, Referral, Reply
from portal.drafts.content import LONDON

REPLIES: dict[str, str] = {
    Reply.Sort.REPLY.value: "Replied",
    Reply.Sort.CLOSE.value: "Replied once and closed",
    Reply.Sort.OFFLINE.value: "Invited offline",
}
MEASURES: dict[str, str] = {
    Measure.Kind.WARNING.value: "Warnings",
    Measure.Kind.BLOCK.value: "Blocks",
}
REFERRALS: dict[str, str] = {
    Referral.Kind.FOI.value: "Taken as a request for information",
    Referral.Kind.DATA.value: "Taken as a request about their own data",
    Referral.Kind.COMPLAINT.value: "Taken as a complaint",
    Referral.Kind.SERVICE.value: "Taken as a request for a service",
    Referral.Kind.POLICE.value: "Reported to the police",
    Referral.Kind.PLATFORM.value: "Reported to the platform",
}
ACTS = {**REPLIES, **MEASURES, **REFERRALS}
"""Everything that is counted, by the value that its row has; no two of the three have one in common."""
RECEIVED = "received"
"""What is counted beside them: what came."""


def counted_by_month(
    council_id: int, span: tuple[datetime, datetime]
) -> "QuerySet[Any, tuple[datetime, str, int]]":
    """Return how much came in each month of London within ``span``, as RECEIVED, and how often each of ACTS was done.

    One query. An answer counts when it first went out, a letter too, and counts though it was withdrawn since; a
    warning or a block counts when it was decided, though it was ended since.
    """
    replies = Reply.objects.filter(council=council_id, said_at__range=span)
    measures = Measure.objects.filter(council=council_id, made_at__range=span)
    referrals = Referral.objects.filter(council=council_id, opened_at__range=span)
    came = Comment.objects.filter(council=council_id, received_at__range=span)
    counted = _counted(came.annotate(what=Value(RECEIVED, CharField())), "received_at", "what")
    return counted.union(
        _counted(replies, "said_at", "sort"),
        _counted(measures, "made_at", "kind"),
        _counted(referrals, "opened_at", "kind"),
        all=True,
    )


def _counted(rows: "QuerySet[Any]", when: str, which: str) -> "QuerySet[Any, tuple[datetime, str, int]]":
    months = rows.annotate(m=TruncMonth(when, tzinfo=LONDON)).order_by()
    counted: QuerySet[Any, tuple[datetime, str, int]] = months.values_list("m", which).annotate(n=Count("pk"))
    return counted

"""Reminding who handles the press: of requests that nobody acknowledged in time, and of deadlines that are near."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Floor
from django.utils import timezone

from approvals.models import Enquiry
from approvals.press.consulting import leaders_about_the_clerk
from approvals.press.locking import ABOUT
from approvals.press.seeing import is_about_the_clerk
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import people_who_may
from portal.councils.powers import Power

NEAR = timedelta(hours=4)
"""How long before they need the answer the desk says so."""
AT_ONCE = 200
_MINUTE_DUE = Cast(
    Floor(Func(Value("epoch"), F("deadline_at"), function="DATE_PART") / Value(60.0)), IntegerField()
)
"""A deadline as the occasion of its reminder (minute_due()): a corrected deadline is reminded of anew."""


def remind_of_the_press(now: datetime | None = None) -> int:
    """Tell who leads, once each, of what is past the council's own hours or near its deadline; return how many.

    Safe to run twice, and by two workers at once: a notice is unique for what it tells.
    """
    at = now or timezone.now()
    waiting = Enquiry.objects.filter(closed_at__isnull=True, erased_at__isnull=True).select_related(
        "concerns"
    )
    late = waiting.filter(acknowledged_at__isnull=True, acknowledge_by__lte=at)
    near = waiting.filter(deadline_at__lte=at + NEAR)
    told = 0
    for what, rows in (
        (What.PRESS_UNACKNOWLEDGED, late.annotate(told_for=Value(0))),
        (What.PRESS_DUE, near.annotate(told_for=_MINUTE_DUE)),
    ):
        told += _tell_each(what, rows)
    return told


def minute_due(deadline_at: datetime) -> int:
    """Return the minute of a deadline (aware), counted from 1970: it tells reminders of two deadlines apart."""
    return int(deadline_at.timestamp()) // 60


def _tell_each(what: What, rows: "QuerySet[Enquiry]") -> int:
    said = Notice.objects.filter(
        what=what.value, object_type=ABOUT, object_id=OuterRef("pk"), occasion=OuterRef("told_for")
    )
    waiting = list(rows.exclude(Exists(said)).order_by("received_at", "pk")[:AT_ONCE])
    for row in waiting:
        due = row.deadline_at if what == What.PRESS_DUE else None
        _tell(row, what, minute_due(due) if due else 0)
    return len(waiting)


@transaction.atomic
def _tell(enquiry: Enquiry, what: What, occasion: int) -> None:
    told = {one.membership.pk for one in people_who_may(Power.DECIDE, enquiry.council_id)}
    if is_about_the_clerk(enquiry):
        told = leaders_about_the_clerk(enquiry)
    tell(
        council_id=enquiry.council_id,
        what=what,
        about=(ABOUT, enquiry.pk),
        recipients=sorted(told - {enquiry.concerns_id or 0}),
        occasion=occasion,
    )

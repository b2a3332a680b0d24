"""What others still owe an open review: views that were asked for, and the step of its route whose turn it is."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from approvals.models import ItemConsultation, Review, StepAsk
from approvals.models.route import Mode
from approvals.routes.standing import somebody_holds
from portal.councils.powers import Role
from portal.written import WrittenColumns

_STEP = JSONObject(
    number="number", mode="mode", office="office", name="member__user__name", said="said", held="held"
)


def with_asks(rows: "QuerySet[Review]") -> "QuerySet[Review]":
    """Return ``rows`` with what owed_to() reads. No query more: each row brings it."""
    now = timezone.now()
    return rows.annotate(**_ASKS.beside(now, timezone.localdate(now)))


def _asks(now: datetime, today: date) -> "QuerySet[Review, tuple[Any, ...]]":
    views = ItemConsultation.objects.filter(
        communication=OuterRef("communication"), view="", dropped_at__isnull=True, wait_until__gt=now
    ).order_by("wait_until", "pk")
    steps = StepAsk.objects.filter(review=OuterRef("pk"), revision=F("communication__current_revision"))
    steps = steps.annotate(held=somebody_holds(now, today))
    rows = Review.objects.annotate(
        views_owed=ArraySubquery(views.values_list("member__user__name")),
        steps_asked=ArraySubquery(steps.order_by("number", "pk").values_list(_STEP)),
    )
    return rows.values_list("views_owed", "steps_asked")


_ASKS = WrittenColumns(_asks, datetime, date)


def owed_to(review: Review) -> tuple[str, ...]:
    """Return what ``review`` (of with_asks()) still waits for, in words; nothing for one that was read without."""
    brought = vars(review)
    owed = [f"the view of {name}" for name in brought.get("views_owed", ())]
    return (*owed, *_open_step(brought.get("steps_asked", ())))


def _open_step(asks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the first step that has not the agreement that it needs, as approvals.routes.standing counts it."""
    for number, group in groupby(asks, key=itemgetter("number")):
        step = [one for one in group if one["said"] or one["held"]]
        if not step:
            continue
        agreed = [one["said"] == StepAsk.Said.AGREES for one in step]
        either = step[0]["mode"] == Mode.ANY
        if any(agreed) if either else all(agreed):
            continue
        open_to = [one for one, done in zip(step, agreed, strict=True) if not done]
        parties = (" or " if either else " and ").join(
            one["name"] or str(Role(one["office"]).label) for one in open_to
        )
        return [f"step {number}, the agreement of {parties}"]
    return []

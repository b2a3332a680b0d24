"""Pointing out complaints that are due soon or late, and closing those whose time for a review is over."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Extract, Floor
from django.utils import timezone

from moderation.complaints.answering import close_after_answer
from moderation.complaints.seeing import CLERK, TOLD_ABOUT, handlers_of, told_about
from moderation.complaints.states import FIRST_STAGE, State
from moderation.models import Complaint
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What

NEAR = timedelta(days=2)
"""How long before a time is over who deals with it is told; once it is over they are told again."""
AT_ONCE = 200
SOON, LATE = range(2)


def look_after_complaints(now: datetime | None = None) -> int:
    """Tell who came to deal with it since, and of each step that is due soon or late, once each; close what is over.

    Returns how many. Safe to run twice, and by two workers at once: a notice is unique for what it tells.
    """
    at = now or timezone.now()
    done = tell_new_handlers()
    for number, (states, due) in enumerate(_STEPS):
        for sort, limit in ((SOON, at + NEAR), (LATE, at)):
            occasion = 2 * number + sort + 1
            waiting = Complaint.objects.filter(
                Q(**{f"{due}__lte": limit}), state__in=states, erased_at__isnull=True
            )
            for row in _not_told(waiting, due, occasion).order_by("pk")[:AT_ONCE]:
                _tell(row, row.due_occasion)
                done += 1
    over = Complaint.objects.filter(state=State.ANSWERED, review_until__lt=at).order_by("pk")
    return done + sum(
        close_after_answer(complaint_id=key) for key in over.values_list("pk", flat=True)[:AT_ONCE]
    )


def tell_new_handlers() -> int:
    """Tell who receives complaints about the clerk now of those that are open and of which they were never told.

    Nobody may have been in office who could receive one, or who was told has left since. Returns how many complaints;
    safe to run twice. Two queries, and two for each council that has one.
    """
    rows = Complaint.objects.filter(kind=CLERK, closed_at__isnull=True, erased_at__isnull=True).order_by("pk")
    told = Notice.objects.filter(
        what=What.COMPLAINT_CAME.value, object_type=TOLD_ABOUT[1], object_id__in=rows.values("pk")
    )
    known = set(told.values_list("object_id", "recipient_id"))
    handlers: dict[int, list[int]] = {}
    count = 0
    for row in rows:
        if row.council_id not in handlers:
            handlers[row.council_id] = handlers_of(row.council_id, CLERK)
        missing = [one for one in handlers[row.council_id] if (row.pk, one) not in known]
        if missing:
            with transaction.atomic():
                tell(
                    council_id=row.council_id,
                    what=What.COMPLAINT_CAME,
                    about=told_about(row),
                    recipients=missing,
                )
            count += 1
    return count


def _not_told(rows: "QuerySet[Complaint]", due: str, occasion: int) -> "QuerySet[Complaint, Any]":
    """Return those of ``rows`` of which nobody who deals with them now was told for the day on which they are ``due``.

    What passes to others, or has its times counted anew, is another occasion (``due_occasion``).
    """
    day_due = Cast(Floor(Extract(due, "epoch") / _DAY), IntegerField())
    about = Case(When(kind=Complaint.Kind.CLERK, then=Value(TOLD_ABOUT[1])), default=Value(TOLD_ABOUT[0]))
    found = rows.annotate(due_occasion=day_due * _OCCASIONS + occasion, told_about=about)
    told = Notice.objects.filter(
        what=What.COMPLAINT_DUE.value,
        object_type=OuterRef("told_about"),
        object_id=OuterRef("pk"),
        occasion=OuterRef("due_occasion"),
    )
    return found.filter(~Exists(told))


_DAY, _OCCASIONS = 86_400, 10
_STEPS: tuple[tuple[tuple[State, ...], str], ...] = (
    ((State.RECEIVED,), "acknowledge_by"),
    (tuple(one for one in FIRST_STAGE if one != State.RECEIVED), "answer_by"),
    ((State.REVIEW,), "review_by"),
)
"""In which states which time runs."""


@transaction.atomic
def _tell(row: Complaint, occasion: int) -> None:
    handlers = set(handlers_of(row.council_id, row.kind))
    if row.holder_id is not None and row.kind != Complaint.Kind.CLERK:
        handlers.add(row.holder_id)
    tell(
        council_id=row.council_id,
        what=What.COMPLAINT_DUE,
        about=told_about(row),
        recipients=sorted(handlers),
        occasion=occasion,
    )

"""Pointing out complaints that are due soon or late, and closing those whose time for a review is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from moderation.complaints.answering import close_after_answer
from moderation.complaints.seeing import TOLD_ABOUT, handlers_of, told_about
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
    """Tell of each step of a complaint that is due soon, and that is late, once each; close what is over.

    Returns how many. Safe to run twice, and by two workers at once: a notice is unique for what it tells.
    """
    at = now or timezone.now()
    done = 0
    for number, (states, due) in enumerate(_STEPS):
        for sort, limit in ((SOON, at + NEAR), (LATE, at)):
            occasion = number * 2 + sort + 1
            waiting = Complaint.objects.filter(
                Q(**{f"{due}__lte": limit}), state__in=states, erased_at__isnull=True
            )
            told = Notice.objects.filter(
                what=What.COMPLAINT_DUE.value, object_type__in=TOLD_ABOUT, occasion=occasion
            ).values("object_id")
            for row in waiting.exclude(pk__in=told).order_by("pk")[:AT_ONCE]:
                _tell(row, occasion)
                done += 1
    over = Complaint.objects.filter(state=State.ANSWERED, review_until__lt=at).order_by("pk")
    return done + sum(
        close_after_answer(complaint_id=key) for key in over.values_list("pk", flat=True)[:AT_ONCE]
    )


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

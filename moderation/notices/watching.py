"""Holding notices to their clock: who decides is reminded before time runs out and told once it has. A sweep."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from moderation.models import DefamationNotice
from moderation.notices.answering import note_time_over
from moderation.notices.moving import locked, tell_who_decides
from moderation.notices.states import Stage
from portal.channels.notices.vocabulary import What

AT_ONCE = 200


def watch_notices() -> int:
    """End the time of posters who did not answer, remind of what is due and tell what is late; return how many acts.

    Safe to run twice, and twice at once: each notice is looked at again behind its lock.
    """
    now = timezone.now()
    waiting = DefamationNotice.objects.filter(closed_at__isnull=True, erased_at__isnull=True)
    over = waiting.filter(stage=Stage.WAITING, answer_by__lte=now)
    acts = sum(note_time_over(notice_id=pk) for pk in _keys(over))
    ours = waiting.exclude(stage=Stage.WAITING)
    acts += sum(_tell_late(pk) for pk in _keys(ours.filter(due_at__lte=now, late_told_at__isnull=True)))
    return acts + sum(_remind(pk) for pk in _keys(ours.filter(warn_at__lte=now)))


def _keys(rows: "QuerySet[DefamationNotice]") -> list[int]:
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _tell_late(notice_id: int) -> bool:
    found, now = locked(notice_id), timezone.now()
    rows = DefamationNotice.objects.filter(pk=notice_id, steps=found.steps, late_told_at__isnull=True)
    if (
        found.stage == Stage.WAITING
        or rows.filter(due_at__lte=now).update(late_told_at=now, warn_at=None) != 1
    ):
        return False
    tell_who_decides(found, What.DEFAMATION_LATE)
    return True


@transaction.atomic
def _remind(notice_id: int) -> bool:
    found = locked(notice_id)
    rows = DefamationNotice.objects.filter(pk=notice_id, steps=found.steps, warn_at__lte=timezone.now())
    if found.stage == Stage.WAITING or rows.update(warn_at=None) != 1:
        return False
    tell_who_decides(found, What.DEFAMATION_DUE)
    return True

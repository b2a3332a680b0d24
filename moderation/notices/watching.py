"""Holding notices to their clock: who decides is reminded before time runs out and told once it has. A sweep."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from moderation.models import DefamationNotice, NoticeLetter, NoticeStep
from moderation.notices.answering import note_time_over
from moderation.notices.checking import write_anew
from moderation.notices.letters import CLOSED_AFTER, closed, write_letter
from moderation.notices.moving import (
    ABOUT,
    entry_for,
    hashes,
    hold_to_receipt,
    locked,
    move,
    note_sent_late,
    tell_who_decides,
)
from moderation.notices.outstanding import standing_still
from moderation.notices.reaching import with_mail, with_poster_mail
from moderation.notices.states import Event, Facts, Stage
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.states import Delivering
from portal.records.ledger import record
from portal.refusals import Refusal

AT_ONCE = 200
_WITH_POSTER = Q(stage=Stage.WAITING, due_at=F("answer_by"))
_MISTIMED = ~Q(poster_mail=Delivering.SENT) & Q(due_at=F("answer_by")) | Q(poster_mail=Delivering.SENT) & ~Q(
    due_at=F("answer_by")
)
logger = logging.getLogger(__name__)


def watch_notices() -> int:
    """End the time of posters who did not answer, remind of what is due and tell what is late; return how many acts.

    Who was never told has no time of their own: while their letter has not gone the council's 48 hours run, and one
    that went after these is noted as late.

    Safe to run twice, and twice at once: each notice is looked at again behind its lock.
    """
    now = timezone.now()
    waiting = DefamationNotice.objects.filter(closed_at__isnull=True, erased_at__isnull=True)
    over = waiting.filter(stage=Stage.WAITING, answer_by__lte=now)
    acts = _each(_keys(over), lambda pk: note_time_over(notice_id=pk))
    stuck = with_poster_mail(waiting.filter(stage=Stage.WAITING))
    acts += _each(_keys(stuck.filter(poster_mail=Delivering.CANCELLED)), lambda pk: write_anew(notice_id=pk))
    acts += _each(_keys(stuck.filter(_MISTIMED)), _hold)
    acts += _each(_keys(_sent_late(waiting)), _note_sent_late)
    ours = waiting.exclude(_WITH_POSTER)
    acts += _each(_keys(ours.filter(due_at__lte=now, late_told_at__isnull=True)), _tell_late)
    acts += _each(_keys(ours.filter(warn_at__lte=now)), _remind)
    still = standing_still().filter(down_by__lte=now, late_told_at__isnull=True)
    acts += _each(_keys(still), _tell_standing)
    acts += _each(_keys(_left(now)), _close_left)
    return acts + _each(_unsent(), _tell_unsent)


def _each(keys: Sequence[int], act: Callable[[int], bool]) -> int:
    """Do ``act`` for each key and return how often it did something: one that fails stops no other's clock."""
    acts = 0
    for key in keys:
        try:
            acts += act(key)
        except (DatabaseError, Refusal):
            logger.exception("A notice of defamation could not be looked at (%s, %s).", act.__name__, key)
    return acts


def _left(now: datetime) -> "QuerySet[DefamationNotice]":
    """Return what was sent back, and never came whole in the time that the letter states, where the letter went."""
    sent_back = NoticeStep.objects.filter(notice=OuterRef("pk"), at__gt=now - CLOSED_AFTER)
    letters = NoticeLetter.objects.filter(notice=OuterRef("pk"), kind=NoticeLetter.Kind.DEFECTIVE)
    rows = DefamationNotice.objects.annotate(last=Subquery(letters.order_by("-pk").values("key")[:1]))
    mail = Notice.objects.filter(key=OuterRef("last"))
    late = mail.filter(Q(state=Delivering.FAILED) | Q(settled_at__gt=now - CLOSED_AFTER))
    return rows.filter(stage=Stage.DEFECTIVE).exclude(Exists(sent_back)).exclude(Exists(late))


@transaction.atomic
def _close_left(notice_id: int) -> bool:
    found = locked(notice_id)
    if not _left(timezone.now()).filter(pk=notice_id).exists():
        return False
    note = f"Nothing came within {CLOSED_AFTER.days} days of the letter that named what is missing."
    step = move(found, Event.CLOSE, Facts(), by=None, note=note)
    letters = [write_letter(found, NoticeLetter.Kind.CLOSED, closed(found, note))]
    record([entry_for(None, found, step, letters=hashes(letters))])
    return True


def _sent_late(rows: "QuerySet[DefamationNotice]") -> "QuerySet[Any]":
    """Return of ``rows`` those passed on in time whose letter went after it; with ``passed_due``, which that was."""
    passed = NoticeStep.objects.filter(notice=OuterRef("pk"), event=Event.PASS_ON).order_by("-number")
    found = with_poster_mail(rows).annotate(
        passed_due=Subquery(passed.values("due_at")[:1]), passed_late=Subquery(passed.values("late")[:1])
    )
    late: QuerySet[Any] = found.filter(
        poster_mail=Delivering.SENT, passed_late=False, poster_mail_at__gt=F("passed_due")
    )
    return late


@transaction.atomic
def _note_sent_late(notice_id: int) -> bool:
    found = locked(notice_id)
    late = _sent_late(DefamationNotice.objects.filter(pk=notice_id)).first()
    if late is None:
        return False
    record(note_sent_late(found, late.poster_mail_at, late.passed_due))
    return True


def _keys(rows: "QuerySet[DefamationNotice]") -> list[int]:
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _hold(notice_id: int) -> bool:
    """Set by when the council acts; nobody is told of that alone."""
    hold_to_receipt(locked(notice_id))
    return False


@transaction.atomic
def _tell_late(notice_id: int) -> bool:
    found, now = locked(notice_id), timezone.now()
    rows = DefamationNotice.objects.filter(pk=notice_id, steps=found.steps, late_told_at__isnull=True)
    rows = rows.exclude(_WITH_POSTER)
    if rows.filter(due_at__lte=now).update(late_told_at=now, warn_at=None) != 1:
        return False
    tell_who_decides(found, What.DEFAMATION_LATE)
    return True


@transaction.atomic
def _tell_standing(notice_id: int) -> bool:
    """Tell who decides that a comment which they removed in time stands on its network still."""
    found, now = locked(notice_id), timezone.now()
    late = standing_still().filter(pk=notice_id, down_by__lte=now).exists()
    if not late or found.late_told_at is not None:
        return False
    DefamationNotice.objects.filter(pk=notice_id).update(late_told_at=now)
    tell_who_decides(found, What.DEFAMATION_LATE)
    return True


def _unsent() -> list[int]:
    """Return the letters whose mail failed and of which nobody was told."""
    told = Notice.objects.filter(
        what=What.DEFAMATION_UNSENT, object_type=ABOUT, object_id=OuterRef("notice"), occasion=OuterRef("pk")
    )
    rows = with_mail(NoticeLetter.objects.filter(erased_at__isnull=True)).filter(mail=Delivering.FAILED)
    return list(rows.exclude(Exists(told)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _tell_unsent(letter_id: int) -> bool:
    letter = NoticeLetter.objects.get(pk=letter_id)
    tell_who_decides(locked(letter.notice_id), What.DEFAMATION_UNSENT, occasion=letter.pk)
    return True


@transaction.atomic
def _remind(notice_id: int) -> bool:
    found = locked(notice_id)
    rows = DefamationNotice.objects.filter(pk=notice_id, steps=found.steps, warn_at__lte=timezone.now())
    if rows.exclude(_WITH_POSTER).update(warn_at=None) != 1:
        return False
    tell_who_decides(found, What.DEFAMATION_DUE)
    return True

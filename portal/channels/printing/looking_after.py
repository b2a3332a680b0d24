"""Looking after jobs: who must act is told at once of each change, and reminded of what is due; safe to run twice.

What holds, stops or takes back an issue changes the outbox and nothing else; here it is pulled from there.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.channels.models import Command, Job
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.printing.reading import Row, to_act_on
from portal.channels.states import Delivering
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.drafts.content import LONDON

ABOUT = "job"
AT_ONCE = 200
SOON = timedelta(days=1)
EVERY = timedelta(days=3)
_HANDED = Command.objects.filter(delivery=OuterRef("delivery"), state=Delivering.HANDED)
_SAYS: dict[str, What] = {
    Delivering.HANDED: What.JOB_TO_DO,
    Delivering.HELD: What.JOB_STOPPED,
    Delivering.CANCELLED: What.JOB_STOPPED,
}


def look_after() -> None:
    """Tell of what changed, ask for sheets that are to come down, remind of what is due."""
    now = timezone.now()
    for row in _open().exclude(delivery__state=F("told")).order_by("pk")[:AT_ONCE]:
        _tell_of_change(row, now)
    asked = _open().filter(Exists(_HANDED), down_told_at__isnull=True)
    for row in asked.order_by("pk")[:AT_ONCE]:
        _tell_to_take_down(row, now)
    for row in _to_remind(now).order_by("pk")[:AT_ONCE]:
        _remind(row, now)


def _open() -> "QuerySet[Job]":
    rows = Job.objects.filter(closed_at__isnull=True).annotate(down_asked=Exists(_HANDED))
    return rows.select_related("delivery__channel__place", "delivery__publication", "assignee", "taker")


def _to_remind(now: datetime) -> "QuerySet[Job]":
    """Return what is due within a day and nobody was reminded of, or overdue and not reminded of for three days."""
    today = now.astimezone(LONDON).date()
    is_up = Q(delivery__state__in=[Delivering.SENT, Delivering.CANCELLED])
    due = Q(~is_up, due_at__lte=now + SOON) | Q(is_up, down_due_at__lte=now + SOON)
    again = Q(~is_up, due_at__lte=now) | Q(is_up, down_due_at__lte=now)
    fresh = Q(reminded_on__isnull=True) | Q(again, reminded_on__lte=today - EVERY)
    return to_act_on(_open()).filter(due, fresh, ~Q(told=""))


@transaction.atomic
def _tell_of_change(job: Job, now: datetime) -> None:
    """Tell who has the job that it waits, is held or was stopped; compare-and-set, so that nobody is told twice."""
    state = job.delivery.state
    moved = Job.objects.filter(pk=job.pk, told=job.told, closed_at__isnull=True)
    changes: dict[str, object] = {"told": state}
    if state == Delivering.CANCELLED:
        changes["down_due_at"] = now + _days(job)
    if moved.update(**changes) != 1 or state not in _SAYS:
        return
    if state == Delivering.HELD and not job.told:
        return  # nobody has been sent yet
    _tell(job, _SAYS[state], [*_hands_of(job)] or _deciders(job), now)


@transaction.atomic
def _tell_to_take_down(job: Job, now: datetime) -> None:
    moved = Job.objects.filter(pk=job.pk, down_told_at__isnull=True)
    if moved.update(down_told_at=now, down_due_at=now + _days(job), reminded_on=None) == 1:
        _tell(job, What.JOB_TO_TAKE_DOWN, [*_hands_of(job)] or _deciders(job), now)


@transaction.atomic
def _remind(job: Job, now: datetime) -> None:
    """Remind who has it; of what is overdue the clerk is told too: its proof is missing."""
    today = now.astimezone(LONDON).date()
    if Job.objects.filter(pk=job.pk, reminded_on=job.reminded_on).update(reminded_on=today) != 1:
        return
    late = Row(job).overdue
    hands = _hands_of(job)
    if hands:
        _tell(job, What.JOB_OVERDUE if late else What.JOB_DUE, [*hands], now)
    if late or not hands:
        _tell(job, What.JOB_UNPROVED, [pk for pk in _deciders(job) if pk not in hands], now)


def _tell(job: Job, what: What, recipients: list[int], now: datetime) -> None:
    occasion = int(now.timestamp()) // 60
    tell(
        council_id=job.council_id, what=what, about=(ABOUT, job.pk), recipients=recipients, occasion=occasion
    )


def _hands_of(job: Job) -> list[int]:
    """Return whose turn it is, or nobody."""
    who = Row(job).who
    return [who.pk] if who is not None else []


def _deciders(job: Job) -> list[int]:
    return [one.membership.pk for one in people_who_may(Power.DECIDE, job.council_id)]


def _days(job: Job) -> timedelta:
    place = getattr(job.delivery.channel, "place", None)
    return timedelta(days=place.days if place is not None else 2)

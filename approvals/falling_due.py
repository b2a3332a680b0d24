"""By when a submitted item must be decided: the earliest time after which a decision would come too late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import F, JSONField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, NullIf
from django.utils import timezone

from approvals.models import OPEN, Enquiry, ReceivedLetter, Review
from portal.channels.models import Publication
from portal.channels.printing.issues import copy_deadline
from portal.channels.states import PublicState
from portal.councils.minutes import minutes_due_on
from portal.councils.models import Council
from portal.drafts.content import LONDON
from portal.drafts.kinds import KINDS, Shape
from portal.drafts.kinds.common import MINUTES
from portal.drafts.models import Communication

WISHED, COPY, PRESS, LETTER, MINUTES_BY = "wished", "copy", "press", "letter", "minutes"
ISSUE = "issue"
"""The part in which an article names the issue of the magazine that it is for."""
_ANSWERS = "letter"
"""The kind in which the press and whoever wrote are answered."""
_ONE_DAY = timedelta(days=1)

DATED_PARTS = {
    part.name: part.label
    for kind in KINDS.values()
    for part in kind.parts
    if part.shape in {Shape.MOMENT, Shape.DAY} and part != MINUTES
}
"""The parts, of whatever kind, that hold a time after which it is too late: embargoes, events, closing dates.

A kind that gains another such part is sorted and expires by it without more. The day of a meeting is none: what falls
due is the publication of its minutes, by the council's own setting.
"""
_DAYS = {part.name for kind in KINDS.values() for part in kind.parts if part.shape is Shape.DAY} | {
    MINUTES_BY
}
LABELS = {
    **DATED_PARTS,
    WISHED: "Wanted by",
    COPY: "Magazine’s deadline",
    PRESS: "The press needs it by",
    LETTER: "To be answered by",
    MINUTES_BY: "Minutes to be published by",
}


@dataclass(frozen=True)
class Due:
    """A moment (aware) and what falls then: the name of a part, one of the others in LABELS, or '' with None."""

    at: datetime | None = None
    what: str = ""


def due_of(
    content: Mapping[str, Any],
    *,
    since: datetime,
    wished: datetime | None = None,
    answers: Iterable[Due] = (),
) -> Due:
    """Return the first time in ``content``, ``wished`` and ``answers`` that had not passed at ``since`` (aware).

    A day is over at its end in London: what concerns a day can be decided on it. What had passed already when the
    text was submitted is no deadline: somebody writes about the past.
    """
    found = [Due(_end_of(name, content), name) for name in DATED_PARTS]
    to_come = [
        one for one in [*found, *answers, Due(wished, WISHED)] if one.at is not None and one.at > since
    ]
    return min(to_come, key=lambda one: (one.at or since, one.what), default=Due())


def due_of_item(
    item: Communication, content: Mapping[str, Any], *, since: datetime, wished: datetime | None = None
) -> Due:
    """Return what due_of() finds, with the deadline of a magazine's issue, of minutes, and of what the item answers.

    At most one query: for an article that names an issue, or for a letter; for minutes one, and one for a council that
    was not read.
    """
    minutes = minutes_due(item.council, content) if content.get(MINUTES.name) else None
    others = [*answers_due(item), Due(copy_deadline(item, content), COPY)]
    if minutes is not None and not _minutes_are_out(item, content):
        others.append(Due(_end_of_day(minutes), MINUTES_BY))
    return due_of(content, since=since, wished=wished, answers=others)


def minutes_due(council: Council, content: Mapping[str, Any]) -> date | None:
    """Return the last day on which the minutes that ``content`` holds are published in time; None for all else."""
    held_on = read_date(str(content.get(MINUTES.name) or ""))
    return minutes_due_on(council, held_on) if held_on is not None else None


def _minutes_are_out(item: Communication, content: Mapping[str, Any]) -> bool:
    """Return whether an issue of ``item`` is out with the minutes that ``content`` holds: its correction is not due.

    Minutes of another day are others, and what was withdrawn or taken down is out no more. One query.
    """
    issues = Publication.objects.filter(communication=item, state=PublicState.LIVE).select_related("revision")
    said = (issue.revision.content for issue in issues if issue.revision.erased_at is None)
    return any(one.get(MINUTES.name) == content[MINUTES.name] for one in said)


def answers_due(item: Communication) -> list[Due]:
    """Return when the press, or whoever wrote, waits for ``item`` as their answer. One query, none but for a letter."""
    if item.kind != _ANSWERS:
        return []
    mine = {"answer": OuterRef("pk"), "closed_at__isnull": True}
    asked = Enquiry.objects.filter(**mine, deadline_at__isnull=False).order_by("deadline_at")
    wrote = ReceivedLetter.objects.filter(**mine, reply_by__isnull=False).order_by("reply_by")
    rows = Communication.objects.filter(pk=item.pk).values_list(
        Subquery(asked.values("deadline_at")[:1]), Subquery(wrote.values("reply_by")[:1])
    )
    press, letter = rows.get()
    return [Due(press, PRESS), Due(letter, LETTER)]


def note_answer_due(item: Communication | None) -> None:
    """Note anew by when the open review of an answer must be decided: what it answers has another deadline.

    What was not decided in time already stays in that list until somebody gives it a new time.
    """
    if item is None:
        return
    waiting = Review.objects.filter(communication=item, state__in=OPEN, expired_at__isnull=True)
    for review in waiting.select_related("communication__current_revision"):
        _note_anew(review)


def count_minutes_again(council: Council) -> None:
    """Note anew by when waiting minutes must be decided: ``council`` set another time (settings.MINUTES_COUNTERS).

    The time is that of the meeting, counted from its day, whenever its minutes were written or submitted: so what waits
    follows the setting. What had passed already by the new one is no deadline, as for what is submitted late; what was
    not decided in time stays in that list. The caller holds the council's lock. One query, two more for each.
    """
    _count_again(council, MINUTES.name)


def count_copy_again(council: Council) -> None:
    """Note anew by when waiting articles must be decided: an issue of a magazine has another deadline, or is new.

    One of settings.COPY_COUNTERS. What was not decided in time stays in that list until it has a new time. The caller
    holds the council's lock. One query, two more for each article that names an issue.
    """
    _count_again(council, ISSUE)


def _count_again(council: Council, part: str) -> None:
    """Note anew by when the council's waiting items whose text fills ``part`` must be decided."""
    said = Cast(
        NullIf(F("communication__current_revision__stored"), Value(""), output_field=TextField()), JSONField()
    )
    waiting = Review.objects.filter(council=council, state__in=OPEN, expired_at__isnull=True).filter(
        still_in_time()
    )
    filled = waiting.alias(said=said).alias(held=KT(f"said__content__{part}")).filter(held__gt="")
    for review in filled.select_related("communication__current_revision"):
        review.communication.council = council
        _note_anew(review)


def _note_anew(review: Review) -> None:
    """Note by when ``review`` must be decided, by the text of its item as it stands."""
    item = review.communication
    if item.current_revision is None:
        return
    due = due_of_item(item, item.current_revision.content, since=timezone.now(), wished=review.wished_at)
    Review.objects.filter(pk=review.pk).update(due_at=due.at, due_for=due.what)


def _end_of(name: str, content: Mapping[str, Any]) -> datetime | None:
    """Return the moment that a dated part holds; of a day the midnight that ends it."""
    value = content.get(name)
    found = read_date(value) if isinstance(value, str) else None
    if found is None or isinstance(found, datetime):
        return found
    return _end_of_day(found)


def _end_of_day(day: date) -> datetime | None:
    """Return the midnight in London that ends ``day``; None where the calendar ends before."""
    if day >= date.max - _ONE_DAY:
        return None
    return datetime.combine(day + _ONE_DAY, time.min, LONDON).astimezone(UTC)


def read_date(value: str) -> datetime | date | None:
    """Return the moment (aware) or the day that a part holds, or None where it holds none."""
    if not value:
        return None
    if "T" not in value:
        return date.fromisoformat(value)
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=LONDON)


def shown_due(review: Review) -> tuple[str, datetime | date] | None:
    """Return what falls due of ``review`` as pages say it, and when: a day where only the day is known."""
    if review.due_at is None:
        return None
    label = LABELS.get(review.due_for, LABELS[WISHED])
    if review.due_for in _DAYS:
        return label, review.due_at.astimezone(LONDON).date() - _ONE_DAY
    return label, review.due_at


def has_expired(review: Review, now: datetime | None = None) -> bool:
    """Return whether the time of an open review has passed undecided. It is read, never waited for.

    Whether a sweep has noted it yet makes no difference.
    """
    at = now or timezone.now()
    return review.state in OPEN and review.due_at is not None and review.due_at <= at


def still_in_time(now: datetime | None = None) -> Q:
    """Return the condition on reviews that their time has not passed; of an open one: that it may be approved."""
    return Q(due_at__isnull=True) | Q(due_at__gt=now or timezone.now())

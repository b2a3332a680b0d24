"""Lists of reviewers: of an item with what each said, and what waits for somebody who was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from approvals.models import Reviewer, ReviewerComment
from approvals.reviewers.resting import unshared
from portal.councils.people import Person
from portal.drafts.access import barred_items, is_barred, works_on
from portal.drafts.gates import closed_to
from portal.drafts.models import Communication

MOST = 30
"""Reviewers of one item that its pages show, the last first; the record has all of them."""


@dataclass(frozen=True)
class Said:
    """One comment: its words, the passage it is about in which part, and on which revision; '' once erased."""

    words: str
    passage: str
    part: str
    revision: int
    at: datetime


@dataclass(frozen=True)
class Asked:
    """One reviewer of an item and what they said; ``stale``: the text was changed since, and they read the old one.

    ``unshared``: the permission by which they were named covers it no more, so that their link shows nothing.
    """

    reviewer: Reviewer
    said: list[Said]
    stale: bool
    unshared: bool


def reviewers_of(item: Communication) -> list[Asked]:
    """Return the item's reviewers, the last asked first, each with all that they said. One query."""
    return reviewers_read(item, reviewers_asked(item))


def reviewers_asked(item: Communication) -> "QuerySet[Reviewer]":
    """Ask for the item's reviewers, the last asked first, with what they said."""
    comments = ReviewerComment.objects.filter(reviewer=OuterRef("pk")).order_by("at", "pk")
    told = JSONObject(words="words", passage="passage", field="field", revision="revision__number", at="at")
    rows = Reviewer.objects.filter(communication=item).select_related(
        "revision", "member__user", "member__council", "asked_by__user"
    )
    closed = ExpressionWrapper(unshared(), BooleanField())
    return rows.annotate(told=ArraySubquery(comments.values_list(told)), unshared=closed).order_by("-pk")[
        :MOST
    ]


def reviewers_read(item: Communication, rows: Iterable[Reviewer]) -> list[Asked]:
    """Return what reviewers_asked() brought of ``item``, as its pages show it."""
    return [_asked(item, row) for row in rows]


def _asked(item: Communication, row: Any) -> Asked:
    parts = {part.name: part.label for part in item.spec.parts}
    said = [
        Said(
            one["words"],
            one["passage"],
            parts.get(one["field"], ""),
            one["revision"],
            datetime.fromisoformat(one["at"]),
        )
        for one in row.told
    ]
    return Asked(row, said, row.revision_id != item.current_revision_id, row.unshared)


def reviews_waiting_for(person: Person) -> "QuerySet[Reviewer]":
    """Return what ``person`` was asked to read on this desk and has not finished, the first to end first.

    Not what was said to be on a matter that is closed to them since, unless the clerk had given a reason.
    """
    closed = Communication.objects.filter(closed_to(person), council_id=person.council.pk)
    rows = Reviewer.objects.filter(
        Q(finished_at__isnull=True, revoked_at__isnull=True, erased_at__isnull=True),
        council_id=person.council.pk,
        member__user_id=person.user_id,
        until__gt=timezone.now(),
    )
    rows = rows.exclude(reason="", communication__in=closed)
    return _not_barred(person, rows).order_by("until", "pk")


def _not_barred(person: Person, rows: "QuerySet[Reviewer]") -> "QuerySet[Reviewer]":
    """Leave out what a gate bars to ``person`` whoever named them: no reason of the clerk's undoes an interest."""
    barred = barred_items(person)
    return rows if barred is None else rows.exclude(communication__in=barred.values("pk"))


def get_asked(person: Person, reviewer_id: int) -> Reviewer:
    """Return what ``person`` was asked to read, over or not; Http404 for others' and what is barred. One query."""
    rows = Reviewer.objects.filter(
        pk=reviewer_id, council_id=person.council.pk, member__user_id=person.user_id
    )
    seen = _not_barred(person, rows).select_related(
        "communication", "revision__body", "asked_by__user", "member"
    )
    found = seen.first()
    if found is None:
        raise Http404
    return found


def get_reviewer(person: Person, reviewer_id: int) -> Reviewer:
    """Return a reviewer of the person's council, for who may do something about it; Http404 elsewhere. One query."""
    rows = Reviewer.objects.filter(pk=reviewer_id, council_id=person.council.pk)
    found = rows.select_related(
        "communication__author",
        "communication__current_revision",
        "asked_by__user",
        "member__user",
        "member__council",
    ).first()
    if found is None or not (
        (found.asked_by.user_id == person.user_id and not is_barred(person, found.communication))
        or works_on(person, found.communication)
    ):
        raise Http404
    found.communication.council = person.council
    return found

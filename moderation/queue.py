"""Reading the desk of what the public says: what waits, what is late, what is settled. It changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.utils import timezone

from moderation.appeals.making import WITHIN
from moderation.claiming import free_for
from moderation.complaints.seeing import complaints_of
from moderation.grounds import Ground
from moderation.informing.owing import owed
from moderation.managing import managed, ruled_by_manager
from moderation.models import Appeal, Assessment, Comment, Enforcement, Referral, Ruling
from moderation.seeing import ALERT, comments_of, may_rule
from moderation.states import Handling
from portal.councils.people import Person
from portal.councils.powers import Power

PAGE = 25
_LONGEST_KEY = 18
MOST_NAMES = 10
LISTS: dict[str, str] = {
    "waiting": "Waiting",
    "late": "Late",
    "mine": "In my hand",
    "appeals": "Appeals",
    "by_hand": "To be done by hand",
    "untold": "Authors to be told",
    "referrals": "Requests, complaints, reports",
    "settled": "Settled",
}


OF_A_MANAGER = ("waiting", "late", "mine", "settled")
"""Of LISTS, those for whoever reads the comments of their channels alone."""


@dataclass(frozen=True)
class History:
    """What this council knows of an author: how many comments, how many of them were taken down."""

    comments: int
    taken_down: int


def lists_for(person: Person) -> dict[str, str]:
    """Return those of LISTS that are for ``person``: without complaints, appeals and what the office does by hand."""
    if person.may(Power.READ_ALL):
        return LISTS
    return {which: LISTS[which] for which in OF_A_MANAGER}


def waiting(person: Person) -> "QuerySet[Comment]":
    """Return what waits, the same words once, counted: danger first, then the greatest risk, then by when to answer.

    Whoever manages a channel gets what is said there before all the rest; what waits for another's channel, in their
    time, stands last. Where somebody reads one channel alone, what hangs on another's stands by itself.
    """
    rows = comments_of(person).filter(handling=Handling.WAITING, erased_at__isnull=True)
    alone, alike = Q(alike__isnull=True), Q(likes_of__handling=Handling.WAITING)
    if not person.may(Power.READ_ALL):
        alone |= ~Q(alike__channel=F("channel"))
        alike &= Q(likes_of__channel=F("channel"))
    rows, same = rows.filter(alone), Count("likes_of", filter=alike)
    now = timezone.now()
    mine, theirs = managed(person.council.pk, now, whose=person.membership.pk)
    turn = Case(
        When(Q(risk=ALERT), then=0),
        When(mine, then=1),
        When(Q(reply_by__gt=now) & theirs, then=3),
        default=2,
    )
    return rows.annotate(same=same, turn=turn).order_by("turn", "-risk", "reply_by", "pk")


def listed(person: Person, which: str) -> "QuerySet[Comment]":
    """Return one of LISTS, with what its rows name."""
    rows = waiting(person)
    if which == "late":
        rows = rows.filter(reply_by__lte=timezone.now())
    elif which == "mine":
        rows = rows.filter(claimed_by=person.membership, claimed_until__gt=timezone.now())
    elif which == "appeals":
        open_ones = Appeal.objects.filter(council=person.council, decided_at__isnull=True)
        rows = (
            comments_of(person)
            .filter(appeals__in=open_ones)
            .annotate(same=F("version") * 0, decide_by=F("appeals__due_at"))
        )
        rows = rows.order_by("appeals__due_at", "pk")
    elif which == "by_hand":
        to_do = Enforcement.objects.filter(
            by_hand=True, done_at__isnull=True, ruling__overruled_by__isnull=True
        )
        rows = comments_of(person).filter(rulings__in=to_do.values("ruling")).annotate(same=F("version") * 0)
        rows = rows.order_by("settled_at", "pk")
    elif which == "untold":
        untold = owed(person.council.pk).filter(ruled_at__gte=timezone.now() - WITHIN)
        rows = comments_of(person).filter(rulings__in=untold).annotate(same=F("version") * 0)
        rows = rows.order_by("settled_at", "pk")
    elif which == "referrals":
        waiting_ones = Q(referrals__closed_at__isnull=True, referrals__isnull=False)
        rows = comments_of(person).filter(waiting_ones).annotate(same=F("version") * 0)
        rows = rows.annotate(due_on=F("referrals__due_on"), kind=F("referrals__kind")).order_by(
            "due_on", "pk"
        )
    elif which == "settled":
        rows = comments_of(person).filter(handling=Handling.SETTLED, erased_at__isnull=True)
        rows = rows.annotate(same=F("version") * 0).order_by("-settled_at", "-pk")
    return rows.select_related("channel", "claimed_by__user", "publication__communication")


def next_for(person: Person, after: Comment) -> Comment | None:
    """Return the comment that ``person`` would take next, of those that they rule on, or None. One query."""
    rows = waiting(person).filter(free_for(person)).exclude(pk=after.pk)
    if not may_rule(person):
        rows = rows.filter(ruled_by_manager(person, timezone.now()))
    return rows.first()


def get_asked_author(person: Person, asked: str) -> Comment | None:
    """Return the comment, by its key as typed in an address, whose author is asked for; None where none is.

    So what tells authors apart stands in no address. Raises Http404 where it is not here or not theirs to read, or
    where its author cannot be told from others. One query at most.
    """
    if not asked:
        return None
    key = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _LONGEST_KEY else 0
    found = comments_of(person).filter(pk=key).exclude(author_key="").first()
    if found is None:
        raise Http404
    return found


def said_by(person: Person, comment: Comment) -> "QuerySet[Comment]":
    """Return what ``person`` may read of all that the author of ``comment`` said to this council, the last first."""
    rows = comments_of(person).filter(author_key=comment.author_key).exclude(author_key="")
    rows = rows.annotate(same=F("version") * 0).order_by("-received_at", "-pk")
    return rows.select_related("channel", "claimed_by__user", "publication__communication")


def history_of(person: Person, comment: Comment) -> History:
    """Return what ``person`` may know of what its author said to this council before. One query at most.

    Nothing where authors cannot be told apart. It counts what said_by() lists, so that nobody is told of more than
    they can read there.
    """
    if not comment.author_key:
        return History(0, 0)
    found = (
        said_by(person, comment)
        .exclude(pk=comment.pk)
        .aggregate(comments=Count("pk"), taken_down=Count("pk", filter=Q(showing__in=["hidden", "removed"])))
    )
    return History(found["comments"], found["taken_down"])


@dataclass(frozen=True)
class Name:
    """A name that an author was seen under: as shown, and that of their account; from when until when by our clock."""

    shown: str
    address: str
    first: datetime
    last: datetime


def names_of(person: Person, comment: Comment) -> list[Name]:
    """Return the names under which its author was seen in what ``person`` may read, the newest first. One query.

    Each as it was when it came: names change, and the account behind them stays.
    """
    if comment.erased_at is not None:
        return []
    rows = comments_of(person).filter(author_key=comment.author_key).exclude(author_key="")
    if not comment.author_key:
        rows = comments_of(person).filter(pk=comment.pk)
    seen = rows.order_by().values_list("author", "author_address")
    dated = seen.annotate(first=Min("received_at"), last=Max("received_at")).order_by("-last", "-first")
    return [Name(*one) for one in dated[:MOST_NAMES]]


@dataclass(frozen=True)
class Reason:
    """One thing that screening noticed, in words, with where it is said; of a ground its value and how sure it is."""

    said: str
    spans: tuple[tuple[int, int], ...]
    """Half-open, in code points of the words of this version."""
    ground: str = ""
    sure: int = 0
    """Per cent."""


@dataclass(frozen=True)
class Seen:
    """What screening said of the words as they stand: grounds, and concerns."""

    grounds: tuple[Reason, ...]
    concerns: tuple[Reason, ...]
    model: str

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Return where the words stand that may meet a ground: they are masked."""
        return tuple(span for one in self.grounds for span in one.spans)


def assessment_of(comment: Comment) -> Seen | None:
    """Return what screening said of the latest version, None where it found nothing or is erased. One query."""
    rows = Assessment.objects.filter(comment=comment, version__number=comment.version)
    found = rows.first()
    if found is None or not (found.findings or found.notes):
        return None
    labels = dict(Ground.choices)
    grounds = (
        Reason(labels[row["ground"]], _spans(row), row["ground"], round(row["score"] * 100))
        for row in found.findings
    )
    concerns = (Reason(row["said"], _spans(row)) for row in found.notes)
    return Seen(tuple(grounds), tuple(concerns), found.model)


def _spans(row: dict[str, Any]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in row["spans"])


def referrals_of(person: Person, comment: Comment) -> list[Referral]:
    """Return what it is, or was, dealt with as besides, the last first, for who reads every draft. One query at most.

    Each knows whether ``person`` reads the complaint that was made of it (``complaint_read``).
    """
    if not person.may(Power.READ_ALL):
        return []
    rows = Referral.objects.filter(comment=comment).select_related(
        "opened_by__user", "closed_by__user", "complaint", "errand"
    )
    rows = rows.annotate(complaint_read=Exists(complaints_of(person).filter(referral=OuterRef("pk"))))
    return list(rows.order_by("-pk"))


def rulings_of(comment: Comment) -> list[Ruling]:
    """Return every ruling on it, the last first, each with what carried it out. One query."""
    rows = Ruling.objects.filter(comment=comment)
    rows = rows.select_related(
        "ruled_by__user",
        "version",
        "enforcement__done_by__user",
        "appeal__decided_by__user",
        "appeal__entered__by__user",
        "author_told__by__user",
        "telling",
    )
    return list(rows.order_by("-pk"))

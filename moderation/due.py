"""What is due of notices, cases, complaints, appeals, blocks and one's own channels, for who deals with it alone.

It stands on the desk's first page and in calendars.

Of everybody else's there is nothing here: each question asks for what its own room lets the person read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from moderation.complaints.clock import RUNS_NOW
from moderation.complaints.seeing import CLERK, complaints_of, may_handle
from moderation.complaints.states import State
from moderation.conduct.carrying_out import REVIEWED
from moderation.conduct.reminding import UNTOUCHED
from moderation.conduct.seeing import about_me, handled_by
from moderation.conduct.states import CaseState
from moderation.managing import ruled_by_manager
from moderation.measures.standing import blocks_of, to_do_there
from moderation.models import Appeal, Complaint, ConductOutcome
from moderation.notices.outstanding import standing_still
from moderation.notices.seeing import notices_of
from moderation.notices.states import Stage
from moderation.seeing import comments_of, may_rule
from portal.councils.dates.things import MOST, Dated, Sort, Source, Span
from portal.councils.models import Suspension
from portal.councils.models.authority import in_force
from portal.councils.people import Person
from portal.councils.powers import MEMBERS, Power
from portal.drafts.content import LONDON
from portal.together import Rows, ask_together

SORT = Sort("due", "What is due of notices, cases, complaints and appeals", "Due")
DISCREET = "something that you deal with"
"""What leaves the house of it, in a calendar that others may look into."""
SHOWN = 8

_NOTICE: dict[str, str] = {
    Stage.RECEIVED: "check it",
    Stage.COMPLETE: "pass it on to its poster",
    Stage.WAITING: "its poster was not reached, pass it on again or remove the comment",
    Stage.SILENT: "remove the comment",
    Stage.ANSWERED: "decide about the comment",
}
_CASE: dict[str, str] = {
    CaseState.REPORTED: "look at the report",
    CaseState.TAKEN_UP: "tell them what is alleged",
}
_COMPLAINT: dict[str, str] = {
    State.RECEIVED: "acknowledge it",
    State.REVIEW: "decide the review",
    "": "answer it",
}
_PAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    "notice": ("Notice of defamation", "defamation_notice", _NOTICE),
    "standing": (
        "Notice of defamation",
        "defamation_notice",
        {"": "the comment stands on its network still"},
    ),
    "case": ("Case", "conduct_case", _CASE),
    "answer": ("Case", "conduct_case", {"": "the time for the answer ends"}),
    "order": ("Case", "conduct_case", {"": "what was ordered is to be done"}),
    "review": ("Case", "conduct_case", {"": "look at the suspension again"}),
    "mine": ("Case", "conduct_mine", {"": "answer what is alleged of you"}),
    "complaint": ("Complaint", "complaint", _COMPLAINT),
    "word": ("Comment", "comment", {"": "rule on it, its answer is due"}),
    "appeal": (
        "Appeal about comment",
        "comment",
        {"": "decide it", "own": "the ruling is yours, so somebody else or a committee decides it"},
    ),
    "block": ("Block for comment", "comment", {"": "look at it again, or end it"}),
    "there": (
        "Block for comment",
        "comment",
        {
            "": "block the account on its network by hand",
            "ended": "unblock the account on its network by hand",
        },
    ),
}
"""By question: what it is called, its page, and what is to be done, by where it stands."""
_NUMBERS = {name: number for number, name in enumerate(_PAGES)}
"""In the key of each, which goes out with a calendar and tells nobody what it is."""


@dataclass(frozen=True)
class Due:
    """One thing that is due: ``what`` in words, ``by`` an aware moment, or the last day for it."""

    key: str
    what: str
    link: str
    by: date | datetime
    changed: datetime

    @property
    def is_late(self) -> bool:
        """Return whether its time is over."""
        if isinstance(self.by, datetime):
            return self.by <= timezone.now()
        return self.by < timezone.localdate(timezone=LONDON)

    @property
    def has_an_hour(self) -> bool:
        """Return whether a moment is known, not the day alone."""
        return isinstance(self.by, datetime)

    @property
    def order(self) -> tuple[date, str]:
        """Return its place among others: what is due first, first."""
        day = self.by.astimezone(LONDON).date() if isinstance(self.by, datetime) else self.by
        return day, self.key


@dataclass(frozen=True)
class Asked:
    """One question: ``rows`` with the key, reference, step, when it came, and ``by`` when each is due."""

    name: str
    rows: "QuerySet[Any, Any]"

    def first(self) -> "QuerySet[Any, Any]":
        """Return what is due first."""
        return self.rows.order_by("by", "own").values_list(*_COLUMNS)[:SHOWN]

    def within(self, span: Span) -> "QuerySet[Any, Any]":
        """Return what is due in these days, and at the midnight with which they end."""
        rows = self.rows.filter(by__range=(span.start, span.end))
        return rows.order_by("by", "own").values_list(*_COLUMNS)[:MOST]


_COLUMNS = ("own", "key", "named", "step", "came", "by")
_DAYS = {"answer", "order", "review", "mine", "block"}
"""Of which the last day is known, and no moment."""


def _asked(name: str, rows: "QuerySet[Any, Any]", *, of: str, step: str, came: str, by: Any) -> Asked:
    """Return a question about ``rows``; ``of`` leads from them to their case, ``step`` is a column or ''."""
    facts = {"own": F("pk"), "key": F(f"{of}pk"), "named": F(f"{of}reference"), "came": F(f"{of}{came}")}
    rows = rows.annotate(**facts, step=F(step) if step else Value(""))
    return Asked(name, rows.annotate(by=Cast(by, DateTimeField())).filter(by__isnull=False))


def asked_of(person: Person) -> list[Asked]:
    """Return the questions about what is due of ``person``: one for who deals with nothing. At most one query."""
    mine = about_me(person).filter(state=CaseState.AWAITING)
    found = [_asked("mine", mine, of="", step="", came="told_at", by=F("answer_by"))]
    if person.membership.role in MEMBERS and person.may(Power.DRAFT):
        found.append(_said_on_my_channels(person))
    if may_rule(person):
        found += [*_notices(person), *_appeals_and_blocks(person)]
    office = may_handle(person, Complaint.Kind.COMMUNICATION)
    if office or may_handle(person, CLERK):
        found += _cases(person)
        rows = complaints_of(person).filter(closed_at__isnull=True)
        found.append(_asked("complaint", rows, of="", step="state", came="received_at", by=RUNS_NOW))
    return found


def _said_on_my_channels(person: Person) -> Asked:
    """Ask for what waits on the channels that a member manages, as long as it is theirs to rule on."""
    rows = comments_of(person).filter(
        ruled_by_manager(person, timezone.now()), alike__isnull=True, erased_at__isnull=True
    )
    return _asked("word", rows, of="", step="", came="received_at", by=F("reply_by"))


def _notices(person: Person) -> list[Asked]:
    mine = notices_of(person).filter(erased_at__isnull=True)
    # While it waits the time is the poster’s, and the council’s where the letter did not go (hold_to_receipt).
    unreached = Q(stage=Stage.WAITING) & ~Q(due_at=F("answer_by"))
    to_do = mine.filter(Q(stage__in=set(_NOTICE) - {Stage.WAITING}) | unreached, closed_at__isnull=True)
    still = standing_still().filter(council=person.council)
    facts = {"of": "", "step": "stage", "came": "received_at"}
    return [
        _asked("notice", to_do, by=F("due_at"), **facts),
        _asked("standing", still, by=F("down_by"), **facts),
    ]


def _appeals_and_blocks(person: Person) -> list[Asked]:
    """Ask for the appeals to be decided and the blocks to be looked at again.

    Whoever ruled sees the appeal too: where nobody else rules, they enter what a committee decided.
    """
    open_ones = Appeal.objects.filter(council=person.council, decided_at__isnull=True, erased_at__isnull=True)
    whose = Case(When(ruled_by__user=person.user_id, then=Value("own")), default=Value(""))
    facts = {"of": "comment__", "came": "received_at"}
    return [
        _asked("appeal", open_ones.annotate(whose=whose), by=F("due_at"), step="whose", **facts),
        _asked("there", to_do_there(person.council.pk), by=F("made_at"), step="step", **facts),
        _asked("block", blocks_of(person.council.pk), by=F("review_on"), step="", **facts),
    ]


def _cases(person: Person) -> list[Asked]:
    cases = handled_by(person)
    new = cases.filter(state__in=[CaseState.REPORTED, CaseState.TAKEN_UP])
    waiting = cases.filter(state=CaseState.AWAITING)
    outcomes = ConductOutcome.objects.filter(case__in=cases.values("pk"), case__state=CaseState.DECIDED)
    running = Suspension.objects.filter(in_force(timezone.now()), review_on__isnull=False)
    held = ConductOutcome.objects.filter(
        case__in=cases.values("pk"), kind__in=REVIEWED, suspension__in=running
    )
    case = {"of": "", "step": "state", "came": "reported_at"}
    decided = {"of": "case__", "step": "", "came": "reported_at"}
    orders = outcomes.filter(done_at__isnull=True, due_on__isnull=False)
    return [
        _asked("case", new, by=F("reported_at") + Value(UNTOUCHED), **case),
        _asked("answer", waiting, by=F("answer_by"), **case),
        _asked("order", orders, by=F("due_on"), **decided),
        _asked("review", held, by=F("suspension__review_on"), **decided),
    ]


def read(person: Person, asked: Sequence[Asked], found: Sequence[Rows]) -> list[Due]:
    """Return what the questions brought, what is due first standing first."""
    made = [_due(person, one.name, row) for one, rows in zip(asked, found, strict=True) for row in rows]
    return sorted(made, key=lambda one: one.order)


def first_due(person: Person, asked: Sequence[Asked], found: Sequence[Rows]) -> list[Due]:
    """Return the first of read() that a page shows."""
    return read(person, asked, found)[:SHOWN]


def _due(person: Person, name: str, row: list[Any]) -> Due:
    own, key, reference, step, came, by = row
    called, page, words = _PAGES[name]
    when = datetime.fromisoformat(by).astimezone(LONDON)
    end: date | datetime = when
    if name in _DAYS:
        end = when.date()
    elif when.time() == time.min:  # the end of the day before, as the times of complaints are kept
        end = when.date() - timedelta(days=1)
    return Due(
        key=f"due-{_NUMBERS[name]}-{own}",
        what=f"{called} {reference}: {words.get(step) or words['']}",
        link=reverse(page, args=[person.council.slug, key]),
        by=end,
        changed=datetime.fromisoformat(came),
    )


def due_dates(person: Person, span: Span) -> list[Dated]:
    """Return what is due in ``span`` as the calendar shows it; what leaves the house of it says nothing of it.

    Two queries at most. The link leads to the first page of the desk: an address may tell what something is.
    """
    asked = asked_of(person)
    found = read(person, asked, ask_together(*(one.within(span) for one in asked)))
    home = reverse("desk_home", args=[person.council.slug])
    made = [
        Dated(
            sort=SORT,
            key=one.key,
            title=one.what,
            link=home,
            begins=one.by,
            changed=one.changed,
            discreet=DISCREET,
        )
        for one in found
    ]
    return [one for one in made if span.first <= one.first_day <= span.last]


DATES = Source((SORT,), due_dates)

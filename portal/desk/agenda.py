"""What needs a person now: read for the desk's first page in a bounded number of queries."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.utils import timezone

from approvals.falling_due import still_in_time
from approvals.letters.seeing import letters_waiting_for
from approvals.models import OPEN, Enquiry, ReceivedLetter, Review, ReviewState, SecondLook
from approvals.press.seeing import press_waiting_for
from approvals.queue import trouble_rows, troubles
from approvals.queue_rows import DUE, ORDERS, shown_in_lists, waiting_rows
from approvals.waiting import Wait, waits_for
from moderation.due import Due, asked_of, first_due
from policies.asking import open_questions
from policies.documents.acknowledging import to_accept
from policies.documents.reading import reviews_due
from policies.drafting import reasons_against
from policies.matters.restraining import restraints_to_accept
from policies.meetings.pledges import pledges_owed
from policies.models import FlagRequest, Pledge, Question, Version
from portal.channels.models import Access, Dispatch, LetterFile, NewsItem, Notice, Publication
from portal.channels.notices.retrying import failed_notices
from portal.channels.outbox.rows import Row, RowKind, channel_of, publication_of
from portal.channels.register.reading import Entry, wants_somebody
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person
from portal.councils.powers import Power, Role
from portal.desk.roster import Seat, seat_of
from portal.drafts.access import kept_from, visible_to, worked_on_by
from portal.drafts.kinds import KINDS, Kind
from portal.drafts.models import Communication, Quote
from portal.drafts.quotes.listing import waiting_for
from portal.drafts.states import Stage
from portal.together import ask_together, counted

SHOWN = 8


@dataclass(frozen=True)
class Issued:
    """An issue that is out: the title it went out with, and its public slug for whoever does not work on it."""

    publication: Publication
    title: str
    slug: str


@dataclass(frozen=True)
class Draft:
    """One of my drafts; ``review`` is its last one: why it came back, or who has it in hand."""

    item: Communication
    review: Review | None

    @property
    def came_back(self) -> bool:
        """Return whether the clerk returned it and it has not been submitted since."""
        return self.review is not None and self.review.state == ReviewState.RETURNED


@dataclass(frozen=True)
class Start:
    """A kind that may be drafted, or why not."""

    kind: Kind
    why_not: str = ""


@dataclass(frozen=True)
class Trouble:
    """Something of the outbox that waits for a person."""

    row: Row
    publication: Publication
    where: str
    is_withdrawal: bool


@dataclass(frozen=True)
class Agenda:
    """Everything that the desk's first page shows one person."""

    drafts: list[Draft]
    drafts_count: int
    submitted: list[Draft]
    starts: list[Start]
    issued: list[Issued]
    looks: list[SecondLook]
    queue: dict[str, Any] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    troubles_count: int = 0
    scheduled: list[Publication] = field(default_factory=list)
    letters_to_post: int = 0
    untold: list[Notice] = field(default_factory=list)
    """Messages to members that could not be sent."""
    untold_count: int = 0
    to_accept: list[Version] = field(default_factory=list)
    """Policies in force that the person has not accepted yet."""
    pledges: list[Pledge] = field(default_factory=list)
    """Closed sessions before which the person is asked to reaffirm confidentiality."""
    questions: list[Question] = field(default_factory=list)
    """What members ask before saying it, for whoever may answer; the first of them."""
    questions_count: int = 0
    restraints: list[FlagRequest] = field(default_factory=list)
    """What is asked of the person about matters that are especially sensitive."""
    reviews: list[Version] = field(default_factory=list)
    """Policies whose annual review is due soon, or overdue; the first of them."""
    reviews_count: int = 0
    waiting_words: list[Quote] = field(default_factory=list)
    """Quotations whose exact words wait for the person's approval."""
    press: list[Enquiry] = field(default_factory=list)
    """What the press asks, as far as the person has something to do about it."""
    letters: list[ReceivedLetter] = field(default_factory=list)
    """Letters to the council that are the person's to answer, or nobody's yet."""
    asked_of_you: list[Wait] = field(default_factory=list)
    """Texts that the person was asked to read, and views that they are asked for."""
    due: list[Due] = field(default_factory=list)
    """What is due of notices, cases and complaints that the person deals with, or is to answer; the first of it."""
    channels: list[Entry] = field(default_factory=list)
    channels_count: int = 0
    hand_over: list[Access] = field(default_factory=list)
    seat: Seat | None = None
    """An officer's own: what the clerk delegated to them, and to whom their questions can go."""


def agenda_of(person: Person) -> Agenda:
    """Return what ``person`` should see first. At most thirty-one queries, whatever there is."""
    mine = _mine(person)
    issued = _issued(person)
    looks = _owed(person)
    seat = seat_of(person) if person.membership.role == Role.OFFICER else None
    common = {**mine, "seat": seat, "starts": starts_of(person), "issued": issued, "looks": looks}
    common |= {"to_accept": to_accept(person), "pledges": pledges_owed(person)}
    waiting_words = waiting_for(person.user_id).filter(council=person.council)
    common["waiting_words"] = list(waiting_words[:SHOWN])
    common["press"] = list(press_waiting_for(person)[:SHOWN])
    common["letters"] = list(letters_waiting_for([person]).select_related("holder__user")[:SHOWN])
    common["asked_of_you"] = waits_for(person)
    common["restraints"] = list(restraints_to_accept(person)[:SHOWN])
    asked = asked_of(person)
    if not (person.may(Power.DECIDE) or person.may(Power.READ_ALL)):
        return Agenda(**common, due=first_due(person, asked, ask_together(*(one.first() for one in asked))))
    *found, posting = ask_together(*(one.first() for one in asked), counted(letters_waiting(person)))
    stuck, count = _troubles(person)
    failed, failed_count = first_of(failed_notices(person))
    reviews, reviews_count = (
        first_of(reviews_due(person.council.pk)) if person.may(Power.CONFIGURE) else ([], 0)
    )
    questions, questions_count = (
        first_of(open_questions(person.council.pk)) if person.may(Power.DECIDE) else ([], 0)
    )
    return Agenda(
        **common,
        queue=_queue(person),
        troubles=stuck,
        troubles_count=count,
        scheduled=_scheduled(person),
        letters_to_post=posting[0][0] if posting else 0,
        due=first_due(person, asked, found),
        untold=failed,
        untold_count=failed_count,
        questions=questions,
        questions_count=questions_count,
        reviews=reviews,
        reviews_count=reviews_count,
        **_channels_to_do(person),
    )


def _channels_to_do(person: Person) -> dict[str, Any]:
    """Return the channels that need whoever keeps the register, and whose part in one is to be handed over."""
    if not person.may(Power.MANAGE_CHANNELS):
        return {}
    found, leaving = wants_somebody(person.council)
    return {"channels": found[:SHOWN], "channels_count": len(found), "hand_over": leaving[:SHOWN]}


def first_of(rows: "QuerySet[Any]") -> tuple[list[Any], int]:
    """Return the first of ``rows`` that the desk shows, and how many there are in all. One query."""
    shown = list(rows.annotate(in_all=Window(Count("*")))[:SHOWN])
    return shown, shown[0].in_all if shown else 0


def starts_of(person: Person) -> list[Start]:
    """Return each kind with why ``person`` may not draft it, or ''; none for somebody who writes nothing here."""
    if not person.may(Power.DRAFT):
        return []
    against = reasons_against(person)
    return [Start(kind, against.get(slug, "")) for slug, kind in KINDS.items()]


def letters_waiting(person: Person) -> "QuerySet[LetterFile]":
    """Return the letters that were made and not yet noted as posted, but for what is closed to ``person``.

    The oldest first.
    """
    letters = LetterFile.objects.filter(
        delivery__publication__council_id=person.council.pk,
        posted_at__isnull=True,
        delivery__state=Delivering.SENT,
    ).exclude(delivery__publication__communication__in=kept_from(person))
    return letters.order_by("made_at", "pk")


def _mine(person: Person) -> dict[str, Any]:
    """Return my drafts (those that came back first) and what I submitted. Three queries."""
    if not person.may(Power.DRAFT):
        return {"drafts": [], "drafts_count": 0, "submitted": []}
    items = worked_on_by(person).filter(author_id=person.membership.pk)
    open_items = items.filter(stage__in=[Stage.DRAFT, Stage.RETURNED])
    ordered = open_items.order_by("-stage", "-changed_at")  # "returned" sorts after "draft"
    written, drafts_count = first_of(ordered)
    waiting = list(items.filter(stage=Stage.SUBMITTED).order_by("-changed_at")[:SHOWN])
    reviews = _last_reviews([item.pk for item in [*written, *waiting]])
    drafts = [Draft(item, reviews.get(item.pk)) for item in written]
    return {
        "drafts": sorted(drafts, key=lambda draft: not draft.came_back),
        "drafts_count": drafts_count,
        "submitted": [Draft(item, reviews.get(item.pk)) for item in waiting],
    }


def _last_reviews(item_ids: list[int]) -> dict[int, Review]:
    rows = Review.objects.filter(communication_id__in=item_ids).select_related(
        "decided_by__user", "claimed_by__user"
    )
    last = rows.order_by("communication_id", "-submitted_at", "-pk").distinct("communication_id")
    return {row.communication_id: row for row in last}


def _queue(person: Person) -> dict[str, Any]:
    """Return how many reviews wait, since when, how many were not decided in time, the first. At most four queries."""
    waiting = Review.objects.filter(council_id=person.council.pk, state__in=OPEN)
    waiting = waiting.exclude(communication__in=kept_from(person))
    now = timezone.now()
    in_time = still_in_time(now)
    figures = waiting.aggregate(
        count=Count("pk", filter=in_time),
        oldest=Min("submitted_at", filter=in_time),
        expired=Count("pk", filter=Q(due_at__lte=now)),
    )
    first = shown_in_lists(waiting.filter(in_time)).order_by(*ORDERS[DUE])[:SHOWN]
    return {**figures, "first": waiting_rows(first, person)}


def _owed(person: Person) -> list[SecondLook]:
    """Return the second looks that are owed and that the person may see, who reads the record. At most one query."""
    if not person.may(Power.READ_RECORD):
        return []
    owed = SecondLook.objects.filter(council_id=person.council.pk, done_at__isnull=True)
    seen = owed.select_related("communication", "issued_by__user", "clearance").order_by("owed_since", "pk")
    return list(seen.filter(communication__in=visible_to(person))[:SHOWN])


def _issued(person: Person) -> list[Issued]:
    """Return what went out lately and is the person's to read, newest first, under the title it went out with.

    Not whatever is live: an embargo is kept from members too, and a letter is between those who work on it. While an
    item is being corrected, whoever does not work on it reads it where the public does. One query.
    """
    page = NewsItem.objects.filter(publication=OuterRef("pk"), withdrawn_at=None, taken_down_at=None)
    live = Publication.objects.filter(council_id=person.council.pk, state=PublicState.LIVE).annotate(
        page_slug=Subquery(page.values("slug")[:1]),
        is_mine=Exists(worked_on_by(person).filter(pk=OuterRef("communication"))),
    )
    seen = live.filter(Q(is_mine=True) | Q(page_slug__isnull=False))
    rows = seen.select_related("communication__author__user", "revision").order_by("-live_at", "-pk")[:SHOWN]
    return [
        Issued(row, str(row.revision.content["title"]), "" if row.is_mine else str(row.page_slug))
        for row in rows
    ]


def _scheduled(person: Person) -> list[Publication]:
    """Return what goes out next; not what was edited since its approval, which is void. One query."""
    rows = Publication.objects.filter(
        council_id=person.council.pk,
        state=PublicState.SCHEDULED,
        revision=F("communication__current_revision"),
    ).exclude(communication__in=kept_from(person))
    return list(rows.select_related("communication").order_by("go_at", "pk")[:SHOWN])


def _troubles(person: Person) -> tuple[list[Trouble], int]:
    """Return what of the outbox waits for a person, and how much of it there is. At most five queries."""
    found = troubles(person)
    shown = [
        Trouble(row, publication_of(row), _where(row), is_withdrawal=kind is RowKind.COMMAND)
        for kind, row in trouble_rows(found[:SHOWN])
    ]
    return shown, found.count()


def _where(row: Row) -> str:
    """Return the channel, and of a mail to whom."""
    channel = channel_of(row).name
    return f"{channel}: {row.contact}" if isinstance(row, Dispatch) else channel

"""What waits for one person in all of their councils together, read in a bounded number of queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, QuerySet, When
from django.utils import timezone

from approvals.falling_due import still_in_time
from approvals.filtering import EVERY_COUNCIL, Asked, Choosable, Filter, choosable, condition, fields_of
from approvals.letters.seeing import letters_waiting_for
from approvals.models import OPEN, ReceivedLetter, Review, SecondLook
from approvals.queue import read_by, troubles_asked
from approvals.queue_rows import ORDERS, Waiting, shown_in_lists, waiting_rows
from approvals.saving_filters import Kept, kept_across
from approvals.waiting import Wait, waits_for
from portal.councils.people import Person, people_of
from portal.councils.powers import Power
from portal.drafts.access import barred_items
from portal.drafts.models import Communication, Quote
from portal.drafts.quotes.listing import waiting_for
from portal.drafts.states import Stage
from portal.together import Rows, ask_together, bring_together

SHOWN = 30
ALL_COUNCILS = Filter(councils=EVERY_COUNCIL)


@dataclass(frozen=True)
class Desk:
    """One council of the person, with how much waits there; ``expired`` was not decided in time and counts apart."""

    person: Person
    waiting: int
    expired: int
    troubles: int
    owed: int
    returned: int

    @property
    def decides(self) -> bool:
        """Return whether the person may approve there at this moment."""
        return self.person.may(Power.DECIDE)

    @property
    def writes(self) -> bool:
        """Return whether the person may write drafts there at this moment."""
        return self.person.may(Power.DRAFT)


@dataclass(frozen=True)
class Together:
    """Everything that the combined inbox shows."""

    desks: list[Desk]
    page: Page[Review]
    rows: list[Waiting]
    fields: list[Asked]
    kept: list[Kept]
    looks: list[SecondLook]
    returned: list[Communication]
    waiting_words: list[Quote]
    letters: list[ReceivedLetter]
    asked_of_you: list[Wait]

    @property
    def reviews(self) -> list[Review]:
        """Return the reviews of the page."""
        return list(self.page)

    @property
    def waiting(self) -> int:
        """Return how many items wait for approval in all the councils where the person approves, still in time."""
        return sum(desk.waiting for desk in self.desks)

    @property
    def expired(self) -> int:
        """Return how many items were not decided in time in these councils."""
        return sum(desk.expired for desk in self.desks)

    @property
    def undecided(self) -> int:
        """Return how many items the list has while no filter leaves any out."""
        return self.waiting + self.expired


def inbox_of(user_id: int, asked: Filter = ALL_COUNCILS, *, number: str = "1") -> Together:
    """Return what waits for the user in every council they serve, with page ``number`` of what ``asked`` leaves in.

    Five queries, one more where it narrows, and two where a row touches a flagged matter; however many councils.
    """
    people = people_of(user_id)
    deciding = deciding_among(people)
    mine = [person.membership.pk for person in people]
    theirs = read_by(deciding)
    reviews = Review.objects.filter(theirs, state__in=OPEN)
    looks = SecondLook.objects.filter(theirs, done_at__isnull=True).exclude(issued_by_id__in=mine)
    returned = _returned_to(people)
    now = timezone.now()
    in_time, late = reviews.filter(still_in_time(now)), reviews.filter(due_at__lte=now)
    counts = [_by_council(rows) for rows in (in_time, late, looks, returned)]
    named, saved, *numbers = ask_together(
        _named(asked, deciding),
        kept_across(user_id).values_list("name", "query"),
        *counts,
        *troubles_asked(deciding),
    )
    waiting, expired, owed, came_back, *outbox = map(_per_council, numbers)
    troubles = sum(outbox, Counter[int]())
    desks = [
        Desk(person, waiting[pk], expired[pk], troubles[pk], owed[pk], came_back[pk])
        for person in people
        for pk in [person.council.pk]
    ]
    page = _page(reviews, asked, deciding, number=number, counted=(waiting + expired).total())
    debts, drafts, words, letters = _lists(user_id, people, looks, returned)
    return Together(
        desks,
        page,
        waiting_rows(page, *deciding, named=True),
        fields_of(
            asked, [Choosable(*row) for row in named], councils=[person.council for person in deciding]
        ),
        [Kept(*row) for row in saved],
        debts,
        drafts,
        words,
        letters,
        waits_for(*people),
    )


def _returned_to(people: Sequence[Person]) -> "QuerySet[Communication]":
    """Return the question what came back to the user, who is ``people``, as an author. No query yet.

    Not what a gate bars to them since the clerk wrote in it (portal.drafts.access.barred_items).
    """
    mine = [person.membership.pk for person in people]
    rows = Communication.objects.filter(author_id__in=mine, stage=Stage.RETURNED)
    for barred in map(barred_items, people):
        rows = rows if barred is None else rows.exclude(pk__in=barred.values("pk"))
    return rows


def _lists(
    user_id: int,
    people: Sequence[Person],
    looks: "QuerySet[SecondLook]",
    returned: "QuerySet[Communication]",
) -> list[list[Any]]:
    """Return the first of second looks, returned items, words and letters that wait for the user. One query."""
    owed = looks.select_related("council", "communication", "issued_by__user", "clearance")
    return bring_together(
        owed.order_by("owed_since", "pk")[:SHOWN],
        returned.select_related("council").order_by("-changed_at", "-pk")[:SHOWN],
        waiting_for(user_id)[:SHOWN],
        letters_waiting_for(people).select_related("council", "holder__user")[:SHOWN],
    )


def deciding_among(people: Sequence[Person]) -> list[Person]:
    """Return who of ``people`` decides in their council: what waits there is in the list."""
    return [person for person in people if person.may(Power.DECIDE)]


def named_in(asked: Filter, deciding: Sequence[Person]) -> list[Choosable]:
    """Return the members whom the filter's form offers: of the council that it names, else of all. One query."""
    return [Choosable(*row) for row in _named(asked, deciding)]


def _named(asked: Filter, deciding: Sequence[Person]) -> "QuerySet[Any, Any]":
    offered = [person for person in deciding if asked.councils in {EVERY_COUNCIL, person.council.slug}]
    return choosable([person.council.pk for person in offered or deciding])


def _page(
    reviews: "QuerySet[Review]", asked: Filter, deciding: Sequence[Person], *, number: str, counted: int
) -> Page[Review]:
    """Return one page of what ``asked`` leaves in of ``reviews``, of which there are ``counted``, in its order.

    What was not decided in time stands below all else: none of it can be approved before it has a new time.
    """
    late_last = Case(When(due_at__lte=timezone.now(), then=1), default=0)
    rows = shown_in_lists(reviews.filter(condition(asked, *deciding)))
    left = rows.order_by(late_last, *ORDERS[asked.sorting])
    paginator = Paginator(left, SHOWN)
    if not asked.narrows:
        paginator.count = counted
    return paginator.get_page(number)


def _by_council(rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """Return the question how many of ``rows`` each council has. No query yet."""
    found: QuerySet[Any, Any] = rows.order_by().values_list("council_id").annotate(count=Count("pk"))
    return found


def _per_council(rows: Rows) -> Counter[int]:
    return Counter({int(pk): int(count) for pk, count in rows})

"""What waits for one person in all of their councils together, read in a bounded number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from approvals.filtering import DUES, EVERY_COUNCIL, PASSED, Asked, Filter, condition, fields_of
from approvals.letters.seeing import letters_waiting_for
from approvals.models import OPEN, ReceivedLetter, Review, SecondLook
from approvals.queue import read_by, troubles_by_council
from approvals.queue_rows import DUE, ORDERS
from approvals.waiting import Wait, waits_for
from portal.councils.models import Council
from portal.councils.people import Person, people_of
from portal.councils.powers import Power
from portal.drafts.models import Communication, Quote
from portal.drafts.quotes.listing import waiting_for
from portal.drafts.states import Stage

SHOWN = 30
ALL_COUNCILS = Filter(councils=EVERY_COUNCIL)


@dataclass(frozen=True)
class Desk:
    """One council of the person, with how much waits there."""

    person: Person
    waiting: int
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
    fields: list[Asked]
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
        """Return how many items wait for approval in all the councils where the person approves."""
        return sum(desk.waiting for desk in self.desks)


def inbox_of(user_id: int, asked: Filter = ALL_COUNCILS, *, number: str = "1") -> Together:
    """Return what waits for the user in every council they serve, with page ``number`` of what ``asked`` leaves in.

    Fourteen queries, one more where it narrows, however many councils.
    """
    people = people_of(user_id)
    deciding = [person for person in people if person.may(Power.DECIDE)]
    mine = [person.membership.pk for person in people]
    theirs = read_by(deciding)
    reviews = Review.objects.filter(theirs, state__in=OPEN)
    looks = SecondLook.objects.filter(theirs, done_at__isnull=True).exclude(issued_by_id__in=mine)
    returned = Communication.objects.filter(author_id__in=mine, stage=Stage.RETURNED)
    waiting, owed = _by_council(reviews), _by_council(looks)
    came_back, troubles = _by_council(returned), troubles_by_council(deciding)
    desks = [
        Desk(person, waiting[pk], troubles[pk], owed[pk], came_back[pk])
        for person in people
        for pk in [person.council.pk]
    ]
    return Together(
        desks,
        _page(reviews, asked, number, sum(waiting.values())),
        _fields(asked, [person.council for person in deciding]),
        list(
            looks.select_related("council", "communication", "issued_by__user", "clearance").order_by(
                "owed_since", "pk"
            )[:SHOWN]
        ),
        list(returned.select_related("council").order_by("-changed_at", "-pk")[:SHOWN]),
        list(waiting_for(user_id)[:SHOWN]),
        list(letters_waiting_for(people).select_related("council", "holder__user")[:SHOWN]),
        waits_for(*people),
    )


def _page(reviews: "QuerySet[Review]", asked: Filter, number: str, counted: int) -> Page[Review]:
    """Return one page of what ``asked`` leaves in of ``reviews``, of which there are ``counted``: due first, first."""
    rows = reviews.select_related("council", "communication", "submitted_by__user", "claimed_by__user")
    paginator = Paginator(rows.filter(condition(asked, None)).order_by(*ORDERS[DUE]), SHOWN)
    if not asked.narrows:
        paginator.count = counted
    return paginator.get_page(number)


def _fields(asked: Filter, councils: Iterable[Council]) -> list[Asked]:
    """Return the fields of the filter form: those of a queue that mean the same in every council."""
    here = [(council.slug, council.name) for council in councils]
    same = [one for one in fields_of(asked, []) if one.name in {"kind", "risk"}]
    due = Asked("due", "Due", [(PASSED, "Not decided in time"), *DUES], asked.due)
    return [Asked("councils", "Council", here, asked.councils), *same, due]


def _by_council(rows: "Iterable[object]") -> Counter[int]:
    """Return how many of the query's rows each council has. One query."""
    found = rows.order_by().values_list("council_id").annotate(count=Count("pk"))  # type: ignore[attr-defined]
    return Counter(dict(found))

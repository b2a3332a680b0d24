"""The rows of the queue: each open review as the list shows it, from what is noted with it. It changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, QuerySet

from approvals.falling_due import has_expired, shown_due
from approvals.models import OPEN, Review
from approvals.queue_asks import owed_to, with_asks
from approvals.weighing import SEVERITIES
from policies.evaluate import Severity
from policies.matters.holding import Stop, stops_across
from policies.models import Period
from portal.councils.people import Person

NEWEST, OLDEST, DUE = "newest", "oldest", "due"
ORDERS = {
    NEWEST: ("-submitted_at", "-pk"),
    OLDEST: ("submitted_at", "pk"),
    DUE: (F("due_at").asc(nulls_last=True), "submitted_at", "pk"),
}


@dataclass(frozen=True)
class Waiting:
    """One open review as the list shows it. ``worst`` is the severest of its findings or None.

    ``due`` says what falls due and when. ``edited``: who has it in hand changed the text beside the review's own page;
    what is noted with it is of the new text (approvals.following). ``unsure``: the circumstances moved on, and nobody
    has judged it in them yet. ``owed``: whose view or agreement it waits for. ``late``: it was not decided in time.
    ``mine``: the reader was the last to take it in hand. ``slug`` and ``council`` tell where it waits, the second in a
    list of several councils.
    """

    review: Review
    worst: Severity | None
    due: tuple[str, datetime | date] | None
    period: str
    own: bool
    edited: bool
    unsure: bool
    slug: str
    council: str = ""
    late: bool = False
    mine: bool = False
    stops: tuple[Stop, ...] = ()
    owed: tuple[str, ...] = ()

    @property
    def findings(self) -> int:
        """Return how many findings the rules had."""
        return self.review.found


def open_reviews(council_id: int, *, order: str = NEWEST) -> "QuerySet[Review]":
    """Return the council's open reviews in one of ORDERS, with what waiting_rows() reads."""
    rows = Review.objects.filter(council_id=council_id, state__in=OPEN)
    return shown_in_lists(rows).order_by(*ORDERS[order])


def shown_in_lists(rows: "QuerySet[Review]") -> "QuerySet[Review]":
    """Return ``rows`` with what waiting_rows() reads of them. No query yet."""
    seen = rows.select_related("communication__author", "submitted_by__user", "claimed_by__user")
    return with_asks(seen.defer("message", "reason"))


def waiting_rows(
    reviews: Iterable[Review], *people: Person, flagged: bool = True, named: bool = False
) -> list[Waiting]:
    """Return each of ``reviews`` (of shown_in_lists()) as a list shows it to ``people``: one user in its councils.

    ``named``: each says of which council it is. No query where nothing is ``flagged``, nor where no row touches a
    flagged matter; else two, however many councils: texts are read then.
    """
    shown, reader = list(reviews), {person.council.pk: person for person in people}
    touching = [row for row in shown if row.flagged_matters or _moved_on(row, reader[row.council_id])]
    stops = stops_across(people, (row.communication for row in touching)) if flagged and touching else {}
    made = [_waiting(row, reader[row.council_id], stops.get(row.communication_id, ())) for row in shown]
    return (
        [replace(row, council=reader[row.review.council_id].council.name) for row in made] if named else made
    )


def _moved_on(review: Review, person: Person) -> bool:
    """Return whether the circumstances of its council are others than those in which it was weighed."""
    return review.weighed_version != person.council.circumstances_version


def _waiting(review: Review, person: Person, stops: Sequence[Stop]) -> Waiting:
    return Waiting(
        review=review,
        worst=worst_of(review),
        due=shown_due(review),
        period=period_of(review),
        own=review.communication.author.user_id == person.user_id,
        edited=review.revision_id != review.communication.current_revision_id,
        unsure=_moved_on(review, person),
        slug=person.council.slug,
        late=has_expired(review),
        mine=review.claimed_by_id == person.membership.pk,
        stops=tuple(stops),
        owed=owed_to(review),
    )


def worst_of(review: Review) -> Severity | None:
    """Return the severest weight that was noted of its findings, or None."""
    return SEVERITIES.get(review.worst)


def period_of(review: Review) -> str:
    """Return the period that reigned when it was weighed, in words, or ''."""
    return str(Period.Kind(review.period).label) if review.period in Period.Kind.values else ""

"""Reading the clerk's desk: what waits, what was decided, what is owed, what needs a person. It changes nothing."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value

from approvals.claiming import available_to
from approvals.falling_due import still_in_time
from approvals.filtering import EVERYTHING, PASSED, Filter, condition
from approvals.models import OPEN, Review, ReviewState, SecondLook
from approvals.queue_rows import DUE, NEWEST, ORDERS
from policies.matters.holding import stops_on
from portal.channels.models import Delivery, Publication
from portal.channels.outbox.rows import MODELS, Row, RowKind
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person, people_of
from portal.councils.powers import Power
from portal.drafts.access import kept_from, visible_to

PAGE = 50
NEEDS_A_PERSON = (Delivering.FAILED, Delivering.UNKNOWN, Delivering.HELD)
DECIDED = (ReviewState.APPROVED, ReviewState.RETURNED, ReviewState.REJECTED)


def reading_elsewhere(person: Person, everywhere: Iterable[Person]) -> list[Person]:
    """Return who the user is in other councils than this one where they read what waits; of people_of()."""
    return [one for one in everywhere if one.may(Power.READ_ALL) and one.council.pk != person.council.pk]


def waiting_for(people: Iterable[Person]) -> "QuerySet[Any, Any]":
    """Return the question how many reviews wait in each council of ``people``: (its key, how many). No query yet."""
    waiting = Review.objects.filter(read_by(people), still_in_time(), state__in=OPEN)
    found: QuerySet[Any, Any] = waiting.order_by().values_list("council_id").annotate(number=Count("pk"))
    return found


def read_by(people: Iterable[Person], issue: str = "") -> Q:
    """Return the condition on a row that its item is of a council of ``people`` and not closed to them there.

    ``people`` are one user in councils where they read all; ``issue`` is the row's way to what names both, or ''.
    """
    read = Q(pk__in=[])
    for person in people:
        closed = Q(**{f"{issue}communication__in": kept_from(person)})
        read |= Q(**{f"{issue}council_id": person.council.pk}) & ~closed
    return read


def next_after(actor: Person, review: Review, asked: Filter = EVERYTHING) -> Review | None:
    """Return the review that ``actor`` would take next: the one below ``review`` in the list, else the top one.

    The list is what ``asked`` leaves in, in its order; what is due first is taken from the top.
    """
    free = Review.objects.filter(available_to(actor), _in_list(asked), condition(asked, actor))
    return _following(free.exclude(communication__in=kept_from(actor)), review, asked.sorting)


def next_across(user_id: int, review: Review, asked: Filter) -> Review | None:
    """Return the review that the user would take after ``review`` in any council they decide for, as next_after().

    At most three queries, however many councils.
    """
    free = Q(pk__in=[])
    for person in people_of(user_id):
        if person.may(Power.DECIDE):
            open_to_them = available_to(person) & ~Q(communication__in=kept_from(person))
            free |= open_to_them & condition(asked, person)
    rows = Review.objects.filter(free, _in_list(asked)).select_related("council")
    return _following(rows, review, asked.sorting)


def _in_list(asked: Filter) -> Q:
    """Return the condition that parts what can be decided in time from what cannot; PASSED asks for the latter."""
    return Q() if asked.due == PASSED else still_in_time()


def _following(free: "QuerySet[Review]", review: Review, sorting: str) -> Review | None:
    """Return the one of ``free`` that stands below ``review`` in this order, else the top one. At most two queries."""
    others = free.exclude(pk=review.pk).order_by(*ORDERS[sorting])
    if sorting == DUE:
        return others.first()
    older = {"submitted_at__lte": review.submitted_at}
    newer = {"submitted_at__gte": review.submitted_at}
    return others.filter(**(older if sorting == NEWEST else newer)).first() or others.first()


def decided(council_id: int) -> "QuerySet[Review]":
    """Return the council's decided reviews, the last decision first."""
    rows = Review.objects.filter(council_id=council_id, state__in=DECIDED)
    seen = rows.select_related("communication", "submitted_by__user", "decided_by__user")
    return seen.order_by("-decided_at", "-pk")


def scheduled(council_id: int) -> "QuerySet[Publication]":
    """Return what is approved and has not gone out anywhere yet, the next first."""
    held = Delivery.objects.filter(publication=OuterRef("pk"), state=Delivering.HELD).order_by("pk")
    rows = Publication.objects.filter(council_id=council_id, state=PublicState.SCHEDULED)
    seen = rows.select_related("communication__author__user", "ordered_by__user", "clearance")
    return seen.annotate(held_for=Subquery(held.values("problem")[:1])).order_by("go_at", "pk")


def with_stops(issues: Iterable[Publication], person: Person, *, flagged: bool) -> list[Publication]:
    """Return ``issues`` (from scheduled()), each with ``stops``: the flags that came after its approval.

    No query where nothing is ``flagged``, else two.
    """
    shown = list(issues)
    found = stops_on(person, (issue.communication for issue in shown)) if flagged else {}
    for issue in shown:
        after = [stop for stop in found.get(issue.communication_id, ()) if stop.since >= issue.clearance.at]
        vars(issue)["stops"] = after
    return shown


def looks_owed(person: Person) -> "QuerySet[SecondLook]":
    """Return the second looks that are owed at items which ``person`` may read, the oldest debt first."""
    owed = SecondLook.objects.filter(council_id=person.council.pk, done_at__isnull=True)
    seen = owed.filter(communication__in=visible_to(person))
    return seen.select_related("communication", "issued_by__user", "clearance").order_by("owed_since", "pk")


ISSUE_OF: dict[RowKind, str] = {
    RowKind.DELIVERY: "publication__",
    RowKind.DISPATCH: "delivery__publication__",
    RowKind.COMMAND: "delivery__publication__",
}
_SHOWN_WITH: dict[RowKind, tuple[str, ...]] = {
    RowKind.DELIVERY: ("channel", "publication__communication"),
    RowKind.DISPATCH: ("contact", "delivery__channel", "delivery__publication__communication"),
    RowKind.COMMAND: ("delivery__channel", "delivery__publication__communication"),
}


def troubled(kind: RowKind) -> "QuerySet[Row]":
    """Return the rows of one table that wait for a person, or are tried again after a failure, in every council.

    A mailing's mails stand for the mailing.
    """
    tried_again = Q(state=Delivering.PENDING) & ~Q(problem="")
    rows: QuerySet[Row] = MODELS[kind]._default_manager.filter(Q(state__in=NEEDS_A_PERSON) | tried_again)
    return rows.filter(fanned_out=False) if kind is RowKind.DELIVERY else rows


def troubled_for(kind: RowKind, *people: Person) -> "QuerySet[Row]":
    """Return those of troubled() whose items are not closed to one of ``people`` in their council."""
    return troubled(kind).filter(read_by(people, ISSUE_OF[kind]))


def troubles(person: Person) -> "QuerySet[Row, tuple[str, int]]":
    """Return (table, key) of everything in the outbox that waits for ``person``; trouble_rows() reads them."""
    first, *others = (
        troubled_for(kind, person).order_by().values_list(Value(kind.value), "pk") for kind in RowKind
    )
    return first.union(*others, all=True).order_by("-pk")


def troubles_asked(people: Collection[Person]) -> "list[QuerySet[Any, Any]]":
    """Return the questions how much of each council's outbox waits for who they are there: (its key, how much).

    There are as many for each council as there are tables. No query yet.
    """
    return [
        troubled_for(kind, *people)
        .order_by()
        .values_list(f"{ISSUE_OF[kind]}council_id")
        .annotate(count=Count("pk"))
        for kind in RowKind
    ]


def trouble_rows(found: Iterable[tuple[str, int]]) -> list[tuple[RowKind, Row]]:
    """Return the rows of one page of troubles(), each with its channel and item at hand. At most three queries."""
    wanted = [(RowKind(kind), pk) for kind, pk in found]
    rows: dict[tuple[RowKind, int], Row] = {}
    for kind in {kind for kind, _ in wanted}:
        manager = MODELS[kind]._default_manager.select_related(*_SHOWN_WITH[kind])
        rows |= {(kind, pk): row for pk, row in manager.in_bulk([p for k, p in wanted if k is kind]).items()}
    return [(kind, rows[kind, pk]) for kind, pk in wanted if (kind, pk) in rows]

"""How much stands in each part of the clerk's desk, in one query. It changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from approvals.falling_due import still_in_time
from approvals.models import OPEN, Review, SecondLook
from approvals.queue import ISSUE_OF, looks_owed, scheduled, troubled, troubled_for
from policies.matters.holding import flags_in_force
from portal.channels.confirming import to_confirm
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.access import kept_from
from portal.drafts.gates import nothing_closed_to
from portal.paging import number_of
from portal.written import Written

_Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Counts:
    """How much stands in each part of the desk; more than a thousand are not counted on (portal.paging)."""

    waiting: int
    scheduled: int
    owed: int
    troubles: int
    flagged: int = 0
    to_confirm: int = 0
    expired: int = 0


def counts_of(person: Person) -> Counts:
    """Return how much stands in each part of the desk, of what ``person`` may read there. One query."""
    council_id, now = person.council.pk, timezone.now()
    if person.may(Power.READ_ALL) and nothing_closed_to(person):
        found = _WHOLE.first(council_id, now)
    else:
        found = _numbers(council_id, _parts_for(person, now)).first()
    if found is None:
        raise Council.DoesNotExist
    waiting, expired, soon, owed, flagged, confirm, *troubles = found
    return Counts(
        waiting=waiting,
        scheduled=soon,
        owed=owed,
        flagged=flagged,
        to_confirm=confirm,
        expired=expired,
        troubles=sum(troubles),
    )


def _whole(council_id: int, now: datetime) -> _Rows:
    """Return the numbers for somebody to whom nothing is closed: the same statement whoever they are."""
    troubles = {
        kind: troubled(kind).filter(**{f"{ISSUE_OF[kind]}council_id": council_id}) for kind in RowKind
    }
    # Each second look is at an item that went out, and what went out was submitted before: they read it.
    owed = SecondLook.objects.filter(council_id=council_id, done_at__isnull=True)
    return _numbers(council_id, _parts(council_id, now, lambda rows: rows, owed, troubles))


_WHOLE = Written(_whole, int, datetime)


def _parts_for(person: Person, now: datetime) -> dict[str, _Rows]:
    closed = Q(communication__in=kept_from(person))
    troubles = {kind: troubled_for(kind, person) for kind in RowKind}
    return _parts(person.council.pk, now, lambda rows: rows.exclude(closed), looks_owed(person), troubles)


def _parts(
    council_id: int,
    now: datetime,
    readable: Callable[[_Rows], _Rows],
    owed: _Rows,
    troubles: Mapping[RowKind, _Rows],
) -> dict[str, _Rows]:
    """Return what is counted, in the order in which counts_of() reads the numbers."""
    opened = readable(Review.objects.filter(council_id=council_id, state__in=OPEN))
    return {
        "waiting_here": opened.filter(still_in_time(now)),
        "expired_here": opened.filter(due_at__lte=now),
        "scheduled_here": readable(scheduled(council_id)),
        "owed_here": owed,
        "flagged_here": flags_in_force(council_id),
        "confirm_here": readable(to_confirm(council_id)),
        **{f"{kind.value}_here": rows for kind, rows in troubles.items()},
    }


def _numbers(council_id: int, parts: Mapping[str, _Rows]) -> _Rows:
    """Return the council's one row with the number of each of ``parts``, in their order."""
    numbers = {name: number_of(rows) for name, rows in parts.items()}
    return Council.objects.filter(pk=council_id).annotate(**numbers).values_list(*numbers)

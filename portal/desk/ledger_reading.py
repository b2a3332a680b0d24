"""Reading the ledger of one council: filtered, newest first, page by page at the same cost however deep."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from moderation.conduct.seeing import ABOUT as CONDUCT
from portal.channels.models import Channel, Command, Contact, Delivery, Dispatch
from portal.councils.models import Delegation, Membership, Permission, Suspension
from portal.councils.people import Person
from portal.councils.powers import in_words as powers_in_words
from portal.desk.forms.moments import end_of, start_of
from portal.drafts.access import visible_to
from portal.records.models import LedgerEntry
from portal.records.verbs import VERBS

PAGE = 25
MACHINE = "portal"
"""The value of the person filter that stands for what the portal did by itself."""

# The first entry not before a moment, by halving: times grow with numbers, since the head is locked when one is taken.
_FIRST_SINCE = """
WITH RECURSIVE halving(low, high) AS (
    SELECT 1::bigint, head.count + 1 FROM records_ledgerhead head WHERE head.council_id = %(council)s
    UNION ALL
    SELECT CASE WHEN entry.at < %(moment)s THEN step.mid + 1 ELSE step.low END,
           CASE WHEN entry.at < %(moment)s THEN step.high ELSE step.mid END
    FROM (SELECT low, high, (low + high) / 2 AS mid FROM halving WHERE low < high) step
    JOIN records_ledgerentry entry ON entry.council_id = %(council)s AND entry.number = step.mid
)
SELECT low FROM halving WHERE low >= high
"""


@dataclass(frozen=True)
class Filters:
    """What to show of the record. ``person`` is a user's key, MACHINE, or ''."""

    verb: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None
    item: int | None = None


@dataclass(frozen=True)
class Line:
    """One entry in words. ``link`` is a communication's key that the reader may open, ``person`` a membership's."""

    entry: LedgerEntry
    words: str
    about: str
    link: int | None
    person: int | None

    @property
    def day(self) -> date:
        """Return the local day on which it happened, by which the page groups."""
        return timezone.localdate(self.entry.at)


def first_number_since(council_id: int, moment: datetime) -> int | None:
    """Return the number of the first entry at or after ``moment`` (the next free one where there is none).

    One query of about log2(entries) index look-ups; None where an entry is missing or there is no chain.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_SINCE, {"council": council_id, "moment": moment})
        row = cursor.fetchone()
    return row[0] if row else None


def entries(
    council_id: int, filters: Filters, *, before: int | None, closed: Q | None = None
) -> list[LedgerEntry]:
    """Return up to PAGE + 1 entries that match, newest first, numbered below ``before``, without what is ``closed``.

    The one more than a page says whether there is an older page. What was done in a case of conduct is left out: only
    the case's own page has it. At most three queries.
    """
    rows = LedgerEntry.objects.filter(council_id=council_id).exclude(object_type=CONDUCT)
    if closed is not None:
        rows = rows.exclude(closed)
    if before is not None:
        rows = rows.filter(number__lt=before)
    if filters.verb:
        rows = rows.filter(verb=filters.verb)
    if filters.person == MACHINE:
        rows = rows.filter(actor_id__isnull=True)
    elif filters.person:
        rows = rows.filter(actor_id=int(filters.person))
    if filters.item is not None:
        rows = rows.filter(_about_item(council_id, filters.item))
    if filters.since:
        rows = _bounded(rows, council_id, start_of(filters.since), lower=True)
    if filters.until:
        rows = _bounded(rows, council_id, end_of(filters.until), lower=False)
    return list(rows.order_by("-number")[: PAGE + 1])


def _bounded(
    rows: "QuerySet[LedgerEntry]", council_id: int, moment: datetime, *, lower: bool
) -> "QuerySet[LedgerEntry]":
    """Keep the entries from (or before) ``moment`` by their numbers, which the index knows."""
    number = first_number_since(council_id, moment)
    if number is None:
        return rows.filter(at__gte=moment) if lower else rows.filter(at__lt=moment)
    return rows.filter(number__gte=number) if lower else rows.filter(number__lt=number)


def _about_item(council_id: int, item: int) -> Q:
    """Return the condition that an entry is about the communication, or about something of its outbox."""
    of_council = {"publication__council_id": council_id}
    deliveries = Delivery.objects.filter(**of_council, publication__communication_id=item).values("pk")
    below = {f"delivery__{key}": value for key, value in of_council.items()}
    mails = Dispatch.objects.filter(**below, delivery__publication__communication_id=item).values("pk")
    orders = Command.objects.filter(**below, delivery__publication__communication_id=item).values("pk")
    return (
        Q(object_type="communication", object_id=item)
        | Q(object_type="delivery", object_id__in=deliveries)
        | Q(object_type="dispatch", object_id__in=mails)
        | Q(object_type="command", object_id__in=orders)
    )


def in_words(person: Person, found: Sequence[LedgerEntry]) -> list[Line]:
    """Return ``found`` as lines that ``person`` may read: a draft they may not see is named by its number alone."""
    items = _items_of(found)
    titles = _titles(person, set(items.values()))
    names = _names(person.council.pk, found)
    lines = []
    for entry in found:
        item = items.get(entry.pk)
        about, member = names.get((entry.object_type, entry.object_id), ("", None))
        if item is not None:
            about = titles.get(item, f"item {item}, which you may not open")
        lines.append(
            Line(entry, VERBS.get(entry.verb, entry.verb), about, item if item in titles else None, member)
        )
    return lines


def _items_of(found: Sequence[LedgerEntry]) -> dict[int, int]:
    """Return the communication that each entry is about, by the entry's key."""
    items = {}
    for entry in found:
        if entry.object_type == "communication":
            items[entry.pk] = entry.object_id
        elif isinstance(told := json.loads(entry.body)["facts"].get("communication"), int):
            items[entry.pk] = told
    return items


def _titles(person: Person, wanted: set[int]) -> dict[int, str]:
    if not wanted:
        return {}
    return {row.pk: str(row) for row in visible_to(person).filter(pk__in=wanted)}


Named = dict[tuple[str, int], tuple[str, int | None]]


def _names(council_id: int, found: Sequence[LedgerEntry]) -> Named:
    """Return the names of the people, channels and contacts that entries are about. At most six queries."""
    wanted: dict[str, set[int]] = {}
    for entry in found:
        wanted.setdefault(entry.object_type, set()).add(entry.object_id)
    names: Named = {}
    for kind, read in _NAMERS.items():
        if kind in wanted:
            names |= {(kind, pk): name for pk, name in read(council_id, wanted[kind]).items()}
    return names


def _member(row: Membership) -> tuple[str, int | None]:
    return f"{row.user.name}, {row.display_title}", row.pk if row.ended_at is None else None


def _memberships(council_id: int, pks: set[int]) -> dict[int, Any]:
    rows = Membership.objects.filter(council_id=council_id, pk__in=pks).select_related("user")
    return {row.pk: _member(row) for row in rows}


def _delegations(council_id: int, pks: set[int]) -> dict[int, Any]:
    rows = Delegation.objects.filter(holder__council_id=council_id, pk__in=pks).select_related("holder__user")
    return {row.pk: _delegation(row) for row in rows}


def _delegation(row: Delegation) -> tuple[str, int | None]:
    name, member = _member(row.holder)
    return f"{name}: {', '.join(powers_in_words(row.powers)).lower()}", member


def _permissions(council_id: int, pks: set[int]) -> dict[int, Any]:
    rows = Permission.objects.filter(holder__council_id=council_id, pk__in=pks).select_related("holder__user")
    return {row.pk: _member(row.holder) for row in rows}


def _suspensions(council_id: int, pks: set[int]) -> dict[int, Any]:
    rows = Suspension.objects.filter(member__council_id=council_id, pk__in=pks).select_related("member__user")
    return {row.pk: _member(row.member) for row in rows}


def _channels(council_id: int, pks: set[int]) -> dict[int, Any]:
    return {row.pk: (row.name, None) for row in Channel.objects.filter(council_id=council_id, pk__in=pks)}


def _contacts(council_id: int, pks: set[int]) -> dict[int, Any]:
    return {row.pk: (str(row), None) for row in Contact.objects.filter(council_id=council_id, pk__in=pks)}


_NAMERS: dict[str, Callable[[int, set[int]], dict[int, Any]]] = {
    "membership": _memberships,
    "delegation": _delegations,
    "permission": _permissions,
    "suspension": _suspensions,
    "channel": _channels,
    "contact": _contacts,
}

"""What a text may rest on: the open items, the agreed positions and the released matters that the council entered.

Nothing of a closed session is among them, nor an item whose meeting and agenda are both still to come: who reads the
list, and who tries words against it, learns only what is open to everybody.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from policies.checks.basis_entered import basis_named, without_dates
from policies.circumstances import EnteredBasis
from policies.language.facts import dates
from policies.meetings.agreeing import current_positions
from policies.models import AgendaItem, Matter
from portal.drafts.content import Content
from portal.drafts.kinds.common import REFERENCED_BASES
from portal.together import Question, Rows, ask_together
from portal.written import Written

MOST_OFFERED = 100
_MOST_NAMED = 100
_MOST_SAID = 5
"""Numbers and days of one reference that anybody looks up."""
_FIGURES = re.compile(r"[A-Za-z]*\d[\w/.-]*")
_COLUMNS = ("page", "row", "reference", "title", "meeting_title", "on", "minuted", "named")


def bases_asked(council_id: int, content: Content) -> Question:
    """Ask for what the council entered that ``content`` may name as its basis, those first; one or more if any.

    What surely is not named is left out by the database, policies.checks.basis_entered decides. Where ``content``
    rests on nothing named, it asks for nothing.
    """
    reference = str(content.get("basis_reference", ""))
    if content.get("basis") not in REFERENCED_BASES or not reference.strip():
        return Matter.objects.none().values_list("pk")
    said = _said(reference)
    question = _naming(len(said.figures), len(said.days))
    days = [number for day in said.days for number in day]
    return question.asked(council_id, timezone.localdate(), reference, *said.figures, *days)


class _Said(NamedTuple):
    """What a reference says: its words, the numbers among them, and the days as (month, day)."""

    words: str
    figures: Sequence[str] = ()
    days: Sequence[tuple[int, int]] = ()


def _said(reference: str) -> _Said:
    figures = _FIGURES.findall(without_dates(reference))[:_MOST_SAID]
    named = list(dates(reference.lower()))[:_MOST_SAID]
    days = [(int(fact.value[0]), int(fact.value[1])) for fact in named]
    return _Said(reference, figures, days)


@lru_cache(maxsize=(_MOST_SAID + 1) ** 2)
def _naming(figures: int, days: int) -> Written:
    """Return the question of what a reference with so many numbers and days in it may name."""

    def ask(council_id: int, today: date, words: str, *more: Any) -> "QuerySet[Any, Any]":
        pairs = list(zip(more[figures::2], more[figures + 1 :: 2], strict=True))
        return _rows(council_id, today, _Said(words, more[:figures], pairs))[:_MOST_NAMED]

    return Written(ask, int, date, str, *[str] * figures, *[int, int] * days)


def bases_read(rows: Rows) -> tuple[EnteredBasis, ...]:
    """Return what bases_asked() brought."""
    return tuple(
        EnteredBasis(page, key, number, title, meeting, date.fromisoformat(on), minuted)
        for page, key, number, title, meeting, on, minuted, _ in rows
    )


def basis_of(council_id: int, content: Content) -> EnteredBasis | None:
    """Return the entered basis that ``content`` names, or None. One query at most."""
    [rows] = ask_together(bases_asked(council_id, content))
    return basis_named(str(content.get("basis_reference", "")), bases_read(rows))


def offered_bases(council_id: int) -> tuple[EnteredBasis, ...]:
    """Return what a writer is offered, the newest first, at most MOST_OFFERED. One query."""
    rows: Any = _rows(council_id, timezone.localdate(), _Said(""))[:MOST_OFFERED]
    return tuple(EnteredBasis(*row[:-1]) for row in rows)


def _rows(council_id: int, today: date, said: _Said) -> "QuerySet[Any, Any]":
    """Return the rows of all that is open, those that a reference which says ``said`` may name first, then by day."""
    items = _open_items(council_id, today).annotate(
        page=Value("meeting", CharField()),
        row=F("meeting_id"),
        meeting_title=F("meeting__title"),
        on=F("meeting__held_on"),
        minuted=_truth(~Q(minute="") | Q(meeting__minutes_published_on__lte=today)),
        named=_named(said, "reference", "title", "meeting__held_on"),
    )
    positions = (
        current_positions(council_id, today)
        .order_by()
        .annotate(
            page=Value("positions", CharField()),
            row=F("pk"),
            reference=F("minute_reference"),
            meeting_title=Value("", CharField()),
            on=F("agreed_on"),
            minuted=Value(value=True),
            named=_named(said, "minute_reference", "title", "agreed_on"),
        )
    )
    matters = Matter.objects.filter(council_id=council_id, released_on__isnull=False, closed_at__isnull=True)
    released = matters.order_by().annotate(
        page=Value("matter", CharField()),
        row=F("pk"),
        reference=F("open_reference"),
        no_title=Value("", CharField()),
        meeting_title=Value("", CharField()),
        on=F("released_on"),
        minuted=Value(value=True),
        named=_named(said, "open_reference", "", "released_on"),
    )
    without_title = [name if name != "title" else "no_title" for name in _COLUMNS]
    parts = [items.values_list(*_COLUMNS), positions.values_list(*_COLUMNS)]
    rows = parts[0].union(parts[1], released.values_list(*without_title), all=True)
    return rows.order_by("-named", "-on", "page", "row", "reference")


def _open_items(council_id: int, today: date) -> "QuerySet[AgendaItem]":
    """Return the items taken or to be taken in open session whose agenda or minutes anybody can have read."""
    known = (
        Q(meeting__held_on__lte=today)
        | Q(meeting__agenda_published_on__lte=today)
        | Q(meeting__minutes_published_on__lte=today)
    )
    free = Q(matter__isnull=True) | Q(matter__released_on__isnull=False)
    rows = AgendaItem.objects.filter(known, free, meeting__council_id=council_id)
    return rows.filter(part=AgendaItem.Part.OPEN).order_by()


def _truth(condition: Any) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False))


def _letters(written: Any) -> Func:
    """Return letters and digits alone, as numbers are compared: 34-26 is 34/26."""
    return Func(Lower(written), Value("[^a-z0-9]+"), Value(""), Value("g"), function="REGEXP_REPLACE")


def _named(said: _Said, number: str, title: str, day: str) -> Case:
    """Return how surely a reference names a row: 3 by day and number, 2 by its day, 1 by number or title, else 0."""
    words = _letters(Value(said.words, CharField()))
    by_number = Q(pk__in=[])
    for column in filter(None, (number, title)):
        by_number |= Q(GreaterThan(StrIndex(words, _letters(F(column))), 0))
    for figures in said.figures:
        by_number |= Q(GreaterThan(StrIndex(_letters(F(number)), _letters(Value(figures, CharField()))), 0))
    by_day = Q(pk__in=[])
    for month, of_month in said.days:
        by_day |= Q(**{f"{day}__month": month, f"{day}__day": of_month})
    return Case(
        When(by_day & by_number, then=Value(3)),
        When(by_day, then=Value(2)),
        When(by_number, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )

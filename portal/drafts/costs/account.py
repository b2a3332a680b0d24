"""The account of one financial year: its entries, and what they come to by month, by kind and by what it went on."""

import calendar
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from portal.councils.people import Person
from portal.drafts.access import visible_to
from portal.drafts.costs.reaching import entries_for
from portal.drafts.costs.years import Year
from portal.drafts.kinds import KINDS
from portal.drafts.models import CostEntry
from portal.spreadsheets import inert

NO_ITEM = "Not for one item"
HEADINGS = (
    "Entry", "Date", "Kind", "Item", "Spent on", "What for", "Supplier", "Invoice", "Minute or budget line", "Net",
    "VAT", "With VAT", "Staff minutes", "Corrects entry", "Corrected by entry", "Reason of correction", "Entered by",
)  # fmt: skip


@dataclass(frozen=True)
class Total:
    """What the entries of one heading come to, in pence; ``many`` is how many there are."""

    name: str
    many: int
    net: int
    vat: int
    minutes: int

    @property
    def gross(self) -> int:
        """Return the sum with VAT."""
        return self.net + self.vat


@dataclass(frozen=True)
class Totals:
    """The sums of a year. What was corrected is not counted; what corrects it is."""

    months: list[Total]
    kinds: list[Total]
    sorts: list[Total]
    whole: Total


@dataclass(frozen=True)
class Line:
    """An entry with the item that ``title`` names, where the reader may read that."""

    entry: CostEntry
    kind: str
    title: str
    readable: bool


def entries_of(person: Person, year: Year) -> "QuerySet[CostEntry]":
    """Return the entries of ``year`` that ``person`` reads, in the order of their days. No query yet."""
    rows = entries_for(person).filter(spent_on__gte=year.first, spent_on__lte=year.last)
    return rows.select_related("communication", "corrected_by", "entered_by__user").order_by("spent_on", "pk")


def lines_of(person: Person, entries: Iterable[CostEntry]) -> list[Line]:
    """Return ``entries`` as lines; an item is named where ``person`` may read it. One query where there are items."""
    rows = list(entries)
    keys = {row.communication_id for row in rows if row.communication_id is not None}
    seen = set(visible_to(person).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [_line(row, readable=row.communication_id in seen) for row in rows]


def _line(row: CostEntry, *, readable: bool) -> Line:
    item = row.communication
    if item is None:
        return Line(row, NO_ITEM, "", readable=False)
    return Line(row, item.spec.label, str(item) if readable else "", readable)


def totals_of(person: Person, year: Year) -> Totals:
    """Return what ``year`` comes to. One query, whatever was entered."""
    rows: list[Any] = list(
        entries_for(person)
        .filter(spent_on__gte=year.first, spent_on__lte=year.last, corrected_by__isnull=True)
        .order_by()
        .annotate(year=ExtractYear("spent_on"), month=ExtractMonth("spent_on"))
        .values("year", "month", "communication__kind", "sort")
        .annotate(
            many=Count("pk"),
            net=Sum("net_pence"),
            vat=Sum("vat_pence"),
            minutes=Coalesce(Sum("staff_minutes"), 0),
        )
    )
    kinds = [*(kind.label for kind in KINDS.values()), NO_ITEM]
    return Totals(
        months=_sums(rows, _month, [_named(year, month) for month in (*range(4, 13), 1, 2, 3)]),
        kinds=_sums(rows, _kind, kinds),
        sorts=_sums(rows, _sort, list(CostEntry.Sort.labels)),
        whole=_sum("All", rows),
    )


Row = Mapping[str, Any]


def _sums(rows: Sequence[Row], heading: Callable[[Row], str], order: list[str]) -> list[Total]:
    """Return the sums of ``rows`` under each heading that has any, in ``order``."""
    under: dict[str, list[Row]] = {}
    for row in rows:
        under.setdefault(heading(row), []).append(row)
    return [_sum(name, under[name]) for name in order if name in under]


def _sum(name: str, rows: Sequence[Row]) -> Total:
    many, net, vat, minutes = (sum(row[key] for row in rows) for key in ("many", "net", "vat", "minutes"))
    return Total(name, many, net, vat, minutes)


def _named(year: Year, month: int) -> str:
    return f"{calendar.month_name[month]} {year.begins_in + (month < 4)}"


def _month(row: Row) -> str:
    return f"{calendar.month_name[row['month']]} {row['year']}"


def _kind(row: Row) -> str:
    kind = row["communication__kind"]
    return KINDS[kind].label if kind else NO_ITEM


def _sort(row: Row) -> str:
    return str(CostEntry.Sort(row["sort"]).label)


def table_of(lines: Iterable[Line]) -> Iterator[tuple[str, ...]]:
    """Yield ``lines`` as rows of text for a spreadsheet, the headings first; no cell is a formula."""
    yield HEADINGS
    for line in lines:
        row = line.entry
        words = (
            row.get_sort_display(), row.what, row.supplier, row.invoice, row.authority,
        )  # fmt: skip
        yield (
            str(row.pk),
            row.spent_on.isoformat(),
            line.kind,
            inert(line.title),
            *(inert(word) for word in words),
            in_pounds(row.net_pence),
            in_pounds(row.vat_pence),
            in_pounds(row.gross_pence),
            "" if row.staff_minutes is None else str(row.staff_minutes),
            str(row.corrects_id or ""),
            str(row.corrected_by.pk) if is_corrected(row) else "",
            inert(row.reason),
            inert(row.entered_by.user.name),
        )


def is_corrected(row: CostEntry) -> bool:
    """Return whether a later entry stands in the place of this one; asks nothing of a row of entries_of()."""
    return hasattr(row, "corrected_by")


def in_pounds(pence: int) -> str:
    """Return an amount as spreadsheets read it: 1234.50."""
    return f"{pence // 100}.{pence % 100:02d}"

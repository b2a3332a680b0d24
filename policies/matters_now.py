"""What the council is dealing with, as it stands to those whose text it is and to who will read of it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from policies.circumstances import MatterNow
from policies.matters.seeing import knowable_to
from policies.models import Interest, Matter, MatterAlias, MatterFlag, MatterLink
from portal.together import Asked, Rows
from portal.written import Written, is_among

_COLUMNS = (
    "pk",
    "title",
    "alias_words",
    "is_closed",
    "flagged",
    "decision_only",
    "released",
    "reply",
    "visible",
    "interested",
    "other_party",
    "linked",
)


def matters_asked(
    council_id: int,
    *,
    writers: Collection[int],
    reader_id: int | None,
    communication_id: int | None,
    sees_all: bool,
) -> Asked:
    """Ask for the open matters of a council (portal.together).

    ``writers`` are the memberships whose text it is: an interest of one of them is told. ``reader_id`` is who will see
    what is found; None or 0 is nobody in particular. ``communication_id`` brings what was said of the item.
    """
    given = (council_id, list(writers), communication_id or 0)
    if sees_all:
        return _ALL.asked(*given)
    return _KNOWN_TO.asked(*given, reader_id) if reader_id else _OPEN_TO_ALL.asked(*given)


def _matters(council_id: int, writers: list[int], communication_id: int, known: Q) -> "QuerySet[Any, Any]":
    aliases = MatterAlias.objects.filter(matter=OuterRef("pk")).values("words")
    flags = MatterFlag.objects.filter(matter=OuterRef("pk"), lifted_at__isnull=True)
    interests = Interest.objects.filter(
        is_among("member", writers, int), matter=OuterRef("pk"), ended_on__isnull=True
    ).order_by("pk")
    links = MatterLink.objects.filter(matter=OuterRef("pk"), communication_id=communication_id)
    rows = Matter.objects.filter(council_id=council_id, closed_at__isnull=True).annotate(
        alias_words=ArraySubquery(aliases),
        is_closed=_true_when(Q(released_on__isnull=True)),
        flagged=Exists(flags),
        released=F("released_by_item__released_text"),
        reply=Subquery(flags.values("holding_reply")[:1]),
        visible=_true_when(known),
        interested=Exists(interests),
        other_party=Subquery(interests.values("party")[:1]),
        linked=Subquery(links.values("about")[:1]),
    )
    return rows.order_by("pk").values_list(*_COLUMNS)


_GIVEN = (int, list[int], int)
_ALL = Written(lambda council, writers, item: _matters(council, writers, item, Q(pk__isnull=False)), *_GIVEN)
_OPEN_TO_ALL = Written(
    lambda council, writers, item: _matters(council, writers, item, knowable_to(council, None)), *_GIVEN
)
_KNOWN_TO = Written(
    lambda council, writers, item, reader: _matters(council, writers, item, knowable_to(council, reader)),
    *_GIVEN,
    int,
)


def _true_when(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False))


def matters_read(rows: Rows) -> list[MatterNow]:
    """Return what matters_asked() brought."""
    return [_matter_of(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def _matter_of(row: Mapping[str, Any]) -> MatterNow:
    return MatterNow(
        key=row["pk"],
        title=row["title"],
        aliases=tuple(row["alias_words"]),
        confidential=row["is_closed"],
        sensitive=row["flagged"],
        decision_only=row["decision_only"],
        released=(row["released"] or "") if row["decision_only"] else "",
        holding_reply=row["reply"] or "",
        visible=row["visible"],
        interested=row["interested"],
        party=row["other_party"] or "",
        linked=row["linked"],
    )

"""The three kinds of outbox row, and the one query that brings what carrying each of them needs."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import QuerySet

from portal.channels.models import Channel, Command, Delivery, Dispatch, Publication
from portal.channels.states import Delivering
from portal.drafts.models import Communication
from portal.written import Written, WrittenChange, WrittenWhole

Row = Delivery | Dispatch | Command


class RowKind(StrEnum):
    """Which table a row is in, as tasks name it."""

    DELIVERY = "delivery"
    DISPATCH = "dispatch"
    COMMAND = "command"


MODELS: dict[RowKind, type[Row]] = {
    RowKind.DELIVERY: Delivery,
    RowKind.DISPATCH: Dispatch,
    RowKind.COMMAND: Command,
}

TO_CHANNEL: dict[RowKind, str] = {
    RowKind.DELIVERY: "channel__",
    RowKind.DISPATCH: "delivery__channel__",
    RowKind.COMMAND: "delivery__channel__",
}
"""How a question about rows of each kind begins where it is about their channel."""
_CONTEXT = (
    "channel",
    "publication",
    "publication__council",
    "publication__clearance",
    "publication__revision",
    "publication__revision__body",
    "publication__communication",
    "publication__communication__author",
    "publication__communication__author__user",
    "publication__communication__answer_to",
)
_SORTS = {int, str, datetime}
_BEHIND = ("delivery", *(f"delivery__{path}" for path in _CONTEXT))
_WHOLE: dict[RowKind, WrittenWhole[Delivery] | WrittenWhole[Dispatch] | WrittenWhole[Command]] = {
    RowKind.DELIVERY: WrittenWhole(Delivery, *_CONTEXT),
    RowKind.DISPATCH: WrittenWhole(Dispatch, "contact", *_BEHIND),
    RowKind.COMMAND: WrittenWhole(Command, *_BEHIND),
}


def load(kind: RowKind, pk: int) -> Row:
    """Return the row with its publication, revision, clearance, channel and council at hand. One query."""
    row = _WHOLE[kind].get(pk)
    issue = publication_of(row)
    if issue.communication.council_id == issue.council_id:
        issue.communication.council = issue.council
    return row


def delivery_of(row: Row) -> Delivery:
    """Return the delivery that ``row`` is or belongs to."""
    return row if isinstance(row, Delivery) else row.delivery


def publication_of(row: Row) -> Publication:
    """Return the publication that ``row`` serves."""
    return delivery_of(row).publication


def channel_of(row: Row) -> Channel:
    """Return the channel that ``row`` goes to."""
    return delivery_of(row).channel


def _item(path: str) -> Written:
    rows = Communication.objects.select_for_update(no_key=True, of=("self",)).values_list("pk")
    return Written(lambda pk: rows.filter(**{path: pk}), int)


_ITEMS: dict[RowKind, Written] = {
    RowKind.DELIVERY: _item("publications__deliveries"),
    RowKind.DISPATCH: _item("publications__deliveries__dispatches"),
    RowKind.COMMAND: _item("publications__deliveries__commands"),
}


def lock_item(kind: RowKind, pk: int) -> None:
    """Lock the communication that the row serves until the transaction ends.

    Every verb locks in one order: communication, then reviews and publications, then outbox rows, then the ledger.
    So a worker and a clerk who cancels at the same moment wait for each other's turn, never for each other.
    """
    _ITEMS[kind].rows(pk)


_STANDS = Written(
    lambda pk: Publication.objects.select_for_update(no_key=True).filter(pk=pk).values_list("state"), int
)


def lock_standing(row: Row) -> str:
    """Lock the issue that ``row`` serves until the transaction ends, and return where it stands in public now."""
    found = _STANDS.first(publication_of(row).pk)
    return str(found[0]) if found else ""


def change_claimed(kind: RowKind, pk: int, fence: int, changes: Mapping[str, Any]) -> int:
    """Change the row if the claim ``fence`` still holds it; return how many rows that were. One statement.

    What follows from one row and another alike is the same statement, written once.
    """
    plain = {name: value for name, value in changes.items() if type(value) in _SORTS}
    if len(plain) == len([value for value in changes.values() if value is not None]):
        nothing = tuple(name for name, value in changes.items() if value is None)
        sorts = tuple((name, type(value)) for name, value in plain.items())
        return _change(kind, sorts, nothing).made(pk, fence, *plain.values())
    return _claimed(kind, pk, fence).update(**changes)


def _claimed(kind: RowKind, pk: int, fence: int) -> "QuerySet[Any]":
    return MODELS[kind]._default_manager.filter(pk=pk, state=Delivering.SENDING, attempt=fence)


@cache
def _change(kind: RowKind, sorts: tuple[tuple[str, type], ...], nothing: tuple[str, ...]) -> WrittenChange:
    emptied = dict.fromkeys(nothing)

    def ask(pk: int, fence: int, *values: Any) -> tuple["QuerySet[Any]", Mapping[str, Any]]:
        named = {name: value for (name, _), value in zip(sorts, values, strict=True)}
        return _claimed(kind, pk, fence), {**named, **emptied}

    return WrittenChange(ask, int, int, *(sort for _, sort in sorts))

"""The three kinds of outbox row, and the one query that brings what carrying each of them needs."""

from enum import StrEnum

from portal.channels.models import Channel, Command, Delivery, Dispatch, Publication
from portal.drafts.models import Communication

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

_CONTEXT = (
    "channel",
    "publication__council",
    "publication__clearance",
    "publication__revision__body",
    "publication__communication__author__user",
    "publication__communication__council",
)
_PATHS: dict[RowKind, tuple[str, ...]] = {
    RowKind.DELIVERY: _CONTEXT,
    RowKind.DISPATCH: ("contact", *(f"delivery__{path}" for path in _CONTEXT)),
    RowKind.COMMAND: tuple(f"delivery__{path}" for path in _CONTEXT),
}


def load(kind: RowKind, pk: int) -> Row:
    """Return the row with its publication, revision, clearance, channel and council at hand. One query."""
    return MODELS[kind]._default_manager.select_related(*_PATHS[kind]).get(pk=pk)


def delivery_of(row: Row) -> Delivery:
    """Return the delivery that ``row`` is or belongs to."""
    return row if isinstance(row, Delivery) else row.delivery


def publication_of(row: Row) -> Publication:
    """Return the publication that ``row`` serves."""
    return delivery_of(row).publication


def channel_of(row: Row) -> Channel:
    """Return the channel that ``row`` goes to."""
    return delivery_of(row).channel


_TO_ROW: dict[RowKind, str] = {
    RowKind.DELIVERY: "publications__deliveries",
    RowKind.DISPATCH: "publications__deliveries__dispatches",
    RowKind.COMMAND: "publications__deliveries__commands",
}


def lock_item(kind: RowKind, pk: int) -> None:
    """Lock the communication that the row serves until the transaction ends.

    Every verb locks in one order: communication, then reviews and publications, then outbox rows, then the ledger.
    So a worker and a clerk who cancels at the same moment wait for each other's turn, never for each other.
    """
    rows = Communication.objects.select_for_update(no_key=True, of=("self",)).filter(**{_TO_ROW[kind]: pk})
    rows.values_list("pk", flat=True).first()

"""Reading the register of channels as the desk shows it: what each carries, and what could still be opened."""

from dataclasses import dataclass

from django.db.models import Prefetch

from portal.channels.connectors.base import by_hand, connectors
from portal.channels.models import Channel, Connection, Place
from portal.councils.models import Council
from portal.drafts.kinds import KINDS


@dataclass(frozen=True)
class Entry:
    """One channel with its connector's label ('' where this installation lacks it) and the kinds it carries."""

    channel: Channel
    label: str
    carries: tuple[str, ...]

    @property
    def by_hand(self) -> bool:
        """Return whether people serve it by hand."""
        return by_hand(self.channel)

    @property
    def connects(self) -> bool:
        """Return whether somebody enters credentials for it."""
        connector = connectors().get(self.channel.connector)
        return connector is not None and bool(connector.needs)

    @property
    def connection(self) -> Connection | None:
        """Return how it is connected now, or None."""
        return next(iter(self.channel.open_connections), None)  # type: ignore[attr-defined]  # register_of()

    @property
    def place(self) -> Place | None:
        """Return where it is, where somebody said so."""
        return getattr(self.channel, "place", None)


def carried_by(connector: str) -> tuple[str, ...]:
    """Return the labels of the kinds that go out by ``connector``."""
    return tuple(kind.label for kind in KINDS.values() if connector in kind.outputs)


def register_of(council: Council) -> list[Entry]:
    """Return the council's channels, the open ones first. Two queries."""
    known = connectors()
    open_ones = Connection.objects.filter(ended_at__isnull=True).defer("sealed", "session")
    rows = (
        Channel.objects.filter(council=council)
        .select_related("body", "place__keeper__user")
        .prefetch_related(Prefetch("connections", open_ones, to_attr="open_connections"))
        .order_by("-is_open", "name")
    )
    return [
        Entry(row, known[row.connector].label if row.connector in known else "", carried_by(row.connector))
        for row in rows
    ]

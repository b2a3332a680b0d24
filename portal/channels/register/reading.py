"""Reading the register of channels as the desk shows it: what each is for, who answers for it, how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.connectors.choosing import by_hand, publishing
from portal.channels.models import Access, Channel, Closure, Connection, Delivery, Particulars, Place
from portal.channels.register.holding import current_access, to_hand_over
from portal.channels.resting import rest_of, speaks_now, with_rests
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.drafts.content import LONDON
from portal.drafts.kinds import KINDS

_SPOKEN = (Delivering.SENT, Delivering.RETRACTED)


@dataclass(frozen=True)
class Entry:
    """One channel with its connector's label ('' where this installation lacks it) and the kinds it carries.

    ``spoke_at`` is when something last went out on it.
    """

    channel: Channel
    label: str
    carries: tuple[str, ...]
    spoke_at: datetime | None = None

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
        return next(iter(self.channel.connections.all()), None)

    @property
    def place(self) -> Place | None:
        """Return where it is, where somebody said so."""
        return getattr(self.channel, "place", None)

    @property
    def particulars(self) -> Particulars | None:
        """Return what is stated of it, where somebody did."""
        return getattr(self.channel, "particulars", None)

    @property
    def access(self) -> Sequence[Access]:
        """Return who has a part in it now."""
        return list(self.channel.access.all())

    @property
    def leaving(self) -> Sequence[Access]:
        """Return whose part in it is to be handed over, where it was read with them (wants_somebody)."""
        return getattr(self.channel, "leaving", ())

    @property
    def owner(self) -> str:
        """Return who owns it, or ''."""
        return next((row.who for row in self.access if row.part == Access.Part.OWNER), "")

    @property
    def closure(self) -> Closure | None:
        """Return the order to close it for good of which the proof is waited for."""
        return next(iter(self.channel.closures.all()), None)

    @property
    def stage(self) -> tuple[str, str]:
        """Return the mark and the words of how it stands (portal/partials/stage.html)."""
        channel = self.channel
        if rest_of(channel):
            return "held", "Closed for a time"
        if channel.is_open:
            return "live", "Open"
        if self.closure is not None:
            return "failed", "To be closed outside"
        if not channel.speaks:
            marks = {"proposed": "pending", "refused": "cancelled", "ended": "taken_down"}
            return marks[channel.approval], channel.get_approval_display()
        return "held", "Closed"

    @property
    def silent_for(self) -> int | None:
        """Return for how many days it has been silent, where that is longer than it should be."""
        limit = self.particulars.speaks_every if self.particulars else None
        if limit is None or not speaks_now(self.channel):
            return None
        last = max(self.spoke_at or self.channel.created_at, self.channel.created_at)
        days = (timezone.now() - last).days
        return days if days >= limit else None

    @property
    def to_review(self) -> bool:
        """Return whether its review day has come."""
        due = self.particulars.review_on if self.particulars else None
        return due is not None and self.channel.speaks and due <= timezone.localdate(timezone=LONDON)

    @property
    def lacks_review(self) -> bool:
        """Return whether it speaks for the council and nobody set the day of its review."""
        return self.channel.speaks and (self.particulars is None or self.particulars.review_on is None)


def carried_by(connector: str) -> tuple[str, ...]:
    """Return the labels of the kinds that go out by ``connector``; none by one that is only read."""
    return tuple(kind.label for kind in KINDS.values() if connector in publishing(kind.outputs))


def channels_with(rows: "QuerySet[Channel]") -> "QuerySet[Channel]":
    """Return ``rows`` with all that an Entry reads; four queries when they are read, however many there are."""
    sent = Delivery.objects.filter(channel=OuterRef("pk"), state__in=_SPOKEN).order_by()
    last = sent.values("channel").annotate(at=Max("settled_at")).values("at")
    connected = Connection.objects.filter(ended_at__isnull=True).defer("sealed", "session")
    waiting = Closure.objects.filter(recalled_at__isnull=True, proved_at__isnull=True)
    return (
        with_rests(rows)
        .select_related("body", "place__keeper__user", "particulars", "proposed_by__user")
        .prefetch_related(Prefetch("access", current_access()), Prefetch("closures", waiting))
        .prefetch_related(Prefetch("connections", connected))
        .annotate(spoke_at=Subquery(last))
    )


def entry_of(row: Channel) -> Entry:
    """Return the entry of a row of channels_with()."""
    known = connectors()
    label = known[row.connector].label if row.connector in known else ""
    return Entry(row, label, carried_by(row.connector), getattr(row, "spoke_at", None))


def register_of(council: Council) -> list[Entry]:
    """Return the council's channels, the open ones first. Four queries, however many there are."""
    return [entry_of(row) for row in in_order(channels_with(Channel.objects.filter(council=council)))]


def in_order(channels: "QuerySet[Channel]") -> "QuerySet[Channel]":
    """Return ``channels`` as the register lists them: the open ones first, then by name. No query yet."""
    return channels.order_by("-is_open", "name", "pk")


def silent_channels(now: datetime) -> "QuerySet[Channel]":
    """Return the open channels that have said nothing for longer than they should, whoever's they are. No query yet.

    The limit differs from row to row, so that the last comparison is made in Python (Entry.silent_for).
    """
    rows = Channel.objects.filter(is_open=True, particulars__speaks_every__isnull=False)
    return channels_with(rows.filter(created_at__lte=now - timedelta(days=1)))


def reviews_due(today: date) -> "QuerySet[Channel]":
    """Return the channels whose review day has come, whoever's they are. No query yet."""
    return channels_with(Channel.objects.filter(particulars__review_on__lte=today)).exclude(
        approval__in=["proposed", "refused", "ended"]
    )


def wants_somebody(council: Council) -> tuple[list[Entry], list[Access]]:
    """Return the channels and the parts in them about which whoever keeps the register has something to do.

    That is what is proposed, to be closed outside, silent, or to be reviewed; and whose part is to be handed over.
    One query where there is nothing, five at most.
    """
    today = timezone.localdate(timezone=LONDON)
    leaving = to_hand_over(today)
    due = Q(particulars__review_on__lte=today) & Q(approval__in=["founding", "approved"])
    ordered = Q(closures__isnull=False, closures__recalled_at__isnull=True, closures__proved_at__isnull=True)
    speaks = Q(is_open=True, particulars__speaks_every__isnull=False)
    left = Q(Exists(leaving.filter(channel=OuterRef("pk"))))
    rows = Channel.objects.filter(Q(approval="proposed") | due | ordered | speaks | left, council=council)
    rows = channels_with(rows.distinct()).prefetch_related(Prefetch("access", leaving, to_attr="leaving"))
    found = [entry_of(row) for row in rows.order_by("name", "pk")]
    to_do = [
        one
        for one in found
        if one.channel.approval == Channel.Approval.PROPOSED
        or one.closure is not None
        or one.silent_for is not None
        or one.to_review
    ]
    return to_do, [part for one in found for part in one.leaving]

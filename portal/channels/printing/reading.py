"""Reading jobs: whose they are, where each stands, what is to be done next and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import Command, Job, Proof
from portal.channels.states import Delivering
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.access import kept_from


class Where(StrEnum):
    """Where a job stands, read from its delivery, the commands on that and the proofs."""

    TO_DO = "to be done"
    HELD = "held: leave it"
    UP = "up"
    DONE = "done"
    TO_TAKE_DOWN = "to be taken down"
    STOPPED = "stopped: say that it is not up"
    DOWN = "taken down"
    NEVER = "never put up"


MARKS: Mapping[Where, str] = {
    Where.TO_DO: "pending",
    Where.HELD: "held",
    Where.UP: "live",
    Where.DONE: "live",
    Where.TO_TAKE_DOWN: "failed",
    Where.STOPPED: "failed",
    Where.DOWN: "taken_down",
    Where.NEVER: "cancelled",
}
"""The mark that a page shows beside the words (portal/partials/stage.html)."""

_BEFORE: Mapping[str, Where] = {
    Delivering.HANDED: Where.TO_DO,
    Delivering.CANCELLED: Where.STOPPED,
    Delivering.PENDING: Where.HELD,
    Delivering.SENDING: Where.HELD,
    Delivering.HELD: Where.HELD,
    Delivering.UNKNOWN: Where.HELD,
    Delivering.FAILED: Where.HELD,
}
"""Where a job stands while its delivery has not gone out."""
_OPEN_DOWN = Command.objects.filter(delivery=OuterRef("delivery"), state=Delivering.HANDED)


@dataclass(frozen=True)
class Row:
    """A job with where it stands; ``job`` comes from jobs_read_by() or one_job()."""

    job: Job

    @cached_property
    def can(self) -> frozenset[Capability]:
        """Return what the connector of its channel can."""
        known = connectors().get(self.job.delivery.channel.connector)
        return known.capabilities if known else frozenset()

    @cached_property
    def proofs(self) -> dict[str, Proof]:
        """Return what was proved, by its step."""
        return {proof.step: proof for proof in self.job.proofs.all()}

    @cached_property
    def where(self) -> Where:
        """Return where it stands."""
        state = self.job.delivery.state
        if Proof.Step.NEVER in self.proofs:
            return Where.NEVER
        if Proof.Step.DOWN in self.proofs:
            return Where.DOWN
        if state in _BEFORE:
            return _BEFORE[state]
        if getattr(self.job, "down_asked", False):
            return Where.TO_TAKE_DOWN
        return Where.UP if Capability.RETRACT in self.can else Where.DONE

    @property
    def mark(self) -> str:
        """Return the mark of where it stands."""
        return MARKS[self.where]

    @property
    def words(self) -> str:
        """Return where it stands, as a page begins a line with it."""
        return self.where.value.capitalize()

    @property
    def is_open(self) -> bool:
        """Return whether somebody has something to do about it now."""
        return self.where in {Where.TO_DO, Where.TO_TAKE_DOWN, Where.STOPPED}

    @property
    def due(self) -> datetime | None:
        """Return by when that is to be done."""
        if self.where is Where.TO_DO:
            return self.job.due_at
        return self.job.down_due_at if self.where in {Where.TO_TAKE_DOWN, Where.STOPPED} else None

    @property
    def overdue(self) -> bool:
        """Return whether that time has passed."""
        return self.due is not None and self.due <= timezone.now()

    @property
    def who(self) -> Membership | None:
        """Return who has it to do, or None where nobody was asked."""
        down = self.where in {Where.TO_TAKE_DOWN, Where.UP, Where.STOPPED}
        return (self.job.taker or self.job.assignee) if down else self.job.assignee


def jobs_read_by(person: Person) -> "QuerySet[Job]":
    """Return the jobs of the council that ``person`` reads: their own, and all for who reads all. No query yet.

    What is closed to somebody (portal.drafts.access.kept_from) is in no list of theirs, unless it is their own job.
    """
    rows = Job.objects.filter(council=person.council).annotate(down_asked=Exists(_OPEN_DOWN))
    rows = rows.select_related(
        "assignee__user",
        "taker__user",
        "magazine",
        "delivery__channel__place__keeper__user",
        "delivery__publication__communication",
    ).prefetch_related("proofs__by__user", "proofs__noted_by__user")
    own = Q(assignee__user=person.user_id) | Q(taker__user=person.user_id)
    if not person.may(Power.READ_ALL):
        return rows.filter(own)
    closed = kept_from(person).values("pk")
    return rows.filter(own | ~Q(delivery__publication__communication__in=closed))


def is_theirs(person: Person, job: Job) -> bool:
    """Return whether ``job`` was given to ``person``, to do or to undo."""
    return person.user_id in {one.user_id for one in (job.assignee, job.taker) if one is not None}


def to_act_on(rows: "QuerySet[Job]") -> "QuerySet[Job]":
    """Return those of ``rows`` about which somebody has something to do."""
    stands = Q(delivery__state__in=[Delivering.HANDED, Delivering.CANCELLED]) | Q(down_asked=True)
    return rows.filter(stands, closed_at__isnull=True)

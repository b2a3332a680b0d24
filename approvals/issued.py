"""What became of an approved item: its issues, their deliveries, each mail, and what a person can do about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from approvals.comparing import LOOKED_AT
from approvals.founding import LEAVING
from approvals.models import Review, SecondLook
from portal.channels.connectors.base import Capability, connectors
from portal.channels.connectors.choosing import goes_to
from portal.channels.models import Command, Delivery, Dispatch, LetterFile, Publication
from portal.channels.outbox.judging_again import CONFIRM
from portal.channels.outbox.rows import Row, RowKind
from portal.channels.resolving import RETRIABLE, STUCK
from portal.channels.states import Delivering, PublicState
from portal.drafts.models import Clearance, Communication
from portal.drafts.states import Stage

MAILS = 100
"""How many mails one page of the item shows."""
_TROUBLE_FIRST = Case(
    When(state__in=[Delivering.UNKNOWN, Delivering.FAILED, Delivering.HELD], then=Value(0)),
    When(state__in=[Delivering.PENDING, Delivering.SENDING], then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Act:
    """One row of the outbox with what a person may do about it."""

    kind: RowKind
    row: Row

    @property
    def can_retry(self) -> bool:
        """Return whether another attempt can be ordered. A mailing is tried again mail by mail."""
        if isinstance(self.row, Delivery) and self.row.fanned_out:
            return False
        waits_for_its_time = self.row.state == Delivering.PENDING and not self.row.problem
        return self.row.state in RETRIABLE and not waits_for_its_time

    @property
    def awaits_confirmation(self) -> bool:
        """Return whether nothing holds it any more but that its hour has passed."""
        return self.row.state == Delivering.HELD and self.row.problem == CONFIRM

    @property
    def can_settle(self) -> bool:
        """Return whether a person must say what became of it. A mailing's mails are settled one by one."""
        if isinstance(self.row, Delivery) and self.row.fanned_out:
            return False
        return self.row.state == Delivering.UNKNOWN


@dataclass(frozen=True)
class Sending:
    """One delivery with its commands; of a letter the file that was made, of a mailing how many mails are stuck."""

    act: Act
    delivery: Delivery
    takes_back: bool
    commands: Sequence[Act] = ()
    letter: LetterFile | None = None
    stuck: int = 0


@dataclass(frozen=True)
class IssueShown:
    """One issue of the item with its deliveries, in the order of the channels."""

    publication: Publication
    sendings: list[Sending] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """Which acts are open on the item, by how it stands. What was edited since its approval has no time to change.

    What merely waits is stopped, not withdrawn: no reader has it. What is leaving this moment may be withdrawn.
    ``is_news``: the newsroom shows it, or will in a moment.
    """

    can_cancel: bool
    can_reschedule: bool
    can_withdraw: bool
    can_correct: bool
    can_take_headline: bool
    is_news: bool


def issues_shown(publications: Iterable[Publication]) -> list[IssueShown]:
    """Return the issues with their deliveries. Three queries, and one for the mails where there are any."""
    issues = list(publications)
    deliveries = Delivery.objects.filter(publication__in=[issue.pk for issue in issues])
    rows = list(deliveries.select_related("channel").order_by("pk"))
    commands: dict[int, list[Act]] = {}
    for command in Command.objects.filter(delivery__in=[row.pk for row in rows]).order_by("pk"):
        commands.setdefault(command.delivery_id, []).append(Act(RowKind.COMMAND, command))
    letters = LetterFile.objects.filter(delivery__in=[row.pk for row in rows]).select_related(
        "posted_by__user"
    )
    made = {letter.delivery_id: letter for letter in letters}
    stuck = _stuck([row.pk for row in rows if row.fanned_out])
    of: dict[int, list[Sending]] = {}
    for row in rows:
        sending = _sending(row, commands.get(row.pk, []), made.get(row.pk), stuck.get(row.pk, 0))
        of.setdefault(row.publication_id, []).append(sending)
    return [IssueShown(issue, of.get(issue.pk, [])) for issue in issues]


def _stuck(mailings: list[int]) -> dict[int, int]:
    """Return how many mails of each mailing failed or are held. One query, or none."""
    if not mailings:
        return {}
    rows = Dispatch.objects.filter(delivery__in=mailings, state__in=STUCK).order_by()
    return dict(rows.values_list("delivery_id").annotate(many=Count("pk")))


def _sending(row: Delivery, commands: list[Act], letter: LetterFile | None, stuck: int) -> Sending:
    known = connectors().get(row.channel.connector)
    takes_back = known is not None and Capability.RETRACT in known.capabilities
    return Sending(Act(RowKind.DELIVERY, row), row, takes_back, commands, letter, stuck)


def mails_of(communication: Communication) -> "QuerySet[Dispatch]":
    """Return every mail of the item, those that need a person first; page them by MAILS."""
    rows = Dispatch.objects.filter(delivery__publication__communication=communication)
    seen = rows.select_related("contact", "delivery__publication", "delivery__channel")
    return seen.order_by(_TROUBLE_FIRST, "-delivery__publication__issue", "pk")


def looks_of(communication: Communication) -> list[SecondLook]:
    """Return the second looks at the item, done or owed, the last first. One query."""
    rows = SecondLook.objects.filter(communication=communication)
    return list(rows.select_related("issued_by__user", "done_by__user", "clearance").order_by("-pk"))


def clearances_of(communication: Communication) -> list[Clearance]:
    """Return every clearance of the item, the last first. One query."""
    rows = Clearance.objects.filter(revision__communication=communication)
    seen = rows.select_related("cleared_by__user", "revision")
    return list(seen.defer("revision__stored").order_by("-pk"))


def reasons_of(communication: Communication) -> list[Review]:
    """Return the decisions on the item for which somebody gave a reason, the last first. One query."""
    rows = Review.objects.filter(communication=communication, state__in=LOOKED_AT).exclude(reason="")
    return list(rows.select_related("decided_by__user").order_by("-pk"))


def standing_of(communication: Communication, issues: Sequence[IssueShown]) -> Standing:
    """Return which acts are open on the item."""
    publications = [shown.publication for shown in issues]
    states = {issue.state for issue in publications}
    scheduled = [issue for issue in publications if issue.state == PublicState.SCHEDULED]
    leaving = any(
        sending.delivery.state in LEAVING
        for shown in issues
        if shown.publication.state == PublicState.SCHEDULED
        for sending in shown.sendings
    )
    out = PublicState.LIVE in states or leaving
    over = communication.stage in {Stage.WITHDRAWN, Stage.REJECTED}
    named = any(
        issue.state == PublicState.WITHDRAWN
        and not issue.headline_taken
        and issue.revision.erased_at is None
        and has_headline(communication)
        for issue in publications
    )
    return Standing(
        can_cancel=bool(scheduled),
        can_reschedule=any(issue.revision_id == communication.current_revision_id for issue in scheduled),
        can_withdraw=out and not over,
        can_correct=PublicState.LIVE in states and communication.stage in {Stage.ISSUED, Stage.DRAFT},
        can_take_headline=named and communication.stage == Stage.WITHDRAWN,
        is_news=out and not over and has_headline(communication),
    )


def has_headline(communication: Communication) -> bool:
    """Return whether the portal shows the item's headline once it is issued: in the newsroom, and in mails."""
    return goes_to(communication.spec, Capability.PAGE)


def own_row(kind: RowKind, pk: int, council_id: int) -> Row | None:
    """Return one row of the council's outbox with its channel and item at hand, or None. One query."""
    model = {RowKind.DELIVERY: Delivery, RowKind.DISPATCH: Dispatch, RowKind.COMMAND: Command}[kind]
    start = "" if kind is RowKind.DELIVERY else "delivery__"
    rows = model._default_manager.select_related(f"{start}publication__communication", f"{start}channel")
    found = rows.filter(**{f"{start}publication__council_id": council_id}, pk=pk).first()
    return cast("Row | None", found)

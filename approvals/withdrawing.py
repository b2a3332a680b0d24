"""Taking back what was let out: cancelling a schedule, changing its time, withdrawing in public.

As a return does, each names the clause that it rests on wherever a policy is in force. Whoever takes back what they
wrote themselves before anybody had it may, and need not: they may simply have thought better of it. Once it was out,
readers and the record are owed the clause, whoever wrote it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from approvals.claiming import lock_to_decide
from approvals.founding import LEAVING, cited, grounded
from approvals.models import OPEN, Review, ReviewState
from approvals.submitting import lock_item
from approvals.taking_headlines import note_headline_taken
from portal.channels.following import bring_along
from portal.channels.models import Command, Delivery, Dispatch, Publication
from portal.channels.outbox.judging_again import judge_again
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.sweeping import order_commands
from portal.channels.outbox.taking_back import takes_back
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.releasing import cancel_deliveries, earliest
from portal.channels.states import Delivering, PublicState
from portal.channels.voiding import refuse_if_edited
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

ENDED = frozenset({Stage.WITHDRAWN, Stage.REJECTED})


class NothingOut(Refusal):
    """Nothing of the item is live or scheduled, so that there is nothing to withdraw."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing of this item is out, so there is nothing to withdraw.",
            "Nothing was changed. The item's page says what became of it.",
        )


@dataclass(frozen=True)
class Withdrawal:
    """What a withdrawal found: how many channels are told, what is in flight, and what nobody can take back.

    ``in_flight`` names each delivery or mail that is being sent, or of which it is unclear whether it arrived.
    ``out_of_reach`` names the channels that had it and take nothing back, as a letter on paper.
    """

    told: int
    in_flight: tuple[str, ...]
    out_of_reach: tuple[str, ...]


@transaction.atomic
def cancel_schedule(*, actor: Person, communication_id: int, reason: str, cites: Sequence[str] = ()) -> None:
    """Stop an approved item before it goes out; it becomes a draft again and needs a new approval.

    ``cites`` are the clauses that this rests on. Raises Refusal where nothing is scheduled, or its first delivery is
    being sent this moment, InvalidInput without a reason, Uncited and NotInForce as check_founded().
    """
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Say why the issue is cancelled.")
    item = lock_to_decide(actor, communication_id)
    waiting = _scheduled(item)
    cancel_deliveries([waiting.pk])
    because = grounded(actor, item, reason, cites)
    Publication.objects.filter(pk=waiting.pk).update(
        state=PublicState.CANCELLED, ended_at=timezone.now(), end_reason=stated(because)
    )
    Communication.objects.filter(pk=item.pk, stage=Stage.APPROVED).update(
        stage=Stage.DRAFT, changed_at=timezone.now()
    )
    facts = {"publication": waiting.pk, **cited(cites)}
    record([reasoned(actor, "schedule_cancelled", "communication", item.pk, reason=because, **facts)])


@transaction.atomic
def void_approval(*, actor: Person, communication_id: int, reason: str, cites: Sequence[str] = ()) -> None:
    """Void the approval of an item that was never ordered to go out; it becomes a draft again.

    ``cites`` are the clauses that this rests on. Raises InvalidInput without a reason, Uncited and NotInForce as
    check_founded(), Refusal where it is not approved any more or something of it is on its way.
    """
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Say why the approval is void.")
    item = lock_to_decide(actor, communication_id)
    on_its_way = Publication.objects.filter(
        communication=item, state__in=[PublicState.SCHEDULED, PublicState.LIVE]
    )
    if item.stage != Stage.APPROVED or on_its_way.exists():
        raise Refusal(
            "This item is not approved any more, or something of it is on its way.",
            "Nothing was changed. The item's page says how it stands.",
        )
    because = grounded(actor, item, reason, cites)
    Communication.objects.filter(pk=item.pk).update(stage=Stage.DRAFT, changed_at=timezone.now())
    record([reasoned(actor, "approval_voided", "communication", item.pk, reason=because, **cited(cites))])


@transaction.atomic
def reschedule(*, actor: Person, communication_id: int, go_at: datetime) -> Publication:
    """Change the time of an issue that has not begun (``go_at`` aware).

    It is judged for its new hour in the same act: what may not go out then, as where a permission for a picture ends
    before, is held at once, and what was held for the old hour alone goes on. Raises Refusal and InvalidInput as above,
    ApprovalVoid where the item was edited since: no time is right for it.
    """
    actor.require(Power.DECIDE)
    item = lock_to_decide(actor, communication_id)
    waiting = _scheduled(item)
    refuse_if_edited(waiting, item)
    now = timezone.now()
    start = max(go_at, now)
    if waiting.take_down_at is not None and waiting.take_down_at <= start:
        raise InvalidInput("It would be taken down before it is published. Choose an earlier time.")
    rows = list(
        Delivery.objects.select_for_update(of=("self",)).filter(publication=waiting).select_related("channel")
    )
    if any(row.state not in {Delivering.PENDING, Delivering.HELD} for row in rows):
        raise Refusal(
            "It is being sent this moment; its time cannot change any more.",
            "Nothing was changed. Once it is out, correct it or withdraw it in public.",
        )
    waiting.go_at = start
    Publication.objects.filter(pk=waiting.pk).update(go_at=start, moved_at=now)
    for row in rows:
        row.due_at = earliest(waiting, row.channel)
        if row.due_at <= now:
            wake_on_commit(RowKind.DELIVERY, row.pk, row.channel.connector)
    Delivery.objects.bulk_update(rows, ["due_at"])
    moved = [*bring_along(item), *judge_again([waiting.pk])]
    facts = {"publication": waiting.pk, "go_at": start.isoformat()}
    record([entry_by(actor, "rescheduled", "communication", item.pk, **facts), *moved])
    return waiting


def held_for(publication: Publication) -> str:
    """Return why something of ``publication`` is held as things stand, or ''. One query."""
    held = Delivery.objects.filter(publication=publication, state=Delivering.HELD).order_by("pk")
    return held.values_list("problem", flat=True).first() or ""


def _scheduled(item: Communication) -> Publication:
    """Return the issue that waits, locked; Refusal where there is none."""
    waiting = (
        Publication.objects.select_for_update()
        .filter(communication=item, state=PublicState.SCHEDULED)
        .first()
    )
    if waiting is None:
        raise Refusal(
            "Nothing of this item is scheduled any more.",
            "Nothing was changed. The item's page says whether it has gone out or was stopped.",
        )
    return waiting


@transaction.atomic
def withdraw(
    *,
    actor: Person,
    communication_id: int,
    reason: str,
    cites: Sequence[str] = (),
    take_headline: bool = False,
) -> Withdrawal:
    """Withdraw the item in public with a visible reason; returns who is told, and what no telling reaches yet.

    ``cites`` are the clauses that this rests on: readers see them with the reason. ``take_headline``: readers no
    longer see its headline either, in the newsroom, its address, feeds and mails.
    What is being sent this moment cannot be recalled: it is retracted as soon as it has arrived.
    Raises NothingOut where nothing of it is out or on its way, InvalidInput without a reason, Uncited and NotInForce
    as check_founded().
    """
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Say why it is withdrawn: readers are told.")
    item = lock_item(actor, communication_id)
    out = list(
        Publication.objects.select_for_update().filter(
            communication=item, state__in=[PublicState.SCHEDULED, PublicState.LIVE]
        )
    )
    if not out or item.stage in ENDED:
        raise NothingOut
    because = stated(grounded(actor, item, reason, cites))
    now, ids = timezone.now(), [row.pk for row in out]
    replaced = Publication.objects.filter(communication=item, state=PublicState.SUPERSEDED)
    in_flight = _in_flight([*ids, *replaced.values_list("pk", flat=True)])
    out_of_reach = _out_of_reach(ids)
    Publication.objects.filter(pk__in=ids).update(
        state=PublicState.WITHDRAWN, ended_at=now, end_reason=because
    )
    if take_headline:
        note_headline_taken(out[0])
    told = sum(order_commands(row, Command.Verb.RETRACT, because) for row in out)
    Review.objects.filter(communication=item, state__in=OPEN).update(
        state=ReviewState.OVERTAKEN, decided_by=actor.membership, decided_at=now
    )
    Communication.objects.filter(pk=item.pk).update(stage=Stage.WITHDRAWN, changed_at=now)
    facts: dict[str, object] = {"publications": ids, "channels_told": told, "in_flight": in_flight}
    facts |= cited(cites)
    if take_headline:
        facts["headline"] = "taken away"
    record([reasoned(actor, "withdrawn", "communication", item.pk, reason=because, **facts)])
    return Withdrawal(told, tuple(in_flight), tuple(out_of_reach))


def _in_flight(publication_ids: list[int]) -> list[str]:
    """Return which rows of these issues are leaving, or may have left: no withdrawal recalls them."""
    wholes = Delivery.objects.filter(publication__in=publication_ids, fanned_out=False, state__in=LEAVING)
    mails = Dispatch.objects.filter(
        delivery__publication__in=publication_ids, purpose=Dispatch.Purpose.ISSUE, state__in=LEAVING
    )
    return [
        *(f"{RowKind.DELIVERY}:{pk}" for pk in wholes.order_by("pk").values_list("pk", flat=True)),
        *(f"{RowKind.DISPATCH}:{pk}" for pk in mails.order_by("pk").values_list("pk", flat=True)),
    ]


def _out_of_reach(publication_ids: list[int]) -> list[str]:
    """Return the names of the channels that have these issues and can take nothing back."""
    sent = Delivery.objects.filter(publication__in=publication_ids, state=Delivering.SENT)
    names = {row.channel.name for row in sent.select_related("channel") if not takes_back(row.channel)}
    return sorted(names)

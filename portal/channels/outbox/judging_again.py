"""What waits to go out is judged again when circumstances change under it: held at once, not only at its hour.

What is held for a time that has not come goes on by itself once nothing stands against it. What is held while its hour
passes never bursts out: it waits until a person confirms it. So does everything that waited while the clerk held
everything back (standstill.py).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.channels.gates import why_hold
from portal.channels.models import Delivery, Dispatch, Publication
from portal.channels.outbox.claiming import HELD_BACK, why_not_now
from portal.channels.outbox.rows import RowKind, channel_of, load
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.states import Delivering, PublicState
from portal.councils.recording import entry_by_machine
from portal.drafts.models import Communication
from portal.records.ledger import Entry, record

CONFIRM = (
    "What held it is over. It goes out once somebody confirms that it still should: nothing that was held past its "
    "hour, or while everything was held back, goes out by itself."
)
LOOK_EVERY = timedelta(minutes=10)
"""How long a look holds while the circumstances' version stands still: permissions expire, suspensions end."""
AT_ONCE = 50
_CONTEXT = (
    "council",
    "clearance",
    "revision__body",
    "communication__author__user",
    "communication__council",
)
LET_GO: dict[str, Any] = {"state": Delivering.PENDING, "problem": "", "confirm": False}
Issuing = Delivery | Dispatch
_WAITING = (Delivering.PENDING, Delivering.HANDED, Delivering.HELD)
_MAILS = {"purpose": Dispatch.Purpose.ISSUE, "state__in": _WAITING}


def waiting(council_id: int | None = None) -> "QuerySet[Publication]":
    """Return the issues of which something still waits: all of it before their hour, some mails afterwards."""
    rows = Publication.objects.filter(state__in=[PublicState.SCHEDULED, PublicState.LIVE])
    if council_id is not None:
        rows = rows.filter(council_id=council_id)
    waits = Delivery.objects.filter(state__in=_WAITING, fanned_out=False).values("publication")
    mails = Dispatch.objects.filter(**_MAILS).values("delivery__publication")
    return rows.filter(pk__in=waits.union(mails, all=True))


def judge_stale_again(now: datetime) -> int:
    """Judge again what was last looked at in other circumstances, or a while ago; returns how many issues."""
    stale = waiting().filter(
        Q(looked_at__isnull=True)
        | Q(looked_at__lte=now - LOOK_EVERY)
        | ~Q(looked_at_version=F("council__circumstances_version"))
    )
    # NULLS FIRST: what nobody has looked at yet comes before what was.
    ordered = stale.order_by(F("looked_at").asc(nulls_first=True), "pk")
    found = list(ordered.values_list("pk", flat=True)[:AT_ONCE])
    for pk in found:
        _judge_one(pk)
    return len(found)


@transaction.atomic
def _judge_one(publication_id: int) -> None:
    if entries := judge_again([publication_id]):
        record(entries)


def judge_again(publication_ids: Iterable[int]) -> list[Entry]:
    """Hold what these issues must not send any more, and let go on what may; returns what the caller records last.

    Runs in the caller's transaction. Each item is locked before its issue and rows, in the order of their keys.
    """
    wanted = list(publication_ids)
    items = Communication.objects.select_for_update(no_key=True, of=("self",)).filter(publications__in=wanted)
    list(items.order_by("pk").values_list("pk", flat=True))
    rows = waiting().filter(pk__in=wanted).order_by("pk")
    entries: list[Entry] = []
    for issue in rows.select_related(*_CONTEXT):
        reason = why_held(issue)
        entries += _hold(issue, reason) if reason else _let_go_on(issue)
        Publication.objects.filter(pk=issue.pk).update(
            looked_at=timezone.now(), looked_at_version=issue.council.circumstances_version
        )
    return entries


def why_held(issue: Publication) -> str:
    """Return why nothing of ``issue`` may go out now, or '': the hold on everything first, then the gates."""
    return HELD_BACK if issue.council.issuing_on_hold else why_hold(issue)


def let_out_what_was_held(communication_id: int) -> None:
    """Put what is held of an item's scheduled issue back to waiting, late or not: a person confirmed it.

    Runs in the transaction of that decision, which holds the item's lock. What still stands against it holds it.
    """
    rows = Publication.objects.filter(communication=communication_id, state=PublicState.SCHEDULED)
    for issue in rows.select_related(*_CONTEXT):
        reason = why_held(issue)
        for row, kind in rows_of(issue, Delivering.HELD):
            changes = {"problem": reason[:500]} if reason else LET_GO
            type(row)._default_manager.filter(pk=row.pk, state=Delivering.HELD).update(**changes)
            if not reason:
                wake_on_commit(kind, row.pk, channel_of(row).connector)


def _hold(issue: Publication, reason: str) -> list[Entry]:
    """Move what waits of ``issue`` to HELD, and what is in hand. What is SENDING cannot be recalled: it is left."""
    held: list[Entry] = []
    for row, kind in rows_of(issue, Delivering.PENDING, Delivering.HANDED):
        changes = {"state": Delivering.HELD, "problem": reason[:500]}
        rows = type(row)._default_manager.filter(pk=row.pk, state=row.state)
        if rows.update(**changes) == 1:
            facts = {"key": str(row.key)}
            held.append(entry_by_machine(issue.council_id, "delivery_held", kind.value, row.pk, **facts))
    return held


def _let_go_on(issue: Publication) -> list[Entry]:
    """Put back what is held before its hour; of what is late say that a person must confirm it."""
    now, resumed = timezone.now(), []
    for row, kind in rows_of(issue, Delivering.HELD):
        held = type(row)._default_manager.filter(pk=row.pk, state=Delivering.HELD)
        if kind is RowKind.DELIVERY and row.due_at > now and not row.confirm:
            if held.update(**LET_GO) == 1:
                facts = {"key": str(row.key)}
                resumed.append(
                    entry_by_machine(issue.council_id, "delivery_resumed", kind.value, row.pk, **facts)
                )
        elif row.problem != CONFIRM and not why_not_now(load(kind, row.pk)):
            held.update(problem=CONFIRM, confirm=True)
    return resumed


def rows_of(issue: Publication, *states: Delivering) -> Iterable[tuple[Issuing, RowKind]]:
    """Yield the issue's rows in ``states`` that say something, deliveries first; a mailing's mails stand for it."""
    wholes = Delivery.objects.filter(publication=issue, state__in=states, fanned_out=False)
    mails = Dispatch.objects.filter(
        delivery__publication=issue, purpose=Dispatch.Purpose.ISSUE, state__in=states
    )
    wholes, mails = wholes.select_related("channel"), mails.select_related("delivery__channel")
    yield from ((row, RowKind.DELIVERY) for row in wholes.order_by("pk"))
    yield from ((row, RowKind.DISPATCH) for row in mails.order_by("pk"))

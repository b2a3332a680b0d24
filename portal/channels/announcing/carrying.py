"""A worker tells a channel of an event, outside any transaction, and settles what came of it.

A receiver takes each number once (docs/webhooks.md), so that what nobody is sure of is told again under the same one.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.channels.announcing.telling import tell_of_failure
from portal.channels.announcing.waking import wake
from portal.channels.connectors.base import (
    Ambiguous,
    ConnectorError,
    Paced,
    Reconnect,
    Sent,
    Transient,
    connector_for,
)
from portal.channels.connectors.misreading import never_stuck
from portal.channels.credentials.noting import mark_lost
from portal.channels.credentials.using import why_not_connected
from portal.channels.models import Announcement, Channel, Connection
from portal.channels.outbox.attempts import begin, end
from portal.channels.outbox.carrying import TURN, outside_transactions
from portal.channels.outbox.claiming import lease
from portal.channels.outbox.waiting import next_attempt
from portal.channels.states import Delivering
from portal.councils.recording import entry_by_machine
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record

ABOUT = "announcement"
AT_ONCE = 500
LOOK_AGAIN = timedelta(minutes=10)
"""How long what waits for its channel to open, or to be connected again, is left alone."""
_MAY_GO = (Delivering.PENDING, Delivering.SENDING)


@dataclass(frozen=True)
class _Held:
    """What a worker has in hand; ``fence`` is what settling must still find in the row."""

    row: Announcement
    channel: Channel
    fence: int


def sweep() -> None:
    """Wake workers for what is due, and for what a dead worker left; safe to run twice."""
    rows = _in_turn(timezone.now() - timedelta(seconds=1)).order_by("due_at", "pk")
    by_connector: dict[str, list[int]] = {}
    for pk, connector in rows.values_list("pk", "channel__connector")[:AT_ONCE]:
        by_connector.setdefault(connector, []).append(pk)
    for connector, keys in by_connector.items():
        wake(keys, connector, expires=settings.SWEEP_SECONDS * 2)


def carry_all(keys: Sequence[int]) -> None:
    """Carry the announcements one after the other; what is left after a while the sweep gives to whoever is free."""
    ends = time.monotonic() + TURN
    for pk in keys:
        if time.monotonic() >= ends:
            return
        carry(pk)


def carry(pk: int) -> None:
    """Tell the channel of one event, if it is its turn; does nothing where another worker has it."""
    held = _claim(pk)
    if held is None:
        return
    outside_transactions()
    row = held.row
    try:
        with never_stuck(held.channel):
            sent = connector_for(held.channel).announce(held.channel, row.key, row.event, row.facts)
            _settle_sent(held, sent)
    except Paced as error:
        wait = timedelta(seconds=error.retry_after or 60)
        _put_back(held, str(error), timezone.now() + wait, tries=F("tries") - 1)
    except (Transient, Ambiguous) as error:
        _again(held, error)
    except Reconnect as error:
        _wait_for_connection(held, str(error))
    except ConnectorError as error:
        _fail(held, str(error))


def _in_turn(now: datetime) -> "QuerySet[Announcement]":
    """Return what may be told at ``now``: due or left by a dead worker, and nothing about the same thing before it."""
    left = Q(state=Delivering.SENDING, claimed_at__lte=now - lease())
    before = Announcement.objects.filter(
        channel=OuterRef("channel"),
        object_type=OuterRef("object_type"),
        object_id=OuterRef("object_id"),
        number__lt=OuterRef("number"),
        state__in=_MAY_GO,
    )
    return Announcement.objects.filter(left | Q(state=Delivering.PENDING, due_at__lte=now), ~Exists(before))


@transaction.atomic
def _claim(pk: int) -> _Held | None:
    """Take the row by compare-and-set; None where it is not its turn, or its channel cannot be told now."""
    now = timezone.now()
    raised = {"attempt": F("attempt") + 1, "tries": F("tries") + 1, "problem": ""}
    if _in_turn(now).filter(pk=pk).update(state=Delivering.SENDING, claimed_at=now, **raised) != 1:
        return None
    row = Announcement.objects.select_related("channel__council").get(pk=pk)
    held = _Held(row, row.channel, row.attempt)
    if row.channel.approval == Channel.Approval.ENDED:
        _move(held, Delivering.CANCELLED, problem="The channel is closed for good.")
        return None
    closed = "" if row.channel.is_open else f"The channel '{row.channel.name}' is closed."
    if waits := closed or why_not_connected(row.channel):
        _move(held, Delivering.PENDING, problem=waits, due_at=now + LOOK_AGAIN, tries=F("tries") - 1)
        return None
    end(row.key, now, "lost", "")  # of the worker that was taken for dead
    begin(row.key, row.attempt, now)
    return held


@transaction.atomic
def _settle_sent(held: _Held, sent: Sent) -> None:
    sha256 = sha256_of(sent.evidence)
    if not _move(held, Delivering.SENT, settled_at=timezone.now(), sent_sha256=sha256):
        return
    file_snapshots(
        [
            Filing(
                council_id=held.channel.council_id,
                status="sent",
                object_type=ABOUT,
                object_id=held.row.pk,
                communication_id=held.row.facts.get("item"),
                channel_id=held.channel.pk,
                title=f"{held.row.event} {held.row.object_type} {held.row.object_id}",
                text=sent.evidence,
            )
        ]
    )
    record([_entry(held, "delivery_sent", sha256=sha256)])


def _again(held: _Held, error: Transient | Ambiguous) -> None:
    """Put it back for another attempt after a growing wait; after the last it has failed."""
    retry_after = error.retry_after if isinstance(error, Transient) else None
    due_at = next_attempt(held.row.tries, timezone.now(), retry_after)
    if due_at is None:
        _fail(held, f"Given up after {held.row.tries} attempts. The last: {error}")
    else:
        _put_back(held, str(error), due_at)


@transaction.atomic
def _put_back(held: _Held, problem: str, due_at: datetime, **changes: Any) -> None:
    _move(held, Delivering.PENDING, problem=problem, due_at=due_at, **changes)


@transaction.atomic
def _wait_for_connection(held: _Held, problem: str) -> None:
    """Mark the channel's connection and tell who can connect it again; until then what it is to be told waits."""
    due_at = timezone.now() + LOOK_AGAIN
    if not _move(held, Delivering.PENDING, problem=problem, due_at=due_at, tries=F("tries") - 1):
        return
    rows = Connection.objects.select_related("channel").filter(channel=held.channel, ended_at__isnull=True)
    open_one = rows.first()
    if open_one is None or open_one.connected_at > (held.row.claimed_at or timezone.now()):
        return
    if entries := mark_lost(open_one, problem, about=("connection", open_one.pk)):
        record(entries)


@transaction.atomic
def _fail(held: _Held, problem: str) -> None:
    """Note that it will not be told unless a person orders another attempt, and tell who can."""
    if _move(held, Delivering.FAILED, problem=problem, settled_at=timezone.now()):
        tell_of_failure(held.row)
        record([_entry(held, "delivery_failed")])


def _move(held: _Held, state: Delivering, **changes: Any) -> bool:
    """Compare-and-set the claimed row to ``state`` and end its attempt; False where another worker took it over."""
    changes["problem"] = str(changes.get("problem", ""))[:500]
    mine = Announcement.objects.filter(pk=held.row.pk, state=Delivering.SENDING, attempt=held.fence)
    if mine.update(state=state, **changes) != 1:
        return False
    end(held.row.key, timezone.now(), state.value, changes["problem"])
    return True


def _entry(held: _Held, verb: str, **facts: Any) -> Entry:
    row = held.row
    facts |= {"key": str(row.key), "attempt": held.fence, "communication": row.facts.get("item")}
    return entry_by_machine(held.channel.council_id, verb, ABOUT, row.pk, **facts)

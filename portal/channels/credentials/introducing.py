"""The portal at servers where people sign in: ordered by whoever begins a sign-in, asked for by a worker, kept.

What a server gave is kept for the council and the server, encrypted, and asked for anew after an hour: servers forget
applications that nobody uses. Nobody waits for it unseen, so that nothing is tried again by itself: who waits begins
again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.celery import app
from portal.channels.connectors.base import ConnectorError, connectors
from portal.channels.connectors.introducing import Introduces, Stranger
from portal.channels.connectors.misreading import never_stuck_at
from portal.channels.credentials.sealing import Unreadable, seal, unseal
from portal.channels.models import Channel, Introducing, Introduction
from portal.channels.models.introduction import LONGEST_SERVER
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.waking import nudge
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput

INTRODUCE_TASK = "portal.channels.tasks.introduce"
FRESH = timedelta(hours=1)
"""For how long what a server gave is believed without asking; Mastodon keeps what nobody uses for a day."""
LEASE = timedelta(seconds=90)
"""Longer than a server may take to answer; after it a worker that died holds nobody up."""
_MOST_WAYS = 10
FORGOTTEN = "The server does not know the portal any more. Begin the sign-in again."


@dataclass(frozen=True)
class Standing:
    """Where an introduction stands: what the server gave, or why not; neither while it is being asked."""

    known: dict[str, str] | None = None
    problem: str = ""


@transaction.atomic
def order_introduction(*, actor: Person, channel: Channel, server: str, way_back: str) -> None:
    """Have a worker introduce the portal to ``server``, unless it is known there since less than FRESH.

    ``way_back``: where the server shall send people for this channel. Raises InvalidInput for too long an address.
    """
    if len(server) > LONGEST_SERVER:
        raise InvalidInput(f"An address of more than {LONGEST_SERVER} signs is none of a server.")
    row, _ = Introduction.objects.get_or_create(
        council=actor.council,
        connector=channel.connector,
        server=server,
        defaults={"ordered_by": actor.membership, "ways_back": [way_back]},
    )
    row = Introduction.objects.select_for_update(of=("self",)).get(pk=row.pk)
    new = way_back not in row.ways_back
    if not new and _is_fresh(row):
        return
    ways = [*row.ways_back, way_back][-_MOST_WAYS:] if new else row.ways_back
    Introduction.objects.filter(pk=row.pk).update(
        state=Introducing.ORDERED,
        problem="",
        ways_back=ways,
        ordered_by=actor.membership,
        ordered_at=timezone.now(),
        sealed="" if new else row.sealed,
        asking_until=None if new else row.asking_until,
    )
    transaction.on_commit(partial(nudge, partial(app.send_task, INTRODUCE_TASK, args=[row.pk], expires=600)))
    record([entry_by(actor, "channel_introduced", "channel", channel.pk, introduction=row.pk)])


def standing_of(channel: Channel, server: str) -> Standing:
    """Return what ``server`` gave the council of ``channel``, or why it did not."""
    row = _row(channel, server)
    if row is None or row.state == Introducing.ORDERED:
        return Standing()
    if row.state == Introducing.FAILED:
        return Standing(problem=row.problem)
    try:
        return Standing(known=unseal(_owner(row), row.sealed))
    except Unreadable:
        return Standing(problem="What the server gave cannot be read any more. Begin the sign-in again.")


def forget_introduction(channel_id: int, server: str) -> None:
    """Note that ``server`` does not know the portal: the next sign-in there introduces it anew."""
    channel = Channel.objects.get(pk=channel_id)
    rows = Introduction.objects.filter(council=channel.council_id, connector=channel.connector, server=server)
    rows.update(state=Introducing.FAILED, sealed="", problem=FORGOTTEN)


def introduce(introduction_id: int) -> None:
    """Ask one server, and keep what it gave or why not."""
    row, until = _claim(introduction_id)
    if row is None:
        return
    outside_transactions()
    connector = connectors().get(row.connector)
    if not isinstance(connector, Introduces):
        _settle(row, until, problem="This installation does not sign in there any more.")
        return
    try:
        with never_stuck_at(f"introduction {row.pk}", row.server):
            given = connector.introduce(_stranger(row))
    except ConnectorError as error:
        _settle(row, until, problem=str(error))
    else:
        _settle(row, until, given=given)


def _stranger(row: Introduction) -> Stranger:
    try:
        known = unseal(_owner(row), row.sealed) if row.sealed else {}
    except Unreadable:
        known = {}
    return Stranger(row.server, f"introduction-{row.pk}", row.app, tuple(row.ways_back), known)


def _owner(row: Introduction) -> str:
    return f"introduction:{row.pk}"


def _row(channel: Channel, server: str) -> Introduction | None:
    rows = Introduction.objects.filter(council=channel.council_id, connector=channel.connector, server=server)
    return rows.first()


def _is_fresh(row: Introduction) -> bool:
    since = timezone.now() - FRESH
    return row.state == Introducing.KNOWN and row.settled_at is not None and row.settled_at > since


def _claim(introduction_id: int) -> tuple[Introduction | None, datetime]:
    """Take the row in hand by compare-and-set; None where it is settled, or another worker has it."""
    now = timezone.now()
    until = now + LEASE
    free = Q(asking_until__isnull=True) | Q(asking_until__lte=now)
    rows = Introduction.objects.filter(free, pk=introduction_id, state=Introducing.ORDERED)
    if rows.update(asking_until=until) != 1:
        return None, until
    return Introduction.objects.get(pk=introduction_id), until


def _settle(
    row: Introduction, until: datetime, *, given: dict[str, str] | None = None, problem: str = ""
) -> None:
    """Note what came of it; nothing where it was ordered anew meanwhile, with another way back."""
    mine = Introduction.objects.filter(pk=row.pk, state=Introducing.ORDERED, asking_until=until)
    mine.update(
        state=Introducing.FAILED if given is None else Introducing.KNOWN,
        sealed="" if given is None else seal(_owner(row), given),
        problem=problem[:500],
        asking_until=None,
        settled_at=timezone.now(),
    )

"""Connecting a channel to its network, replacing its credentials, trying and revoking them.

Credentials are entered, replaced or destroyed; no page shows them. Whether the network takes them a worker finds out
afterwards (portal.channels.credentials.trying): nothing talks to a network inside a transaction.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from portal.celery import app
from portal.channels.connectors.base import Connector, connectors
from portal.channels.connectors.connecting import Needed
from portal.channels.credentials.revoking import order_ending
from portal.channels.credentials.rotating import without_secrets
from portal.channels.credentials.sealing import Unreadable, seal, unseal
from portal.channels.models import Channel, Connection
from portal.channels.outbox.waking import nudge
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

TRY_TASK = "portal.channels.tasks.try_connection"
LONGEST = 2000
"""Characters of one thing that is entered."""
OVER = (
    "This sign-in is over, or was begun by somebody else or in another window.",
    "Nothing was changed. Begin it again.",
)
BEFORE, UNTIL = "before", "before_until"
"""Where a connector with an overlap finds the secret that was replaced, and until when it is used, in ISO 8601."""


@transaction.atomic
def connect(
    *,
    actor: Person,
    channel_id: int,
    values: Mapping[str, str],
    granted: Mapping[str, str] | None = None,
    state: str = "",
) -> Connection:
    """Connect a channel with what was entered for its connector's ``needs``; the credentials before are ended at
    the network where that can be asked, and destroyed.

    ``granted``: what the network gave to whoever signed in there, instead of some that is entered else, and ``state``
    the one under which they did: it counts once, also of two who come back with it at the same moment.
    What is held for want of credentials goes on once a worker has seen that the network takes these.
    Raises NotYours without the power, Refusal where there is no such channel or nothing to connect, or that sign-in
    was used, InvalidInput for what is missing or cannot be right.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel, connector = _own(actor, channel_id)
    sign_in = hashlib.sha256(state.encode()).hexdigest() if state else None
    if sign_in and Connection.objects.filter(sign_in=sign_in).exists():
        raise Refusal(*OVER)
    needs = connector.sign_in_needs if granted else connector.needs
    kept = {**entered_values(connector, needs, values), **(granted or {})}
    open_ones = {need.name for need in connector.needs if not need.secret}
    secret = {need.name for need in connector.needs if need.secret} | (set(granted or {}) - open_ones)
    now = timezone.now()
    secrets = {name: value for name, value in kept.items() if name in secret}
    secrets |= _overlapping(connector, channel, secrets, now)
    _end_open(channel_id, now, replaced_by=secrets)
    made = Connection.objects.create(
        channel=channel,
        public={name: value for name, value in kept.items() if name not in secret},
        sealed=seal(channel.pk, secrets),
        sign_in=sign_in,
        connected_by=actor.membership,
        connected_at=now,
    )
    try_on_commit(made.pk)
    facts = {"connection": made.pk, "connector": channel.connector}
    record([entry_by(actor, "channel_connected", "channel", channel.pk, **facts)])
    return made


@transaction.atomic
def disconnect(*, actor: Person, channel_id: int, reason: str) -> None:
    """Stop using a channel's credentials; what is due on it is held until somebody connects it again.

    They are ended at the network where that can be asked, and destroyed then, else at once.

    Raises NotYours without the power, Refusal where there is no such channel, or it is not connected.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel, _ = _own(actor, channel_id)
    if _end_open(channel_id, timezone.now()) != 1:
        raise Refusal("This channel is not connected.", "Nothing was changed.")
    record([reasoned(actor, "channel_disconnected", "channel", channel.pk, reason=reason)])


@transaction.atomic
def order_trial(*, actor: Person, channel_id: int) -> None:
    """Let a worker ask the network now whether it takes the channel's credentials.

    Raises NotYours without the power, Refusal where there is no such channel, or it is not connected.
    """
    actor.require(Power.MANAGE_CHANNELS)
    channel, _ = _own(actor, channel_id)
    pk = (
        Connection.objects.filter(channel=channel, ended_at__isnull=True).values_list("pk", flat=True).first()
    )
    if pk is None:
        raise Refusal("This channel is not connected.", "Connect it first.")
    try_on_commit(pk)
    record([entry_by(actor, "channel_tried", "channel", channel.pk, connection=pk)])


def try_on_commit(connection_id: int) -> None:
    """Ask for the connection to be tried as soon as the transaction has committed; the sweep finds a lost one."""
    transaction.on_commit(partial(nudge, partial(app.send_task, TRY_TASK, args=[connection_id])))


def _own(actor: Person, channel_id: int) -> tuple[Channel, Connector]:
    """Return the channel under its lock, so that two who connect it at once take turns, with its connector."""
    rows = Channel.objects.select_for_update(no_key=True).filter(pk=channel_id, council=actor.council)
    channel = rows.first()
    if channel is None:
        raise Refusal("This council has no such channel.", "Nothing was changed.")
    connector = connectors().get(channel.connector)
    if connector is None or not connector.needs:
        raise Refusal("This channel needs no connecting.", "Nothing was changed.")
    return channel, connector


def entered_values(
    connector: Connector, needs: Sequence[Needed], values: Mapping[str, str]
) -> dict[str, str]:
    """Return what was entered for ``needs``, as it is kept. Raises InvalidInput for what is missing or wrong."""
    cleaned = {need.name: str(values.get(need.name, "")).strip() for need in needs}
    for need in needs:
        if not cleaned[need.name] and not need.optional:
            raise InvalidInput(f"{need.label}: this is needed to connect the channel.")
        if len(cleaned[need.name]) > LONGEST or not cleaned[need.name].isprintable():
            raise InvalidInput(f"{need.label}: this is not what the network gave you. Copy it again.")
    try:
        return connector.entered(cleaned)
    except ValueError as error:
        raise InvalidInput(str(error)) from error


def _overlapping(
    connector: Connector, channel: Channel, secrets: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Return the secret that is replaced, where the connector goes on using it for a while beside the new one."""
    row = Connection.objects.filter(channel=channel, ended_at__isnull=True).first()
    if row is None or connector.overlap is None:
        return {}
    try:
        before = unseal(channel.pk, row.sealed).get("secret", "")
    except Unreadable:
        return {}
    if not before or before == secrets.get("secret"):
        return {}
    return {BEFORE: before, UNTIL: (now + connector.overlap).isoformat()}


def _end_open(channel_id: int, now: datetime, *, replaced_by: Mapping[str, str] | None = None) -> int:
    """End the open connection of the channel, whose credentials it holds no more; returns how many there were.

    What stands open though it is a secret, in connections that are older, goes with them.
    """
    rows = Connection.objects.select_for_update(of=("self",)).select_related("channel")
    row = rows.filter(channel_id=channel_id, ended_at__isnull=True).first()
    if row is None:
        return 0
    order_ending(row, replaced_by)
    return Connection.objects.filter(pk=row.pk).update(
        ended_at=now, sealed="", session="", public=without_secrets(row)
    )

"""Ending credentials at their network when a channel stops using them: ordered then, asked by a worker, tried again.

The credentials are destroyed once the network has ended them, or nobody can ask it: then somebody ends them by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.celery import app
from portal.channels.connectors.base import (
    ConnectorError,
    Paced,
    Permanent,
    Transient,
    connectors,
)
from portal.channels.connectors.misreading import never_stuck
from portal.channels.connectors.revoking import EndsCredentials
from portal.channels.credentials.noting import managers_of
from portal.channels.credentials.sealing import Unreadable, unseal
from portal.channels.credentials.using import Credentials
from portal.channels.models import Channel, Connection, Revocation, Revoking
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.waiting import next_attempt
from portal.channels.outbox.waking import nudge
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record

REVOKE_TASK = "portal.channels.tasks.end_credentials"
AT_ONCE = 200
ABOUT = "revocation"
_OPEN = (Revoking.WAITING, Revoking.ASKING)


@dataclass(frozen=True)
class _Held:
    """What a worker has in hand, and the try that it is."""

    row: Revocation
    channel: Channel
    tries: int


def order_ending(row: Connection, replaced_by: Mapping[str, str] | None) -> None:
    """Order that the network ends the credentials of ``row``; runs in the transaction that ends the connection.

    ``replaced_by``: the secrets that take their place; those that were entered again are still used, and stay.
    """
    connector = connectors().get(row.channel.connector)
    if not isinstance(connector, EndsCredentials) or (connector.ends_others and replaced_by is not None):
        return
    if replaced_by is not None and _in_use(row, replaced_by):
        return
    made = Revocation.objects.create(connection=row, sealed=row.sealed, session=row.session)
    transaction.on_commit(partial(nudge, partial(app.send_task, REVOKE_TASK, args=[made.pk], expires=600)))


def end_due() -> int:
    """Have each network asked whose turn has come, and what a dead worker left; return how many."""
    rows = Revocation.objects.filter(_due()).order_by("due_at", "pk")
    keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    for pk in keys:
        nudge(partial(app.send_task, REVOKE_TASK, args=[pk], expires=600))
    return len(keys)


def end_credentials(revocation_id: int) -> None:
    """Ask one network to end credentials; what it cannot is left to somebody's hands, in words."""
    held = _claim(revocation_id)
    if held is None:
        return
    outside_transactions()
    try:
        with never_stuck(held.channel):
            left = _ask(held)
    except Paced as error:
        _again(held, str(error), timezone.now() + timedelta(seconds=error.retry_after or 60), spent=False)
    except Permanent as error:
        _settle(held, by_hand(held.channel), problem=str(error))
    except ConnectorError as error:
        retry_after = error.retry_after if isinstance(error, Transient) else None
        due_at = next_attempt(held.tries, timezone.now(), retry_after)
        if due_at is None:
            problem = f"Given up after {held.tries} attempts. The last: {error}"
            _settle(held, by_hand(held.channel), problem=problem)
        else:
            _again(held, str(error), due_at, spent=True)
    else:
        _settle(held, left)


def _ask(held: _Held) -> str:
    """Ask the network; return what is left to do by hand. Raises as a connector's end_credentials()."""
    connector = connectors().get(held.channel.connector)
    if not isinstance(connector, EndsCredentials):
        raise Permanent("This installation cannot ask the network any more.")
    return connector.end_credentials(_opened(held))


def by_hand(channel: Channel) -> str:
    """Return what somebody must do where the network could not be asked."""
    connector = connectors().get(channel.connector)
    where = connector.label if connector is not None else channel.name
    return (
        f"Sign in to {where} with the council’s own account, find the applications and passwords that may use it, and "
        "remove the portal’s."
    )


def _in_use(row: Connection, secrets: Mapping[str, str]) -> bool:
    try:
        before = unseal(row.channel_id, row.sealed)
    except Unreadable:
        return False
    shared = {name for name, value in before.items() if value and secrets.get(name) == value}
    return bool(shared & {"token", "password", "refresh"})


def _opened(held: _Held) -> Credentials:
    """Return the credentials. Raises Permanent where no key opens them."""
    row, channel_id = held.row, held.channel.pk
    try:
        secrets = unseal(channel_id, row.sealed)
        session = unseal(channel_id, row.session) if row.session else {}
    except Unreadable as error:
        raise Permanent("They were encrypted under a key that the portal no longer has.") from error
    return Credentials(row.connection_id, channel_id, row.connection.public, secrets, session)


def _due() -> Q:
    return Q(state__in=_OPEN, due_at__lte=timezone.now())


@transaction.atomic
def _claim(revocation_id: int) -> _Held | None:
    """Take the row in hand by compare-and-set; None where it is not its turn, or another worker has it."""
    lease = timezone.now() + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    rows = Revocation.objects.filter(_due(), pk=revocation_id)
    if rows.update(state=Revoking.ASKING, tries=F("tries") + 1, due_at=lease) != 1:
        return None
    row = Revocation.objects.select_related("connection__channel__council").get(pk=revocation_id)
    return _Held(row, row.connection.channel, row.tries)


def _again(held: _Held, problem: str, due_at: datetime, *, spent: bool) -> None:
    tries = F("tries") if spent else F("tries") - 1
    _move(held, Revoking.WAITING, due_at=due_at, problem=problem[:500], tries=tries)


@transaction.atomic
def _settle(held: _Held, left: str, *, problem: str = "") -> None:
    """Destroy the credentials and note that the network ended them, or what is left to somebody's hands."""
    state = Revoking.BY_HAND if left else Revoking.DONE
    changes = {"sealed": "", "session": "", "left": left[:500], "problem": problem[:500]}
    if not _move(held, state, settled_at=None if left else timezone.now(), **changes):
        return
    council_id, facts = held.channel.council_id, {"connection": held.row.connection_id}
    if not left:
        record([entry_by_machine(council_id, "channel_revoked", "channel", held.channel.pk, **facts)])
        return
    tell(
        council_id=council_id,
        what=What.CHANNEL_TO_REVOKE,
        about=(ABOUT, held.row.pk),
        recipients=managers_of(council_id),
    )
    record([entry_by_machine(council_id, "channel_revoking_left", "channel", held.channel.pk, **facts)])


def _move(held: _Held, state: Revoking, **changes: Any) -> bool:
    mine = Revocation.objects.filter(pk=held.row.pk, state=Revoking.ASKING, tries=held.tries)
    return mine.update(state=state, **changes) == 1

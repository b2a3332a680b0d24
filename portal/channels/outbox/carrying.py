"""Carrying a claimed row to its channel, outside any transaction, and settling what came of it."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.channels.connectors.base import (
    Ambiguous,
    Capability,
    Connector,
    ConnectorError,
    Misread,
    Paced,
    Permanent,
    Reconnect,
    Refused,
    Sent,
    Transient,
    connector_for,
    connectors,
)
from portal.channels.connectors.mailing import Mail, MailingConnector
from portal.channels.connectors.misreading import never_stuck
from portal.channels.models import Command, Delivery, Dispatch
from portal.channels.networks import acting
from portal.channels.observing import reached
from portal.channels.outbox import settling
from portal.channels.outbox.attempts import asked_since
from portal.channels.outbox.claiming import Claim, claim, claim_to_ask
from portal.channels.outbox.fanning import fan_out
from portal.channels.outbox.reconnecting import note_refused, settle_reconnect
from portal.channels.outbox.rows import RowKind, channel_of, delivery_of, publication_of
from portal.channels.outbox.vouched import refuse_if_not_found, settle_said, was_said_to_stand
from portal.channels.outbox.waking import wake
from portal.channels.post import Post, compose

MOST_ASKED = 8
"""Askings after one attempt whose answers cannot be read, before a person decides."""
TURN = 5.0
"""Seconds after which a worker leaves what it has not begun of its rows to whoever is free."""


def carry_all(kind: RowKind, keys: Sequence[int], *, queue: str) -> None:
    """Carry the rows one after the other, each looked at just before it goes; after a while the rest is for others.

    ``queue``: where the rest waits for a worker. A mistake of ours in one row leaves the others to others too.
    """
    ends, left = time.monotonic() + TURN, list(keys)
    try:
        while left and time.monotonic() < ends:
            carry(kind, left.pop(0))
    finally:
        if left:
            wake(kind, left, queue=queue or settings.CELERY_TASK_DEFAULT_QUEUE)


def carry(kind: RowKind, pk: int) -> None:
    """Claim the row, send it and settle; does nothing if another worker has it or it may not go out."""
    held = claim(kind, pk)
    if held is None:
        return
    reached("claimed", held.row.key)
    outside_transactions()
    acting.begin()
    try:
        with never_stuck(channel_of(held.row)):
            connector = connector_for(channel_of(held.row))
            if _fans_out(held, connector):
                fan_out(held, connector)
                reached("fanned_out", held.row.key)
                return
            sent = _act(held, connector)
            reached("sent", held.row.key)
            _settle(held, sent)
    except ConnectorError as error:
        _settle_error(replace(held, unsent=_left_nothing(held)), error)
    reached("settled", held.row.key)


def ask(kind: RowKind, pk: int, fence: int) -> None:
    """Find out what became of a row whose worker died or whose answer was lost, or look where it is said to stand.

    Never sends.
    """
    held = claim_to_ask(kind, pk, fence)
    if held is None:
        return
    reached("asking", held.row.key)
    outside_transactions()
    if was_said_to_stand(held.row):
        settle_said(held, post_of(held))
        return
    try:
        with never_stuck(channel_of(held.row)):
            connector = connector_for(channel_of(held.row))
            found = _find(held, connector)
            reached("asked", held.row.key)
            if found is not None:
                _settle(held, found)
                return
            certain_after = _certain_after(held, connector)
    except ConnectorError as error:
        _settle_unsaid(held, error)
        return
    settling.settle_unclear(held, _unclear_words(certain_after), certain_after=certain_after, ask_again=False)


def _settle_unsaid(held: Claim, error: ConnectorError) -> None:
    """Settle that nobody could say what became of the row: it is asked again, or a person decides.

    Who says no for good says no each time; and what cannot be read time after time never will be.
    """
    if isinstance(error, Reconnect):
        note_refused(held, str(error))
    if isinstance(held.row, Command) and isinstance(error, Permanent):
        settling.settle_failed(held, str(error))
        return
    often = isinstance(error, Misread) and asked_since(held.row.key, held.fence) >= MOST_ASKED
    ends = often or isinstance(error, Permanent)
    words = str(error) if ends else f"{error} It will be asked again."
    settling.settle_unclear(held, words, certain_after=None, ask_again=not ends)


def _settle(held: Claim, sent: Sent) -> None:
    """Settle what the channel took: it is out, or somebody has it in hand and will prove it."""
    if sent.handed:
        settling.settle_handed(held)
    else:
        settling.settle_sent(held, sent)


def post_of(held: Claim) -> Post:
    """Return what the claimed row says, under the key of the delivery that first carried it."""
    delivery = delivery_of(held.row)
    return compose(publication_of(held.row), delivery.channel, delivery.key)


def outside_transactions() -> None:
    """Refuse to talk to a network while a transaction is open (the wrapping of Django's own tests excepted)."""
    open_blocks = [block for block in connection.atomic_blocks if not block._from_testcase]  # type: ignore[attr-defined]
    if open_blocks:
        raise RuntimeError("Nothing talks to the network inside a transaction.")


def _fans_out(held: Claim, connector: Connector) -> bool:
    """Return whether the row becomes one mail per recipient instead of being sent itself."""
    if not isinstance(connector, MailingConnector):
        return False
    return isinstance(held.row, Delivery | Command)


def _act(held: Claim, connector: Connector) -> Sent:
    """Do what the row asks for."""
    row, post = held.row, post_of(held)
    if timezone.now() >= held.deadline:
        raise Transient("The worker was held up before it could begin.")
    reached("sending", row.key)
    if isinstance(row, Command) and row.verb == Command.Verb.RETITLE:
        return connector.retitle(post)
    if isinstance(row, Command):
        sent = connector.retract(post, row.reason, scheduled=row.verb == Command.Verb.TAKE_DOWN)
        refuse_if_not_found(row.delivery, connector, sent)
        return sent
    if isinstance(row, Dispatch):
        if not isinstance(connector, MailingConnector):
            raise Permanent("This channel sends no mail any more.")
        return connector.send(post, _mail(row, held.deadline))
    return connector.publish(post)


def _mail(row: Dispatch, deadline: datetime) -> Mail:
    return Mail(
        key=row.key,
        message_id=row.message_id,
        contact=row.contact,
        address=row.address,
        deadline=deadline,
        is_withdrawal=row.purpose == Dispatch.Purpose.RETRACTION,
    )


def _find(held: Claim, connector: Connector) -> Sent | None:
    """Return what the channel knows of the row, or None."""
    row = held.row
    if isinstance(row, Command):
        return None  # taking back is safe to repeat
    if isinstance(row, Dispatch):
        if isinstance(connector, MailingConnector) and connector.certain_after is not None:
            return connector.find_message(row.message_id)
        return None
    return connector.find(row.channel, row.key)


def _settle_error(held: Claim, error: ConnectorError) -> None:
    """Settle a failure by what it means: not tried yet, again later, never, or first ask."""
    if isinstance(error, Paced):
        settling.settle_unasked(held, str(error), error.retry_after or 0)
    elif isinstance(error, Transient):
        settling.settle_again(held, str(error), error.retry_after)
    elif isinstance(error, Ambiguous):
        settling.settle_unclear(held, str(error), certain_after=None, ask_again=True)
    elif isinstance(error, Reconnect):
        settle_reconnect(held, str(error))
    else:
        settling.settle_failed(held, str(error), refused=isinstance(error, Refused))


def _left_nothing(held: Claim) -> bool:
    """Return whether nothing of the attempt can be out there: its network was asked nothing but questions."""
    connector = connectors().get(channel_of(held.row).connector)
    remote = connector is not None and Capability.REMOTE in connector.capabilities
    return remote and not acting.anything_left()


def _certain_after(held: Claim, connector: Connector) -> timedelta | None:
    """Return when the row, not found, was certainly never sent.

    A mailing and a withdrawal do nothing outside the database before their own rows exist, or may be repeated.
    """
    if isinstance(held.row, Command) or (
        isinstance(held.row, Delivery) and isinstance(connector, MailingConnector)
    ):
        return timedelta(0)
    return connector.certain_after_on(channel_of(held.row))


def _unclear_words(certain_after: timedelta | None) -> str:
    if certain_after is None:
        return (
            "The worker stopped in mid-message and there is no journal to ask. Did it arrive? Please decide."
        )
    return "The worker stopped in mid-message and the message has not been found yet. It will be asked again."

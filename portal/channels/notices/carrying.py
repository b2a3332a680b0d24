"""Carrying one notice: claim it by compare-and-set, hand it to the mail server outside any transaction, settle it.

At least once, where press mail is at most once: a worker that dies between the sending and the note leaves a row that
the sweep sends again after the lease, under the same Message-ID. So one kill costs at most one more copy, which the
reader's mail program can tell is the same mail; a lost one could cost a council its deadline.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from portal.channels.connectors.base import Ambiguous, ConnectorError, Transient
from portal.channels.mail.conversation import MailServer, hand_over
from portal.channels.models import Notice
from portal.channels.notices.message import write
from portal.channels.notices.words import Words, words_of
from portal.channels.observing import reached
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.claiming import lease
from portal.channels.outbox.waiting import next_attempt
from portal.channels.states import Delivering
from portal.councils.people import Person, addressee_now
from portal.refusals import NotYours


@dataclass(frozen=True)
class Claim:
    """The right to carry one notice until ``deadline``; ``fence`` is what settling must still find in the row."""

    row: Notice
    fence: int
    deadline: datetime


def due(now: datetime) -> Q:
    """Return the condition that a notice may be claimed: its time has come, or its worker's lease has run out."""
    waiting = Q(state=Delivering.PENDING, due_at__lte=now)
    return waiting | Q(state=Delivering.SENDING, claimed_at__lte=now - lease())


def claim(key: UUID) -> Claim | None:
    """Take the notice if it is due; None if another worker has it, it was settled or never committed."""
    now = timezone.now()
    won = Notice.objects.filter(due(now), key=key).update(
        state=Delivering.SENDING, claimed_at=now, attempt=F("attempt") + 1, tries=F("tries") + 1
    )
    if won != 1:
        return None
    row = Notice.objects.select_related("council", "recipient__user").get(key=key)
    return Claim(row, row.attempt, now + lease())


def carry(key: UUID) -> None:
    """Claim the notice, send it and settle; does nothing if another worker has it."""
    held = claim(key)
    if held is None:
        return
    reached("claimed", key)
    outside_transactions()
    tries = held.row.tries
    if tries > len(settings.DELIVERY_BACKOFF_SECONDS) + 1:
        # Something in the row itself may be what kills the workers.
        _settle(held, Delivering.FAILED, f"Given up: the worker stopped in the middle, attempt {tries - 1}.")
        return
    person = _still_here(held.row)
    words = None if person is None else words_of(held.row, person)
    if words is None:
        why = "It was over before it could be told." if person else "They left, or are suspended."
        _settle(held, Delivering.CANCELLED, why)
        return
    _send(held, words)
    reached("settled", key)


def _still_here(row: Notice) -> Person | None:
    """Return the recipient as they stand now; None for somebody who left or is suspended."""
    try:
        person = addressee_now(row.recipient_id)
    except NotYours:
        return None
    return None if person.suspended else person


def _send(held: Claim, words: Words) -> None:
    """Hand the notice over and note what came of it: sent, again later, or never without a person's order."""
    key = held.row.key
    try:
        letter = write(held.row, words, now=timezone.now())
        server = MailServer.from_settings()
        hand_over(letter, server, deadline=held.deadline, journal="", told=partial(_tell, key))
    except (Transient, Ambiguous) as error:
        _settle_again(held, error)
    except ConnectorError as error:
        _settle(held, Delivering.FAILED, str(error))
    else:
        reached("sent", key)
        _settle(held, Delivering.SENT, "")


def _tell(key: UUID, step: str) -> None:
    reached(step, key)


def _settle_again(held: Claim, error: ConnectorError) -> None:
    """Put it back for another attempt after a growing wait; after the last wait it is FAILED."""
    tries = held.row.tries
    due_at = next_attempt(tries, timezone.now())
    if due_at is None:
        _settle(held, Delivering.FAILED, f"Given up after {tries} attempts. The last: {error}")
        return
    _settle(held, Delivering.PENDING, str(error), due_at=due_at)


def _settle(held: Claim, state: str, problem: str, **changes: datetime) -> None:
    """Compare-and-set the claimed notice to ``state``; nothing if the fence has moved on."""
    over = None if state == Delivering.PENDING else timezone.now()
    mine = Notice.objects.filter(pk=held.row.pk, state=Delivering.SENDING, attempt=held.fence)
    mine.update(state=state, problem=problem[:500], settled_at=over, claimed_at=None, **changes)

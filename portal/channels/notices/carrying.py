"""Carrying notices: claim them by compare-and-set, hand one mail to the server outside any transaction, settle them.

At least once, where press mail is at most once: a worker that dies between the sending and the note leaves rows that
the sweep sends again after the lease, under the same Message-ID. So one kill costs at most one more copy, which the
reader's mail program can tell is the same mail; a lost one could cost a council its deadline. The daily digest, which
holds news alone, comes once where there is a journal to ask (portal.channels.notices.journalled).
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from portal.channels.connectors.base import Ambiguous, ConnectorError, Transient
from portal.channels.mail.conversation import MailServer, hand_over
from portal.channels.models import Notice
from portal.channels.notices.claiming import Claim, claim
from portal.channels.notices.journalled import Fate, fate_of, is_journalled
from portal.channels.notices.message import write
from portal.channels.notices.urgency import Way
from portal.channels.notices.vocabulary import TO_THE_SUSPENDED, TO_WHO_LEFT
from portal.channels.notices.words import Words, in_digest, in_one, outside_words_of, words_of
from portal.channels.observing import reached
from portal.channels.outbox.carrying import outside_transactions
from portal.channels.outbox.waiting import next_attempt
from portal.channels.states import Delivering
from portal.councils.people import Person, addressee_now
from portal.refusals import NotYours

_OVER = "It was over before it could be told."
_GONE = "They left, or are suspended."


def carry(key: UUID) -> None:
    """Claim the notice and those that wait beside it, send one mail and settle; nothing if another worker has it."""
    held = claim(key)
    if held is None:
        return
    reached("claimed", key)
    outside_transactions()
    if held.sent_as is not None and _asked_after(held, held.sent_as):
        return
    if held.tries > len(settings.DELIVERY_BACKOFF_SECONDS) + 1:
        # Something in the row itself may be what kills the workers.
        why = f"Given up: the worker stopped in the middle, attempt {held.tries - 1}."
        _settle(held.rows, Delivering.FAILED, why)
        return
    told: list[tuple[Notice, Words]] = []
    for row, words, why in _what_they_say(held.rows):
        if words is None:
            _settle([row], Delivering.CANCELLED, why)
        else:
            told.append((row, words))
    if not told:
        return
    _send(held, [row for row, _ in told], [words for _, words in told])
    reached("settled", key)


def _asked_after(held: Claim, sent_as: UUID) -> bool:
    """Return whether nothing is to be sent: the journal has the mail, or cannot say, and is asked again later."""
    fate = fate_of(sent_as)
    if fate is Fate.ARRIVED:
        _settle(held.rows, Delivering.SENT, "")
        reached("settled", held.key)
    return fate is not Fate.NEVER_SENT


def _what_they_say(rows: tuple[Notice, ...]) -> list[tuple[Notice, Words | None, str]]:
    """Return each notice of one mail with its words, or None for what is told no more, and why that would be.

    A digest has notices to one person in several councils: each is written for who they are there now.
    """
    people = {pk: _still_here(pk) for row in rows if (pk := row.recipient_id) is not None}
    said: list[tuple[Notice, Words | None, str]] = []
    for row in rows:
        if row.recipient_id is None or (people[row.recipient_id] is None and row.what in TO_WHO_LEFT):
            said.append((row, outside_words_of(row), _OVER))
            continue
        person = people[row.recipient_id]
        if person is not None and person.suspended and row.what not in TO_THE_SUSPENDED:
            person = None
        said.append((row, words_of(row, person) if person else None, _OVER if person else _GONE))
    return said


def _still_here(recipient_id: int) -> Person | None:
    """Return the recipient as they stand now; None for somebody who left."""
    try:
        return addressee_now(recipient_id)
    except NotYours:
        return None


def _send(held: Claim, rows: list[Notice], words: list[Words]) -> None:
    """Hand the mail over and note what came of it: sent, again later, or never without a person's order."""
    try:
        letter = write(rows[0], _one_mail(rows, words), key=held.key, now=timezone.now())
        server = MailServer.from_settings()
        journal = settings.JOURNAL_ADDRESS if is_journalled(rows[0]) else ""
        hand_over(letter, server, deadline=held.deadline, journal=journal, told=partial(_tell, held.key))
    except (Transient, Ambiguous) as error:
        if isinstance(error, Ambiguous) and is_journalled(rows[0]):
            return  # as if the worker had died: when the lease is over the journal is asked
        _settle_again(held, rows, error)
    except ConnectorError as error:
        _settle(rows, Delivering.FAILED, str(error))
    else:
        reached("sent", held.key)
        _settle(rows, Delivering.SENT, "")


def _one_mail(rows: list[Notice], words: list[Words]) -> Words:
    if rows[0].way == Way.DIGEST:
        return in_digest([(row.council, one) for row, one in zip(rows, words, strict=True)])
    return in_one(rows[0].council, words)


def _tell(key: UUID, step: str) -> None:
    reached(step, key)


def _settle_again(held: Claim, rows: list[Notice], error: ConnectorError) -> None:
    """Put them back for another attempt after a growing wait; after the last wait they are FAILED."""
    due_at = next_attempt(held.tries, timezone.now())
    if due_at is None:
        _settle(rows, Delivering.FAILED, f"Given up after {held.tries} attempts. The last: {error}")
        return
    _settle(rows, Delivering.PENDING, str(error), due_at=due_at)


def _settle(rows: list[Notice] | tuple[Notice, ...], state: str, problem: str, **changes: datetime) -> None:
    """Compare-and-set each claimed notice to ``state``; nothing where the fence has moved on."""
    over = None if state == Delivering.PENDING else timezone.now()
    for row in rows:
        mine = Notice.objects.filter(pk=row.pk, state=Delivering.SENDING, attempt=row.attempt)
        mine.update(state=state, problem=problem[:500], settled_at=over, claimed_at=None, **changes)

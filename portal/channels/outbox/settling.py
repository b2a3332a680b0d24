"""Writing down what became of a claimed row. The fence decides whether this worker may still say so."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.channels.connectors.base import Sent, connectors
from portal.channels.connectors.mailing import MailingConnector
from portal.channels.models import Attempt, Command, Contact, Delivery, Dispatch, Publication
from portal.channels.outbox.attempts import end, last_begun
from portal.channels.outbox.claiming import Claim, is_withdrawal, lease, why_not_any_more
from portal.channels.outbox.mailings import settle_mailing, withdraw_late_mail
from portal.channels.outbox.rows import (
    Row,
    change_claimed,
    channel_of,
    delivery_of,
    load,
    lock_item,
    lock_standing,
    publication_of,
)
from portal.channels.outbox.taking_back import (
    ORDERS,
    end_of,
    order,
    take_back_replaced,
    take_back_what_was_begun,
)
from portal.channels.outbox.telling import IN_VAIN, tell_of_failure, tell_that_it_is_unclear
from portal.channels.outbox.waiting import next_attempt
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.states import Delivering, PublicState
from portal.councils.recording import entry_by_machine
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record

_LONGEST_BETWEEN = 900.0
"""Seconds between two questions about one row, at the most: a host that is in trouble is not asked for ever."""
_FOLLOWED = {PublicState.SCHEDULED, PublicState.SUPERSEDED, *ORDERS}
"""Where an issue stands when an arrival makes it live, or is to be taken back."""


@transaction.atomic
def settle_sent(held: Claim, sent: Sent) -> bool:
    """Note that the row went out; the first one makes the issue live. False if the fence has moved on."""
    extra: dict[str, Any] = {}
    if isinstance(held.row, Delivery):
        extra = {
            "external_id": sent.external_id[:300],
            "public_url": sent.public_url[:500],
            "sent_sha256": sha256_of(sent.evidence),
        }
    lock_item(held.kind, held.row.pk)
    if not move(held, Delivering.SENT, **extra):
        return False
    followed = note_arrival(held.row)
    if not isinstance(held.row, Command):
        _file(held, sent)
    if isinstance(held.row, Dispatch):
        settle_mailing(held.row.delivery_id)
    record([_entry(held, "delivery_sent", sha256=sha256_of(sent.evidence)), *followed])
    return True


@transaction.atomic
def settle_handed(held: Claim) -> bool:
    """Note that a person has it in hand. It has gone out, or come down, when they prove it, and not before.

    What ended meanwhile is cancelled at once: whoever has it learns to leave it. False if the fence has moved on.
    """
    lock_item(held.kind, held.row.pk)
    if not move(held, Delivering.HANDED):
        return False
    if isinstance(held.row, Delivery):
        over = Publication.objects.exclude(state__in=[PublicState.SCHEDULED, PublicState.LIVE])
        ended = Delivery.objects.filter(pk=held.row.pk, publication__in=over)
        ended.update(state=Delivering.CANCELLED)
    record([_entry(held, "job_handed")])
    return True


def note_arrival(row: Row) -> list[Entry]:
    """Let what follows from ``row`` having gone out follow: the issue is live, or is taken back if it ended meanwhile.

    The caller has locked the item and moved the row to SENT, on a worker's word or on a person's; it records the
    entries that this returns with its own, as its last statement.
    """
    if isinstance(row, Command):
        _note_retracted(row)
        return []
    # Locked, so that a withdrawal at this moment either finds the row sent or is found here.
    if lock_standing(row) not in _FOLLOWED:
        return []
    publication = Publication.objects.select_for_update(no_key=True).get(pk=publication_of(row).pk)
    followed = _make_live(publication)
    if not is_withdrawal(row):
        _take_back_if_ended(row, publication)
    return followed


@transaction.atomic
def settle_again(held: Claim, problem: str, retry_after: float | None) -> bool:
    """Put the row back for another attempt after a growing wait; after the last wait it is FAILED."""
    tries = held.row.tries
    due_at = next_attempt(tries, timezone.now(), retry_after)
    if due_at is None:
        return settle_failed(held, f"Given up after {tries} attempts. The last: {problem}")
    return _put_back(held, due_at, problem=problem)


@transaction.atomic
def settle_unasked(held: Claim, problem: str, wait: float) -> bool:
    """Put the row back for ``wait`` seconds: its turn has not come, so that this was no attempt of its own."""
    due_at = timezone.now() + timedelta(seconds=wait)
    return _put_back(held, due_at, problem=problem, tries=F("tries") - 1)


def _put_back(held: Claim, due_at: datetime, **changes: Any) -> bool:
    """Put the row back until ``due_at``; what is over meanwhile is due now, to be stopped and taken back at once."""
    lock_item(held.kind, held.row.pk)
    over = why_not_any_more(load(held.kind, held.row.pk))
    moved = move(held, Delivering.PENDING, due_at=timezone.now() if over else due_at, **changes)
    if moved and over:
        wake_on_commit(held.kind, held.row.pk, channel_of(held.row).connector)
    return moved


@transaction.atomic
def settle_failed(held: Claim, problem: str, *, refused: bool = False) -> bool:
    """Note that the row will not go out unless a person orders another attempt.

    ``refused``: the recipient's own server said so, which is noted beside their address.
    """
    lock_item(held.kind, held.row.pk)
    if not move(held, Delivering.FAILED, problem=problem):
        return False
    take_back_what_was_begun(held.row)
    if isinstance(held.row, Dispatch):
        if refused:
            Contact.objects.filter(pk=held.row.contact_id).update(
                refused_at=timezone.now(), refusal=problem[:300]
            )
        settle_mailing(held.row.delivery_id)
    tell_of_failure(held.row, held.fence)
    record([_entry(held, "delivery_failed")])
    return True


@transaction.atomic
def settle_unclear(held: Claim, problem: str, *, certain_after: timedelta | None, ask_again: bool) -> bool:
    """Note that nobody knows yet whether the row went out.

    ``ask_again``: the sweep asks once more, the later the longer it has been asking. Else ``certain_after`` decides:
    past it the row was never sent and waits again; before it the sweep asks once more then; None: a person decides.
    """
    now = timezone.now()
    if ask_again:
        asked_for = (now - (last_begun(held.row.key) or now)).total_seconds()
        wait = min(max(settings.SWEEP_SECONDS, asked_for / 4), _LONGEST_BETWEEN)
        moved = move(held, Delivering.UNKNOWN, problem=problem, due_at=now + timedelta(seconds=wait))
        if moved and asked_for >= IN_VAIN:
            tell_that_it_is_unclear(held.row)
        return moved
    if certain_after is None:
        moved = move(held, Delivering.UNKNOWN, problem=problem, due_at=now + timedelta(days=36500))
        if moved:
            if isinstance(held.row, Dispatch):
                settle_mailing(held.row.delivery_id)
            tell_that_it_is_unclear(held.row)
            record([_entry(held, "delivery_unknown")])
        return moved
    certain_at = (last_begun(held.row.key) or now) + lease() + certain_after
    if certain_at > now:
        return move(held, Delivering.UNKNOWN, problem=problem, due_at=certain_at)
    tries = held.row.tries
    if tries > len(settings.DELIVERY_BACKOFF_SECONDS):
        # Something in the row itself may be what kills the workers.
        return settle_failed(
            held,
            f"Given up after {tries} attempts: each time the worker stopped in the middle, or its answer "
            "could not be read.",
        )
    moved = move(held, Delivering.PENDING, problem="", due_at=now)
    if moved:
        wake_on_commit(held.kind, held.row.pk, channel_of(held.row).connector)
    return moved


def move(held: Claim, state: str, **changes: Any) -> bool:
    """Compare-and-set the claimed row to ``state`` and end its attempt; False if the fence has moved on."""
    now = timezone.now()
    changes["problem"] = changes.get("problem", "")[:500]
    settled = state in {Delivering.SENT, Delivering.FAILED}
    moved = change_claimed(
        held.kind,
        held.row.pk,
        held.fence,
        {"state": str(state), "settled_at": now if settled else None, **changes},
    )
    if moved == 1:
        end(held.row.key, now, Attempt.UNSENT if held.unsent else str(state), changes["problem"])
    return moved == 1


def _make_live(publication: Publication) -> list[Entry]:
    """Make the issue live and the item issued when the first of its rows has gone out; a correction is recorded."""
    if publication.state != PublicState.SCHEDULED:
        return []  # the caller holds the row: another of its deliveries was first
    now = timezone.now()
    first = Publication.objects.filter(pk=publication.pk, state=PublicState.SCHEDULED).update(
        state=PublicState.LIVE, live_at=now
    )
    if not first:
        return []
    Publication.objects.filter(
        communication_id=publication.communication_id, state=PublicState.LIVE, issue__lt=publication.issue
    ).update(state=PublicState.SUPERSEDED, ended_at=now)
    Communication.objects.filter(pk=publication.communication_id, stage=Stage.APPROVED).update(
        stage=Stage.ISSUED, changed_at=now
    )
    if not publication.is_correction:
        return []
    take_back_replaced(publication)
    return [_corrected(publication)]


def _corrected(publication: Publication) -> Entry:
    """Return the entry that the item stands corrected in public; its note was filed when it was ordered."""
    return entry_by_machine(
        publication.council_id,
        "corrected",
        "communication",
        publication.communication_id,
        publication=publication.pk,
        issue=publication.issue,
        revision=publication.revision_id,
        note_sha256=sha256_of(publication.public_note),
    )


def _take_back_if_ended(row: Row, publication: Publication) -> None:
    """Order the taking back of what was being sent while the clerk withdrew the item, or its time ended.

    What was corrected meanwhile goes where the correction does not.
    """
    ended = end_of(publication)
    verb = ORDERS.get(PublicState(ended.state))
    if verb is None and ended.pk != publication.pk:
        take_back_replaced(ended)
    if verb is None or order(delivery_of(row), verb, ended.end_reason):
        return
    connector = connectors().get(channel_of(row).connector)
    if isinstance(row, Dispatch) and isinstance(connector, MailingConnector):
        withdraw_late_mail(row, connector)


def _note_retracted(command: Command) -> None:
    if command.verb == Command.Verb.RETITLE:
        return
    Delivery.objects.filter(pk=command.delivery_id, state=Delivering.SENT).update(state=Delivering.RETRACTED)


def _file(held: Claim, sent: Sent) -> None:
    """File what was sent, as it was sent, into the archive."""
    publication = publication_of(held.row)
    file_snapshots(
        [
            Filing(
                council_id=publication.council_id,
                status="sent",
                object_type=held.kind.value,
                object_id=held.row.pk,
                communication_id=publication.communication_id,
                channel_id=channel_of(held.row).pk,
                people_ids=(publication.communication.author.user_id,),
                title=publication.communication.title,
                text=sent.evidence,
            )
        ]
    )


def _entry(held: Claim, verb: str, **facts: Any) -> Entry:
    publication = publication_of(held.row)
    facts |= {"key": str(held.row.key), "attempt": held.fence, "communication": publication.communication_id}
    return entry_by_machine(publication.council_id, verb, held.kind.value, held.row.pk, **facts)

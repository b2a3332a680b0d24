"""What a person does about a delivery that waits, failed or is unclear: try again, or say what became of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.channels.models import Command, Delivery, Dispatch, LetterFile
from portal.channels.outbox.claiming import is_withdrawal, why_not_any_more
from portal.channels.outbox.judging_again import LET_GO, why_held
from portal.channels.outbox.mailings import reopen_mailing, settle_mailing
from portal.channels.outbox.rows import MODELS, Row, RowKind, channel_of, load, lock_item, publication_of
from portal.channels.outbox.settling import note_arrival
from portal.channels.outbox.vouched import LOOKING
from portal.channels.outbox.waking import wake_all_on_commit, wake_on_commit, wake_to_ask_on_commit
from portal.channels.releasing import earliest
from portal.channels.states import Delivering
from portal.channels.voiding import refuse_if_edited
from portal.channels.vouching import address_of, evidence_of, file_evidence, noted, reader_of
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

STUCK = (Delivering.FAILED, Delivering.HELD)
RETRIABLE = (Delivering.FAILED, Delivering.HELD, Delivering.PENDING)


@transaction.atomic
def try_again(*, actor: Person, kind: RowKind, pk: int) -> None:
    """Order another attempt at a failed, held or waiting row, now or as soon as its time and embargo let it out.

    Everything else is checked again when it is claimed.
    Raises NotYours without the power, Refusal where the row moved on, its issue is over or something stands against
    it, ApprovalVoid where the item was edited since.
    """
    actor.require(Power.DECIDE)
    row = _own_row(actor, kind, pk)
    _refuse_for_a_mailing(row)
    _refuse_what_will_not_go(row)
    _refuse_what_is_held(row)
    moved = (
        MODELS[kind]
        ._default_manager.filter(pk=pk, state__in=RETRIABLE)
        .update(due_at=_soonest(row), tries=0, **_ordered(kind))
    )
    if moved != 1:
        raise Refusal("This is not waiting for another attempt any more.")
    reopen_mailing(row)
    wake_on_commit(kind, pk, channel_of(row).connector)
    record(
        [
            entry_by(
                actor, "delivery_retried", kind.value, pk, communication=publication_of(row).communication_id
            )
        ]
    )


@transaction.atomic
def try_all_again(*, actor: Person, delivery_id: int) -> int:
    """Order another attempt at every mail of a mailing that failed or was held; returns how many. Recorded once.

    Raises NotYours without the power, Refusal where there is none (any more) or the issue is over, ApprovalVoid where
    the item was edited since.
    """
    actor.require(Power.DECIDE)
    row = _own_row(actor, RowKind.DELIVERY, delivery_id)
    stuck = Dispatch.objects.filter(delivery_id=delivery_id, state__in=STUCK)
    of_the_item = stuck.filter(purpose=Dispatch.Purpose.ISSUE)
    if of_the_item.exists():
        _refuse_what_will_not_go(row)
        _refuse_what_is_held(row)
        of_the_item.update(due_at=_soonest(row))
        Delivery.objects.filter(pk=delivery_id, fanned_out=True).update(
            state=Delivering.SENDING, claimed_at=timezone.now(), problem=""
        )
    mails = list(stuck.order_by("pk").values_list("pk", flat=True))
    moved = stuck.filter(pk__in=mails).update(tries=0, **LET_GO)
    if not moved:
        raise Refusal("None of these mails waits for another attempt any more.")
    wake_all_on_commit(RowKind.DISPATCH, [(pk, channel_of(row).connector) for pk in mails])
    facts = {"mails": moved, "communication": publication_of(row).communication_id}
    record([entry_by(actor, "mailing_retried", RowKind.DELIVERY.value, delivery_id, **facts)])
    return moved


@transaction.atomic
def settle_by_hand(
    *, actor: Person, kind: RowKind, pk: int, arrived: bool, reason: str, address: str = ""
) -> None:
    """Say what became of a row that nobody could tell: it arrived, or it did not and goes out again.

    What arrived is filed as it was ordered, with the person's words. ``address``: where readers find it. Where the
    network gives each post one, it is needed, and a worker looks there before that is taken as so (outbox.vouched).
    Raises InvalidInput without how the person knows or for a wrong address, Refusal where the row is not unclear any
    more.
    """
    actor.require(Power.DECIDE)
    if not stated(reason):
        raise InvalidInput("Say how you know: it is kept with the record.")
    row = _own_row(actor, kind, pk)
    _refuse_for_a_mailing(row)
    read_at = address_of(row, address) if arrived else ""
    filed = evidence_of(row, actor, reason, read_at) if arrived and not isinstance(row, Command) else ""
    looks = arrived and reader_of(row) is not None
    if looks:
        changes = {"due_at": timezone.now(), "problem": LOOKING, "public_url": read_at}
    else:
        changes = _arrived(row, filed, read_at) if arrived else _sent_again(row)
    moved = MODELS[kind]._default_manager.filter(pk=pk, state=Delivering.UNKNOWN).update(**changes)
    if moved != 1:
        raise Refusal("It has become clear meanwhile. Reload the page.")
    followed = note_arrival(row) if arrived and not looks else []
    if filed:
        file_evidence(row, kind, actor, filed, looks=looks)
    if looks:
        wake_to_ask_on_commit(kind, pk, row.attempt, channel_of(row).connector)
    if arrived and isinstance(row, Dispatch):
        settle_mailing(row.delivery_id)
    if not arrived:
        reopen_mailing(row)
        wake_on_commit(kind, pk, channel_of(row).connector)
    facts: dict[str, Any] = {"arrived": arrived, "communication": publication_of(row).communication_id}
    facts |= {"sha256": sha256_of(filed), "looks": looks} if filed else {}
    record([reasoned(actor, "delivery_settled_by_hand", kind.value, pk, reason=reason, **facts), *followed])


@transaction.atomic
def note_posting(*, actor: Person, letter_id: int, note: str) -> None:
    """Note that a letter was posted, by whom and how. Raises Refusal where it was noted already."""
    actor.require(Power.DECIDE)
    moved = LetterFile.objects.filter(
        pk=letter_id, delivery__publication__council=actor.council, posted_at__isnull=True
    ).update(posted_at=timezone.now(), posted_by=actor.membership, posting_note=stated(note)[:200])
    if moved != 1:
        raise Refusal("This letter is noted as posted already.")
    communication_id = LetterFile.objects.values_list(
        "delivery__publication__communication_id", flat=True
    ).get(pk=letter_id)
    facts = {"letter": letter_id}
    record([reasoned(actor, "letter_posted", "communication", communication_id, reason=note[:200], **facts)])


def _ordered(kind: RowKind) -> dict[str, Any]:
    """Return what an order changes in a row; it is also the confirmation that a held row may wait for."""
    return LET_GO if kind is not RowKind.COMMAND else {"state": Delivering.PENDING, "problem": ""}


def _arrived(row: Row, filed: str, read_at: str) -> dict[str, Any]:
    """Return what changes in ``row`` that arrived by a person's word."""
    changes = {"state": Delivering.SENT, "settled_at": timezone.now(), "problem": ""}
    return changes | noted(row, filed, read_at)


def _sent_again(row: Row) -> dict[str, Any]:
    """Return what changes in ``row`` that did not arrive."""
    changes = {"state": Delivering.PENDING, "due_at": _soonest(row), "tries": 0, "problem": ""}
    return changes | ({"public_url": ""} if isinstance(row, Delivery) else {})


def _soonest(row: Row) -> datetime:
    """Return when ``row`` may go out: nobody's order goes around the embargo or the appointed time."""
    now = timezone.now()
    return now if is_withdrawal(row) else max(now, earliest(publication_of(row), channel_of(row)))


def _own_row(actor: Person, kind: RowKind, pk: int) -> Row:
    """Return the row if it is of the actor's council, else Refusal."""
    model = MODELS[kind]
    if not model._default_manager.filter(pk=pk).exists():
        raise Refusal("This council has no such delivery.")
    lock_item(kind, pk)
    row = load(kind, pk)
    if publication_of(row).council_id != actor.council.pk:
        raise Refusal("This council has no such delivery.")
    return row


def _refuse_for_a_mailing(row: Row) -> None:
    """Raise Refusal for a delivery that became one mail to each reader: only its mails can be acted on."""
    if isinstance(row, Delivery) and row.fanned_out:
        raise Refusal(
            "This went out as one mail to each reader.", "Nothing was changed. Act on the mails one by one."
        )


def _refuse_what_will_not_go(row: Row) -> None:
    """Raise Refusal where no attempt can succeed: the issue is over, its reader left, or the text is another now."""
    if is_withdrawal(row):
        return
    if over := why_not_any_more(row):
        raise Refusal(over, "Nothing was changed. There is nothing to try again.")
    refuse_if_edited(publication_of(row), publication_of(row).communication)


def _refuse_what_is_held(row: Row) -> None:
    """Raise Refusal where circumstances still stand against the issue: an order would only be held again."""
    if not is_withdrawal(row) and (reason := why_held(publication_of(row))):
        raise Refusal(reason, "Nothing was changed: it is held until that is over or decided.")

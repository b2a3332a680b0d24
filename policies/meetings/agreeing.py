"""Agreed positions: what the council has decided to think, with the minute; entered, replaced and ended.

A text may rest on one, so that each of these moves the circumstances on, before any other row is locked.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from policies.models import AgendaItem, Position
from policies.typed import typed
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal


@dataclass(frozen=True)
class Agreed:
    """A position as it is to be entered. ``item_id`` names the open item of the meeting, where that is entered."""

    title: str
    text: str
    minute_reference: str
    agreed_on: date
    item_id: int | None = None


def current_positions(council_id: int, today: date | None = None) -> "QuerySet[Position]":
    """Return the positions that hold on ``today``, which is this day unless given: agreed, not ended. By title."""
    today = today or timezone.localdate()
    holding = Q(ended_on__isnull=True) | Q(ended_on__gt=today)
    return Position.objects.filter(holding, council_id=council_id, agreed_on__lte=today).order_by(
        "title", "pk"
    )


@transaction.atomic
def enter_position(*, actor: Person, agreed: Agreed) -> Position:
    """Enter a position with the open minute by which it was agreed; its words are filed.

    Raises NotYours without the power, InvalidInput for what cannot be entered, Refusal for a closed item.
    """
    actor.require(Power.DECIDE)
    bump(actor.council.pk)
    position = _row(actor, agreed)
    digest = _file(actor, position)
    record([entry_by(actor, "position_entered", "position", position.pk, text_sha256=digest)])
    return position


@transaction.atomic
def replace_position(*, actor: Person, position_id: int, agreed: Agreed) -> Position:
    """Let another position stand in the place of one; the one it replaces ends on the day this was agreed.

    Raises as enter_position(), Refusal where the old one was ended or replaced meanwhile or is the younger.
    """
    actor.require(Power.DECIDE)
    bump(actor.council.pk)
    old = _holding(actor, position_id)
    if agreed.agreed_on < old.agreed_on:
        raise InvalidInput("The new position was agreed before the one that it replaces.")
    position = _row(actor, agreed)
    _end(actor, position_id, agreed.agreed_on, replaced_by=position)
    digest = _file(actor, position)
    facts = {"replaces": position_id, "text_sha256": digest}
    record([entry_by(actor, "position_replaced", "position", position.pk, **facts)])
    return position


@transaction.atomic
def end_position(*, actor: Person, position_id: int, reason: str) -> None:
    """Let a position hold no longer, from today on.

    Raises NotYours, InvalidInput without a reason, Refusal where it was ended or replaced meanwhile.
    """
    actor.require(Power.DECIDE)
    told = typed(reason, called="Reason", longest=2000)
    bump(actor.council.pk)
    _holding(actor, position_id)
    _end(actor, position_id, timezone.localdate(), replaced_by=None)
    record([reasoned(actor, "position_ended", "position", position_id, reason=told)])


def _row(actor: Person, agreed: Agreed) -> Position:
    if agreed.agreed_on > timezone.localdate():
        raise InvalidInput("This day has not come yet: a position is entered once it is agreed.")
    return Position.objects.create(
        council=actor.council,
        item=_open_item(actor, agreed.item_id),
        title=typed(agreed.title, called="Title", longest=200),
        text=typed(agreed.text, called="Position", longest=5000),
        minute_reference=typed(agreed.minute_reference, called="Minute", longest=80),
        agreed_on=agreed.agreed_on,
        entered_by=actor.membership,
    )


def _open_item(actor: Person, item_id: int | None) -> AgendaItem | None:
    if item_id is None:
        return None
    rows = AgendaItem.objects.filter(meeting__council=actor.council, part=AgendaItem.Part.OPEN)
    found = rows.filter(pk=item_id).first()
    if found is None:
        raise Refusal(
            "A position that members may repeat was agreed in open session.",
            "Nothing was changed. Choose an open item of a meeting, or none.",
        )
    return found


def _holding(actor: Person, position_id: int) -> Position:
    """Return a position of the actor's council that was not ended, locked; raise Refusal."""
    rows = Position.objects.select_for_update(no_key=True).filter(
        council=actor.council, ended_on__isnull=True
    )
    found = rows.filter(pk=position_id).first()
    if found is None:
        raise Refusal(
            "This position was ended or replaced meanwhile.",
            "Nothing was changed. Open the agreed positions again.",
        )
    return found


def _end(actor: Person, position_id: int, on: date, *, replaced_by: Position | None) -> None:
    mine = Position.objects.filter(pk=position_id, council=actor.council, ended_on__isnull=True)
    if mine.update(ended_on=on, replaced_by=replaced_by) != 1:
        raise Refusal("This position was ended or replaced meanwhile.")


def _file(actor: Person, position: Position) -> str:
    """File the words of a position as they were entered; return their hash."""
    filing = Filing(
        council_id=actor.council.pk,
        status="position_entered",
        object_type="position",
        object_id=position.pk,
        title=position.title,
        text=f"{position.text}\n{position.minute_reference}",
        actor_id=actor.user_id,
    )
    file_snapshots([filing])
    return sha256_of(filing.text)

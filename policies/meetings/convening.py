"""Meetings: entering one, its items open and closed, and what is noted of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from policies.meetings.confiding import Shut, confide
from policies.meetings.seeing import seen_among, sees_item
from policies.models import AgendaItem, Meeting
from policies.typed import typed
from portal.councils.circumstances import bump
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal

MOST_ITEMS = 200
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Sitting:
    """What is noted of a meeting."""

    body_id: int
    held_on: date
    title: str
    agenda_published_on: date | None = None
    minutes_published_on: date | None = None
    minutes_approved: bool = False


@dataclass(frozen=True)
class Item:
    """One item as it is to be noted. ``part`` is an AgendaItem.Part: open, closed, briefing."""

    reference: str
    title: str
    part: str = AgendaItem.Part.OPEN
    minute: str = ""
    matter_id: int | None = None
    """The matter that a closed item is about; without one the matter of its title, opened where there is none."""


@transaction.atomic
def enter_meeting(*, actor: Person, sitting: Sitting) -> Meeting:
    """Enter a meeting of a body of the council.

    Raises NotYours without the power, InvalidInput for what cannot be noted, Refusal where it is entered already.
    """
    actor.require(Power.DECIDE)
    meeting = Meeting(council=actor.council)
    _write(actor, meeting, sitting)
    record([entry_by(actor, "meeting_entered", "meeting", meeting.pk, held_on=sitting.held_on.isoformat())])
    return meeting


@transaction.atomic
def change_meeting(*, actor: Person, meeting_id: int, sitting: Sitting) -> Meeting:
    """Change what is noted of a meeting, such as the day its minutes were published. Raises as enter_meeting()."""
    actor.require(Power.DECIDE)
    _move_on(actor)
    meeting = _locked(actor, meeting_id)
    _write(actor, meeting, sitting)
    days = {"agenda": sitting.agenda_published_on, "minutes": sitting.minutes_published_on}
    facts = {name: day.isoformat() if day else None for name, day in days.items()}
    record([entry_by(actor, "meeting_changed", "meeting", meeting.pk, **facts)])
    return meeting


@transaction.atomic
def enter_items(*, actor: Person, meeting_id: int, items: Sequence[Item]) -> list[AgendaItem]:
    """Add ``items`` to a meeting, or note the minute of those whose reference is there already.

    An item of a reference that is there keeps its place; a minute that is empty leaves the one that is noted. Nothing
    is taken away. What is closed has a confidential matter from then on (policies.meetings.confiding), and is opened
    again on its own page alone, by somebody who reads it there.
    Raises NotYours, InvalidInput for what cannot be noted, Refusal where the meeting is not there, an item that is
    there is closed to the actor or would be opened, an item whose decision was released would change its part, or a
    matter that was chosen is closed.
    """
    actor.require(Power.DECIDE)
    kept = [_kept(item) for item in items]
    if not kept:
        raise InvalidInput("There is no item to enter.")
    references = [item.reference for item in kept]
    if len(set(references)) != len(references):
        raise InvalidInput("Two items have the same reference. Give each its own.")
    _move_on(actor)
    meeting = _locked(actor, meeting_id)
    known = {row.reference: row for row in meeting.items.select_for_update(no_key=True)}
    if len(known.keys() | set(references)) > MOST_ITEMS:
        raise InvalidInput(f"A meeting has at most {MOST_ITEMS} items.")
    _refuse_unseen(actor, known, kept)
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    entered = []
    for item in kept:
        row = known.get(item.reference)
        if row is None:
            last += 1
            row = AgendaItem(meeting=meeting, position=last, reference=item.reference)
        entered.append(_note(row, item))
    facts = {"items": [row.pk for row in entered]}
    matters = _confide(actor, list(zip(entered, kept, strict=True)))
    record([entry_by(actor, "agenda_entered", "meeting", meeting.pk, **facts), *matters])
    return entered


@transaction.atomic
def change_item(*, actor: Person, item_id: int, item: Item) -> AgendaItem:
    """Change what is noted of one item. Raises as enter_items(), Refusal where another has this reference.

    Who may not read a closed item does not change it (NotYours): they would open, or overwrite, what they never saw.
    """
    actor.require(Power.DECIDE)
    kept = _kept(item)
    _move_on(actor)
    rows = AgendaItem.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting")
    row = rows.filter(meeting__council=actor.council, pk=item_id).first()
    if row is None:
        raise Refusal("This item is not there.", "Nothing was changed. Open the meeting again.")
    if not sees_item(actor, row):
        raise NotYours(
            "What this item is about stays closed to you.",
            "Ask the clerk to change it or to name you for it.",
        )
    row.reference, row.minute = kept.reference, kept.minute
    _note(row, kept)
    matters = _confide(actor, [(row, kept)])
    record([entry_by(actor, "agenda_item_changed", "agenda_item", row.pk, part=kept.part), *matters])
    return row


def _refuse_unseen(actor: Person, known: Mapping[str, AgendaItem], items: Sequence[Item]) -> None:
    """Raise Refusal where one of ``items`` would open a closed one, or overwrite one that is closed to ``actor``.

    Minutes that are read again guess what was open: a slip there must not show a closed minute to everybody.
    """
    met = [(known[item.reference], item) for item in items if item.reference in known]
    seen = seen_among(actor, [row for row, _ in met])
    for row, item in met:
        if row.pk not in seen:
            raise Refusal(
                f"There is an item {row.reference} that stays closed to you.",
                "Nothing was changed. Leave it out, or ask the clerk to enter it or to name you for it.",
            )
        if row.part != AgendaItem.Part.OPEN and item.part == AgendaItem.Part.OPEN:
            raise Refusal(
                f"Item {row.reference} is noted as closed.",
                "Nothing was changed. Say that it is closed here too, or change it on its own page, where its minute "
                "is before you.",
            )


def _move_on(actor: Person) -> None:
    """Move the circumstances on: texts rest on open minutes, and what is closed opens a matter.

    The council's row is locked before the meeting's.
    """
    bump(actor.council.pk)


def _confide(actor: Person, noted: Sequence[tuple[AgendaItem, Item]]) -> list[Entry]:
    closed = ((row, item) for row, item in noted if row.part != AgendaItem.Part.OPEN)
    return confide(actor, [Shut(row, item.matter_id) for row, item in closed])


def _locked(actor: Person, meeting_id: int) -> Meeting:
    rows = Meeting.objects.select_for_update(no_key=True).filter(council=actor.council)
    found = rows.filter(pk=meeting_id).first()
    if found is None:
        raise Refusal("This meeting is not there.", "Nothing was changed. Open the list of meetings again.")
    return found


def _write(actor: Person, meeting: Meeting, sitting: Sitting) -> None:
    body = Body.objects.filter(council=actor.council, pk=sitting.body_id).first()
    if body is None:
        raise InvalidInput("Choose one of the council’s bodies.")
    minutes = sitting.minutes_published_on
    if minutes is not None and minutes < sitting.held_on:
        raise InvalidInput("The minutes cannot have been published before the meeting.")
    meeting.body, meeting.held_on = body, sitting.held_on
    meeting.title = typed(sitting.title, called="Meeting", longest=150)
    meeting.agenda_published_on, meeting.minutes_published_on = sitting.agenda_published_on, minutes
    meeting.minutes_approved, meeting.changed_at = sitting.minutes_approved, timezone.now()
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise Refusal(
            "This meeting is entered already.", "Nothing was changed. Open it from the list of meetings."
        ) from error


def _kept(item: Item) -> Item:
    if item.part not in AgendaItem.Part.values:
        raise InvalidInput("Say whether the item was open, closed or a private briefing.")
    return Item(
        typed(item.reference, called="Reference", longest=80),
        typed(item.title, called="Item", longest=LONGEST_TITLE),
        item.part,
        typed(item.minute, called="Minute", longest=20_000, needed=False),
        item.matter_id,
    )


def _note(noted: AgendaItem, item: Item) -> AgendaItem:
    if noted.released_at is not None and noted.part != item.part:
        raise Refusal(
            f"The decision of {noted.reference} was released from closed session.",
            "Nothing was changed. What part of the meeting it was taken in stays as it was then.",
        )
    noted.title, noted.part, noted.minute = item.title, item.part, item.minute or noted.minute
    try:
        with transaction.atomic():
            noted.save()
    except IntegrityError as error:
        raise Refusal(
            f"Another item of this meeting has the reference {noted.reference}.",
            "Nothing was changed. Give each item its own.",
        ) from error
    return noted

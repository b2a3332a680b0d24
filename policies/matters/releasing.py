"""Releasing a matter: by an open reference, or a closed item's decision alone."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from policies.matters.opening import locked
from policies.models import AgendaItem, Matter
from policies.typed import typed
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal


@transaction.atomic
def release_matter(
    *, actor: Person, matter_id: int, reference: str, on: date, item_id: int | None = None
) -> Matter:
    """Release a matter by an open minute, report or agenda ``reference`` of the day ``on``.

    ``item_id`` names the open item, where the meeting is entered. Raises NotYours without the power, InvalidInput
    without a reference, Refusal for a day to come, an item that is not open, and a matter that is released in full.
    """
    actor.require(Power.DECIDE)
    told = typed(reference, called="Open reference", longest=200)
    _not_to_come(on)
    bump(actor.council.pk)
    matter = locked(actor, matter_id)
    if matter.released_on is not None and not matter.decision_only:
        raise Refusal(
            "This matter is released already.", "Nothing was changed. Its page names the reference."
        )
    item = None
    if item_id is not None:
        item = _item(actor, item_id)
        if item.part != AgendaItem.Part.OPEN:
            raise Refusal(
                "This item was not taken in open session.",
                "Nothing was changed. Of a closed item the clerk can release the decision’s text alone.",
            )
    _set(matter, actor, on=on, reference=told, item=item, decision_only=False)
    record([entry_by(actor, "matter_released", "matter", matter.pk, item=item_id, on=on.isoformat())])
    return matter


@transaction.atomic
def release_decision(*, actor: Person, matter_id: int, item_id: int, text: str) -> Matter:
    """Release the ``text`` of a decision taken in closed session; discussion and papers stay closed.

    For the clerk alone, not by delegation: it is the clerk who may minute and report such a decision. Raises NotYours,
    InvalidInput without a text, Refusal where the item is open, or the matter or the decision is released already.
    """
    actor.require(Power.DECIDE)
    if not actor.is_clerk:
        raise NotYours("Only the clerk releases a decision that was taken in closed session.")
    told = typed(text, called="The decision’s text", longest=5000)
    bump(actor.council.pk)
    matter = locked(actor, matter_id)
    if matter.released_on is not None:
        raise Refusal(
            "This matter is released already.", "Nothing was changed. Its page names the reference."
        )
    item = _item(actor, item_id)
    if item.part == AgendaItem.Part.OPEN:
        raise Refusal(
            "This item was taken in open session.",
            "Nothing was changed. Release the matter by this item’s reference instead.",
        )
    now = timezone.now()
    free = AgendaItem.objects.filter(pk=item.pk, released_at__isnull=True)
    about = item.matter_id or matter.pk
    if free.update(released_text=told, released_at=now, released_by=actor.membership, matter=about) != 1:
        raise Refusal(
            "The decision of this item was released already.", "Nothing was changed. Look at the meeting."
        )
    reference = f"{item.reference}, {item.meeting}"[:200]
    _set(matter, actor, on=timezone.localdate(now), reference=reference, item=item, decision_only=True)
    _file(actor, matter, told)
    facts = {"item": item.pk, "text_sha256": sha256_of(told)}
    record([entry_by(actor, "decision_released", "matter", matter.pk, **facts)])
    return matter


def _item(actor: Person, item_id: int) -> AgendaItem:
    rows = AgendaItem.objects.select_related("meeting").filter(meeting__council=actor.council)
    found = rows.filter(pk=item_id).first()
    if found is None:
        raise Refusal("This item is not there.", "Nothing was changed. Choose an item from the list.")
    return found


def _not_to_come(on: date) -> None:
    if on > timezone.localdate():
        raise Refusal(
            "This day has not come yet.",
            "Nothing was changed. A matter is released by a reference that is open today.",
        )


def _set(
    matter: Matter, actor: Person, *, on: date, reference: str, item: AgendaItem | None, decision_only: bool
) -> None:
    matter.released_on, matter.released_by = on, actor.membership
    matter.open_reference, matter.released_by_item = reference, item
    matter.decision_only = decision_only
    fields = ["released_on", "released_by", "open_reference", "released_by_item", "decision_only"]
    matter.save(update_fields=fields)


def _file(actor: Person, matter: Matter, text: str) -> None:
    filing = Filing(
        council_id=actor.council.pk,
        status="decision_released",
        object_type="matter",
        object_id=matter.pk,
        title=matter.title,
        text=text,
        actor_id=actor.user_id,
        matter_ids=(matter.pk,),
    )
    file_snapshots([filing])

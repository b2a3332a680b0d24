"""How long texts are kept, what protects them, and the clerk's order to erase them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.kinds import KINDS
from portal.drafts.models import Clearance, Communication, Note, Revision, WorkingCopy
from portal.drafts.states import Stage
from portal.records.ledger import record
from portal.records.models import LegalHold, Snapshot
from portal.records.retention import EraseOrder, erase
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

AT_REST = (Stage.DRAFT, Stage.RETURNED, Stage.REJECTED, Stage.ISSUED, Stage.WITHDRAWN)
"""Stages in which nobody has to decide. Whether a text is in public is asked of the floors above."""

StillOut = Callable[[int], "QuerySet[Any, Any]"]
"""Returns the keys of a council's communications that are in public or on their way there: those are never erased.

Settings list them as STILL_OUT; they read the database only.
"""


@cache
def _still_out(paths: tuple[str, ...]) -> tuple[StillOut, ...]:
    return tuple(import_string(path) for path in paths)


def _over(council_id: int) -> Q:
    """Return the condition that nothing of an item is in public, on its way there or waiting for a decision.

    What is approved waits to go out; a kind that the portal carries nowhere is done with its approval, which is then
    also its last change.
    """
    nowhere_to_go = [kind.slug for kind in KINDS.values() if kind.goes_nowhere_else]
    over = Q(stage__in=AT_REST) | Q(stage=Stage.APPROVED, kind__in=nowhere_to_go)
    for still_out in _still_out(tuple(settings.STILL_OUT)):
        over &= ~Q(pk__in=still_out(council_id))
    return over


def kept_until(years: int, now: datetime) -> datetime:
    """Return the moment before which an item must last have changed for its retention period to be over."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:  # 29 February
        return now.replace(year=now.year - years, day=28)


def due_for_erasure(person: Person) -> "QuerySet[Communication]":
    """Return the council's items whose retention period is over and that no hold covers, oldest first."""
    now = timezone.now()
    held = LegalHold.objects.filter(
        Q(communication_id=OuterRef("pk")) | Q(communication_id__isnull=True),
        council_id=person.council.pk,
        released_at__isnull=True,
    )
    limit = kept_until(person.council.retention_years, now)
    texts = Revision.objects.filter(communication=OuterRef("pk"), erased_at__isnull=True)
    rows = Communication.objects.filter(
        _over(person.council.pk), council_id=person.council.pk, changed_at__lt=limit
    )
    return rows.filter(Exists(texts), ~Exists(held)).order_by("changed_at")


@transaction.atomic
def place_hold(*, actor: Person, reason: str, communication_id: int | None = None) -> LegalHold:
    """Protect one item, or everything of the council, from erasure while a request or dispute is open.

    FOIA 2000 s.77 makes erasing what was asked for an offence. Raises InvalidInput without a reason, Refusal where
    the text of the item was erased before.
    """
    actor.require(Power.CONFIGURE)
    if not stated(reason):
        raise InvalidInput("A hold needs a reason: the request or dispute that it is for.")
    _one_at_a_time(actor)
    if communication_id is not None:
        _own(actor, [communication_id])
        if Revision.objects.filter(communication_id=communication_id, erased_at__isnull=False).exists():
            raise Refusal(
                "The text of this item was erased before; its history and its hash are kept.",
                "Nothing was changed: there is no text left that a hold could keep.",
            )
    made = LegalHold.objects.create(
        council_id=actor.council.pk,
        communication_id=communication_id,
        reason=stated(reason),
        placed_by_id=actor.user_id,
        placed_by_name=actor.name,
    )
    record([reasoned(actor, "hold_placed", "hold", made.pk, reason=reason, communication=communication_id)])
    return made


@transaction.atomic
def release_hold(*, actor: Person, hold_id: int) -> None:
    """End a hold. Raises Refusal where it has ended already."""
    actor.require(Power.CONFIGURE)
    ended = LegalHold.objects.filter(
        pk=hold_id, council_id=actor.council.pk, released_at__isnull=True
    ).update(released_at=timezone.now(), released_by_name=actor.name)
    if ended != 1:
        raise Refusal("This hold has already ended.")
    record([entry_by(actor, "hold_released", "hold", hold_id)])


@transaction.atomic
def erase_texts(*, actor: Person, communication_ids: Sequence[int]) -> int:
    """Erase the texts of items whose retention period is over; returns how many rows lost their text.

    The history and the hashes stay. Raises UnderHold where a hold covers one of them, Refusal where one is not due:
    then nothing is erased.
    """
    actor.require(Power.CONFIGURE)
    ids = sorted(set(communication_ids))
    _one_at_a_time(actor)
    _own(actor, ids)
    list(Communication.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    order = EraseOrder(actor.council.pk, tuple(ids), timezone.now())
    erased = erase(order)  # asks for holds first, so that a hold is named as the reason
    if set(ids) - set(
        Communication.objects.filter(_due(actor, order.now), pk__in=ids).values_list("pk", flat=True)
    ):
        raise Refusal(
            "The retention period of one of these is not over, or it is in public.", "Nothing was erased."
        )
    record([entry_by(actor, "text_erased", "communication", pk, rows=erased) for pk in ids])
    return erased


def _due(actor: Person, now: datetime) -> Q:
    return _over(actor.council.pk) & Q(changed_at__lt=kept_until(actor.council.retention_years, now))


def _one_at_a_time(actor: Person) -> None:
    """Lock the council, so that a hold is either seen by an erasure or comes after it and says so."""
    Council.objects.select_for_update().get(pk=actor.council.pk)


def _own(actor: Person, ids: Sequence[int]) -> None:
    if Communication.objects.filter(pk__in=ids, council_id=actor.council.pk).count() != len(ids) or not ids:
        raise Refusal("This council has no such item.")


def erase_drafts(order: EraseOrder) -> int:
    """Erase what drafts keep: revisions' texts, clearances' reasons, what was typed, notes, the title (an eraser)."""
    ids = order.communication_ids
    revisions = Revision.objects.filter(communication_id__in=ids, erased_at__isnull=True)
    erased = revisions.update(stored="", erased_at=order.now)
    clearances = Clearance.objects.filter(revision__communication_id__in=ids, erased_at__isnull=True)
    erased += clearances.exclude(reason="").update(reason="", erased_at=order.now)
    erased += WorkingCopy.objects.filter(communication_id__in=ids).delete()[0]
    erased += Note.objects.filter(communication_id__in=ids).delete()[0]
    Communication.objects.filter(pk__in=ids, council_id=order.council_id).update(title="")
    return erased


def erase_council_holds(order: EraseOrder) -> int:
    """Erase why all of the council was held, where it no longer keeps what is that old (an eraser).

    Their time begins when they are released. They belong to no item, so they go with the council's next erasure,
    whatever that is of.
    """
    council = Council.objects.filter(pk=order.council_id).first()
    if council is None:  # the record names councils by number, and knows no other period
        return 0
    over = LegalHold.objects.filter(
        council_id=council.pk,
        communication_id__isnull=True,
        released_at__lt=kept_until(council.retention_years, order.now),
        erased_at__isnull=True,
    )
    keys = list(over.values_list("pk", flat=True))
    filed = Snapshot.objects.filter(
        council_id=council.pk, object_type="hold", object_id__in=keys, erased_at__isnull=True
    )
    erased = filed.update(text=None, title="", erased_at=order.now)
    return erased + LegalHold.objects.filter(pk__in=keys).update(reason="", erased_at=order.now)

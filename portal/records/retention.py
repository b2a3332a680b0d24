"""Erasing texts whose time is over, everywhere at once, unless a legal hold protects them.

Every app that keeps a copy of a text lists an eraser in settings.ERASERS; the hashes stay with the record.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from portal.records.models import LegalHold
from portal.refusals import Refusal


@dataclass(frozen=True)
class EraseOrder:
    """Whose texts are to be erased: some communications of one council.

    An order that names none is for what belongs to no communication and whose own time is over.
    """

    council_id: int
    communication_ids: tuple[int, ...]
    now: datetime


Eraser = Callable[[EraseOrder], int]
"""Erases an app's copies of the texts in the caller's transaction and returns how many rows that were."""


class UnderHold(Refusal):
    """A legal hold protects the texts."""

    def __init__(self, hold: LegalHold) -> None:
        super().__init__(
            f"A legal hold protects this: {hold.reason}",
            "Nothing was erased. Release the hold first, if the request or dispute is over.",
        )


@cache
def _erasers(paths: tuple[str, ...]) -> tuple[Eraser, ...]:
    return tuple(import_string(path) for path in paths)


def holds_on(council_id: int, communication_ids: Sequence[int]) -> Q:
    """Return the condition that a hold in force covers one of these communications, or all of the council."""
    covers = Q(communication_id__isnull=True) | Q(communication_id__in=list(communication_ids))
    return Q(council_id=council_id, released_at__isnull=True) & covers


def erase_holds(order: EraseOrder) -> int:
    """Erase why holds were placed that protected these communications and are released (an eraser).

    The reason names a request or a dispute, and so often a person. A hold on all of the council belongs to no item:
    its own time counts, which portal.drafts.retaining knows.
    """
    released = LegalHold.objects.filter(
        council_id=order.council_id,
        communication_id__in=order.communication_ids,
        released_at__isnull=False,
        erased_at__isnull=True,
    )
    return released.update(reason="", erased_at=order.now)


def erase(order: EraseOrder) -> int:
    """Let every eraser carry out ``order``; returns how many rows lost their text.

    Raises UnderHold where a hold covers any of them, and RuntimeError outside a transaction: all or nothing.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("erase() runs inside the transaction of the act that ordered it.")
    hold = LegalHold.objects.filter(holds_on(order.council_id, order.communication_ids)).first()
    if hold is not None:
        raise UnderHold(hold)
    return sum(eraser(order) for eraser in _erasers(tuple(settings.ERASERS)))

"""Entering what publicity cost, and putting an entry right by another one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.recording import entry_by, reasoned
from portal.drafts.access import visible_to
from portal.drafts.content import LONDON
from portal.drafts.costs.reaching import entries_for, require_enterer
from portal.drafts.models import Communication, CostEntry
from portal.drafts.models.cost import LONGEST, MOST_PENCE
from portal.records.canonical import canonical_json, sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

EARLIEST = date(1986, 4, 1)
"""The first financial year of the law that asks for the account."""
MOST_MINUTES = 600_000
_Sort = CostEntry.Sort
_WORDS = ("what", "supplier", "invoice", "authority")


@dataclass(frozen=True)
class Cost:
    """What was spent. Amounts in pence: ``net`` without VAT, ``vat`` the VAT on it. ``sort`` is a CostEntry.Sort.

    ``authority`` is the minute or the line of the budget; ``staff_minutes`` what it took, where that is counted.
    """

    sort: str
    what: str
    on: date
    net: int = 0
    vat: int = 0
    supplier: str = ""
    invoice: str = ""
    authority: str = ""
    staff_minutes: int | None = None


@transaction.atomic
def record_cost(*, actor: Person, cost: Cost, communication_id: int | None = None) -> CostEntry:
    """Enter what was spent on an item, or on publicity that is no one item (LGA 1986 s.5(1)).

    That a cost is recorded is a circumstance of the item's text, so what waits is judged again.
    Raises NotYours, Refusal where the item is not there for ``actor``, InvalidInput for what cannot be entered.
    """
    require_enterer(actor)
    _check(cost)
    if communication_id is not None:
        bump(actor.council.pk)
        if not visible_to(actor).filter(pk=communication_id).exists():
            raise Refusal("This council has no such item.")
    made = _made(actor, cost, communication_id)
    made.save(force_insert=True)
    record([entry_by(actor, "cost_recorded", *_about(made), **_facts(made))])
    return made


@transaction.atomic
def correct_cost(*, actor: Person, entry_id: int, cost: Cost, reason: str) -> CostEntry:
    """Enter what should have stood in an earlier entry; from now on this one counts, and the earlier one is kept.

    Of two who correct one entry at once, one does. Raises NotYours, InvalidInput without a reason or for what cannot be
    entered, Refusal where it is not there, was corrected already, or its words were erased with its year.
    """
    require_enterer(actor)
    _check(cost)
    words = stated(reason)
    if not words:
        raise InvalidInput("Say why the earlier entry was wrong.")
    if len(words) > LONGEST["reason"]:
        raise InvalidInput("The reason is too long.")
    found = entries_for(actor).filter(pk=entry_id).first()
    if found is None:
        raise Refusal("This council has no such entry.")
    if found.erased_at is not None:
        raise Refusal("The accounts of that year are closed, and the words of this entry were erased.")
    made = _made(actor, cost, found.communication_id)
    made.corrects, made.reason = found, words
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(
            "Somebody has corrected this entry already.",
            "Nothing was changed. Correct the later entry instead.",
        ) from error
    record([reasoned(actor, "cost_corrected", *_about(made), reason=reason, **_facts(made))])
    return made


def _check(cost: Cost) -> None:
    """Raise InvalidInput for what cannot be entered, in words that say what to do."""
    if cost.sort not in _Sort.values:
        raise InvalidInput("Choose what the money went on.")
    if not stated(cost.what):
        raise InvalidInput("Say what it was for.")
    if long := [name for name in _WORDS if len(stated(getattr(cost, name))) > LONGEST[name]]:
        raise InvalidInput(f"This is too long: {', '.join(long)}.")
    if not EARLIEST <= cost.on <= timezone.localdate(timezone=LONDON):
        raise InvalidInput("Enter the day of the invoice or payment: it cannot be still to come.")
    _check_amounts(cost)


def _check_amounts(cost: Cost) -> None:
    """Raise InvalidInput for amounts that cannot be, or that do not go with what they were spent on."""
    if not 0 <= cost.net <= MOST_PENCE or cost.vat < 0:
        raise InvalidInput("Enter an amount between £0 and £10,000,000.")
    if cost.vat > cost.net:
        raise InvalidInput("The VAT cannot be more than the amount without it.")
    if cost.staff_minutes is not None and not 0 < cost.staff_minutes <= MOST_MINUTES:
        raise InvalidInput("Enter the minutes of staff time, or leave them out.")
    nothing = cost.sort == _Sort.NONE
    if nothing and cost.net:
        raise InvalidInput("An amount was entered, so something was spent: choose what it went on.")
    if not nothing and not cost.net:
        raise InvalidInput("Enter the amount, or choose “Nothing was spent”.")


def _made(actor: Person, cost: Cost, communication_id: int | None) -> CostEntry:
    item = Communication(pk=communication_id) if communication_id is not None else None
    words = {name: stated(getattr(cost, name)) for name in _WORDS}
    return CostEntry(
        council=actor.council,
        communication=item,
        sort=cost.sort,
        spent_on=cost.on,
        net_pence=cost.net,
        vat_pence=cost.vat,
        staff_minutes=cost.staff_minutes,
        entered_by=actor.membership,
        **words,
    )


def _about(made: CostEntry) -> tuple[str, int]:
    """Return what the ledger's entry is about: of an item it stands with the item's."""
    if made.communication_id is not None:
        return "communication", made.communication_id
    return "cost", made.pk


def _facts(made: CostEntry) -> dict[str, Any]:
    """Return what the ledger keeps: the amounts, and a hash of all the words."""
    words = {name: getattr(made, name) for name in (*_WORDS, "reason")}
    return {
        "cost": made.pk,
        "sort": made.sort,
        "spent_on": made.spent_on.isoformat(),
        "net_pence": made.net_pence,
        "vat_pence": made.vat_pence,
        "staff_minutes": made.staff_minutes,
        "corrects": made.corrects_id,
        "text_sha256": sha256_of(canonical_json(words)),
    }

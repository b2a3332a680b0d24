"""Entries of the account of publicity, and answers to the publicity code, made by the product's own verbs."""

from typing import Any

from django.utils import timezone

from approvals.regard.answering import Given
from approvals.regard.principles import BY_SLUG
from portal.councils.people import Person
from portal.drafts.costs.recording import Cost, record_cost
from portal.drafts.models import Communication, CostEntry


def a_cost(**changes: Any) -> Cost:
    """Return £120.00 and £24.00 VAT, spent today on printing, with ``changes``."""
    facts: dict[str, Any] = {
        "sort": "printing",
        "what": "800 leaflets",
        "on": timezone.localdate(),
        "net": 12_000,
        "vat": 2_400,
        "supplier": "Fernleigh Print",
        "invoice": "INV-7",
        "authority": "Minute 41/26",
    }
    return Cost(**{**facts, **changes})


def make_cost(*, by: Person, communication: Communication | None = None, **changes: Any) -> CostEntry:
    """Return an entry of the account, of ``communication`` or of none."""
    key = communication.pk if communication else None
    return record_cost(actor=by, cost=a_cost(**changes), communication_id=key)


def all_yes(**changes: Given | None) -> dict[str, Given]:
    """Return a yes to all seven principles, with ``changes``; None leaves one out."""
    given = {**dict.fromkeys(BY_SLUG, Given("yes")), **changes}
    return {slug: one for slug, one in given.items() if one is not None}


def typed_regard(**changes: Given | None) -> dict[str, str]:
    """Return what the form sends for all_yes() with ``changes``."""
    typed: dict[str, str] = {}
    for slug, one in all_yes(**changes).items():
        typed |= {f"regard-{slug}": one.answer, f"regard-{slug}_note": one.note}
    return typed

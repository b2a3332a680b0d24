"""Checking that a chain says today what it said when it was written, and that its tail was not cut off."""

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from portal.records.canonical import FORMAT, sha256_of
from portal.records.models import LedgerEntry, LedgerHead


@dataclass(frozen=True)
class Verification:
    """What verify() found: ``broken`` is the number of the first entry that does not hold, and ``why``."""

    council_id: int
    count: int
    head: str
    broken: int | None = None
    why: str = ""


def verify(council_id: int) -> Verification:
    """Walk the chain of ``council_id`` from its first entry and compare its end with the head.

    Read it in a repeatable-read transaction where others may be writing. Memory stays flat: rows are streamed.
    """
    previous, number = "", 0
    for entry in LedgerEntry.objects.filter(council_id=council_id).order_by("number").iterator(2000):
        number += 1
        if why := _fault(entry, number, previous):
            return Verification(council_id, number, previous, number, why)
        previous = entry.hash
    head = LedgerHead.objects.filter(council_id=council_id).first()
    if head is None:
        missing = number + 1 if number == 0 else 1
        why = "" if number == 0 else "the chain has entries but no head"
        return Verification(council_id, number, previous, missing if why else None, why)
    if head.count != number or head.hash != previous:
        why = f"the head counts {head.count} entries, the chain ends at {number}"
        return Verification(council_id, number, previous, min(head.count, number) + 1, why)
    return Verification(council_id, number, previous)


def _fault(entry: LedgerEntry, number: int, previous: str) -> str:
    """Return why ``entry`` cannot be the ``number``-th of its chain after ``previous``, or ''."""
    if entry.number != number:
        return f"entry {number} is missing"
    if entry.previous_hash != previous:
        return "it does not continue the entry before it"
    if sha256_of(entry.body) != entry.hash:
        return "its text does not have the hash it was written with"
    body = _read(entry.body)
    return "its text cannot be read" if body is None else _column_fault(entry, body)


def _read(text: str) -> dict[str, Any] | None:
    """Return the facts of a hashed text, or None where somebody put something else in its place."""
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _column_fault(entry: LedgerEntry, body: dict[str, Any]) -> str:
    """Return which column of ``entry`` says something else than the hashed text, or ''."""
    columns = {
        "format": FORMAT,
        "council": entry.council_id,
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "verb": entry.verb,
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "object": [entry.object_type, entry.object_id],
        "previous": entry.previous_hash,
    }
    for name, value in columns.items():
        if body.get(name) != value:
            return f"its column '{name}' differs from the hashed text"
    return ""

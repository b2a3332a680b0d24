"""Appending to the ledger: one batch as a verb's last statement, inside the verb's transaction."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.records.canonical import FORMAT, canonical_json, sha256_of
from portal.records.models import LedgerEntry, LedgerHead
from portal.records.verbs import VERBS
from portal.written import Written

_APPEND = """
WITH entries AS (
    INSERT INTO records_ledgerentry (
        council_id, number, at, verb, actor_id, actor_name, object_type, object_id, body, previous_hash, hash
    )
    SELECT * FROM UNNEST(
        %s::bigint[], %s::bigint[], %s::timestamptz[], %s::varchar[], %s::bigint[], %s::varchar[],
        %s::varchar[], %s::bigint[], %s::text[], %s::varchar[], %s::varchar[]
    )
    RETURNING council_id, number, hash
)
UPDATE records_ledgerhead AS head SET count = last.number, hash = last.hash
FROM (
    SELECT DISTINCT ON (council_id) council_id, number, hash FROM entries ORDER BY council_id, number DESC
) AS last
WHERE head.council_id = last.council_id
"""
"""The rows, and then the heads at the last of them: the trigger on a head looks for the entries that it moves to."""
_COLUMNS = (
    "council_id",
    "number",
    "at",
    "verb",
    "actor_id",
    "actor_name",
    "object_type",
    "object_id",
    "body",
    "previous_hash",
    "hash",
)

_HEAD = Written(
    lambda council_id: (
        LedgerHead.objects.select_for_update()
        .filter(council_id=council_id)
        .values_list("council_id", "count", "hash")
    ),
    int,
)


@dataclass(frozen=True)
class Entry:
    """What is to be recorded. ``facts`` holds ids, hashes, times and states, never personal text."""

    council_id: int
    verb: str
    actor_id: int | None
    actor_name: str
    object_type: str
    object_id: int
    facts: Mapping[str, Any] = field(default_factory=dict)


RecordingGate = Callable[[Sequence[Entry]], None]
"""Asked about a batch behind the locks of its heads, the last moment of an act; raises what refuses the whole act.

Settings list RECORDING_GATES as dotted paths; a gate reads only the database.
"""


@cache
def _gates(paths: tuple[str, ...]) -> tuple[RecordingGate, ...]:
    return tuple(import_string(path) for path in paths)


class NotInTransaction(RuntimeError):
    """record() was called where a failure after it would leave a record of something that did not happen."""


class UnknownVerb(ValueError):
    """The verb is not in portal.records.verbs.VERBS."""


def record(entries: Sequence[Entry]) -> list[LedgerEntry]:
    """Append ``entries`` to their councils' chains and return what was written, without the keys of the rows.

    Locks the heads in council-id order (0, the installation, first) until the caller's transaction ends: call it
    last, so that the lock is short and two verbs never wait for each other.
    Raises NotInTransaction outside a transaction, UnknownVerb for a verb outside the vocabulary, and what a
    RecordingGate raises.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("record() runs inside the transaction of the act it records.")
    for entry in entries:
        if entry.verb not in VERBS:
            raise UnknownVerb(entry.verb)
    by_council: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_council[entry.council_id].append(entry)
    heads = _lock_heads(sorted(by_council))
    for gate in _gates(tuple(settings.RECORDING_GATES)):
        gate(entries)
    now = timezone.now()
    rows = [row for head in heads for row in _chain(head, by_council[head.council_id], now)]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [[getattr(row, column) for row in rows] for column in _COLUMNS])
    return rows


def _lock_heads(council_ids: list[int]) -> list[LedgerHead]:
    """Lock and return the heads in id order, creating those that a new council does not have yet."""
    if len(council_ids) == 1 and (row := _HEAD.first(council_ids[0])) is not None:
        return [LedgerHead(council_id=row[0], count=row[1], hash=row[2])]
    query = LedgerHead.objects.select_for_update().filter(council_id__in=council_ids).order_by("council_id")
    heads = list(query)
    if len(heads) < len(council_ids):
        LedgerHead.objects.bulk_create(
            [LedgerHead(council_id=council_id) for council_id in council_ids], ignore_conflicts=True
        )
        heads = list(query.all())
    return heads


def _chain(head: LedgerHead, entries: list[Entry], now: datetime) -> list[LedgerEntry]:
    """Return the rows that continue ``head``, and move it on (not saved)."""
    rows = []
    for entry in entries:
        head.count += 1
        body = ledger_body(entry, head.count, now, head.hash)
        digest = sha256_of(body)
        rows.append(
            LedgerEntry(
                council_id=entry.council_id,
                number=head.count,
                at=now,
                verb=entry.verb,
                actor_id=entry.actor_id,
                actor_name=entry.actor_name,
                object_type=entry.object_type,
                object_id=entry.object_id,
                body=body,
                previous_hash=head.hash,
                hash=digest,
            )
        )
        head.hash = digest
    return rows


def ledger_body(entry: Entry, number: int, at: datetime, previous_hash: str) -> str:
    """Return the text that is hashed for ``entry`` as number ``number`` of its council's chain."""
    return canonical_json(
        {
            "format": FORMAT,
            "council": entry.council_id,
            "number": number,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "verb": entry.verb,
            "actor": entry.actor_id,
            "actor_name": entry.actor_name,
            "object": [entry.object_type, entry.object_id],
            "facts": dict(entry.facts),
            "previous": previous_hash,
        }
    )

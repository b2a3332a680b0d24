"""Filing what was said, as it was said, and erasing it when retention says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from portal.records.canonical import sha256_of
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder

_COLUMNS = tuple(field.attname for field in Snapshot._meta.concrete_fields if not field.primary_key)
_ONE = f"""
INSERT INTO {Snapshot._meta.db_table} ({", ".join(_COLUMNS)})
VALUES ({", ".join(["%s"] * len(_COLUMNS))}) RETURNING id
"""  # noqa: S608  the table's and its columns' own names


@dataclass(frozen=True)
class Filing:
    """One text to file. ``status`` says what it was at that moment (revision, sent, corrected, withdrawn...).

    ``people_ids`` are the users whom the text is by or about: a draft's author beside whoever acts. ``matter_ids`` are
    the matters of the floors above, which pass them with what they file themselves: drafts and channels know none.
    """

    council_id: int
    status: str
    object_type: str
    object_id: int
    title: str
    text: str
    actor_id: int | None = None
    communication_id: int | None = None
    channel_id: int | None = None
    people_ids: tuple[int, ...] = ()
    matter_ids: tuple[int, ...] = ()


def file_snapshots(filings: Sequence[Filing]) -> list[Snapshot]:
    """File ``filings``; runs in the caller's transaction, so text and act stand or fall together."""
    rows = [
        Snapshot(
            council_id=f.council_id,
            status=f.status,
            object_type=f.object_type,
            object_id=f.object_id,
            communication_id=f.communication_id,
            channel_id=f.channel_id,
            actor_id=f.actor_id,
            people_ids=list(f.people_ids),
            matter_ids=list(f.matter_ids),
            title=f.title[:300],
            text=f.text,
            sha256=sha256_of(f.text),
        )
        for f in filings
    ]
    if len(rows) != 1:
        return Snapshot.objects.bulk_create(rows)
    _insert(rows[0])
    return rows


def _insert(row: Snapshot) -> None:
    """Insert one snapshot: each of a thousand deliveries files one, and the ORM takes longer for it than PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [getattr(row, column) for column in _COLUMNS])
        (row.pk,) = cursor.fetchone()
    row._state.adding = False


def erase_snapshots(order: EraseOrder) -> int:
    """Null the texts of what was filed for these communications; the hashes stay. Returns how many were erased.

    An eraser, named in settings.ERASERS. The database allows this one change to a snapshot and no other.
    """
    snapshots = Snapshot.objects.filter(
        council_id=order.council_id, communication_id__in=order.communication_ids, erased_at__isnull=True
    )
    return snapshots.update(text=None, title="", erased_at=order.now)

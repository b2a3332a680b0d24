"""Attempts: written before anything is tried, and ended when it is known what came of it."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from portal.channels.models import Attempt
from portal.written import Written, WrittenChange

_BEGIN = f"""
INSERT INTO {Attempt._meta.db_table} (key, number, started_at, outcome, detail) VALUES (%s, %s, %s, '', '')
"""  # noqa: S608  the table's own name
_END = WrittenChange(
    lambda key, now, outcome, detail: (
        Attempt.objects.filter(key=key, ended_at__isnull=True),
        {"ended_at": now, "outcome": outcome, "detail": detail},
    ),
    UUID,
    datetime,
    str,
    str,
)
_LAST = Written(
    lambda key: Attempt.objects.filter(key=key).order_by("-number").values_list("started_at")[:1], UUID
)


def begin(key: UUID, number: int, now: datetime) -> None:
    """Write that the row ``key`` is about to be tried for the ``number``th time."""
    made = Attempt(key=key, number=number, started_at=now)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [made.key, made.number, made.started_at])


def end(key: UUID, now: datetime, outcome: str, detail: str) -> None:
    """Write what came of the attempt at ``key`` that has no end yet."""
    _END.made(key, now, outcome, detail)


def asked_since(key: UUID, fence: int) -> int:
    """Return how often it was asked what became of the last attempt at ``key``, this time counted (``fence``)."""
    return fence - last_number(key)


def last_number(key: UUID) -> int:
    """Return the number of the last attempt at ``key``; 0 before the first."""
    return Attempt.objects.filter(key=key).aggregate(last=Max("number"))["last"] or 0


def last_begun(key: UUID) -> datetime | None:
    """Return when ``key`` was last tried, or None."""
    found = _LAST.first(key)
    return None if found is None else found[0]

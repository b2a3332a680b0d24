"""Verifying a chain while others write to it: chain and head are read as of one moment."""

from django.db import connection, transaction

from portal.records.models import LedgerHead
from portal.records.verifying import Verification, verify


def verify_now(council_id: int) -> Verification:
    """Verify the chain of ``council_id`` as it stands at one moment, however busy the council is.

    Inside a transaction that has begun already (a test's), the isolation is the one it began with.
    """
    if connection.in_atomic_block:
        return verify(council_id)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return verify(council_id)


def length(council_id: int) -> int:
    """Return how many entries the chain of ``council_id`` has, by its head. One query."""
    return LedgerHead.objects.filter(council_id=council_id).values_list("count", flat=True).first() or 0

"""Credentials that were encrypted under an earlier key, encrypted under the key of now."""

import logging

from django.db import transaction

from portal.channels.credentials.sealing import Unreadable, sealed_anew
from portal.channels.models import Connection

log = logging.getLogger(__name__)


def rotate_all() -> int:
    """Encrypt the credentials of every open connection under the key of now; return how many changed.

    Safe to run twice and beside whoever connects: a row a transaction, under its lock. What no key opens is left
    and logged by its number; the other ones are not held up by it.
    """
    open_ones = Connection.objects.filter(ended_at__isnull=True).order_by("pk")
    return sum(_rotate(pk) for pk in open_ones.values_list("pk", flat=True))


@transaction.atomic
def _rotate(pk: int) -> bool:
    row = Connection.objects.select_for_update().filter(pk=pk, ended_at__isnull=True).first()
    if row is None:
        return False
    try:
        sealed = sealed_anew(row.sealed)
        session = sealed_anew(row.session) if row.session else ""
    except Unreadable:
        log.error("the credentials of connection %s are under a key that is missing", pk)  # noqa: TRY400
        return False
    if (sealed, session) == (row.sealed, row.session):
        return False
    return bool(Connection.objects.filter(pk=pk).update(sealed=sealed, session=session))

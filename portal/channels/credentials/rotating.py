"""Credentials that were encrypted under an earlier key, or not at all, encrypted under the key of now.

What a connector has come to call a secret, an address that may hold a token, stands beside what is none in connections
that are older: it is sealed here, so that nobody has to connect such a channel again.
"""

import logging

from django.db import transaction

from portal.channels.connectors.base import connectors
from portal.channels.credentials.sealing import Unreadable, seal, sealed_anew, unseal
from portal.channels.models import Connection, Introduction

log = logging.getLogger(__name__)


def rotate_all() -> int:
    """Encrypt the credentials of every open connection, and what servers gave where people sign in, under the key of
    now; return how many changed.

    Safe to run twice and beside whoever connects: a row a transaction, under its lock. What no key opens is left
    and logged by its number; the other ones are not held up by it.
    """
    _forget_what_ended()
    open_ones = Connection.objects.filter(ended_at__isnull=True).order_by("pk")
    given = Introduction.objects.exclude(sealed="").order_by("pk")
    return sum(_rotate(pk) for pk in open_ones.values_list("pk", flat=True)) + sum(
        _rotate_given(pk, sealed) for pk, sealed in given.values_list("pk", "sealed")
    )


def _rotate_given(pk: int, sealed: str) -> bool:
    """Encrypt anew what a server gave; what no key opens is asked for again when somebody signs in there."""
    try:
        anew = sealed_anew(sealed)
    except Unreadable:
        return False
    return anew != sealed and Introduction.objects.filter(pk=pk, sealed=sealed).update(sealed=anew) == 1


def _forget_what_ended() -> None:
    """Drop what stands open in connections that ended and is a secret now: nobody uses it any more."""
    for slug, connector in connectors().items():
        secret = {need.name for need in connector.needs if need.secret}
        rows = Connection.objects.filter(ended_at__isnull=False, channel__connector=slug)
        for row in rows.filter(public__has_any_keys=sorted(secret)) if secret else ():
            kept = {name: value for name, value in row.public.items() if name not in secret}
            Connection.objects.filter(pk=row.pk).update(public=kept)


@transaction.atomic
def _rotate(pk: int) -> bool:
    rows = Connection.objects.select_for_update(of=("self",)).select_related("channel")
    row = rows.filter(pk=pk, ended_at__isnull=True).first()
    if row is None:
        return False
    try:
        bare = _bare(row)
        sealed = (
            seal(row.channel_id, unseal(row.channel_id, row.sealed) | bare)
            if bare
            else sealed_anew(row.sealed)
        )
        session = sealed_anew(row.session) if row.session else ""
    except Unreadable:
        log.error("the credentials of connection %s are under a key that is missing", pk)  # noqa: TRY400
        return False
    if (sealed, session) == (row.sealed, row.session):
        return False
    public = {name: value for name, value in row.public.items() if name not in bare}
    return bool(Connection.objects.filter(pk=pk).update(public=public, sealed=sealed, session=session))


def without_secrets(row: Connection) -> dict[str, str]:
    """Return what of ``row`` is no secret, by what its connector calls one now."""
    bare = _bare(row)
    return {name: value for name, value in row.public.items() if name not in bare}


def _bare(row: Connection) -> dict[str, str]:
    """Return what of ``row`` is a secret and stands open."""
    connector = connectors().get(row.channel.connector)
    secret = {need.name for need in connector.needs if need.secret} if connector else set()
    return {name: value for name, value in row.public.items() if name in secret}

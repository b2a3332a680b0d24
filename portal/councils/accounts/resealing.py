"""Secrets of second steps that were stored plain, or under an earlier key, encrypted under the key of now."""

import logging
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal.councils.accounts.sealing import Unreadable, sealed_anew

log = logging.getLogger(__name__)
_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
_SECRETS = ("secret", "seed")


def _anew(data: dict[str, Any]) -> dict[str, Any]:
    """Return what an authenticator keeps, with its secrets under the key of now. Raises Unreadable."""
    kept = dict(data)
    for name in _SECRETS:
        if isinstance(kept.get(name), str):
            kept[name] = sealed_anew(kept[name])
    if "migrated_codes" in kept:
        kept["migrated_codes"] = [sealed_anew(code) for code in kept["migrated_codes"]]
    return kept


def reseal_all() -> int:
    """Encrypt every secret under the key of now, a row a transaction; return how many rows changed.

    Safe to run twice and beside people who sign in: each row is locked, as the use of a code locks it. Once it has
    run, SECRET_KEY_FALLBACKS is needed by no secret that it could read. What it cannot read it leaves and logs.
    """
    changed = 0
    for key in Authenticator.objects.filter(type__in=_KINDS).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            if row is not None:
                changed += _reseal(row)
    return changed


def _reseal(row: Authenticator) -> bool:
    try:
        data = _anew(row.data)
    except Unreadable:
        log.error("the secret of authenticator %s is under a key that is missing", row.pk)  # noqa: TRY400
        return False
    if data == row.data:
        return False
    return bool(Authenticator.objects.filter(pk=row.pk).update(data=data))

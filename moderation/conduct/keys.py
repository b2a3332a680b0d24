"""Keys of a case: the secret half of its reference for who reported it, and what tells that a member reported it."""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from moderation.models import ConductCase

_SALT = "moderation.conduct"
_SIGNS = 16


def reporter_key(council_id: int, user_id: int) -> str:
    """Return what is kept of a member who reports, also where they give no name: it names nobody by itself.

    It serves one purpose: that nobody decides what they reported.
    """
    return _hash(settings.SECRET_KEY, f"reporter {council_id} {user_id}").hex()


def reported_it(case: ConductCase, user_id: int) -> bool:
    """Return whether the user reported the case, by an earlier SECRET_KEY too."""
    named = f"reporter {case.council_id} {user_id}"
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(case.reporter_key == _hash(secret, named).hex() for secret in secrets)


def reporter_keys(council_id: int, user_id: int) -> list[str]:
    """Return the keys under which a member's reports may stand."""
    named = f"reporter {council_id} {user_id}"
    return [_hash(secret, named).hex() for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def whole_reference(case: ConductCase) -> str:
    """Return the reference with its secret half, as it is shown once to who reported."""
    return f"{case.reference}-{_secret(settings.SECRET_KEY, case)}"


def case_of(council_id: int, whole: str) -> ConductCase | None:
    """Return the case whose reference with its secret half is ``whole``, or None. One query."""
    known, _, key = whole.strip().upper().partition("-")
    found = ConductCase.objects.filter(council_id=council_id, reference=known).first()
    if found is None:
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return found if any(constant_time_compare(key, _secret(secret, found)) for secret in secrets) else None


def _secret(secret: str, case: ConductCase) -> str:
    return base64.b32encode(_hash(secret, f"case {case.pk} {case.reference}")).decode()[:_SIGNS]


def _hash(secret: str, named: str) -> bytes:
    return salted_hmac(_SALT, named, secret=secret, algorithm="sha256").digest()

"""Credentials as they are stored: encrypted under CREDENTIAL_KEYS, and bound to what they are for.

That is a channel, by its number, or something else, by a name that says what.
"""

import json
from collections.abc import Mapping

from cryptography.fernet import InvalidToken
from django.conf import settings

from portal.ciphers import cipher, ciphers

_PURPOSE = b"portal.channels.credentials"


class Unreadable(Exception):
    """No key of the installation opens it, or it was sealed for something else."""


def seal(owner: int | str, values: Mapping[str, str]) -> str:
    """Return ``values`` encrypted for ``owner``, mostly a channel; moved to another one's row they open for nobody."""
    facts = json.dumps({"channel": owner, "values": dict(values)})
    return ciphers(settings.CREDENTIAL_KEYS, _PURPOSE).encrypt(facts.encode()).decode()


def unseal(owner: int | str, stored: str) -> dict[str, str]:
    """Return what was sealed for ``owner``. Raises Unreadable."""
    try:
        facts = json.loads(ciphers(settings.CREDENTIAL_KEYS, _PURPOSE).decrypt(stored.encode()))
    except InvalidToken as error:
        raise Unreadable from error
    if facts["channel"] != owner:
        raise Unreadable
    return {str(name): str(value) for name, value in facts["values"].items()}


def sealed_anew(stored: str) -> str:
    """Return ``stored`` encrypted under the key of now; as it is where that key opens it. Raises Unreadable."""
    try:
        cipher(settings.CREDENTIAL_KEYS[0], _PURPOSE).decrypt(stored.encode())
    except InvalidToken:
        try:
            return ciphers(settings.CREDENTIAL_KEYS, _PURPOSE).rotate(stored.encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error
    return stored

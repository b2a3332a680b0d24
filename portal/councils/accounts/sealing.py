"""The secrets of second steps as they are stored: encrypted under the installation's key.

Whoever reads the database alone, or a copy of it, cannot make anybody's codes. The key is derived from SECRET_KEY;
SECRET_KEY_FALLBACKS lists the keys before it, under which what was stored earlier is still read.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from portal.ciphers import cipher, ciphers
from portal.refusals import Refusal

_PURPOSE = b"portal.councils.accounts.sealing"
_MARK = "sealed:"
"""Stands before what is encrypted: an app's key is Base32 and a seed hexadecimal, so neither can begin with it."""


class Unreadable(Refusal):
    """A stored secret was encrypted under a key that the installation no longer has."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "Your authenticator app and recovery codes cannot be read.",
            "Use a passkey, or tell whoever runs the portal: the key before the present one is missing.",
        )


def _cipher(secret: str) -> Fernet:
    return cipher(secret, _PURPOSE)


def _ciphers() -> MultiFernet:
    """Return the keys of now and before; the first one encrypts."""
    return ciphers((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), _PURPOSE)


def is_sealed(stored: str) -> bool:
    """Return whether ``stored`` is encrypted, under whatever key."""
    return stored.startswith(_MARK)


def seal(secret: str) -> str:
    """Return ``secret`` as it is stored."""
    return _MARK + _ciphers().encrypt(secret.encode()).decode()


def unseal(stored: str) -> str:
    """Return the secret in ``stored``; as it is where it was stored before secrets were encrypted.

    Raises Unreadable where neither SECRET_KEY nor a fallback opens it.
    """
    if not is_sealed(stored):
        return stored
    try:
        return _ciphers().decrypt(stored.removeprefix(_MARK).encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def sealed_anew(stored: str) -> str:
    """Return ``stored`` encrypted under the key of now: what was plain, and what an earlier key encrypted.

    Returns it unchanged where the key of now opens it already. Raises Unreadable.
    """
    if is_sealed(stored):
        try:
            _cipher(settings.SECRET_KEY).decrypt(stored.removeprefix(_MARK).encode())
        except InvalidToken:
            return seal(unseal(stored))
        return stored
    return seal(stored)

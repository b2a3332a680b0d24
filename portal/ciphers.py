"""Encrypting what is stored: one cipher for each purpose, from keys of the settings. The first key encrypts.

Whoever reads the database alone, or a copy of it, reads none of it. A key is any random text; what encrypts is derived
from it (HKDF, RFC 5869) with the purpose, so that what one room sealed no other room can open.
"""

import base64
from collections.abc import Iterable

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def cipher(key: str, purpose: bytes) -> Fernet:
    """Return what encrypts for ``purpose`` under ``key``."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def ciphers(keys: Iterable[str], purpose: bytes) -> MultiFernet:
    """Return what encrypts under the first of ``keys`` and reads under each of them."""
    return MultiFernet([cipher(key, purpose) for key in keys])

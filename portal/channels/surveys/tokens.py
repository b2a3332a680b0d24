"""The one-time mark of a form that somebody opened, and how many one address may send: no cookie, no fingerprint."""

import secrets
from dataclasses import dataclass

from django.core import signing

from portal.counting import key_of, over
from portal.records.canonical import sha256_of

_SALT = "portal.channels.surveys"
SENT_AT_MOST, WITHIN = 30, 3600
"""Replies from one network address to one council in an hour: a household, a library, a school may share one."""
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE = 10


@dataclass(frozen=True)
class FormMark:
    """Which text a form was made of; ``sha256`` is of the whole mark, which no two forms share."""

    revision_id: int
    sha256: str


def new_mark(revision_id: int) -> str:
    """Return the mark that a freshly opened form carries, signed."""
    return signing.dumps([revision_id, secrets.token_urlsafe(16)], salt=_SALT, compress=False)


def read_mark(text: str) -> FormMark | None:
    """Return what a form's mark says; None for one that was not made here."""
    if len(text) > 300:
        return None
    try:
        revision_id, _ = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return FormMark(int(revision_id), sha256_of(text))


def new_reference() -> str:
    """Return what whoever sent a reply may name it by; it tells nothing, and nobody guesses another's."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_REFERENCE))


def too_many(council_id: int, address: str) -> bool:
    """Count a reply, and return whether its network address sent too many within this hour.

    The address is not kept: what counts is a hash with a salt that is thrown away within two hours.
    """
    own = key_of(f"surveys:sent:{council_id}", address, within=WITHIN)
    return over(own, SENT_AT_MOST, within=WITHIN)

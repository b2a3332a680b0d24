"""The one-time mark of a comment's form, and how many one address may send: no cookie, nothing kept of the reader."""

import secrets

from django.core import signing

from moderation.resending import GOOD_FOR
from portal.counting import key_of, over
from portal.records.canonical import sha256_of

_SALT = "moderation.discussions"
SENT_AT_MOST, WITHIN = 10, 3600
"""Comments from one network address to one council in an hour."""
UNDER_ONE_ITEM = 500
"""Comments under one item in an hour from everywhere: beyond this somebody sends them by machine."""


def new_mark(communication_id: int) -> str:
    """Return the mark that a freshly opened form carries, signed."""
    return signing.dumps([communication_id, secrets.token_urlsafe(16)], salt=_SALT, compress=False)


def read_mark(text: str, communication_id: int) -> str:
    """Return the hash of a form's mark, which no two forms share; '' for one of another item or too old."""
    if len(text) > 300:
        return ""
    try:
        made_for, _ = signing.loads(text, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return sha256_of(text) if made_for == communication_id else ""


def too_many(council_id: int, communication_id: int, address: str) -> bool:
    """Count a comment, and return whether its network address, or all together under this item, sent too many.

    The address is not kept: what counts is a hash with a salt that is thrown away within two hours.
    """
    own = key_of(f"comments:sent:{council_id}", address, within=WITHIN)
    under = f"comments:under:{communication_id}"
    return over(own, SENT_AT_MOST, within=WITHIN) or over(under, UNDER_ONE_ITEM, within=WITHIN)


def too_many_appeals(council_id: int, address: str) -> bool:
    """Count an appeal, and return whether its network address sent too many; kept of it is as much as of a comment."""
    own = key_of(f"appeals:sent:{council_id}", address, within=WITHIN)
    return over(own, SENT_AT_MOST, within=WITHIN)

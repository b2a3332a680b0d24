"""The one-time mark of the complaint form, and how many one address may send: no cookie, nothing kept of the reader."""

import secrets
from datetime import timedelta

from django.core import signing

from portal.counting import key_of, over
from portal.records.canonical import sha256_of

_SALT = "moderation.complaints.form"
SENT_AT_MOST, WITHIN = 10, 3600
"""Complaints, and acts on the page of one, from one network address to one council in an hour."""
FROM_EVERYWHERE = 200
"""Complaints to one council in an hour: beyond this somebody sends them by machine."""
OPENED_AT_MOST, IN_SECONDS = 30, 60
"""Requests to the pages of complaints from one network address: opening an address is already a guess."""


GOOD_FOR = timedelta(days=1)
"""How long a form that was opened can be sent; then it is shown once more, with what was typed."""


def new_mark(council_id: int) -> str:
    """Return the mark that a freshly opened form carries, signed."""
    return signing.dumps([council_id, secrets.token_urlsafe(16)], salt=_SALT, compress=False)


def read_mark(text: str, council_id: int) -> str:
    """Return the hash of a form's mark, which no two forms share; '' for one of another council or too old."""
    if len(text) > 300:
        return ""
    try:
        made_for, _ = signing.loads(text, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return sha256_of(text) if made_for == council_id else ""


def too_many(council_id: int, address: str) -> bool:
    """Count a complaint, and return whether its network address, or all together, sent too many within this hour."""
    own = key_of(f"complaints:sent:{council_id}", address, within=WITHIN)
    everywhere = over(f"complaints:all:{council_id}", FROM_EVERYWHERE, within=WITHIN)
    return over(own, SENT_AT_MOST, within=WITHIN) or everywhere


def too_much_said(complaint_id: int, address: str) -> bool:
    """Count an act on the page of one complaint, and return whether there were too many within this hour."""
    return over(
        key_of(f"complaints:said:{complaint_id}", address, within=WITHIN), SENT_AT_MOST, within=WITHIN
    )


def too_often(address: str) -> bool:
    """Count a request to a page of a complaint, and return whether this network address made too many just now."""
    return over(key_of("complaint_page", address, within=IN_SECONDS), OPENED_AT_MOST, within=IN_SECONDS)

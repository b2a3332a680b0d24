"""The private link of a reviewer from outside: made from the notice's key, kept as a hash, good until it ends."""

from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from approvals.models import Reviewer
from portal.records.canonical import sha256_of

_SALT = "approvals.reviewers.links"
_LENGTH = 64


def token_for(key: UUID) -> str:
    """Return the token that the mail of the notice ``key`` brings: 256 bits that nobody makes without SECRET_KEY.

    The same at each attempt to send that mail, so that one which arrives twice brings a link that works.
    """
    return salted_hmac(_SALT, str(key), algorithm="sha256").hexdigest()


def address_of(council_slug: str, token: str) -> str:
    """Return the absolute address of a link."""
    return f"{settings.SITE_URL}/{council_slug}/read/{token}/"


def reviewer_of_token(council_slug: str, token: str) -> Reviewer | None:
    """Return whose link this is, also where it is over (Reviewer.over); None for one that was never given out."""
    if len(token) != _LENGTH:
        return None
    rows = Reviewer.objects.select_related("council", "communication", "revision__body", "asked_by__user")
    return rows.filter(link_sha256=sha256_of(token), council__slug=council_slug).first()

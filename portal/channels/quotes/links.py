"""The private link of a speaker from outside: made from the notice's key, kept as a hash, spent by the decision."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.drafts.models import Quote, QuoteState
from portal.records.canonical import sha256_of

VALID_FOR = timedelta(days=14)
_SALT = "portal.channels.quotes.links"
_LENGTH = 64


def token_for(key: UUID) -> str:
    """Return the token that the mail of the notice ``key`` brings: 256 bits that nobody makes without SECRET_KEY.

    The same at each attempt to send that mail, so that one which arrives twice brings a link that works.
    """
    return salted_hmac(_SALT, str(key), algorithm="sha256").hexdigest()


def address_of(council_slug: str, token: str) -> str:
    """Return the absolute address of a link."""
    # Written out, as in portal.channels.contacts: a worker that mails has no need to load every page.
    return f"{settings.SITE_URL}/{council_slug}/words/{token}/"


def quote_of_token(council_slug: str, token: str) -> Quote | None:
    """Return the words that wait behind a link now; None for one that is forged, spent, taken back or over."""
    if len(token) != _LENGTH:
        return None
    rows = Quote.objects.select_related("council", "communication", "asked_by__user").filter(
        link_sha256=sha256_of(token),
        link_until__gt=timezone.now(),
        council__slug=council_slug,
        state=QuoteState.WAITING,
        erased_at__isnull=True,
    )
    return rows.first()

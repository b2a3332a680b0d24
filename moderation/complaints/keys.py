"""The secret half of a complaint's reference: it opens the page on which whoever complained follows it."""

import base64
import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from moderation.models import Complaint

_SALT = "moderation.complaints"
_SIGNS = 20
_TOKEN = re.compile(r"([0-9A-Z]{1,12})-([A-Z2-7]{20})")


def token_of(complaint: Complaint) -> str:
    """Return reference and key in one, as they stand in the address of its page; kept nowhere.

    Who dealt with it before it was passed on knows the earlier one: that opens nothing any more.
    """
    return f"{complaint.reference}-{_under(settings.SECRET_KEY, complaint)}"


def _under(secret: str, complaint: Complaint) -> str:
    named = f"{complaint.pk} {complaint.council_id} {complaint.reference} {complaint.key_number}"
    digest = salted_hmac(_SALT, named, secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:_SIGNS]


def complaint_of_token(council_slug: str, token: str) -> Complaint | None:
    """Return the complaint that ``token`` opens in the council ``council_slug``, whatever its case, or None. One query.

    One that was told before SECRET_KEY was changed opens as long as the key of then is among SECRET_KEY_FALLBACKS.
    """
    named = _TOKEN.fullmatch(token.strip().upper())
    if named is None:
        return None
    reference, key = named[1], named[2]
    rows = Complaint.objects.select_related("council", "procedure", "remedy")
    found = rows.filter(council__slug=council_slug, reference=reference).first()
    if found is None:
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    opened = [constant_time_compare(key, _under(secret, found)) for secret in secrets]
    return found if any(opened) else None

"""The private halves of a notice's addresses: one for the complainant, another for the poster."""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from moderation.models import DefamationNotice

_SALT = "moderation.notices"
_SIGNS = 16
COMPLAINANT, POSTER = "complainant", "poster"


def key_of(notice: DefamationNotice, whose: str) -> str:
    """Return the key for ``whose`` page: sixteen letters and figures, the same whenever asked for, kept nowhere."""
    return _under(settings.SECRET_KEY, notice, whose)


def _under(secret: str, notice: DefamationNotice, whose: str) -> str:
    named = f"{whose} {notice.pk} {notice.reference}"
    digest = salted_hmac(_SALT, named, secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:_SIGNS]


def opens(notice: DefamationNotice, whose: str, key: str) -> bool:
    """Return whether ``key`` opens ``whose`` page; one of before SECRET_KEY was changed does as appeals' keys do."""
    given = key.strip().upper()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(given, _under(secret, notice, whose)) for secret in secrets)


def status_address(notice: DefamationNotice) -> str:
    """Return the whole address of the complainant's page."""
    return f"{_base(notice)}{key_of(notice, COMPLAINANT)}/"


def answer_address(notice: DefamationNotice) -> str:
    """Return the whole address of the poster's page."""
    return f"{_base(notice)}answer/{key_of(notice, POSTER)}/"


def _base(notice: DefamationNotice) -> str:
    return f"{settings.SITE_URL}/{notice.council.slug}/notices/{notice.reference}/"

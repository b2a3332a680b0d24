"""The secret half of a comment's reference: told to its author alone, so that nobody else uses their appeal up."""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from moderation.models import Comment

_SALT = "moderation.appeals"
_SIGNS = 8


def key_of(comment: Comment) -> str:
    """Return the secret half: eight letters and figures, the same whenever it is asked for, kept nowhere."""
    return _under(settings.SECRET_KEY, comment)


def _under(secret: str, comment: Comment) -> str:
    named = f"{comment.pk} {comment.reference}"
    digest = salted_hmac(_SALT, named, secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:_SIGNS]


def reference_with_key(comment: Comment) -> str:
    """Return the whole reference, as its author is told it."""
    return f"{comment.reference}-{key_of(comment)}"


def opens(comment: Comment, key: str) -> bool:
    """Return whether ``key`` is the secret half of the comment's reference, whatever its case.

    One that was told before SECRET_KEY was changed opens as long as the key of then is among SECRET_KEY_FALLBACKS.
    """
    given = key.strip().upper()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(given, _under(secret, comment)) for secret in secrets)

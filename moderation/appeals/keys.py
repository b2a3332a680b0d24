"""The secret half of a comment's reference: told to its author alone, so that nobody else uses their appeal up."""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

from moderation.models import Comment

_SALT = "moderation.appeals"
_SIGNS = 8


def key_of(comment: Comment) -> str:
    """Return the secret half: eight letters and figures, the same whenever it is asked for, kept nowhere."""
    digest = salted_hmac(_SALT, f"{comment.pk} {comment.reference}", algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:_SIGNS]


def reference_with_key(comment: Comment) -> str:
    """Return the whole reference, as its author is told it."""
    return f"{comment.reference}-{key_of(comment)}"


def opens(comment: Comment, key: str) -> bool:
    """Return whether ``key`` is the secret half of the comment's reference, whatever its case."""
    return constant_time_compare(key.strip().upper(), key_of(comment))

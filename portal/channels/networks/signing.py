"""Signing what is handed to a receiver that a council runs itself: HMAC-SHA256 (RFC 2104) over moment and body.

Whoever knows the secret can tell that the portal sent it, that nobody changed it on the way, and when it was sent: what
is older than the receiver's window was recorded and played again. docs/webhooks.md tells receivers how to check it.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

SIGNATURE, TIMESTAMP = "Portal-Signature", "Portal-Timestamp"
DELIVERY, EVENT = "Portal-Delivery", "Portal-Event"
WINDOW = 300
"""Seconds that docs/webhooks.md asks receivers to allow between the timestamp and their own clock."""


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the signature of ``body`` at ``timestamp`` (seconds since 1970) as lower-case hexadecimal."""
    return hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()


def signed_headers(
    secrets: Iterable[str], *, timestamp: int, body: bytes, delivery: str, event: str
) -> Mapping[str, str]:
    """Return the headers of one request: a signature under each of ``secrets``, the newest first."""
    signed = [f"v1={signature(secret, timestamp, body)}" for secret in secrets]
    return {
        TIMESTAMP: str(timestamp),
        SIGNATURE: ", ".join(signed),
        DELIVERY: delivery,
        EVENT: event,
    }

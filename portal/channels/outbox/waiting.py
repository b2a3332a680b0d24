"""How long a row of an outbox waits between attempts: one table for deliveries and notices."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings


def next_attempt(tries: int, now: datetime, retry_after: float | None = None) -> datetime | None:
    """Return when to try again after ``tries`` attempts, or None after the last one.

    ``retry_after``: seconds that the other side asked for. Jitter keeps a hundred mails that failed together from
    coming back together.
    """
    waits = settings.DELIVERY_BACKOFF_SECONDS
    if tries > len(waits):
        return None
    wait = max(waits[tries - 1] * (0.8 + 0.4 * secrets.randbelow(1000) / 1000), retry_after or 0)
    return now + timedelta(seconds=wait)

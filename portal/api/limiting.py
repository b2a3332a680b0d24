"""How often a key may ask: so many requests in each minute, counted for all servers in the cache."""

import logging
import time
from dataclasses import dataclass

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

READS = 120
"""Requests that read, per key and minute."""
WRITES = 30
"""Requests that change something, per key and minute."""
_WINDOW = 60


@dataclass(frozen=True)
class Allowance:
    """What a key has left: ``resets_in`` seconds until it has ``limit`` again."""

    limit: int
    remaining: int
    resets_in: int

    def headers(self) -> dict[str, str]:
        """Return the fields by which a program paces itself (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.remaining, 0)),
            "RateLimit-Reset": str(self.resets_in),
        }


class TooMany(Exception):
    """The key has asked too often in this minute."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__("too many requests")
        self.allowance = allowance


def take(key_id: int, *, writing: bool) -> Allowance:
    """Count one request of the key. Raises TooMany beyond its limit.

    Where the cache is away nothing is counted: every request still needs its key, and the database bounds what it
    costs.
    """
    now = time.time()
    limit = WRITES if writing else READS
    left = _WINDOW - int(now) % _WINDOW
    slot = f"api:{key_id}:{'w' if writing else 'r'}:{int(now) // _WINDOW}"
    try:
        cache.add(slot, 0, 2 * _WINDOW)
        used = cache.incr(slot)
    except (RedisError, OSError, ValueError) as error:
        log.warning("how often an API key asks cannot be counted: %s", error)
        return Allowance(limit, limit, left)
    allowance = Allowance(limit, limit - used, left)
    if used > limit:
        raise TooMany(allowance)
    return allowance

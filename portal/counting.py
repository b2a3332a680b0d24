"""How often somebody without an account asks: counted in the cache for all servers; of an address a hash alone."""

import hashlib
import logging
import secrets

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def over(key: str, most: int, *, within: int) -> bool:
    """Count one request under ``key``, and return whether there were more than ``most`` in ``within`` seconds.

    Where the cache is away nothing is counted, and nobody is turned away: each form has its own mark, which the
    database takes once.
    """
    try:
        cache.add(key, 0, within)
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False
    except (RedisError, OSError) as error:
        log.warning("how often something is asked cannot be counted: %s", error)
        return False


def key_of(name: str, address: str, *, within: int) -> str:
    """Return a key that tells one network address from another for ``within`` seconds, and nothing of it afterwards.

    It is a hash with a salt that is thrown away; where the cache is away each request has a salt of its own.
    """
    fresh = secrets.token_hex(16)
    try:
        salt = cache.get_or_set(f"{name}:salt", fresh, within) or fresh
    except (RedisError, OSError):
        salt = fresh
    return f"{name}:{hashlib.sha256(f'{salt}{address}'.encode()).hexdigest()}"

"""Reading the environment for portal.settings: whatever is wrong stops the start with the name of its variable."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

ENVIRONMENT: str = env.str("ENVIRONMENT", default="local")
if ENVIRONMENT not in {"local", "production"}:
    raise ImproperlyConfigured(f"ENVIRONMENT must be 'local' or 'production', not {ENVIRONMENT!r}.")
PRODUCTION = ENVIRONMENT == "production"


def required_in_production(name: str, local: str) -> str:
    """Return the variable ``name``; outside production ``local`` stands in for it.

    Raises ImproperlyConfigured, naming the variable, when production lacks it.
    """
    value: str = env.str(name, default="")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set. Production does not start without it.")
    return local


def database(name: str, fallback: str) -> dict[str, Any]:
    """Return Django's description of the PostgreSQL database named by the variable ``name``.

    Raises ImproperlyConfigured for anything that is not PostgreSQL: the record's promises rest on its triggers.
    """
    url = env.str(name, default="") or fallback
    try:
        found: dict[str, Any] = env.db_url_config(url)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} is not a database address: {error}") from error
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must begin with postgres://; got {url.split(':', 1)[0]!r}.")
    return {**found, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def whole_number(name: str, default: int, lowest: int = 0) -> int:
    """Return the variable ``name`` as a whole number of at least ``lowest``, or stop with its name."""
    try:
        value: int = env.int(name, default=default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error
    if value < lowest:
        raise ImproperlyConfigured(f"{name} must be at least {lowest}, not {value}.")
    return value


def switch(name: str, *, default: bool) -> bool:
    """Return the variable ``name`` as yes or no, or stop with its name: a misspelt word must not turn anything off."""
    word = env.str(name, default="").strip().lower()
    if word in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return word in {"1", "true", "yes", "on"} if word else default
    raise ImproperlyConfigured(f"{name} must be true or false, not {word!r}.")


def address(name: str, local: str, schemes: set[str]) -> str:
    """Return the variable ``name`` (required in production), which must begin with one of ``schemes`` and a host."""
    value = required_in_production(name, local)
    try:
        found = urlsplit(value)
        known = found.scheme in schemes and bool(found.hostname) and found.port != 0
    except ValueError:
        known = False
    if not known:
        offered = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise ImproperlyConfigured(f"{name} must be an address that begins with {offered} and names a host.")
    return value


def one_of(name: str, default: str, words: set[str]) -> str:
    """Return the variable ``name``, which must be one of ``words``, or stop with its name."""
    value: str = env.str(name, default="") or default
    if value not in words:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(sorted(words))}, not {value!r}.")
    return value


def whole_numbers(name: str, default: list[int]) -> list[int]:
    """Return the variable ``name`` as whole numbers with commas between them, or stop with its name."""
    words: list[str] = env.list(name, default=[])
    if not all(word.strip().isdecimal() for word in words):
        raise ImproperlyConfigured(f"{name} must be whole numbers with commas between them.")
    return [int(word) for word in words] or default

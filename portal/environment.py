"""Reading the environment for portal.settings: whatever is wrong stops the start with the name of its variable."""

import os
import re
from email.utils import getaddresses
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import EmailValidator

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# Before numpy is loaded: more threads for its sums would only wait for those of the other processes, spinning.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ENVIRONMENT: str = env.str("ENVIRONMENT", default="local")
if ENVIRONMENT not in {"local", "production"}:
    raise ImproperlyConfigured(f"ENVIRONMENT must be 'local' or 'production', not {ENVIRONMENT!r}.")
PRODUCTION = ENVIRONMENT == "production"
A_DAY = 86_400
"""Seconds."""


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


def secret_key(name: str, local: str) -> str:
    """Return the variable ``name`` (required in production): what signs sessions and links; or stop with its name.

    In production it is neither ``local``, which anybody can read here, nor short or made of few characters: with a
    guessed key whoever likes signs themselves in. The measure is Django's own (its check security.W009).
    """
    value = required_in_production(name, local)
    if PRODUCTION and (value == local or len(value) < _KEY_LENGTH or len(set(value)) < _KEY_CHARACTERS):
        raise ImproperlyConfigured(
            f"{name} must be random: at least {_KEY_LENGTH} characters, {_KEY_CHARACTERS} of them different, and not "
            "one that is published. Make one as .env.example says."
        )
    return value


_KEY_LENGTH = 50
_KEY_CHARACTERS = 5


def earlier_keys(name: str, local: str) -> list[str]:
    """Return the variable ``name``: the keys before this one, by spaces; in production never ``local``, or stop."""
    keys: list[str] = env.str(name, default="").split()
    if PRODUCTION and local in keys:
        raise ImproperlyConfigured(
            f"{name} must not hold the key that is published: anybody could sign with it."
        )
    return keys


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


def whole_number(name: str, default: int, lowest: int, highest: int) -> int:
    """Return the variable ``name`` as a whole number from ``lowest`` to ``highest``, or stop with its name.

    Every number has an upper bound: what no clock and no machine can hold would fail later, and far from its name.
    """
    text: str = env.str(name, default="").strip()
    try:
        value = int(text) if text else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text[:40]!r}.") from error
    if value < lowest:
        raise ImproperlyConfigured(f"{name} must be at least {lowest}, not {value}.")
    if value > highest:
        raise ImproperlyConfigured(f"{name} must be at most {highest}, not {value}.")
    return value


def upload_limits() -> tuple[int, int, int, int]:
    """Return the most of an uploaded file: a picture's bytes and pixels, a recording's bytes and seconds."""
    return (
        whole_number("MAX_IMAGE_MB", 12, lowest=1, highest=100) * 1024 * 1024,
        whole_number("MAX_IMAGE_MEGAPIXELS", 60, lowest=1, highest=500) * 1_000_000,
        whole_number("MAX_RECORDING_MB", 200, lowest=1, highest=2000) * 1024 * 1024,
        whole_number("MAX_RECORDING_MINUTES", 30, lowest=1, highest=300) * 60,
    )


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


def whole_numbers(name: str, default: list[int], highest: int) -> list[int]:
    """Return the variable ``name`` as whole numbers up to ``highest`` with commas between them, or stop."""
    words: list[str] = [word.strip() for word in env.list(name, default=[])]
    # Its length is asked first: Python refuses to read numbers of thousands of digits.
    if not all(
        word.isdecimal() and len(word) <= len(str(highest)) and int(word) <= highest for word in words
    ):
        raise ImproperlyConfigured(f"{name} must be whole numbers up to {highest} with commas between them.")
    return [int(word) for word in words] or default


def folder(name: str, default: Path, *, written: bool) -> Path:
    """Return the variable ``name``: a folder, made here where it is missing; or stop with its name.

    ``written``: the portal puts files there while it runs. The default is this clone's own and is made when needed.
    """
    text: str = env.str(name, default="")
    if not text:
        return default
    found = Path(text)
    try:
        found.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(
            f"{name} must be a folder that is there or can be made, not {text!r}."
        ) from error
    if written and not os.access(found, os.R_OK | os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name} must be a folder that the portal may write in; {text!r} is not.")
    return found


def mail_address(name: str, value: str) -> str:
    """Return ``value`` of the variable ``name``: one mail address, with or without a name before it, or stop.

    Readable as RFC 5322 means it (``Name <local@host>``); a host without a dot is right on one machine only.
    """
    found = [found for _, found in getaddresses([value])]
    try:
        EmailValidator(allowlist=["localhost"])(found[0] if len(found) == 1 else "")
    except ValidationError as error:
        raise ImproperlyConfigured(
            f"{name} must be one mail address, as in 'Example Council <press@example.gov.uk>', not {value!r}."
        ) from error
    return value


def public_address(name: str, local: str) -> str:
    """Return the variable ``name``: where people reach the portal, without a path; https in production.

    Sessions, opt-out links and sign-in links travel there: over http anybody on the way could take them.
    """
    value = address(name, local, {"https"} if PRODUCTION else {"http", "https"}).rstrip("/")
    parts = urlsplit(value)
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(f"{name} must end after its host (and port), without a path.")
    return value


def host_names(name: str, local: str) -> list[str]:
    """Return the variable ``name`` (required in production): host names with commas between them, or stop.

    A star alone is refused: whoever sends the Host header would choose what the portal's links say.
    """
    hosts = [host.strip() for host in required_in_production(name, local).split(",") if host.strip()]
    if not hosts or not all(_HOST.fullmatch(host) for host in hosts):
        raise ImproperlyConfigured(
            f"{name} must be host names with commas between them, without https://, port or '*'."
        )
    return hosts


_HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


def journal(name: str) -> str:
    """Return the variable ``name``: '' or where the journal's mailbox is read, or stop.

    imap:// is for a server on this machine only: a password goes with it.
    """
    value: str = env.str(name, default="")
    if not value or (value.startswith("maildir:") and value.removeprefix("maildir:").strip("/ ")):
        return value
    try:
        parts = urlsplit(value)
        at_home = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        known = parts.scheme == "imaps" or (parts.scheme == "imap" and at_home)
        if known and parts.hostname and parts.username and parts.password and parts.port != 0:
            return value
    except ValueError:
        pass
    raise ImproperlyConfigured(f"{name} must be maildir:PATH or imaps://user:password@host/mailbox.")


def peers(name: str) -> frozenset[tuple[str, int]]:
    """Return the variable ``name``: numeric addresses with their ports, by commas; or stop with its name.

    A name instead of a number would let whoever answers for that name choose where the portal goes.
    """
    found: set[tuple[str, int]] = set()
    for word in env.list(name, default=[]):
        try:
            parts = urlsplit(f"//{word.strip()}")
            number, port = str(ip_address(parts.hostname or "")), parts.port or 0
        except ValueError:
            number, port = "", 0
        if not port or parts.path or parts.username is not None:
            raise ImproperlyConfigured(
                f"{name} must be numeric addresses with ports, by commas, as in 10.0.0.5:443,[fd00::5]:443."
            )
        found.add((number, port))
    return frozenset(found)


def lease_beyond(name: str, default: int, timeout: int, timeout_name: str) -> int:
    """Return the variable ``name`` in seconds, at least half as long again as ``timeout``, or stop.

    A worker that waits for a silent server must not be taken for a dead one.
    """
    value = whole_number(name, default, lowest=1, highest=A_DAY)
    if value < timeout * 1.5:
        raise ImproperlyConfigured(
            f"{name} ({value}) must be at least one and a half times {timeout_name} ({timeout})."
        )
    return value


def dotted_paths(name: str, default: list[str]) -> list[str]:
    """Return the variable ``name`` as dotted paths of functions with commas between them, or stop with its name."""
    found = [word.strip() for word in env.list(name, default=[])] or default
    if not all("." in path and all(part.isidentifier() for part in path.split(".")) for path in found):
        raise ImproperlyConfigured(
            f"{name} must be dotted paths of functions with commas between them, as in portal.channels.x.y."
        )
    for path in found:
        if not _is_there(path.rpartition(".")[0]):
            raise ImproperlyConfigured(f"{name} names {path}, and there is no such module.")
    return found


def _is_there(module: str) -> bool:
    """Return whether ``module`` can be found. It is not run: it may need the very settings that are being read."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def role_name(name: str, default: str) -> str:
    """Return the variable ``name``: a role of PostgreSQL as it is written without quotes, or stop with its name."""
    value: str = env.str(name, default="") or default
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_$-]{0,62}", value):
        raise ImproperlyConfigured(f"{name} must be the name of a database role, not {value!r}.")
    return value

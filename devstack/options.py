"""What `make run` was asked to do: the environment and `.env`, checked before anything starts."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from devstack.credentials import free_port, is_free
from devstack.processes import StackError, wait_until

MAIL_PAGE_PORT = 8025


@dataclass(frozen=True)
class Options:
    """The choices of one start."""

    port: int
    production: bool
    embedded: bool  # our own PostgreSQL and Valkey
    catches_mail: bool
    workers: int


def read(variables: Mapping[str, str]) -> Options:
    """Check the variables.

    Raises:
        StackError: naming the variable, and what it may be.
    """
    named = [name for name in ("DATABASE_URL", "REDIS_URL") if variables.get(name)]
    production = variables.get("ENVIRONMENT", "local") == "production"
    if production and not named:
        raise StackError(
            "ENVIRONMENT=production needs DATABASE_URL and REDIS_URL: the embedded ones are for trying out."
        )
    if len(named) == 1:
        other = "REDIS_URL" if named == ["DATABASE_URL"] else "DATABASE_URL"
        raise StackError(
            f"{named[0]} is set and {other} is not: set both, or neither for the embedded servers."
        )
    return Options(
        port=_number(variables, "PORT", 8000, 65535),
        production=production,
        embedded=not named,
        catches_mail=not variables.get("EMAIL_URL"),
        workers=_number(variables, "WEB_WORKERS", 2, 32),
    )


def load_env_file(file: Path) -> None:
    """Read `.env` as the settings do: what the environment says already wins."""
    if file.is_file():
        environ.Env.read_env(str(file))


def check_settings() -> None:
    """Let the portal's own settings read the environment, before anything starts.

    Raises:
        StackError: a value is wrong; the text names its variable.
    """
    try:
        import_module("portal.settings")
    except ImproperlyConfigured as problem:
        raise StackError(str(problem)) from problem


def _number(variables: Mapping[str, str], name: str, default: int, highest: int) -> int:
    text = variables.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        raise StackError(f"{name} must be a whole number from 1 to {highest}, not {text!r}.")
    return int(text)


def listening_addresses(port: int, patience: float = 0.0) -> list[str]:
    """Give the loopback addresses to serve on: browsers may take `localhost` for either kind.

    Args:
        port: the port wanted.
        patience: how long to wait for a port in use.

    Raises:
        StackError: the port is not to be had.
    """
    families = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    if _bind_problem(*families[1], 0) is not None:  # this machine has no IPv6
        families.pop()

    def problems() -> list[int]:
        found = (_bind_problem(family, host, port) for family, host in families)
        return [problem for problem in found if problem is not None]

    wait_until(lambda: not problems(), patience)
    problem = next(iter(problems()), None)
    if problem == errno.EACCES:
        raise StackError(
            f"Port {port} is for root only: choose another with PORT=, as in `make run PORT=8000`."
        )
    if problem is not None:
        another = next((p for p in range(port + 1, port + 100) if is_free(p)), free_port())
        raise StackError(
            f"Port {port} is in use by another program: stop that, or choose another with PORT=,"
            f" as in `make run PORT={another}`."
        )
    return [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for _, host in families]


def _bind_problem(family: socket.AddressFamily, host: str, port: int) -> int | None:
    """Try to bind; give the error number when that fails."""
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error.errno or errno.EADDRINUSE
    return None


def mail_page_port() -> int:
    """Give the port of the mail page: the usual one where it is free."""
    named = _number(os.environ, "MAIL_PAGE_PORT", MAIL_PAGE_PORT, 65535)
    return named if is_free(named) else free_port()

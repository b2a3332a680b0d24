"""The servers' passwords and ports, kept beside the data they open."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from devstack.processes import StackError, wait_until

_LETTING_GO = 3.0


@dataclass(frozen=True)
class Credentials:
    """What opens the servers of one place. Ports stay the same from start to start where they are free."""

    superuser_password: str
    owner_password: str
    web_password: str
    valkey_password: str
    postgres_port: int
    valkey_port: int

    def with_free_ports(self) -> Credentials:
        """Replace a port that somebody else took meanwhile; our own killed server needs a moment to let go."""
        return replace(
            self, postgres_port=_same_or_free(self.postgres_port), valkey_port=_same_or_free(self.valkey_port)
        )


def _same_or_free(port: int) -> int:
    return port if wait_until(lambda: is_free(port), _LETTING_GO) else free_port()


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def load(place: Path) -> Credentials:
    """Read the credentials of a place, or make them for a new one.

    Raises:
        StackError: there are data here, and the file that opens them is gone or damaged.
    """
    path = place / "credentials.json"
    if path.exists() or (place / "pgdata").exists():
        try:
            found = Credentials(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as problem:
            raise StackError(
                f"{path} is missing or damaged, and it alone opens the data beside it:"
                " put it back, or `make clean`."
            ) from problem
        return found.with_free_ports()
    superuser, owner, web, valkey = (secrets.token_urlsafe(24) for _ in range(4))
    return Credentials(superuser, owner, web, valkey, postgres_port=free_port(), valkey_port=free_port())


def save(place: Path, credentials: Credentials) -> None:
    """Write the credentials so that a crash leaves the old file or the new one."""
    write_private(place / "credentials.json", json.dumps(asdict(credentials)))


def write_private(path: Path, text: str) -> None:
    """Write a file that only we may read, replacing it in one step.

    Raises:
        OSError: it could not be written; the old file is as it was.
    """
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)

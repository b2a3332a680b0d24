"""A clone runs once: the lock that sees to it, and what a running one says of itself."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from devstack import places
from devstack.credentials import write_private
from devstack.processes import StackError


def take(var: Path) -> IO[str]:
    """Take the clone for this process; the lock lasts as long as the file is open.

    Raises:
        StackError: it runs already; the text has its address.
    """
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "supervisor.lock").open("a+")
    except OSError as problem:
        raise StackError(f"{var} cannot be written: {places.reason(problem, var)}") from problem
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        port = state(var).get("port")
        raise StackError(
            f"This clone runs already, at http://localhost:{port}/ (`make stop` stops it)."
            if port
            else "This clone is just starting or stopping in another terminal: try again in a moment."
        ) from None
    return lock


def is_running(var: Path) -> bool:
    """Tell whether somebody has taken the clone."""
    try:
        lock = (var / "supervisor.lock").open("r+")
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def write_state(var: Path, port: int, mail: Mapping[str, str]) -> None:
    """Say where we are, for `make stop`, a second `make run` and `manage.py` by hand."""
    write_private(var / "supervisor.json", json.dumps({"pid": os.getpid(), "port": port, "mail": dict(mail)}))


def forget_state(var: Path) -> None:
    """Say that we are gone."""
    (var / "supervisor.json").unlink(missing_ok=True)


def state(var: Path) -> dict[str, Any]:
    """Read what was said last; it is the truth while `is_running`, and else the trace of a kill."""
    try:
        found = json.loads((var / "supervisor.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

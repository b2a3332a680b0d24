"""Decide where the servers' data lie: in the clone, or elsewhere when the clone is closed to them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from devstack.processes import Account, StackError

# Only root meets a closed clone (it alone drops to another user), and root may write here.
_ELSEWHERE = Path("/var/lib/proper-channels")
_HARDLY_ANYTHING = 8 * 1024 * 1024


def choose(var: Path, account: Account | None) -> Path:
    """Give the directory for the servers' data, made and enterable for the account.

    Raises:
        StackError: it cannot be made, or data lie where the account can no longer go.
    """
    inside = var / "stack"
    try:
        inside.mkdir(parents=True, exist_ok=True)
        if account is None or may_enter(inside, account):
            return inside
        outside = elsewhere(var)
        if (inside / "pgdata").exists():
            raise StackError(
                f"The data in {inside} cannot be entered by the user {account.name!r} any more:"
                f" open the directories above it (chmod o+x), or move it to {outside}."
            )
        outside.mkdir(parents=True, exist_ok=True, mode=0o755)
        if not may_enter(outside, account):
            raise StackError(
                f"The user {account.name!r} can enter neither {inside} nor {outside}: open one of them."
            )
    except OSError as problem:
        raise StackError(
            f"The servers' data cannot be kept in {inside}: {reason(problem, inside)}"
        ) from problem
    return outside


def elsewhere(var: Path) -> Path:
    """Give the directory outside the clone that belongs to this clone alone."""
    resolved = var.resolve()
    digest = hashlib.sha256(os.fsencode(resolved)).hexdigest()[:12]
    base = Path(os.environ.get("PORTAL_DATA_ELSEWHERE") or _ELSEWHERE)
    return base / f"{resolved.parent.name}-{digest}"


def may_enter(directory: Path, account: Account) -> bool:
    """Try it as that user: modes, groups, access lists and mounts all have a say."""
    directory.chmod(directory.stat().st_mode | 0o011)
    done = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(directory)],
        check=False,
        capture_output=True,
        cwd="/",
        **account.popen(),
    )
    return done.returncode == 0


def is_full(directory: Path) -> bool:
    """Tell whether the disk that holds a directory has hardly anything left."""
    existing = next(d for d in (directory, *directory.parents) if d.exists())
    return shutil.disk_usage(existing).free < _HARDLY_ANYTHING


def reason(problem: OSError, where: Path) -> str:
    """Say in plain words why a file operation failed."""
    if is_full(where):
        return f"the disk that holds {where} is full: make room and try again."
    return f"{problem.strerror or problem} ({problem.filename or where})."

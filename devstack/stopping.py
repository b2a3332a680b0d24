"""`make stop` and `make clean`: stop what runs for this clone; with `--clean` remove what was made here."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from devstack import clone, paths, places
from devstack.keeper import keeper_runs
from devstack.processes import StackError, unprivileged, wait_until

_PATIENCE = 60.0
# What is made outside var/ and .venv by the tools we run.
_CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")


def stop(var: Path) -> bool:
    """Stop the supervisor and the keeper of a clone; a pid counts only while its owner holds its lock.

    Returns:
        Whether anything ran.

    Raises:
        StackError: it does not end.
    """
    ran = False
    if clone.is_running(var):
        ran = True
        wait_until(lambda: "pid" in clone.state(var) or not clone.is_running(var), 5)
        if pid := clone.state(var).get("pid"):
            _terminate(int(pid))
        if not wait_until(lambda: not clone.is_running(var), _PATIENCE):
            raise StackError(
                f"What runs for this clone did not stop within {_PATIENCE:.0f} s (process {pid})."
            )
    if var.is_dir() and keeper_runs(var):  # somebody with manage.py uses the servers
        ran = True
        with contextlib.suppress(OSError, ValueError, KeyError):
            _terminate(int(json.loads((var / "stack.json").read_text(encoding="utf-8"))["keeper"]))
        if not wait_until(lambda: not keeper_runs(var), _PATIENCE):
            raise StackError(f"The servers of this clone did not stop within {_PATIENCE:.0f} s.")
    return ran


def _terminate(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


def clean(root: Path, var: Path) -> list[Path]:
    """Remove data, logs, assets and caches; the environment stays, since it holds nothing of one's own.

    Returns:
        What was removed.
    """
    wanted = [var, *(root / name for name in _CACHES)]
    if unprivileged() is not None:
        wanted.append(places.elsewhere(var))
    removed = [path for path in wanted if path.exists()]
    for path in removed:
        shutil.rmtree(path)
    return removed


def main(arguments: list[str]) -> int:
    """Command line: `--clean` to remove as well."""
    try:
        print("Stopped." if stop(paths.VAR) else "Nothing runs for this clone.")
        if "--clean" in arguments:
            for path in clean(paths.ROOT, paths.VAR):
                print(f"Removed {path}")
    except (StackError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

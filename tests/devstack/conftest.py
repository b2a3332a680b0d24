"""A clone's `var` that the servers' user can enter, under a path with a space."""

import contextlib
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.keeper import keeper_runs
from devstack.processes import wait_until


@pytest.fixture
def var() -> Iterator[Path]:
    """Give the `var` of an imagined clone; its keeper is gone when the test ends.

    Not pytest's tmp_path: that is closed to the user who runs the servers.
    """
    clone = Path(tempfile.mkdtemp(prefix="clone with a space "))
    clone.chmod(0o755)
    yield clone / "var"
    if (clone / "var").is_dir() and not wait_until(lambda: not keeper_runs(clone / "var"), 10):
        with contextlib.suppress(OSError, ValueError):
            os.kill(keeper_pid(clone / "var"), signal.SIGTERM)
        wait_until(lambda: not keeper_runs(clone / "var"), 10)
    shutil.rmtree(clone, ignore_errors=True)


def keeper_pid(var: Path) -> int:
    """Read the pid of the keeper that runs."""
    return int(json.loads((var / "stack.json").read_text())["keeper"])

"""The peers stand on the suite's own servers and rights; what they talk to are others' servers (docs/peers.md)."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import (  # noqa: F401  fixtures are found by their names
    _as_the_web_role,
    _static_files_under_their_own_names,
    django_db_setup,
)

Peer = dict[str, Any]
Start = Callable[..., Peer]
_MISSING = (
    "skipped: the variable PEERS names no folder with {name}.sh. docs/peers.md says what such a script does and where "
    "its server is to be had."
)


@pytest.fixture(scope="session")
def start() -> Iterator[Start]:
    """Return what starts a peer and returns what it says of itself; all are stopped at the end."""
    running: dict[str, tuple[Path, Peer]] = {}

    def begin(name: str, *arguments: str) -> Peer:
        script = Path(os.environ.get("PEERS", "")).resolve() / f"{name}.sh"
        if not os.environ.get("PEERS") or not script.is_file():
            pytest.skip(_MISSING.format(name=name))
        if name not in running:
            told = subprocess.run(
                ["bash", str(script), "start", *arguments], stdout=subprocess.PIPE, timeout=1800, check=True
            )
            running[name] = (script, json.loads(told.stdout))
        return running[name][1]

    yield begin
    for script, _ in running.values():
        subprocess.run(["bash", str(script), "stop"], timeout=120, check=False)

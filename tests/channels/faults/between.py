"""What a worker under test loads: it can be killed between two requests of one act, when the network took the first.

The plan names such a kill “betweenN”: N requests that change something were answered, and the next is about to leave.
They are counted over all attempts at a row: who is slow breaks off, and goes on where it was.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from portal.channels.networks.asking import Exchange, Line
from tests.channels.kill.observer import BETWEEN, PLAN_VARIABLE, kill_at

_SIGNING_IN = re.compile(r"oauth|Session")
_READS = {"GET", "HEAD"}


@dataclass
class _Act:
    """The row that this process carries, if it carries one."""

    key: UUID | None = None


_act = _Act()
_ask = Line.ask


def watch(step: str, key: UUID) -> None:
    """Note what is being sent, from when it is about to be until that is over."""
    if step in {"sending", "sent", "settled", "asking"}:
        _act.key = key if step == "sending" else None


def _ask_or_die(line: Line, method: str, path: str, **asked: Any) -> Exchange:
    if _act.key is None or method in _READS or _SIGNING_IN.search(path):
        return _ask(line, method, path, **asked)
    answered = Path(os.environ[PLAN_VARIABLE]) / "answered" / str(_act.key)
    if answered.exists():
        kill_at(f"{BETWEEN}{answered.stat().st_size}", _act.key)
    told = _ask(line, method, path, **asked)
    with answered.open("ab") as counted:
        counted.write(b".")
    return told


Line.ask = _ask_or_die  # type: ignore[method-assign,assignment]

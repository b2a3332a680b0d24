"""What runs inside the worker under test: it kills the worker at the steps that the plan names.

The plan is a directory. Each file in ``to_do`` is one kill that is due: ``NN.step.what.who``. ``what`` dies: the
``child`` that carries the row, or the ``whole`` worker. ``who`` is the key of one row, or ``mail`` for any row that is
not listed in ``deliveries``. Moving the file to ``done`` claims the kill, so that each happens once however many
workers run.
"""

import os
import signal
from pathlib import Path
from uuid import UUID

PLAN_VARIABLE = "KILL_PLAN"
MAIL = "mail"
CHILD, WHOLE = "child", "whole"
BETWEEN = "between"
"""With a number: so many requests that change something were answered, and the next is about to leave (faults)."""


def kill_at(step: str, key: UUID) -> None:
    """Kill this process, or the worker it belongs to, if the plan has a kill left for this step of this row."""
    plan = Path(os.environ[PLAN_VARIABLE])
    for file in sorted((plan / "to_do").glob(f"*.{step}.*.*")):
        who = file.name.rsplit(".", 1)[1]
        if who == str(key) or (who == MAIL and str(key) not in _deliveries(plan)):
            _kill(plan, file, key)


def _deliveries(plan: Path) -> set[str]:
    return set((plan / "deliveries").read_text().split())


def _kill(plan: Path, file: Path, key: UUID) -> None:
    done = plan / "done" / file.name
    try:
        file.rename(done)
    except FileNotFoundError:
        return  # another worker took this kill
    done.write_text(str(key))
    if file.name.split(".")[2] == CHILD:
        os.kill(os.getpid(), signal.SIGKILL)
    if os.getpgid(0) == os.getppid():
        os.killpg(0, signal.SIGKILL)
    raise RuntimeError("the worker under test must lead a process group of its own")

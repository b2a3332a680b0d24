"""What has to be done before the portal serves: migrations, rights, static files, the demo's data."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devstack import commanding, paths
from devstack.processes import StackError, spawn, stop

_TOLD_ON_FAILURE = 15


class ToldToStop(Exception):
    """The person wants everything to end while it is still starting."""


@dataclass
class Step:
    """Commands of `manage.py`, running one after the other in one process."""

    names: str
    output: Path
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        """What it has printed."""
        return self.output.read_text(encoding="utf-8", errors="replace")


class Setup:
    """Runs commands of `manage.py`, keeping what they say in files of their own."""

    def __init__(self, logs: Path, is_told_to_stop: Callable[[], bool]) -> None:
        """Remember where the output goes and how to learn that the person wants to stop."""
        self.logs, self.is_told_to_stop = logs, is_told_to_stop

    def begin(self, *commands: Sequence[str], variables: Mapping[str, str]) -> Step:
        """Start commands, do not wait for them."""
        output = self.logs / f"setup-{commands[0][0]}.log"
        arguments = [part for one in commands for part in (commanding.SEPARATOR, *one)]
        with output.open("wb") as file:
            command = [sys.executable, "-m", "devstack.commanding", *arguments]
            process = spawn(command, death_signal=signal.SIGTERM, env=variables, cwd=paths.ROOT, output=file)
        return Step(" and ".join(one[0] for one in commands), output, process)

    def finish(self, step: Step) -> str:
        """Wait for commands and give what they printed.

        Raises:
            StackError: one failed; the text ends with the last lines it printed.
            ToldToStop: the person pressed Ctrl-C meanwhile.
        """
        while step.process.poll() is None:
            if self.is_told_to_stop():
                stop(step.process, signal.SIGTERM, patience=5)
                raise ToldToStop
            time.sleep(0.02)
        if step.process.returncode:
            last = "\n".join(step.said.strip().splitlines()[-_TOLD_ON_FAILURE:])
            raise StackError(f"`manage.py {step.names}` failed:\n{last}")
        return step.said

    def run(self, *commands: Sequence[str], variables: Mapping[str, str]) -> str:
        """Start commands and wait for them; see `finish`."""
        return self.finish(self.begin(*commands, variables=variables))

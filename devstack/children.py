"""The children of `make run`: started, watched, started again when they die, stopped in order."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devstack import paths
from devstack.processes import spawn, stop

_LEVELS = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|^Traceback ")
_LINES_AT_ONCE = 40
_FIRST_DELAY, _LONGEST_DELAY = 0.5, 30.0
_STEADY_AFTER = 30.0


class Tail:
    """Follows a log and picks what a person should see: warnings, errors and their tracebacks."""

    def __init__(self, file: Path) -> None:
        """Begin at the present end of the file."""
        self.file = file
        self._position = file.stat().st_size if file.exists() else 0
        self._in_traceback = False

    def news(self) -> Iterator[str]:
        """Give the telling ones of the lines that are whole since the last call."""
        with self.file.open("rb") as source:
            source.seek(self._position)
            fresh = source.read(1_000_000)
        whole = fresh.rpartition(b"\n")[0] + b"\n" if b"\n" in fresh else b""
        self._position += len(whole)
        told = [line for line in whole.decode(errors="replace").splitlines() if self._is_telling(line)]
        yield from told[:_LINES_AT_ONCE]
        if len(told) > _LINES_AT_ONCE:
            yield f"... and {len(told) - _LINES_AT_ONCE} more lines in {self.file}"

    def _is_telling(self, line: str) -> bool:
        if self._in_traceback:  # it ends with the first line that is not indented: the exception
            self._in_traceback = line.startswith((" ", "Traceback ")) or not line
            return True
        self._in_traceback = line.startswith("Traceback ")
        return bool(_LEVELS.search(line))


@dataclass
class Child:
    """One long-running child."""

    name: str
    command: Sequence[str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 5.0
    process: subprocess.Popen[bytes] | None = None
    tail: Tail = field(init=False)
    _delay: float = _FIRST_DELAY
    _started: float = 0.0
    _start_again_at: float | None = None

    def __post_init__(self) -> None:
        """Follow the log from here on."""
        self.tail = Tail(self.log)

    def start(self, variables: Mapping[str, str]) -> None:
        """Start it with this environment."""
        with self.log.open("ab") as output:
            self.process = spawn(
                self.command, death_signal=signal.SIGTERM, env=variables, cwd=paths.ROOT, output=output
            )
        self._started, self._start_again_at = time.monotonic(), None

    def watch(self, variables: Mapping[str, str]) -> str | None:
        """Start it again if it died, waiting longer each time; give a line when something happened."""
        now = time.monotonic()
        if self._start_again_at is not None:
            if now < self._start_again_at:
                return None
            self.start(variables)
            return f"{self.name} was started again"
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        stop(self.process, signal.SIGKILL, 0)  # what it left behind in its group
        self._delay = _FIRST_DELAY if now - self._started > _STEADY_AFTER else self._delay
        self._start_again_at = now + self._delay
        line = f"{self.name} ended ({_describe(code)}) and starts again in {self._delay:g} s; see {self.log}"
        self._delay = min(self._delay * 2, _LONGEST_DELAY)
        return line

    def stop(self) -> None:
        """Ask it to end, then kill what is left."""
        if self.process is not None:
            stop(self.process, self.stop_signal, self.patience)
            self.process = None
        self._start_again_at = None


def _describe(code: int) -> str:
    """Say how a process ended."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"

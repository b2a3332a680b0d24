"""One keeper process owns the servers of a clone; whoever uses them holds a shared lock.

Three files under `var/` do it, and no process trusts a pid alone:

* `stack.lock`: every user holds it shared. The keeper tries to take it alone; when that succeeds nobody
  uses the servers, and it stops them before it lets go. A user who comes meanwhile waits that long.
* `keeper.lock`: held by the keeper as long as it lives. It is handed down by the process that starts the
  keeper, which first removes what an earlier, killed keeper left: so addresses are valid while it is held.
* `stack.json`: the addresses and passwords, for us alone to read.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self

from devstack import paths, places
from devstack.credentials import write_private
from devstack.processes import StackError, unprivileged, wait_until
from devstack.servers import Addresses, Servers, do_answer

_READY_PATIENCE = 180.0
_TICK = 0.25


def _try_lock(file: IO[str]) -> bool:
    """Take a lock alone if nobody has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Lease:
    """A user's hold on the servers of one clone; they run at least until `release`."""

    def __init__(self, var: Path) -> None:
        """Start the servers or join those that run.

        Args:
            var: the clone's `var` directory.

        Raises:
            StackError: they do not start; the text is the one line to show.
        """
        self.var = var = var.resolve()
        try:
            var.mkdir(parents=True, exist_ok=True)
            self._user_lock = (var / "stack.lock").open("a+")
        except OSError as problem:
            raise StackError(f"{var} cannot be written: {places.reason(problem, var)}") from problem
        try:
            fcntl.flock(self._user_lock, fcntl.LOCK_SH)  # waits for a keeper that is just stopping
            self.addresses = self._join()
        except BaseException:
            self._user_lock.close()
            raise

    def _join(self) -> Addresses:
        """Find the running keeper or start one, and wait until it is ready."""
        found: Addresses | None = None
        started = False

        def ready() -> bool:
            nonlocal found, started
            with (self.var / "keeper.lock").open("a+") as keeper_lock:
                if _try_lock(keeper_lock):
                    if started:
                        raise StackError(_last_words(self.var))
                    _start_keeper(self.var, keeper_lock)
                    started = True
                    return False
            found = read_addresses(self.var)
            return found is not None and do_answer(found)

        if not wait_until(ready, _READY_PATIENCE, pause=0.05) or found is None:
            raise StackError(
                f"The servers are not ready after {_READY_PATIENCE:.0f} s: see {self.var / 'log'}."
            )
        return found

    def renew(self) -> bool:
        """Make sure that the servers have a keeper, starting one when it was killed.

        Returns:
            Whether the addresses are others than before.

        Raises:
            StackError: they do not start again.
        """
        if keeper_runs(self.var):
            return False
        before = self.addresses
        self.addresses = self._join()
        return self.addresses != before

    def release(self) -> None:
        """Let go; after the last user's release the servers stop."""
        self._user_lock.close()

    def __enter__(self) -> Self:
        """Use it for the time of a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go at the block's end."""
        self.release()


def keeper_runs(var: Path) -> bool:
    """Tell whether a keeper lives for this clone."""
    with (var / "keeper.lock").open("a+") as keeper_lock:
        return not _try_lock(keeper_lock)


def read_addresses(var: Path) -> Addresses | None:
    """Read the addresses; they count only while a keeper lives."""
    try:
        found = json.loads((var / "stack.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Addresses(**{name: found[name] for name in Addresses.__dataclass_fields__})


def _start_keeper(var: Path, keeper_lock: IO[str]) -> None:
    """Start a keeper that inherits the lock we hold, so that there is never more than one."""
    for stale in ("stack.json", "stack.error"):
        (var / stale).unlink(missing_ok=True)
    (var / "log").mkdir(exist_ok=True)
    with (var / "log" / "keeper.log").open("ab") as log:
        subprocess.Popen(
            [sys.executable, "-m", "devstack.keeper", str(var), str(keeper_lock.fileno())],
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=[keeper_lock.fileno()],
        )


def _last_words(var: Path) -> str:
    """Give the line that the keeper we started left when it failed."""
    with contextlib.suppress(OSError):
        if said := (var / "stack.error").read_text(encoding="utf-8"):
            return said
    if places.is_full(var):  # so full that not even the line could be written
        return f"The servers did not start: the disk that holds {var} is full: make room and try again."
    return f"The servers did not start: see {var / 'log' / 'keeper.log'}."


class Keeper:
    """The process that owns the servers."""

    def __init__(self, var: Path) -> None:
        """Remember the clone; start nothing."""
        self.var = var
        self.told_to_stop = False

    def run(self) -> int:
        """Start the servers, keep them alive while somebody uses them, stop them."""
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, self._on_signal)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            account = unprivileged()
            place = places.choose(self.var, account)
            servers = Servers(place, self.var / "log", account)
            servers.start()
        except StackError as refusal:
            return self._fail(str(refusal))
        try:
            return self._serve(servers)
        finally:
            (self.var / "stack.json").unlink(missing_ok=True)
            servers.stop()

    def _serve(self, servers: Servers) -> int:
        """Publish the addresses and watch until nobody holds the users' lock."""
        try:
            self._publish(servers.addresses)
            with (self.var / "stack.lock").open("a+") as users:
                while not self.told_to_stop:
                    for name in servers.revive():
                        _say(f"{name} died and was started again")
                    if _try_lock(users):
                        _say("the last user let go")
                        (self.var / "stack.json").unlink(missing_ok=True)
                        servers.stop()  # holding the lock: who comes now waits, and finds nothing half dead
                        return 0
                    time.sleep(_TICK)
        except StackError as refusal:
            return self._fail(str(refusal))
        except OSError as problem:
            return self._fail(f"The keeper gave up: {places.reason(problem, self.var)}")
        _say("told to stop")
        return 0

    def _publish(self, addresses: Addresses) -> None:
        write_private(self.var / "stack.json", json.dumps({**asdict(addresses), "keeper": os.getpid()}))

    def _fail(self, line: str) -> int:
        """Leave the one line for whoever waits for us."""
        _say(line)
        with contextlib.suppress(OSError):
            write_private(self.var / "stack.error", line)
        return 1

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True


def _say(line: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), line, flush=True)


def main(arguments: list[str]) -> int:
    """Command line: the clone's `var` and the inherited descriptor of `keeper.lock`, held until we end."""
    var, descriptor = Path(arguments[0]), int(arguments[1])
    os.set_inheritable(descriptor, False)  # noqa: FBT003  the servers must not hold it after us
    return Keeper(var).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Starting, watching and stopping the processes of the development stack."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


class StackError(Exception):
    """Something the person at the terminal can mend; the text is the one line to show."""


@dataclass(frozen=True)
class Account:
    """The unprivileged user that the servers run as when we are root: PostgreSQL refuses to be root."""

    name: str
    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        """Give the arguments of `subprocess` that make a child run as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}

    def own(self, path: Path, mode: int) -> None:
        """Hand a file or directory to this user."""
        os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def unprivileged() -> Account | None:
    """Give the account to drop to, or None when we are an ordinary user already.

    Raises:
        StackError: we are root and there is no such user.
    """
    if os.geteuid() != 0:
        return None
    name = os.environ.get("PORTAL_SERVER_USER", "nobody")
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise StackError(
            f"There is no user {name!r} to run the servers as: set PORTAL_SERVER_USER."
        ) from None
    return Account(name, entry.pw_uid, entry.pw_gid)


def _die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """Make a child's first act: ask Linux for `death_signal` when its parent dies, even by SIGKILL."""
    parent = os.getpid()

    def first_act() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return first_act


def spawn(
    command: Sequence[str],
    *,
    death_signal: signal.Signals,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path = Path("/"),
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    output: int | IO[bytes] = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session that cannot outlive us.

    Call it from the main thread only: Linux sends the death signal when the *thread* that forked ends.

    Args:
        command: program and arguments.
        death_signal: what the child gets when we die.
        account: whom to run it as; None for ourselves.
        env: its environment; None for ours.
        cwd: where it runs; closed directories are a trap for an unprivileged child, hence the root.
        stdin: where it reads from.
        output: where both its streams go.
    """
    return subprocess.Popen(
        list(command),
        stdin=stdin,
        stdout=output,
        stderr=output,
        env=None if env is None else dict(env),
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_die_with_parent(death_signal),  # noqa: PLW1509  we are single-threaded here
        **({} if account is None else account.popen()),
    )


def stop(child: subprocess.Popen[bytes], first: signal.Signals, patience: float) -> None:
    """Ask a child to end, wait, then kill its whole group."""
    if child.poll() is None:
        child.send_signal(first)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    # The group too, also after a clean end: a grandchild must not stay behind.
    with contextlib.suppress(OSError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        pass
    except OSError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()


def command_of(pid: int) -> str:
    """Give a process's command line, or nothing where it cannot be read."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        done = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
        )
        return done.stdout.strip()


def wait_until(condition: Callable[[], bool], patience: float, pause: float = 0.02) -> bool:
    """Wait until a condition holds; tell whether it did in time."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True

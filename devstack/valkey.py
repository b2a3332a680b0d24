"""One Valkey (or Redis) on loopback with a password, keeping what it was told."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import tempfile
from pathlib import Path

import redis

from devstack import binaries, places
from devstack.credentials import Credentials
from devstack.processes import Account, StackError, spawn, stop, wait_until

_START_PATIENCE = 30.0


class Valkey:
    """The server of one place: started, stopped."""

    def __init__(
        self, place: Path, credentials: Credentials, account: Account | None, log: Path, *, throw_away: bool
    ) -> None:
        """Find the program.

        Args:
            place: the directory that holds (or will hold) `valkey`.
            credentials: password and port.
            account: whom the server runs as; None for ourselves.
            log: where it writes.
            throw_away: whether speed matters and the data do not.

        Raises:
            StackError: there is no program.
        """
        self.credentials, self.account, self.log, self.throw_away = credentials, account, log, throw_away
        self.data = place / "valkey"
        self.child: subprocess.Popen[bytes] | None = None
        self.program = binaries.find_valkey(place, account)

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"redis://:{self.credentials.valkey_password}@127.0.0.1:{self.credentials.valkey_port}/0"

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            StackError: it did not start, in one line.
        """
        self.data.mkdir(exist_ok=True, mode=0o700)
        if self.account:
            self.account.own(self.data, 0o700)
        with self.log.open("ab") as output, tempfile.TemporaryFile() as configuration:
            beginning = output.tell()
            configuration.write(self._configuration().encode())
            configuration.seek(0)
            # from standard input: a password in the arguments would be there for every user to read
            self.child = spawn(
                [str(self.program), "-"],
                death_signal=signal.SIGTERM,
                account=self.account,
                cwd=self.data,
                stdin=configuration,
                output=output,
            )
        if not self._answers():
            said = self.log.read_bytes()[beginning:].decode(errors="replace")
            self.stop()
            raise StackError(self._explain(said))

    def _configuration(self) -> str:
        keep = "no" if self.throw_away else "yes"
        lines = [
            "bind 127.0.0.1",
            f"port {self.credentials.valkey_port}",
            "dir ./",
            "daemonize no",
            'save ""',
        ]
        lines += [f"requirepass {self.credentials.valkey_password}", f"appendonly {keep}"]
        lines += ["maxmemory-policy noeviction", "databases 64"]  # a worker of the suite each
        return "\n".join(lines) + "\n"

    def _answers(self) -> bool:
        child = self.child
        connected = False

        def settled() -> bool:
            nonlocal connected
            with (
                contextlib.suppress(redis.RedisError),
                redis.Redis.from_url(self.url, socket_timeout=5) as client,
            ):
                connected = bool(client.ping())
            return connected or child is None or child.poll() is not None

        wait_until(settled, _START_PATIENCE)
        return connected

    def _explain(self, said: str) -> str:
        place = self.data.parent
        if "No space left on device" in said or places.is_full(place):
            return f"Valkey did not start: the disk that holds {place} is full: make room and try again."
        last = (said.strip().splitlines() or ["it said nothing"])[-1].strip()
        return f"Valkey did not start: {last} (more in {self.log})"

    def stop(self) -> None:
        """Stop it; it writes its log of changes out first."""
        if self.child is not None:
            stop(self.child, signal.SIGTERM, patience=10)
            self.child = None

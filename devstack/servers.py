"""Both servers of one place, started and stopped together."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis

from devstack import credentials, places
from devstack.postgres import OWNER, WEB, Postgres
from devstack.processes import Account, StackError
from devstack.valkey import Valkey

_LOG_LIMIT = 5_000_000
_RESTARTS_IN_A_ROW = 5
_A_ROW = 60.0


@dataclass(frozen=True)
class Addresses:
    """What a user of the servers needs to know."""

    database_url: str
    database_owner_url: str
    redis_url: str
    place: str


def do_answer(addresses: Addresses) -> bool:
    """Tell whether both servers answer: one that was killed a moment ago does not."""
    try:
        with contextlib.closing(psycopg2.connect(addresses.database_url, connect_timeout=5)):
            pass
        with redis.Redis.from_url(addresses.redis_url, socket_timeout=5) as client:
            return bool(client.ping())
    except (psycopg2.OperationalError, redis.RedisError):
        return False


class Servers:
    """PostgreSQL and Valkey on one directory. The caller sees to it that nobody else uses that directory."""

    def __init__(self, place: Path, logs: Path, account: Account | None, *, throw_away: bool = False) -> None:
        """Find programs and credentials, start nothing.

        Args:
            place: an existing directory that the account can enter.
            logs: where the servers' logs go.
            account: whom they run as; None for ourselves.
            throw_away: whether speed matters and the data do not.

        Raises:
            StackError: with the one line to show.
        """
        self.place = place
        try:
            logs.mkdir(parents=True, exist_ok=True)
            self._opened_by = credentials.load(place)
            credentials.save(place, self._opened_by)
            postgres_log, valkey_log = log_file(logs, "postgres"), log_file(logs, "valkey")
        except OSError as problem:
            raise StackError(f"The servers cannot be set up: {places.reason(problem, place)}") from problem
        self.postgres = Postgres(place, self._opened_by, account, postgres_log, throw_away=throw_away)
        self.valkey = Valkey(place, self._opened_by, account, valkey_log, throw_away=throw_away)
        self._restarts: list[float] = []

    @property
    def addresses(self) -> Addresses:
        """Where they are to be found."""
        return Addresses(self.postgres.url(WEB), self.postgres.url(OWNER), self.valkey.url, str(self.place))

    def start(self) -> None:
        """Start both, or neither.

        Raises:
            StackError: with the one line to show.
        """
        try:
            self.postgres.start()
            self.valkey.start()
        except OSError as problem:
            self.stop()
            raise StackError(f"The servers did not start: {places.reason(problem, self.place)}") from problem
        except BaseException:
            self.stop()
            raise

    def revive(self) -> list[str]:
        """Start a server again that died (by itself or by somebody's hand); give their names.

        Raises:
            StackError: it dies again and again, or does not start.
        """
        dead = [
            server
            for server in (self.postgres, self.valkey)
            if server.child is None or server.child.poll() is not None
        ]
        for server in dead:
            now = time.monotonic()
            self._restarts = [moment for moment in self._restarts if now - moment < _A_ROW] + [now]
            if len(self._restarts) > _RESTARTS_IN_A_ROW:
                raise StackError(f"A server dies again and again: see {server.log}.")
            server.stop()
            server.start()
        return [type(server).__name__ for server in dead]

    def stop(self) -> None:
        """Stop both; nothing that was committed is lost."""
        self.valkey.stop()
        self.postgres.stop()


def log_file(logs: Path, name: str) -> Path:
    """Give a log file's path, beginning anew when it has grown large."""
    path = logs / f"{name}.log"
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_suffix(".old.log"))
    return path

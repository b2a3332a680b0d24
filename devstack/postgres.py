"""One PostgreSQL on loopback, opened by passwords, that survives whatever killed it before."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
from psycopg2 import sql

from devstack import binaries, places
from devstack.credentials import Credentials
from devstack.processes import Account, StackError, command_of, is_alive, spawn, stop, wait_until

SUPERUSER, OWNER, WEB, DATABASE = "portal_keeper", "portal_owner", "portal_web", "portal"
# A killed server leaves a zombie or dying children for a while; PostgreSQL then refuses with these words.
_LEFTOVER_WORDS = ("already exists", "still in use", "pre-existing shared memory")
_FULL_WORDS = "No space left on device"
_LEFTOVER_PATIENCE = 30.0
_START_PATIENCE = 120.0  # recovery after a crash reads the whole log
_LEFTOVERS_ARE_GONE_AFTER = 3.0

_DURABLE = {"shared_buffers": "128MB"}
_THROW_AWAY = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


class Postgres:
    """The server of one place: made, started, stopped."""

    def __init__(
        self, place: Path, credentials: Credentials, account: Account | None, log: Path, *, throw_away: bool
    ) -> None:
        """Find the programs that fit the data.

        Args:
            place: the directory that holds (or will hold) `pgdata`.
            credentials: passwords and port.
            account: whom the server runs as; None for ourselves.
            log: where it writes.
            throw_away: whether speed matters and the data do not.

        Raises:
            StackError: no programs, or none of the major version that wrote the data.
        """
        self.credentials, self.account, self.log, self.throw_away = credentials, account, log, throw_away
        self.data = place / "pgdata"
        self.child: subprocess.Popen[bytes] | None = None
        self.programs = binaries.find_postgres(place, account, self._major_of_data())

    def _major_of_data(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return None
        except ValueError:
            raise StackError(
                f"{self.data / 'PG_VERSION'} is damaged: these are not PostgreSQL's data."
            ) from None

    def url(self, role: str) -> str:
        """Give the address of the portal's database for one role."""
        password = self.credentials.owner_password if role == OWNER else self.credentials.web_password
        return f"postgres://{role}:{password}@127.0.0.1:{self.credentials.postgres_port}/{DATABASE}"

    def create(self) -> None:
        """Make the data directory unless there is one; an interrupted attempt leaves nothing that counts.

        Raises:
            StackError: initdb failed, in one line.
        """
        if self.data.exists():
            return
        fresh = self.data.with_name("pgdata.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.account:
            self.account.own(fresh, 0o700)
        with self._password_file() as password_file:
            command = [self.programs.program("initdb"), "-D", str(fresh), "-U", SUPERUSER, "-E", "UTF8"]
            command += ["-A", "scram-sha-256", f"--pwfile={password_file}", *self._locale()]
            command += ["--no-sync"] if self.throw_away else []
            as_user = {} if self.account is None else self.account.popen()
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, env=_environment(), cwd="/", **as_user
            )
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise StackError(self._explain(done.stderr or done.stdout, "PostgreSQL's data could not be made"))
        fresh.rename(self.data)

    @contextlib.contextmanager
    def _password_file(self) -> Iterator[str]:
        """Hand initdb the superuser's password in a file that only its account can read."""
        descriptor, name = tempfile.mkstemp(prefix="pw-", dir=self.data.parent)
        try:
            os.write(descriptor, self.credentials.superuser_password.encode())
            if self.account:
                os.fchown(descriptor, self.account.uid, self.account.gid)
            yield name
        finally:
            os.close(descriptor)
            Path(name).unlink()

    def _locale(self) -> list[str]:
        if self.programs.major < 17:
            return ["--locale=C.UTF-8"]
        rules = "PG_UNICODE_FAST" if self.programs.major >= 18 else "C.UTF-8"
        return ["--locale=C", "--locale-provider=builtin", f"--builtin-locale={rules}"]

    def start(self) -> None:
        """Start the server, wait until it answers, and see to the roles.

        Raises:
            StackError: it did not start, in one line.
        """
        self.create()
        self._stop_leftover()
        end = time.monotonic() + _LEFTOVER_PATIENCE
        while True:
            with self.log.open("ab") as output:
                beginning = output.tell()
                command = [self.programs.program("postgres"), "-D", str(self.data), *self._options()]
                self.child = spawn(
                    command,
                    death_signal=signal.SIGINT,
                    account=self.account,
                    env=_environment(),
                    output=output,
                )
            if self._answers():
                break
            said = self.log.read_bytes()[beginning:].decode(errors="replace")
            self.stop()
            if time.monotonic() > end or not any(words in said for words in _LEFTOVER_WORDS):
                raise StackError(self._explain(said, "PostgreSQL did not start"))
            if time.monotonic() > end - _LEFTOVER_PATIENCE + _LEFTOVERS_ARE_GONE_AFTER:
                self._forget_zombie()
            time.sleep(0.25)
        try:
            self._see_to_roles()
        except psycopg2.Error as problem:
            raise StackError(self._explain(f"FATAL {problem}", "The database could not be made")) from problem

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.credentials.postgres_port),
            "unix_socket_directories": "",  # a long clone path would exceed what a socket's path may be
            "max_connections": "100",
            "log_line_prefix": "%m [%p] ",
            **(_THROW_AWAY if self.throw_away else _DURABLE),
        }
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def _answers(self) -> bool:
        """Wait for the first connection; tell whether it came before the server gave up."""
        child = self.child
        connected = False

        def settled() -> bool:
            nonlocal connected
            with contextlib.suppress(psycopg2.OperationalError):
                self._connect("postgres").close()
                connected = True
            return connected or child is None or child.poll() is not None

        wait_until(settled, _START_PATIENCE)
        return connected

    def _connect(self, database: str) -> psycopg2.extensions.connection:
        connection = psycopg2.connect(
            host="127.0.0.1",
            port=self.credentials.postgres_port,
            user=SUPERUSER,
            password=self.credentials.superuser_password,
            dbname=database,
            connect_timeout=5,
            sslmode="disable",
            gssencmode="disable",
        )
        connection.autocommit = True
        return connection

    def _see_to_roles(self) -> None:
        """Make the two roles and the database; safe to repeat, so a start cut short here mends itself.

        The owner may make databases and roles (tests do) and act as the web role; the web role may
        make nothing: its rights on tables are given by `manage.py grant_web_role`.
        """
        wanted = (
            (OWNER, "CREATEDB CREATEROLE", self.credentials.owner_password),
            (WEB, "", self.credentials.web_password),
        )
        with contextlib.closing(self._connect("postgres")) as connection, connection.cursor() as cursor:
            for role, powers, password in wanted:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = "ALTER" if cursor.fetchone() else "CREATE"
                statement = sql.SQL(f"{verb} ROLE {{}} LOGIN NOSUPERUSER {powers} PASSWORD %s")
                cursor.execute(statement.format(sql.Identifier(role)), [password])
            cursor.execute(f"GRANT {WEB} TO {OWNER} WITH ADMIN OPTION")
            cursor.execute(f"GRANT pg_signal_backend TO {OWNER}")  # to drop a test database in use
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            cursor.execute(f"REVOKE TEMPORARY ON DATABASE {DATABASE} FROM PUBLIC")

    def _pid_in_file(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _stop_leftover(self) -> None:
        """Stop a server whose keeper was killed where the system has no death signal.

        It is nobody else's: the caller alone may start servers on this place.
        """
        pid = self._pid_in_file()
        if pid is not None and is_alive(pid) and str(self.data) in command_of(pid):
            os.kill(pid, signal.SIGINT)
            wait_until(lambda: self._pid_in_file() is None or not is_alive(pid), 30)

    def _forget_zombie(self) -> None:
        """Remove the pid file of a killed server whose zombie nobody reaps (a container without an init).

        Only where no process works in the data directory: what PostgreSQL protects with that file is
        that two servers never write the same data.
        """
        pid = self._pid_in_file()
        if pid is None or is_alive(pid) or not Path("/proc/self").exists():
            return
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (process / "cwd").resolve() == self.data:
                    return
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _explain(self, said: str, what: str) -> str:
        """Turn a server's last words into one line."""
        if _FULL_WORDS in said or places.is_full(self.data.parent):
            return f"{what}: the disk that holds {self.data.parent} is full: make room and try again."
        telling = [
            line for line in said.splitlines() if any(word in line for word in ("FATAL", "PANIC", "error:"))
        ]
        last = (telling or said.strip().splitlines() or ["it said nothing"])[-1].strip()
        return f"{what}: {last} (more in {self.log})"

    def stop(self) -> None:
        """Stop it in the fast way: sessions are cut, nothing committed is lost."""
        if self.child is not None:
            stop(self.child, signal.SIGINT, patience=20)
            self.child = None


def _environment() -> dict[str, str]:
    """Give the server an environment in which nobody's PG* or locale settings reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C", "HOME": "/"}

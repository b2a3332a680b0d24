"""The portal as it runs in production, on servers of its own: gunicorn, PostgreSQL and Valkey that a test may kill.

The suite's shared servers are not touched. PostgreSQL is durable here: what it has acknowledged must survive SIGKILL.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings

from devstack import credentials
from devstack.processes import spawn, stop, unprivileged, wait_until
from devstack.servers import Servers
from tests.furnished import furnish
from tests.resilience.browsing import Visitor

ROOT = Path(__file__).resolve().parents[2]
THREADS = 16
_WEB = ("-m", "gunicorn", "portal.wsgi:application", "--no-control-socket", "--workers=1")
_CELERY = ("-m", "celery", "--app=portal.celery:app")


class Stack:
    """One whole portal in a directory of its own."""

    def __init__(self, place: Path) -> None:
        """Put a database with all tables into ``place``, find programs and ports there, start nothing."""
        self.place = place
        furnish(place)
        self.servers = Servers(place, place / "log", unprivileged())
        self.port = credentials.free_port()
        found = self.servers.addresses
        self.variables = {
            **os.environ,
            "DATABASE_URL": found.database_url,
            "DATABASE_OWNER_URL": "",
            "REDIS_URL": found.redis_url,
            "MEDIA_ROOT": str(place / "media"),
            "DJANGO_SETTINGS_MODULE": "tests.resilience.portal_settings",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "SWEEP_SECONDS": "1",
            "EMAIL_TIMEOUT": "3",
            "DELIVERY_LEASE_SECONDS": "5",
            "PYTHONPATH": str(ROOT),
        }
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start the servers and the web process."""
        self.servers.start()
        self.start_web()

    def start_web(self) -> None:
        """Start gunicorn and wait until it answers."""
        bind = (f"--bind=127.0.0.1:{self.port}", f"--threads={THREADS}", "--graceful-timeout=2")
        self.children.append(self.begin("web", *_WEB, *bind))
        visitor = Visitor(self.port)
        assert wait_until(lambda: visitor.get("/healthz").status == 200, 30), self.said("web")

    def worker(self) -> "subprocess.Popen[bytes]":
        """Start a worker."""
        quiet = ("--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=WARNING")
        return self.begin("worker", *_CELERY, "worker", *quiet)

    def beat(self, number: int) -> "subprocess.Popen[bytes]":
        """Start the beat ``number``: each believes that it is the only one."""
        schedule = f"--schedule={self.place / f'beat-{number}'}"
        return self.begin(f"beat-{number}", *_CELERY, "beat", schedule, "--pidfile=", "--loglevel=WARNING")

    def begin(self, log: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start Python with ``arguments``, its words in a log; it dies with the test's process."""
        with (self.place / "log" / f"{log}.log").open("ab") as output:
            return spawn(
                [sys.executable, *arguments],
                death_signal=signal.SIGKILL,
                env=self.variables,
                cwd=ROOT,
                output=output,
            )

    def run(self, *arguments: str, **more: str) -> str:
        """Run Python with ``arguments`` to its end and return what it printed; fail with its words."""
        done = subprocess.run(
            [sys.executable, *arguments],
            check=False,
            cwd=ROOT,
            env={**self.variables, **more},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout

    def seed(self, act: str, **options: Any) -> dict[str, Any]:
        """Run one function of tests.resilience.seeding in a process with this portal's settings."""
        made: dict[str, Any] = json.loads(
            self.run("-m", "tests.resilience.seeding", act, json.dumps(options))
        )
        return made

    def said(self, log: str) -> str:
        """Return the end of a log."""
        return (self.place / "log" / f"{log}.log").read_text(errors="replace")[-4000:]

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return what the database answers, asked past Django."""
        address = self.servers.addresses.database_owner_url
        opened = contextlib.closing(psycopg2.connect(address, connect_timeout=5))
        with opened as connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall())

    def one(self, query: str, values: Sequence[object] = ()) -> Any:
        """Return the single value that the database answers."""
        return self.rows(query, values)[0][0]

    def kill_database(self) -> None:
        """Kill PostgreSQL's first process with SIGKILL; its children notice and end."""
        child = self.servers.postgres.child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        child.wait()

    def kill_broker(self) -> None:
        """Kill Valkey with SIGKILL."""
        child = self.servers.valkey.child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        child.wait()

    def revive(self) -> None:
        """Start again whatever server was killed."""
        self.servers.revive()

    def end(self) -> None:
        """Stop everything and leave nothing behind."""
        for child in self.children:
            stop(child, signal.SIGKILL, 0)
        self.servers.stop()
        shutil.rmtree(self.place, ignore_errors=True)


@contextlib.contextmanager
def running_stack() -> Iterator[Stack]:
    """Run a portal for the time of a block, inside the suite's own temporary directory.

    Not pytest's tmp_path: that is closed to the user who runs PostgreSQL.
    """
    place = Path(settings.MEDIA_ROOT).parent / f"resilience-{os.getpid()}"
    place.mkdir(mode=0o755)
    stack = Stack(place)
    try:
        stack.start()
        yield stack
    finally:
        stack.end()


@contextlib.contextmanager
def ending(*children: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Stop ``children`` at the end of a block."""
    try:
        yield
    finally:
        for child in children:
            stop(child, signal.SIGTERM, 5)

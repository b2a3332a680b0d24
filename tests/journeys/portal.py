"""The portal as a council runs it: gunicorn, worker, beat and a mail catcher as processes, on servers of its own.

Nothing is stubbed. A journey may stop the mail server, or have the worker killed in the middle of a delivery.
"""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from devstack import credentials, paths
from devstack.children import Child
from devstack.processes import unprivileged, wait_until
from devstack.servers import Servers
from devstack.setting_up import Setup
from tests.channels.connectors.bluesky_server import BlueskyServer
from tests.channels.kill.observer import MAIL, PLAN_VARIABLE, WHOLE
from tests.furnished import furnish
from tests.journeys.post import JOURNAL, Post

_PATIENCE = 60.0


class Portal:
    """One installation with both demo councils; ``url`` is where a browser finds it."""

    def __init__(self, place: Path) -> None:
        """Find programs and ports, put a database with all tables there, start nothing."""
        self.place, self.logs = place, place / "log"
        furnish(place)
        self.servers = Servers(place, self.logs, unprivileged(), throw_away=True)
        self.post = Post(place / "mail")
        self.bluesky = BlueskyServer()
        self.plan = place / "kills"
        self._port, self._smtp_port = credentials.free_port(), credentials.free_port()
        self.url = f"http://localhost:{self._port}"
        found = self.servers.addresses
        self.variables = {
            **os.environ,
            "PORT": str(self._port),
            "SITE_URL": self.url,
            "DATABASE_URL": found.database_url,
            "DATABASE_OWNER_URL": "",
            "REDIS_URL": found.redis_url,
            "MEDIA_ROOT": str(place / "media"),
            "STATIC_ROOT": str(place / "static"),
            "EMAIL_URL": f"smtp://127.0.0.1:{self._smtp_port}",
            "EMAIL_TIMEOUT": "2",
            "JOURNAL_ADDRESS": JOURNAL,
            "JOURNAL_URL": f"maildir:{place / 'mail'}",
            "JOURNAL_GRACE_SECONDS": "1",
            "DELIVERY_LEASE_SECONDS": "3",
            # So long that whatever arrives within a journey was sent by a person's order, not by a second try.
            "DELIVERY_BACKOFF_SECONDS": "900,900,900",
            "DELIVERY_OBSERVERS": "tests.channels.kill.observer.kill_at",
            PLAN_VARIABLE: str(self.plan),
            "SWEEP_SECONDS": "1",
            "NETWORK_PEERS": f"127.0.0.1:{self.bluesky.port}",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(paths.ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self.mail_server = self._child("mail", "-m", "devstack.capture", *self._mail_arguments())
        self.web = self._child("web", *self._web_arguments())
        self.worker = self._child("worker", *_CELERY, "worker", *_WORKER_OPTIONS)
        self.beat = self._child("beat", *_CELERY, "beat", f"--schedule={place / 'beat'}", "--pidfile=")

    def start(self) -> None:
        """Load the demo councils, start every process and wait until the portal answers."""
        (self.plan / "to_do").mkdir(parents=True)
        (self.plan / "done").mkdir()
        (self.plan / "deliveries").touch()
        self.servers.start()
        setup = Setup(self.logs, lambda: False)
        static = setup.begin(["collectstatic", "--noinput", "--verbosity=0"], variables=self.variables)
        self.mail_server.start(self.variables)
        setup.run(["demo", "--if-empty"], variables=self.variables)
        setup.finish(static)
        for child in (self.web, self.worker, self.beat):
            child.start(self.variables)
        assert wait_until(self._answers, _PATIENCE), self.said("web")

    def stop(self) -> None:
        """Stop everything in the order in which one gives work to the next."""
        for child in (self.web, self.beat, self.worker, self.mail_server):
            child.stop()
        self.bluesky.close()
        self.servers.stop()

    def kill_the_next_worker_while_it_mails(self, step: str) -> None:
        """Have the whole worker killed with SIGKILL when a mail reaches ``step`` (see portal.channels.observing)."""
        (self.plan / "to_do" / f"00.{step}.{WHOLE}.{MAIL}").touch()

    def waits_until_the_worker_is_dead(self) -> None:
        """Wait until the worker has died by the kill that was ordered."""
        process = self.worker.process
        assert process is not None
        assert process.wait(_PATIENCE) == -signal.SIGKILL

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run ``manage.py`` against this installation."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            check=False,
            cwd=paths.ROOT,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def said(self, log: str) -> str:
        """Return the end of a log."""
        return (self.logs / f"{log}.log").read_text(errors="replace")[-4000:]

    def complaints(self) -> str:
        """Return what web and worker have written since the last time about errors that nobody expected."""
        told = "\n".join(line for child in (self.web, self.worker) for line in child.tail.news())
        return told if "Traceback" in told else ""

    def _child(self, name: str, *arguments: str) -> Child:
        return Child(name, [sys.executable, *arguments], self.logs / f"{name}.log")

    def _mail_arguments(self) -> tuple[str, str, str]:
        return str(self.place / "mail"), str(self._smtp_port), str(credentials.free_port())

    def _web_arguments(self) -> tuple[str, ...]:
        bind = (f"--bind=127.0.0.1:{self._port}", "--workers=1", "--threads=6", "--graceful-timeout=2")
        return ("-m", "gunicorn", "portal.wsgi:application", "--no-control-socket", *bind)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


_CELERY = ("-m", "celery", "--app=portal.celery:app")
_WORKER_OPTIONS = ("--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=WARNING")


@contextlib.contextmanager
def running_portal() -> Iterator[Portal]:
    """Run a portal for the time of a block.

    It lies in the suite's own temporary directory: pytest's tmp_path is closed to the user who runs PostgreSQL.
    """
    place = Path(settings.MEDIA_ROOT).parent / f"journeys-{os.getpid()}"
    (place / "log").mkdir(parents=True, mode=0o755)
    portal = Portal(place)
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()

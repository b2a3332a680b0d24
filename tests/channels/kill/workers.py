"""Real Celery workers under test: started, restarted when they are killed, and swept."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from celery import current_app
from django.db import connection

from tests.channels.kill.observer import PLAN_VARIABLE

ROOT = Path(__file__).resolve().parents[3]
SWEEP_EVERY = 0.5
_COMMAND = [
    *(
        sys.executable,
        "-m",
        "celery",
        "--app=portal.celery:app",
        "worker",
        "--concurrency=1",
        "--loglevel=ERROR",
    ),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
]


def test_database_url(role: str) -> str:
    """Return the address of the test database, with the rights of ``role``."""
    at = connection.settings_dict
    who = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    place = f"{at['HOST']}:{at['PORT']}" if at["PORT"] else at["HOST"]
    return f"postgres://{who}@{place}/{at['NAME']}?" + urlencode({"options": f"-c role={role}"})


@dataclass
class Workers:
    """Several workers that are restarted as often as the plan kills them. ``queues``: what they take, else all."""

    environment: dict[str, str]
    log: Path
    many: int = 4
    queues: tuple[str, ...] = ()
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        """Start them."""
        self._keep_alive()

    def tell(self, what: signal.Signals) -> None:
        """Send ``what`` to each of them whole: to what takes orders, and to what carries them out."""
        for worker in self.running:
            os.killpg(worker.pid, what)

    def run_until(self, finished: Callable[[], bool], *, seconds: float) -> bool:
        """Keep the workers alive and the sweeps coming until ``finished``; False if that took too long."""
        ends = time.monotonic() + seconds
        try:
            while time.monotonic() < ends:
                self._keep_alive()
                current_app.send_task("portal.channels.tasks.sweep", expires=5)
                if finished():
                    return True
                time.sleep(SWEEP_EVERY)
            return False
        finally:
            self.stop()

    def _keep_alive(self) -> None:
        alive = [worker for worker in self.running if worker.poll() is None]
        for worker in self.running:
            # Killed is what the plan wants; anything else is a worker that cannot work.
            assert worker.returncode in {None, -signal.SIGKILL}, self.log.read_text()[-3000:]
        self.running = alive + [self._start() for _ in range(self.many - len(alive))]

    def _start(self) -> "subprocess.Popen[bytes]":
        name = f"--hostname=killed-{time.monotonic_ns()}@localhost"
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*_COMMAND, name, *([f"--queues={','.join(self.queues)}"] if self.queues else [])],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Stop each worker by its own process group, politely first."""
        for worker in self.running:
            if worker.poll() is None:
                worker.terminate()
        for worker in self.running:
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait(10)


def environment_for(
    plan: Path, mail_port: int, journal: str, journal_address: str, role: str
) -> dict[str, str]:
    """Return what the workers are told: short times, the plan, the test's own servers."""
    return {
        "DATABASE_URL": test_database_url(role),
        "DATABASE_OWNER_URL": test_database_url(role),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "EMAIL_TIMEOUT": "1",
        "JOURNAL_ADDRESS": journal_address,
        "JOURNAL_URL": journal,
        "JOURNAL_GRACE_SECONDS": "1",
        "DELIVERY_LEASE_SECONDS": "2",
        "SWEEP_SECONDS": "1",
        "DELIVERY_BACKOFF_SECONDS": ",".join(["1"] * 20),
        "DELIVERY_OBSERVERS": "tests.channels.kill.observer.kill_at",
        "PYTHONPATH": str(ROOT),
        PLAN_VARIABLE: str(plan),
    }

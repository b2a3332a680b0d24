"""A publication to a thousand channels: how long until it has left, and what of our own processor each delivery takes.

Real workers, a real broker, and a server on loopback that answers after 50 ms and sets no limit. What that costs is
counted in the workers' own processes, from when they are up until the last delivery is settled. What writing the rows
costs is counted in the process that approves: of an approval of its own, before any server or worker runs.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings as configured
from pytest_django.fixtures import Settings

from approvals.deciding import Issue, approve
from portal.channels.credentials.sealing import seal
from portal.channels.models import Channel, Connection, Delivery
from portal.channels.outbox.waking import all_rung
from tests.channels.kill import workers
from tests.channels.posts import Staff, make_staff
from tests.makers import make_approved, make_review

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
ANSWERS_IN = 0.05
WORKERS = 2
LONGEST = 60.0
"""Seconds in which a publication to 1,000 channels has left."""
MOST = 8.0
"""Milliseconds of the workers' processors that one delivery takes."""
WEB_ROLE = "portal_web"
_TICKS = os.sysconf("SC_CLK_TCK")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        time.sleep(ANSWERS_IN)
        self.server.asked.append(self.headers["Portal-Delivery"])  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Say nothing on the terminal."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)


@contextmanager
def answering() -> Iterator[_Server]:
    """Run the server while the block lasts."""
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@contextmanager
def working(environment: dict[str, str], log: Path) -> Iterator[list[int]]:
    """Run the workers while the block lasts; return their process numbers, once each of them answers."""
    command = [sys.executable, "-m", "celery", "--app=portal.celery:app", "worker", "--concurrency=1"]
    command += ["--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    with log.open("ab") as out:
        running = [
            subprocess.Popen(  # noqa: S603  our own command
                [*command, f"--hostname=bench-{number}@localhost"],
                cwd=workers.ROOT,
                env={**os.environ, **environment},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
            for number in range(WORKERS)
        ]
    try:
        ends = time.monotonic() + 120
        while len(current_app.control.ping(timeout=1.0)) < WORKERS:
            assert time.monotonic() < ends, log.read_text()[-2000:]
        yield [worker.pid for worker in running]
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.wait(30)


def processor_seconds(leaders: list[int]) -> float:
    """Return what the processes of these sessions have taken of the processor so far."""
    taken = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[3]) in leaders:
            taken += int(fields[11]) + int(fields[12])
    return taken / _TICKS


def connected(many: int, port: int, settings: Settings) -> Any:
    """Return a council with so many channels, each connected to the server."""
    settings.NETWORK_PEERS = frozenset({("127.0.0.1", port)})
    staff = make_staff("webhook")
    (first,) = staff.council.channels.all()
    Channel.objects.bulk_create(
        Channel(council=staff.council, body=first.body, connector="webhook", name=f"Receiver {number}")
        for number in range(1, many)
    )
    secrets = {
        "address": f"http://127.0.0.1:{port}/hook",
        "lookup": "",
        "secret": "abcdefghijklmnopqrstuvwxyz0123456789",
    }
    Connection.objects.bulk_create(
        Connection(
            channel=channel, public={}, sealed=seal(channel.pk, secrets), connected_by=staff.clerk.membership
        )
        for channel in Channel.objects.filter(council=staff.council)
    )
    return staff


def writing(staff: Staff) -> float:
    """Return the processor seconds of approving a notice for all channels, its rows and what the broker is told.

    Nobody carries what it writes: the broker forgets it. The first of two is not counted: it reads the program.
    """
    taken = []
    for _ in range(2):
        review = make_review(author=staff.author, kind="notice")
        channels = list(Channel.objects.filter(council=staff.council).values_list("pk", flat=True))
        before = time.process_time()
        approve(
            actor=staff.clerk,
            review_id=review.pk,
            revision_id=review.revision_id,
            issue=Issue(channel_ids=channels),
        )
        assert all_rung()
        taken.append(time.process_time() - before)
    redis.Redis.from_url(configured.REDIS_URL).flushdb()
    return taken[-1]


def test_a_publication_to_a_thousand_channels_leaves_within_a_minute(
    tmp_path: Path, settings: Settings, channels: int
) -> None:
    redis.Redis.from_url(configured.REDIS_URL).flushdb()
    with answering() as server:
        staff = connected(channels, server.server_address[1], settings)
        written = 1000 * writing(staff) / channels
        environment = {
            "DATABASE_URL": workers.test_database_url(WEB_ROLE),
            "DATABASE_OWNER_URL": workers.test_database_url(WEB_ROLE),
            "NETWORK_PEERS": f"127.0.0.1:{server.server_address[1]}",
            "SWEEP_SECONDS": "60",
            "PYTHONPATH": str(workers.ROOT),
        }
        with working(environment, tmp_path / "log") as leaders:
            before, began = processor_seconds(leaders), time.monotonic()
            issue = make_approved(author=staff.author, clerk=staff.clerk, kind="notice")
            ordered = time.monotonic() - began
            left = Delivery.objects.filter(publication=issue).exclude(state="sent")
            while left.exists() and time.monotonic() - began < 3 * LONGEST:
                time.sleep(0.25)
            took = time.monotonic() - began
            each = 1000 * (processor_seconds(leaders) - before) / channels
    print(
        f"\n{channels} channels, {WORKERS} workers, answers in {ANSWERS_IN * 1000:.0f} ms: approved in "
        f"{ordered:.1f} s, all out after {took:.1f} s; {each:.1f} ms of the workers' processors a delivery, "
        f"{written:.1f} ms of the approving process's to write its row, {each + written:.1f} ms together"
    )
    assert not left.exists(), (tmp_path / "log").read_text()[-2000:]
    assert len(server.asked) == len(set(server.asked)) == channels
    # Of fewer channels the workers' own beginning is a larger part.
    assert took < LONGEST * channels / 1000 + (10 if channels < 1000 else 0)
    assert each <= MOST

"""A slow network holds nobody else up: each kind of connector has a queue, and a worker of its own where it is slow."""

import json
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest
import redis
from django.db.models import QuerySet
from pytest_django.fixtures import Settings

from portal.channels.credentials.connecting import connect
from portal.channels.models import Delivery
from portal.channels.outbox.waking import queue_of
from portal.channels.states import Delivering
from tests.channels.connectors.mastodon_server import MastodonServer
from tests.channels.connectors.standin import Answer, Request
from tests.channels.faults.networks import contracts
from tests.channels.faults.running import WEB_ROLE
from tests.channels.kill.workers import Workers, environment_for
from tests.channels.mail.server import JOURNAL, running
from tests.channels.posts import make_staff
from tests.makers import make_approved

SLOW, FAST = "mastodon", "webhook"
MANY = 3
GIVEN_UP = 300.0
"""Seconds after which nothing is waited for any more: no measure of anything, what is asserted is an order."""


class SlowMastodon(MastodonServer):
    """It takes what is published, and answers nothing until ``opened``."""

    def __init__(self) -> None:
        super().__init__()
        self.in_hand, self.opened = Event(), Event()

    def answer(self, request: Request) -> Answer:
        if self.publishes(request):
            self.in_hand.set()
            self.opened.wait()
        return super().answer(request)

    def close(self) -> None:
        """Stop, whoever waits."""
        self.opened.set()
        super().close()


def of(connector: str) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(channel__connector=connector)


def states_of(connector: str) -> dict[str, int]:
    return dict(Counter(of(connector).values_list("state", flat=True)))


def wait_for(what: Callable[[], bool]) -> bool:
    ends = time.monotonic() + GIVEN_UP
    while not what() and time.monotonic() < ends:
        time.sleep(0.05)
    return what()


def told(place: Path, mail_port: int, journal: Path, ports: list[int]) -> dict[str, str]:
    """Return what the workers are told: that nobody is killed, and where the networks are."""
    for name in ("to_do", "done"):
        (place / "plan" / name).mkdir(parents=True)
    (place / "plan/deliveries").write_text("")
    environment = environment_for(place / "plan", mail_port, f"maildir:{journal}", JOURNAL, WEB_ROLE)
    return environment | {
        "DJANGO_SETTINGS_MODULE": "tests.channels.faults.worker_settings",
        "FAULTS_SETTINGS": json.dumps({}),
        "NETWORK_PEERS": ",".join(f"127.0.0.1:{port}" for port in ports),
    }


def test_each_file_of_connectors_has_a_queue_of_its_own() -> None:
    assert (queue_of(SLOW), queue_of(FAST)) == (SLOW, FAST)


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_what_goes_by_a_fast_network_is_out_while_a_slow_one_still_has_its_first_in_hand(
    tmp_path: Path, settings: Settings
) -> None:
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    with ExitStack() as stack:
        mail = stack.enter_context(running(tmp_path / "mail"))
        slow = stack.enter_context(SlowMastodon.serving())
        fast = stack.enter_context(contracts()[FAST].stand_in.serving())
        ports = [slow.port, fast.port]
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", port) for port in ports})
        staff = make_staff(SLOW, FAST)
        for slug, peer in ((SLOW, slow), (FAST, fast)):
            channel = staff.council.channels.get(connector=slug)
            connect(actor=staff.clerk, channel_id=channel.pk, values=contracts()[slug].values(peer))
        environment = told(tmp_path, mail.port, mail.journal, ports)
        its_own = Workers(environment, tmp_path / "log", many=1, queues=(SLOW,))
        others = Workers(
            environment, tmp_path / "log", many=1, queues=tuple({*settings.CELERY_TASK_QUEUES} - {SLOW})
        )
        for workers in (its_own, others):
            stack.callback(workers.stop)
        its_own.start()
        for number in range(MANY):
            make_approved(author=staff.author, clerk=staff.clerk, kind="social_post", text=f"Post {number}.")

        others.start()
        assert wait_for(slow.in_hand.is_set), (tmp_path / "log").read_text()[-3000:]
        # However long the rest takes on this machine, its waiting comes to no end meanwhile.
        its_own.tell(signal.SIGSTOP)
        arrived = wait_for(lambda: states_of(FAST) == {Delivering.SENT: MANY})
        waiting = states_of(SLOW)
        its_own.tell(signal.SIGCONT)
        slow.opened.set()

        assert arrived, (tmp_path / "log").read_text()[-3000:]
        assert waiting == {Delivering.SENDING: 1, Delivering.PENDING: MANY - 1}
        assert others.run_until(lambda: states_of(SLOW) == {Delivering.SENT: MANY}, seconds=GIVEN_UP), (
            states_of(SLOW)
        )
        assert sorted(text.split("\n")[0] for text in slow.public()) == [
            f"Post {one}." for one in range(MANY)
        ]
        assert len(fast.public()) == MANY

"""Two workers, each a process of its own, and what one network grants them together: neither asks for more."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.conf import settings as configured
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import connectors
from portal.channels.credentials.connecting import connect
from portal.channels.models import Delivery, HostPace
from portal.channels.states import Delivering
from tests.channels.connectors.mastodon_server import TOKEN, MastodonServer
from tests.channels.connectors.standin import Answer, Request
from tests.channels.kill.workers import Workers, environment_for
from tests.channels.networks.sending import VARIABLE
from tests.channels.posts import Staff, make_staff
from tests.makers import make_approved

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
GRANTED, ITEMS = 12, 16
"""Requests of the first window, and posts, each of which takes two of them at least."""


class Granting(MastodonServer):
    """Grants so many requests until it counts anew, says so with each answer, and refuses any more."""

    def __init__(self) -> None:
        super().__init__()
        self.granted, self.refused = 1_000, 0
        self.anew = datetime.now(UTC) + timedelta(minutes=10)

    def answer(self, request: Request) -> Answer:
        if self.granted == 0:
            self.refused += 1
            return Answer(429, {"error": "Too many requests"}, {"Retry-After": "600"})
        self.granted -= 1
        time.sleep(0.2)
        found = super().answer(request)
        reset = self.anew.isoformat().replace("+00:00", "Z")
        limits = {"X-RateLimit-Remaining": str(self.granted), "X-RateLimit-Reset": reset}
        return Answer(found.status, found.said, {**found.headers, **limits})


@pytest.fixture
def peer(settings: Settings) -> Iterator[Granting]:
    with Granting.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def staff(peer: Granting) -> Staff:
    """Return a council of whose channel the portal knows that the network grants it so many requests."""
    made = make_staff("mastodon")
    (channel,) = made.council.channels.all()
    connect(actor=made.clerk, channel_id=channel.pk, values={"server": peer.origin, "token": TOKEN})
    peer.granted = GRANTED + 3
    connectors()["mastodon"].health(channel)
    peer.granted = GRANTED
    assert HostPace.objects.filter(account=str(channel.pk)).update(remaining=GRANTED) == 1
    return made


def environment(peer: Granting, place: Path) -> dict[str, str]:
    told = environment_for(place, 9, "", "", "portal_web")
    return told | {
        "NETWORK_PEERS": f"127.0.0.1:{peer.port}",
        "DELIVERY_LEASE_SECONDS": "60",
        "DELIVERY_OBSERVERS": "tests.channels.networks.sending.note",
        VARIABLE: str(place / "who"),
    }


def after(seconds: float) -> Callable[[], bool]:
    ends = time.monotonic() + seconds
    return lambda: time.monotonic() > ends


def both_up() -> bool:
    return len(current_app.control.ping(timeout=1.0) or ()) == 2


def test_two_workers_ask_together_for_no_more_than_the_network_grants(
    peer: Granting, staff: Staff, tmp_path: Path
) -> None:
    redis.Redis.from_url(configured.REDIS_URL).flushdb()
    workers = Workers(environment(peer, tmp_path), tmp_path / "log", many=2)
    posts = [f"Road {number} is closed." for number in range(ITEMS)]
    steps = _steps(peer, staff, posts, tmp_path / "who")

    done = workers.run_until(lambda: next(steps), seconds=240)

    assert done, (tmp_path / "log").read_text()[-3000:]
    assert peer.refused == 0
    public = peer.public()
    assert [sum(one in text for text in public) for one in posts] == [1] * ITEMS
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivering.SENT}


def _steps(peer: Granting, staff: Staff, posts: list[str], who: Path) -> Iterator[bool]:
    """Yield False until all is out: what is done in between happens while the workers run."""
    while not both_up():
        yield False
    for text in posts:
        make_approved(author=staff.author, clerk=staff.clerk, kind="social_post", text=text)
    while peer.granted:
        yield False
    rested = after(4)
    while not rested():
        yield False
    waiting = Delivery.objects.filter(state=Delivering.PENDING)
    assert (peer.refused, waiting.exists()) == (0, True)
    assert set(waiting.values_list("problem", flat=True)) >= {
        f"127.0.0.1:{peer.port} wants to be left in peace for a while. This waits for its turn."
    }
    assert len({line.split()[0] for line in who.read_text().splitlines()}) == 2
    peer.granted, peer.anew = 1_000, peer.anew + timedelta(minutes=10)
    HostPace.objects.update(counts_anew_at=timezone.now())
    waiting.update(due_at=timezone.now())
    while Delivery.objects.exclude(state=Delivering.SENT).exists():
        yield False
    yield True

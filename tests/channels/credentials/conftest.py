"""A council with a channel that is connected, and a network of our own that takes credentials or not."""

from dataclasses import dataclass, field

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import ConnectorError, Sent
from portal.channels.connectors.connecting import Health, Needed
from portal.channels.credentials.connecting import connect
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Channel
from portal.channels.post import Post
from portal.councils.models import Council
from portal.councils.people import Person
from tests.channels.outbox.fakes import Strict, begin
from tests.makers import make_channels, make_council

TOKEN = "the-token-that-nobody-may-read"
ENTERED = {"server": "https://social.example", "token": TOKEN}


@dataclass
class Far:
    """The network: what it says of credentials, and with which it was asked."""

    error: ConnectorError | None = None
    health: Health = field(default_factory=lambda: Health("@ptc@social.example", ("write", "read")))
    asked_with: list[str] = field(default_factory=list)


far = Far()


class Connected(Strict):
    """Stands in for the newsroom's slug, and asks with credentials."""

    needs = (
        Needed("server", "Address of the server", secret=False, is_address=True),
        Needed("token", "Access token"),
    )

    def publish(self, post: Post) -> Sent:
        """Publish where the network takes the credentials."""
        self._ask(post.channel)
        return super().publish(post)

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:
        """Take back where the network takes the credentials."""
        self._ask(post.channel)
        return super().retract(post, reason, scheduled=scheduled)

    def health(self, channel: Channel) -> Health:
        """Say what the test wants."""
        self._ask(channel, testing=True)
        return far.health

    def _ask(self, channel: Channel, *, testing: bool = False) -> None:
        far.asked_with.append(credentials_of(channel, testing=testing).secrets["token"])
        if far.error is not None:
            raise far.error


@pytest.fixture(autouse=True)
def network(settings: Settings) -> Far:
    """Return the network, new, with its connector in the settings."""
    settings.CONNECTORS = ["tests.channels.credentials.conftest.Connected"]
    begin()
    far.__init__()  # type: ignore[misc]
    return far


@pytest.fixture
def council(db: None) -> Council:
    """Return a council with one channel, not connected."""
    made = make_council()
    make_channels(made, "newsroom")
    return made


@pytest.fixture
def channel(council: Council) -> Channel:
    """Return it."""
    return council.channels.get()


@pytest.fixture
def connected(channel: Channel, clerk: Person) -> Channel:
    """Return it, connected."""
    connect(actor=clerk, channel_id=channel.pk, values=ENTERED)
    return channel

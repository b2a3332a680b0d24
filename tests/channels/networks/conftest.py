"""A peer on loopback that lines may be opened to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pytest_django.fixtures import Settings

from portal.channels.networks.asking import Line
from tests.channels.networks.server import Act, Peer, serving

Open = Callable[[Act], tuple[Line, Peer]]


@pytest.fixture
def opened(settings: Settings, db: None) -> Iterator[Open]:
    """Return what runs a peer with an act and opens a line to it, without credentials."""
    with ExitStack() as stack:

        def run(act: Act) -> tuple[Line, Peer]:
            peer = stack.enter_context(serving(act))
            settings.NETWORK_PEERS = frozenset({("127.0.0.1", peer.port)})
            return Line(f"http://127.0.0.1:{peer.port}", account="7"), peer

        yield run

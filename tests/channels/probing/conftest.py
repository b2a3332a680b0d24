"""A web server of the tests' own on loopback, and settings under which it may be asked."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from tests.channels.probing.server import Site


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    """Run a site on loopback; the portal may ask it, and nothing else on loopback."""
    with Site() as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        settings.LINK_PROBES = True
        settings.LINK_PROBE_PEERS = frozenset({("127.0.0.1", running.port)})
        yield running
        running.shutdown()
        thread.join(timeout=10)

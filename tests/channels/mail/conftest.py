"""The mail server that every test of mail talks to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.mail.server import MailServer, running


@pytest.fixture
def mail_server(tmp_path: Path) -> Iterator[MailServer]:
    """A mail server on loopback with maildirs of its own."""
    with running(tmp_path / "mail") as server:
        yield server

"""A council with people to tell, short waits, and a mail server that really speaks SMTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from portal.celery import app
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.channels.mail.server import MailServer, running
from tests.makers import make_council, make_person

Nudges = list[tuple[str, list[str]]]


@pytest.fixture
def mail_server(tmp_path: Path, settings: Settings) -> Iterator[MailServer]:
    """Return a mail server on loopback, with the settings that lead to it."""
    with running(tmp_path / "mail") as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        settings.DELIVERY_BACKOFF_SECONDS = [30, 120]
        settings.DELIVERY_LEASE_SECONDS = 60
        yield server


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> Nudges:
    """Return what workers were asked to do: no broker, no worker, and no eager task that would hide the commit."""
    asked: Nudges = []
    monkeypatch.setattr(app, "send_task", lambda name, args, **_: asked.append((name, args)))
    return asked


@pytest.fixture
def council() -> Council:
    """Return a council."""
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return its clerk."""
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


@pytest.fixture
def author(council: Council) -> Person:
    """Return somebody who writes."""
    return make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")

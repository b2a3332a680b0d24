"""What every test stands on: the web role's rights, and a database whose flush is not refused."""

import gc
import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from policies.matters import nearing
from portal.channels.outbox.waking import Here, send_now
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.roles import append_only_tables, grant_web_role
from tests.makers import make_channels, make_council, make_person
from tests.makers.nearing import HOUR

WEB_ROLE = "portal_web"


def pytest_collection_finish() -> None:
    """Take what was collected, which stays to the end, out of the garbage collector's rounds."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _static_files_under_their_own_names() -> Iterator[None]:
    """Name static files as they are written: no collectstatic has run, so there is no manifest of hashed names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


class _AtOnce:
    """A bell that is rung in the caller's own thread, so that what a test asks after has happened."""

    def __init__(self) -> None:
        self.process = os.getpid()

    def take(self, send: Callable[..., object]) -> None:
        send_now(send)

    def rung(self, seconds: float) -> bool:
        return seconds > 0


@pytest.fixture(autouse=True, scope="session")
def _workers_are_woken_at_once() -> Iterator[None]:
    """Send what the process of the tests has for the broker before the test goes on; portals of their own do not."""
    Here.bell = _AtOnce()
    yield
    Here.bell = None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Grant the web role its rights, and let the owner flush: transaction=True tests truncate every table.

    Only the TRUNCATE triggers are disabled; tests/records has a test of its own that enables one again.
    """
    with django_db_blocker.unblock():
        grant_web_role(connection, WEB_ROLE)
        with connection.cursor() as cursor:
            for table in append_only_tables():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")


@pytest.fixture(autouse=True)
def _as_the_web_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each database test with the rights that the web has in production, so that a missing grant is seen."""
    names = set(request.fixturenames)
    if (
        not names & {"db", "transactional_db", "live_server"}
        and request.node.get_closest_marker("django_db") is None
    ):
        yield
        return
    marker = request.node.get_closest_marker("django_db")
    transactional = (
        "transactional_db" in names or "live_server" in names or (marker and marker.kwargs.get("transaction"))
    )
    request.getfixturevalue("transactional_db" if transactional else "db")
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {WEB_ROLE}")
    yield
    if connection.connection is not None and not connection.needs_rollback and connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def council() -> Council:
    """Return a council with a newsroom; a test that needs another one makes it."""
    made = make_council()
    make_channels(made, "newsroom")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return the council's clerk."""
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def chair(council: Council) -> Person:
    """Return its chairman."""
    return make_person(council=council, role=Role.CHAIR)


@pytest.fixture
def officer(council: Council) -> Person:
    """Return an officer of it."""
    return make_person(council=council, role=Role.OFFICER)


@pytest.fixture
def member(council: Council) -> Person:
    """Return a councillor of it."""
    return make_person(council=council, role=Role.COUNCILLOR)


@pytest.fixture
def one_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every hit of a closed matter fall into the same hour, whenever the suite runs."""
    monkeypatch.setattr(nearing, "hour_now", lambda: HOUR)

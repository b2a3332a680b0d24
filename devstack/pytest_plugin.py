"""The suite's own PostgreSQL and Valkey: `-p devstack.pytest_plugin`.

They start in the process that the person started (under xdist the controller), before pytest-django loads
the settings; workers inherit the addresses. They vanish with it, however it ends: on Linux they die with
the process, and the next run removes a directory that a killed one left.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import pytest

from devstack import assets
from devstack.places import may_enter
from devstack.postgres import WEB
from devstack.processes import Account, StackError, unprivileged
from devstack.servers import Servers

_PREFIX = "proper-channels-test-"
_CERTAINLY_LOCKED_AFTER = 60.0
# Nothing of the person's own environment or .env may reach a mail server or a council from a test.
_FIXED = {
    "ENVIRONMENT": "local",
    "SECRET_KEY": "only-for-the-suite",
    "SITE_URL": "http://localhost:8000",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "Proper Channels <portal@localhost>",
    "JOURNAL_ADDRESS": "",
    "JOURNAL_URL": "",
    "WEB_ROLE": WEB,
}


class ThrowAway:
    """A temporary directory with servers in it."""

    def __init__(self) -> None:
        """Make the directory; start nothing.

        Raises:
            StackError: no temporary directory is open to the user who runs the servers.
        """
        self.account = unprivileged()
        self.directory = _directory(self.account)
        self.lock: IO[str] = (self.directory / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.servers: Servers | None = None

    def start(self) -> None:
        """Start what the environment does not name, and put the addresses there.

        Raises:
            StackError: a server does not start.
        """
        environment = {**_FIXED, "MEDIA_ROOT": str(self.directory / "media")}
        missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
        if missing:
            self.servers = Servers(self.directory, self.directory / "log", self.account, throw_away=True)
        if self.servers and "DATABASE_URL" in missing:
            self.servers.postgres.start()
            # the owner: it makes the test databases, and a test that wants the web role asks for it
            owner = self.servers.addresses.database_owner_url
            environment |= {"DATABASE_URL": owner, "DATABASE_OWNER_URL": owner}
        elif not os.environ.get("DATABASE_OWNER_URL"):
            environment["DATABASE_OWNER_URL"] = os.environ["DATABASE_URL"]
        if self.servers and "REDIS_URL" in missing:
            self.servers.valkey.start()
            environment["REDIS_URL"] = self.servers.addresses.redis_url
        os.environ.update(environment)

    def remove(self) -> None:
        """Stop what runs and leave nothing behind."""
        if self.servers is not None:
            self.servers.stop()
            self.servers = None
        shutil.rmtree(self.directory, ignore_errors=True)
        self.lock.close()


def _directory(account: Account | None) -> Path:
    """Make a temporary directory that the account can enter."""
    for parent in dict.fromkeys([tempfile.gettempdir(), "/tmp", "/var/tmp"]):  # noqa: S108  each made unique below
        try:
            made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        except OSError:
            continue
        if account is None or may_enter(made, account):
            return made
        made.rmdir()
    raise StackError("No temporary directory can be used for the tests' servers: set TMPDIR to one.")


def remove_leftovers(parent: Path) -> list[Path]:
    """Remove the directories of runs that were killed: nobody holds their lock."""
    removed = []
    for directory in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - directory.stat().st_mtime < _CERTAINLY_LOCKED_AFTER:
                continue
            with (directory / "lock").open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(directory)
                removed.append(directory)
    return removed


def redis_url_of_worker(url: str, worker: str) -> str:
    """Give each xdist worker a numbered database of its own: gw0 has 1, gw1 has 2."""
    number = int(worker.removeprefix("gw")) + 1
    return urlsplit(url)._replace(path=f"/{number}").geturl()


def media_of_worker(folder: str, worker: str) -> str:
    """Give each xdist worker a folder of its own: councils of two databases have the same keys, so the same files."""
    return str(Path(folder) / worker)


_running: list[ThrowAway] = []


def own_servers() -> Servers | None:
    """Give the servers that this very process started, which a test that runs alone may kill and revive."""
    return _running[0].servers if _running else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Have the servers before anybody loads the settings (a wrapper comes before every plain hook)."""
    options = early_config.known_args_namespace
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        os.environ["REDIS_URL"] = redis_url_of_worker(os.environ["REDIS_URL"], worker)
        os.environ["MEDIA_ROOT"] = media_of_worker(os.environ["MEDIA_ROOT"], worker)
    elif not (options.help or options.version) and not _running:
        try:
            assets.ensure()
            remove_leftovers(Path(tempfile.gettempdir()))
            _running.append(ThrowAway())
            _running[0].start()
        except StackError as refusal:
            _remove_all()
            raise pytest.UsageError(str(refusal)) from refusal
        except BaseException:
            _remove_all()
            raise
    return (yield)


def pytest_unconfigure() -> None:
    """Stop the servers at the end, also after Ctrl-C."""
    _remove_all()


def _remove_all() -> None:
    while _running:
        try:
            _running.pop().remove()
        except OSError as problem:
            print(f"The tests' servers could not be removed: {problem}", file=sys.stderr)

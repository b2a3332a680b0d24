"""The embedded database of one clone made ready: its tables, the web role's rights, once the demo.

Marks lie beside the data that they speak of (`stack.json` calls that directory the place), so that both are kept or
removed together. `begun` is there while a new database is being filled for the first time: whoever finds it, and
not `loaded`, goes on where a crash left off. That is safe at any moment: migrations are one transaction each, the
demo is a single one.
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from devstack import paths, stamps
from devstack.processes import StackError
from devstack.setting_up import Setup

MIGRATE = (("migrate", "--database=owner", "--noinput"), ("grant_web_role",))
_APPS = ("portal", "policies", "approvals", "moderation")


@dataclass(frozen=True)
class Household:
    """One clone's database, and with which variables `manage.py` works on it."""

    var: Path
    place: Path
    owner_url: str
    variables: Mapping[str, str]

    @property
    def loaded(self) -> Path:
        """The mark that the demo was loaded, or that there were councils already."""
        return self.place / "demo-loaded"

    @property
    def begun(self) -> Path:
        """The mark that the first filling has begun."""
        return self.place / "demo-begun"

    @property
    def migrated(self) -> Path:
        """The stamp of the migrations that the database has."""
        return self.place / "migrated"

    def prepare(self, setup: Setup, say: Callable[[str], None], *, demo: bool) -> None:
        """Bring the tables and rights up to date, and load the demo unless that was done before.

        Raises:
            StackError: a step failed; the next start goes on there.
            ToldToStop: the person pressed Ctrl-C meanwhile.
        """
        with self._alone():
            self._prepare(setup, say, demo=demo)

    def prepare_if_new(self, setup: Setup, say: Callable[[str], None]) -> bool:
        """Do the same where the database has no table yet, or where the first filling was cut short.

        Returns:
            Whether it was so. Another process that does it already is waited for.

        Raises:
            StackError: a step failed; the next start goes on there.
        """
        if self.loaded.exists():  # the usual case costs no lock and no connection
            return False
        with self._alone():
            if self.loaded.exists() or not (self.begun.exists() or self._has_no_table()):
                return False
            say("This clone's database is new: making its tables and loading the demo (once) ...")
            self.begun.touch()
            self._prepare(setup, lambda _line: None, demo=True)
            return True

    def _prepare(self, setup: Setup, say: Callable[[str], None], *, demo: bool) -> None:
        digest = self._digest()
        if not stamps.holds(self.migrated, digest):
            setup.run(*MIGRATE, variables={**self.variables, "DATABASE_OWNER_URL": self.owner_url})
            stamps.put(self.migrated, self._digest())
        if demo and not self.loaded.exists():
            say("Filling the demo (once) ...")
            say(setup.run(["demo", "--if-empty"], variables=self.variables).strip())
            self.loaded.touch()
            self.begun.unlink(missing_ok=True)

    def _digest(self) -> str:
        """Say which migrations there are and which the database has; somebody may have gone back by hand."""
        folders = [file for app in _APPS for file in sorted((paths.ROOT / app).rglob("migrations"))]
        rights = [paths.ROOT / "portal/records/roles.py", paths.REQUIREMENTS / "run.txt"]
        return stamps.digest_of([*folders, *rights], str(self._ask(_APPLIED)))

    def _has_no_table(self) -> bool:
        return self._ask(_TABLES) == (0,)

    def _ask(self, question: str) -> tuple[object, ...] | None:
        """Ask the database one thing; None where it has not even the table for an answer."""
        try:
            with (
                contextlib.closing(psycopg2.connect(self.owner_url, connect_timeout=5)) as connection,
                connection.cursor() as cursor,
            ):
                cursor.execute(question)
                return cursor.fetchone()
        except psycopg2.errors.UndefinedTable:
            return None
        except psycopg2.Error as problem:
            raise StackError(f"The database does not answer: {str(problem).strip()}") from problem

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time do this; the others wait, and then find it done."""
        with (self.var / "household.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


_APPLIED = "SELECT count(*), max(id) FROM django_migrations"
_TABLES = "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'public'"

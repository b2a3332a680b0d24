"""For `manage.py` by hand: the clone's own servers, without anybody setting a variable.

with local.servers(sys.argv[1:]):
    execute_from_command_line(sys.argv)
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path

from devstack import clone, options, paths, places
from devstack.household import Household
from devstack.keeper import Lease
from devstack.processes import StackError
from devstack.setting_up import Setup


class Needs(Enum):
    """What a command of `manage.py` needs of us."""

    NOTHING = "no database"
    SERVERS = "the database as it stands"
    TABLES = "a database that is ready for use"


_WITHOUT_DATABASE = {
    "help",
    "version",
    "check",
    "collectstatic",
    "findstatic",
    "compilemessages",
    "makemessages",
    "diffsettings",
    "startapp",
    "startproject",
    "testserver",
    "train_screening",
    "triage",
    "test",
}
# They make tables or tell of them, so nobody else must have made them before.
_AS_IT_STANDS = {
    "migrate",
    "makemigrations",
    "showmigrations",
    "sqlmigrate",
    "sqlflush",
    "squashmigrations",
    "optimizemigration",
    "grant_web_role",
    "dbshell",
    "inspectdb",
}


def needs(arguments: Sequence[str]) -> Needs:
    """Say what a command line (without the program's own name) needs; an unknown command may need all."""
    command = arguments[0] if arguments else "help"
    if command.startswith("-") or {"-h", "--help", "--version"} & set(arguments):
        return Needs.NOTHING
    if command == "check" and any(word.startswith("--database") for word in arguments):
        return Needs.SERVERS
    if command == "demo" and "--list" in arguments:
        return Needs.NOTHING
    if command in _WITHOUT_DATABASE:
        return Needs.NOTHING
    return Needs.SERVERS if command in _AS_IT_STANDS else Needs.TABLES


@contextlib.contextmanager
def servers(arguments: Sequence[str]) -> Iterator[None]:
    """Run the clone's servers for the time of a block and name them in the environment.

    Nothing happens in production, where the environment or `.env` names servers, or for a command that needs no
    database. While `make run` runs, its servers are shared and mail goes to its catcher. A database without
    tables is made ready and gets the demo first. Whatever we say goes to standard error: what the command says
    may be read by a machine.

    Raises:
        SystemExit: the servers do not start, or the database cannot be made ready; with the one line to show.
    """
    options.load_env_file(paths.ROOT / ".env")
    wanted = needs(arguments)
    with contextlib.ExitStack() as held:
        if wanted is not Needs.NOTHING and _ours(os.environ):
            try:
                _begin(held, wanted)
            except StackError as refusal:
                raise SystemExit(str(refusal)) from refusal
            except OSError as problem:
                raise SystemExit(
                    f"The servers cannot run here: {places.reason(problem, paths.VAR)}"
                ) from problem
            except KeyboardInterrupt:
                raise SystemExit("Stopped before the command began; the next one goes on there.") from None
        yield


def _ours(variables: Mapping[str, str]) -> bool:
    """Tell whether the embedded servers are meant: a local clone where nobody names others.

    Raises:
        SystemExit: REDIS_URL alone is set, and the database would be one that nobody chose.
    """
    if variables.get("ENVIRONMENT", "local") == "production" or variables.get("DATABASE_URL"):
        return False
    if variables.get("REDIS_URL"):
        raise SystemExit(
            "REDIS_URL is set and DATABASE_URL is not: set both, or neither for the embedded servers."
        )
    return True


def _begin(held: contextlib.ExitStack, wanted: Needs) -> None:
    """Join or start the servers until ``held`` closes, and make a new database ready where it has to be."""
    lease = held.enter_context(Lease(paths.VAR))
    named = {"DATABASE_URL": lease.addresses.database_url, "REDIS_URL": lease.addresses.redis_url}
    owner_url = lease.addresses.database_owner_url
    if wanted is Needs.TABLES:
        # Not the owner's address: what works for the web and the worker must work with their rights.
        variables = {**os.environ, **named, "DATABASE_OWNER_URL": ""}
        home = Household(paths.VAR, Path(lease.addresses.place), owner_url, variables)
        home.prepare_if_new(Setup(paths.VAR / "log", lambda: False), _say)
    os.environ |= {**named, "DATABASE_OWNER_URL": owner_url}
    if clone.is_running(paths.VAR) and not os.environ.get("EMAIL_URL"):
        os.environ |= clone.state(paths.VAR).get("mail", {})


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

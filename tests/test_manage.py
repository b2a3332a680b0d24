"""The command line says in one line which setting is wrong, and what a database lacks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import ProgrammingError
from psycopg2 import sql

from portal.unready import why_unready

MANAGE = Path(__file__).parent.parent / "manage.py"
MIGRATE = (
    "Run `python manage.py migrate --database=owner` and `python manage.py grant_web_role`, then try again."
)


@contextmanager
def owner_of(address: str) -> Iterator[Any]:
    """Give a cursor there, outside any transaction."""
    link = psycopg2.connect(address)
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.close()


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command as an operator does, with nothing on standard input."""
    return subprocess.run(
        [sys.executable, str(MANAGE), *arguments],
        env={**os.environ, **variables},
        input="",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def database() -> Iterator[str]:
    """Return the address of a database that is there and empty, on the suite's own server."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"empty_{os.getpid()}"
    with owner_of(server.geturl()) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield server._replace(path=f"/{name}").geturl()
        owner.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_a_wrong_setting_is_one_line_without_a_traceback() -> None:
    found = manage("check", SWEEP_SECONDS="x")

    assert found.returncode == 1
    assert found.stderr == "SWEEP_SECONDS must be a whole number, not 'x'.\n"


@pytest.mark.parametrize(
    "command",
    [
        ["screen", "--council", "ptc"],
        ["verify_record"],
        ["grant_web_role"],
        ["add_member", "--council=ptc", "--email=x@example.org", "--name=X Y", "--role=councillor"],
    ],
    ids=lambda words: words[0],
)
def test_a_database_without_tables_is_one_line_that_says_what_to_do(
    database: str, command: list[str]
) -> None:
    found = manage(*command, DATABASE_URL=database, DATABASE_OWNER_URL=database)

    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == (
        f"The database lacks a table that this version needs: it has not been migrated. {MIGRATE}\n"
    )


def test_a_database_of_an_earlier_version_is_one_line_that_says_what_to_do(database: str) -> None:
    with owner_of(database) as owner:
        owner.execute("CREATE TABLE councils_council (id bigint)")

    found = manage("screen", "--council", "ptc", DATABASE_URL=database, DATABASE_OWNER_URL=database)

    assert (found.returncode, found.stderr) == (
        1,
        f"The database lacks a column that this version needs: it is of an earlier one. {MIGRATE}\n",
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("42501", "The database does not let this account do that. Run `python manage.py grant_web_role`"),
        ("28P01", "The database does not take this account's password. Correct DATABASE_URL."),
        ("23505", ""),
    ],
    ids=["may not", "password", "the program's own fault"],
)
def test_what_the_server_says_by_its_code_is_told_and_our_own_faults_are_not(code: str, said: str) -> None:
    error = ProgrammingError("permission denied for table councils_council")
    error.__cause__ = Coded(code)

    assert why_unready(error)[: len(said) or None] == said


class Coded(Exception):
    """What the driver raises: an error with PostgreSQL's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.pgcode = code


def test_a_database_that_does_not_answer_or_is_not_there_is_one_line(database: str) -> None:
    away = urlsplit(database)._replace(netloc="nobody@127.0.0.1:9").geturl()
    found = manage("verify_record", DATABASE_URL=away)
    assert found.returncode == 1
    assert found.stderr.startswith("The database does not answer at the address in DATABASE_URL.")
    assert found.stderr.count("\n") == 1

    missing = manage("verify_record", DATABASE_URL=f"{database}_not")

    assert missing.stderr == "There is no such database. Create it, or correct DATABASE_URL.\n"


def test_whoever_asks_for_the_traceback_gets_it(database: str) -> None:
    found = manage("screen", "--council", "ptc", "--traceback", DATABASE_URL=database)

    assert (found.returncode, "UndefinedTable" in found.stderr) == (1, True)

"""`manage.py` by hand: which commands want servers, which a ready database, and what a new database gets, once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from devstack import local, paths
from devstack.household import Household
from devstack.keeper import Lease, keeper_runs
from devstack.local import Needs
from devstack.processes import StackError, wait_until
from devstack.setting_up import Setup
from tests.devstack.test_keeper import execute

_BY_HAND = (
    "import sys; from pathlib import Path; from devstack import paths, local\n"
    "paths.VAR = Path(sys.argv.pop(1))\n"
    "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings'\n"
    "from django.core.management import execute_from_command_line\n"
    "with local.servers(sys.argv[1:]): execute_from_command_line(sys.argv)\n"
)
_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "WEB_ROLE", "DJANGO_SETTINGS_MODULE")


def by_hand(var: Path, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """Start what `manage.py` does, in a clone whose `var` is this one and where nobody set a variable."""
    others = {name: value for name, value in os.environ.items() if name not in _OURS}
    return subprocess.Popen(
        [sys.executable, "-c", _BY_HAND, str(var), *arguments],
        cwd=paths.ROOT,
        env={**others, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def lease(var: Path) -> Iterator[Lease]:
    """Give servers of their own."""
    with Lease(var) as held:
        yield held


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("", Needs.NOTHING),
        ("--version", Needs.NOTHING),
        ("--help", Needs.NOTHING),
        ("help migrate", Needs.NOTHING),
        ("create_council --help", Needs.NOTHING),
        ("check", Needs.NOTHING),
        ("check --deploy", Needs.NOTHING),
        ("check --database default", Needs.SERVERS),
        ("check --database=owner", Needs.SERVERS),
        ("collectstatic --noinput", Needs.NOTHING),
        ("compilemessages", Needs.NOTHING),
        ("makemigrations --check", Needs.SERVERS),
        ("showmigrations", Needs.SERVERS),
        ("migrate --database=owner", Needs.SERVERS),
        ("demo --list", Needs.NOTHING),
        ("triage --jsonl", Needs.NOTHING),
        ("train_screening ../data", Needs.NOTHING),
        ("demo --if-empty", Needs.TABLES),
        ("shell", Needs.TABLES),
        ("verify_record", Needs.TABLES),
        ("create_council --slug exampleton", Needs.TABLES),
    ],
)
def test_a_command_gets_the_servers_and_the_tables_that_it_needs(line: str, wanted: Needs) -> None:
    assert local.needs(line.split()) is wanted


def test_a_command_without_a_database_starts_nothing(var: Path) -> None:
    said, complained = by_hand(var, "demo", "--list").communicate(timeout=60)
    assert said.startswith("clerk@pitstone.example")
    assert complained == ""
    assert not (var / "stack.lock").exists()


@pytest.mark.parametrize(
    "variables",
    [{"DATABASE_URL": "postgres://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0"}],
    ids=["servers of one's own"],
)
def test_servers_that_somebody_names_are_used_as_they_are(var: Path, variables: dict[str, str]) -> None:
    process = by_hand(var, "verify_record", **variables)
    _, complained = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "connection" in complained
    assert not (var / "stack.lock").exists()


def test_a_broker_without_a_database_is_refused_in_one_line(var: Path) -> None:
    process = by_hand(var, "verify_record", REDIS_URL="redis://127.0.0.1:1/0")
    _, complained = process.communicate(timeout=60)
    assert process.returncode == 1
    assert complained == (
        "REDIS_URL is set and DATABASE_URL is not: set both, or neither for the embedded servers.\n"
    )


def test_servers_that_do_not_start_are_told_in_one_line(var: Path) -> None:
    var.write_text("a file is in the way")
    process = by_hand(var, "verify_record")
    said, complained = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, "")
    assert "cannot be written" in complained
    assert complained.count("\n") == 1
    var.unlink()


def test_two_commands_on_a_new_clone_fill_it_once_and_print_only_their_own_words(var: Path) -> None:
    question = (
        "from portal.councils.models import Council as C; print([c.slug for c in C.objects.order_by('slug')])"
    )
    both = [by_hand(var, "shell", "--verbosity=0", "--command", question) for _ in range(2)]
    answers = [process.communicate(timeout=240) for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert [said for said, _ in answers] == ["['pitstone', 'ptc']\n"] * 2
    line = "This clone's database is new: making its tables and loading the demo (once) ...\n"
    assert sorted(complained for _, complained in answers) == ["", line]
    assert wait_until(lambda: not keeper_runs(var), 30)  # for as long as the commands ran, not longer

    again = by_hand(var, "shell", "--verbosity=0", "--command", question)
    assert again.communicate(timeout=60) == ("['pitstone', 'ptc']\n", "")


def test_a_first_filling_that_was_killed_leaves_no_half_demo_and_is_begun_again(var: Path) -> None:
    with Lease(var) as lease:  # the servers stay while the command is killed
        place, owner = Path(lease.addresses.place), lease.addresses.database_owner_url
        first = by_hand(var, "verify_record")
        log = var / "log" / "setup-demo.log"
        assert wait_until(log.exists, 120)  # the tables are made, the demo is being loaded
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=30)
        assert not (place / "demo-loaded").exists()
        assert (place / "demo-begun").exists()
        assert execute(owner, "SELECT count(*) FROM councils_council") == [(0,)]

        second = by_hand(var, "verify_record")
        said, complained = second.communicate(timeout=240)
        assert second.returncode == 0, complained
        assert len(said.splitlines()) == 3  # the installation and two councils
        assert (place / "demo-loaded").exists()
        assert not (place / "demo-begun").exists()
        assert execute(owner, "SELECT slug FROM councils_council ORDER BY slug") == [("pitstone",), ("ptc",)]


class Told(Setup):
    """Notes what would be run, and does not run it."""

    def __init__(self) -> None:
        """Note nothing yet."""
        self.commands: list[str] = []

    def run(self, *commands: Sequence[str], variables: Mapping[str, str]) -> str:  # noqa: ARG002
        """Note the commands."""
        self.commands += [command[0] for command in commands]
        return ""


def household(lease: Lease) -> Household:
    """Give the household of these servers."""
    found = lease.addresses
    return Household(lease.var, Path(found.place), found.database_owner_url, dict(os.environ))


def test_a_database_in_which_somebody_made_a_table_is_left_as_it_is(lease: Lease) -> None:
    execute(lease.addresses.database_owner_url, "CREATE TABLE mine (number int)")
    setup, said = Told(), list[str]()
    assert household(lease).prepare_if_new(setup, said.append) is False
    assert (setup.commands, said) == ([], [])


def test_what_is_migrated_is_not_migrated_again_until_the_database_says_otherwise(lease: Lease) -> None:
    home, owner = household(lease), lease.addresses.database_owner_url
    execute(owner, "CREATE TABLE django_migrations AS SELECT generate_series(1, 3) AS id")
    for expected in (["migrate", "grant_web_role"], []):
        setup = Told()
        home.prepare(setup, print, demo=False)
        assert setup.commands == expected
    execute(owner, "DELETE FROM django_migrations WHERE id = 3")  # as going back by hand does
    setup = Told()
    home.prepare(setup, print, demo=False)
    assert setup.commands == ["migrate", "grant_web_role"]


def test_the_demo_is_loaded_once_and_never_where_it_is_not_wanted(lease: Lease) -> None:
    home = household(lease)
    for wanted, expected in ((False, []), (True, ["demo"]), (True, [])):
        setup, said = Told(), list[str]()
        home.prepare(setup, said.append, demo=wanted)
        assert [command for command in setup.commands if command == "demo"] == expected


def test_a_database_that_does_not_answer_is_told_in_words(tmp_path: Path) -> None:
    home = Household(tmp_path, tmp_path, "postgres://x@127.0.0.1:1/x", {})
    began = time.monotonic()
    with pytest.raises(StackError, match="The database does not answer"):
        home.prepare_if_new(Told(), print)
    assert time.monotonic() - began < 10

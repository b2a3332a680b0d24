"""The keeper: shared, killed, refused, and never a row lost."""

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from devstack import paths, places
from devstack.keeper import Lease, keeper_runs, read_addresses
from devstack.postgres import DATABASE
from devstack.processes import StackError, is_alive, unprivileged, wait_until
from tests.devstack.conftest import keeper_pid


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement in a session of its own."""
    with contextlib.closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def kill(pid: int) -> None:
    """Kill a process without any warning and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(pid), 10)


def postmaster_pid(var: Path) -> int:
    """Read the pid of the database server."""
    return int((var / "stack" / "pgdata" / "postmaster.pid").read_text().split()[0])


def test_the_last_user_s_release_stops_the_servers_and_the_next_start_finds_the_row(var: Path) -> None:
    with Lease(var) as lease:
        execute(lease.addresses.database_owner_url, "CREATE TABLE kept (word text)")
        execute(lease.addresses.database_owner_url, "INSERT INTO kept VALUES ('minutes')")
        with redis.Redis.from_url(lease.addresses.redis_url) as client:
            client.set("kept", "too")
        first = lease.addresses
    assert wait_until(lambda: not keeper_runs(var), 20)
    assert read_addresses(var) is None
    with pytest.raises(psycopg2.OperationalError):
        execute(first.database_owner_url, "SELECT 1")
    with Lease(var) as again:
        assert again.addresses == first
        assert execute(again.addresses.database_owner_url, "SELECT word FROM kept") == [("minutes",)]
        with redis.Redis.from_url(again.addresses.redis_url) as client:
            assert client.get("kept") == b"too"


def test_a_second_user_joins_what_runs_and_stops_nothing_by_leaving(var: Path) -> None:
    with Lease(var) as first:
        server = postmaster_pid(var)
        with Lease(var) as second:
            assert second.addresses == first.addresses
        time.sleep(1)  # the keeper looks four times a second
        assert postmaster_pid(var) == server
        assert execute(first.addresses.database_url, "SELECT 1") == [(1,)]


def test_two_users_who_start_at_the_same_moment_get_one_keeper(var: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from devstack.keeper import Lease\n"
        "with Lease(Path(sys.argv[1])) as lease: print((lease.var / 'stack.json').read_text()); input()"
    )
    users = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(var)],
            cwd=paths.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    try:
        told = [json.loads(user.stdout.readline()) for user in users if user.stdout]
    finally:
        for user in users:
            user.communicate("\n", timeout=20)
    assert len({answer["keeper"] for answer in told}) == 1
    assert len({answer["database_url"] for answer in told}) == 1


def test_a_killed_keeper_takes_its_servers_along_and_a_renewed_lease_loses_nothing(var: Path) -> None:
    with Lease(var) as lease:
        execute(lease.addresses.database_owner_url, "CREATE TABLE kept AS SELECT 7 AS number")
        kill(keeper_pid(var))
        assert lease.renew() is False  # the addresses are the same
        assert execute(lease.addresses.database_owner_url, "SELECT number FROM kept") == [(7,)]
        assert lease.renew() is False


def test_a_killed_postmaster_is_started_again_with_every_row(var: Path) -> None:
    with Lease(var) as lease:
        execute(lease.addresses.database_owner_url, "CREATE TABLE kept AS SELECT generate_series(1, 500)")
        before = postmaster_pid(var)
        kill(before)

        def is_back() -> bool:
            with contextlib.suppress(psycopg2.OperationalError, OSError, IndexError):
                execute(lease.addresses.database_url, "SELECT 1")
                return postmaster_pid(var) != before
            return False

        assert wait_until(is_back, 30, pause=0.1)
        assert execute(lease.addresses.database_owner_url, "SELECT count(*) FROM kept") == [(500,)]


def test_everything_killed_at_once_starts_again_with_every_row(var: Path) -> None:
    lease = Lease(var)
    execute(lease.addresses.database_owner_url, "CREATE TABLE kept AS SELECT generate_series(1, 500)")
    pids = [keeper_pid(var), postmaster_pid(var)]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    lease.release()
    with Lease(var) as again:
        assert execute(again.addresses.database_owner_url, "SELECT count(*) FROM kept") == [(500,)]


def test_data_of_another_major_version_are_refused_in_one_line_and_left_alone(var: Path) -> None:
    account = unprivileged()
    place = places.choose(var, account)
    (place / "pgdata").mkdir()
    (place / "pgdata" / "PG_VERSION").write_text("9\n")
    (place / "credentials.json").write_text(
        '{"superuser_password": "a", "owner_password": "b", "web_password": "c", "valkey_password": "d",'
        ' "postgres_port": 1, "valkey_port": 2}'
    )
    with pytest.raises(StackError) as refusal:
        Lease(var)
    assert "were written by PostgreSQL 9" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert sorted(file.name for file in (place / "pgdata").iterdir()) == ["PG_VERSION"]


def test_data_without_their_passwords_are_refused_in_one_line(var: Path) -> None:
    with Lease(var):
        pass
    assert wait_until(lambda: not keeper_runs(var), 20)
    (var / "stack" / "credentials.json").unlink()
    with pytest.raises(StackError, match=r"credentials\.json is missing or damaged"):
        Lease(var)


def test_the_addresses_are_for_us_alone_and_open_nothing_without_the_password(var: Path) -> None:
    with Lease(var) as lease:
        assert stat.S_IMODE((var / "stack.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((var / "stack" / "credentials.json").stat().st_mode) == 0o600
        address = urlsplit(lease.addresses.database_url)
        for password in ("", "wrong"):
            with pytest.raises(psycopg2.OperationalError):
                psycopg2.connect(
                    host="127.0.0.1",
                    port=address.port,
                    user=address.username,
                    password=password,
                    dbname=DATABASE,
                    passfile="/dev/null",
                )
        broker = urlsplit(lease.addresses.redis_url)
        with redis.Redis(port=broker.port or 0) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_the_owner_makes_tables_and_databases_and_the_web_role_makes_nothing(var: Path) -> None:
    with Lease(var) as lease:
        owner, web = lease.addresses.database_owner_url, lease.addresses.database_url
        execute(owner, "CREATE TABLE owned (number int)")
        execute(owner, "CREATE EXTENSION unaccent")
        with contextlib.closing(psycopg2.connect(owner)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("CREATE DATABASE of_a_test")
                cursor.execute("SET ROLE portal_web")
        for statement in (
            "CREATE TABLE mine (number int)",
            "CREATE TEMPORARY TABLE mine (number int)",
            "CREATE SCHEMA mine",
            "SELECT * FROM owned",
            "CREATE ROLE another",
            "SET ROLE portal_owner",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                execute(web, statement)


def test_the_broker_keeps_what_it_is_told_and_never_evicts(var: Path) -> None:
    with Lease(var) as lease, redis.Redis.from_url(lease.addresses.redis_url) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to a user who may find the clone closed")
def test_a_clone_that_the_server_s_user_cannot_enter_has_its_data_elsewhere(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = var.parent.with_name(f"{var.parent.name}-outside")
    outside.mkdir(mode=0o755)
    monkeypatch.setenv("PORTAL_DATA_ELSEWHERE", str(outside))
    var.parent.chmod(0o700)
    try:
        with Lease(var) as lease:
            place = Path(lease.addresses.place)
            assert place == places.elsewhere(var)
            assert place.is_relative_to(outside)
            assert (place / "pgdata" / "PG_VERSION").exists()
            assert execute(lease.addresses.database_url, "SELECT 1") == [(1,)]
        assert wait_until(lambda: not keeper_runs(var), 20)
    finally:
        shutil.rmtree(outside)


def test_a_var_that_cannot_be_made_gives_one_line(var: Path) -> None:
    var.write_text("a file is in the way")
    with pytest.raises(StackError) as refusal:
        Lease(var)
    assert "cannot be written" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    var.unlink()

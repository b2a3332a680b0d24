"""The servers of the suite itself."""

import fcntl
import os
import time
from pathlib import Path

from devstack.pytest_plugin import media_of_worker, redis_url_of_worker, remove_leftovers


def test_each_worker_has_a_broker_database_of_its_own() -> None:
    assert redis_url_of_worker("redis://:p@127.0.0.1:1/0", "gw0") == "redis://:p@127.0.0.1:1/1"
    assert redis_url_of_worker("redis://:p@127.0.0.1:1/0", "gw11") == "redis://:p@127.0.0.1:1/12"


def test_each_worker_keeps_its_files_apart() -> None:
    assert media_of_worker("/var/media", "gw1") == "/var/media/gw1"


def test_what_a_killed_run_left_is_removed_and_a_running_one_s_is_not(tmp_path: Path) -> None:
    old = time.time() - 3600
    for name in ("killed", "running", "fresh"):
        directory = tmp_path / f"proper-channels-test-{name}"
        directory.mkdir()
        (directory / "lock").touch()
        if name != "fresh":
            os.utime(directory, (old, old))
    with (tmp_path / "proper-channels-test-running" / "lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        removed = remove_leftovers(tmp_path)
    assert removed == [tmp_path / "proper-channels-test-killed"]
    assert sorted(d.name for d in tmp_path.iterdir()) == [
        "proper-channels-test-fresh",
        "proper-channels-test-running",
    ]


def test_no_mail_server_and_no_council_can_be_reached_from_a_test() -> None:
    assert os.environ["EMAIL_URL"] == "smtp://127.0.0.1:1"
    assert os.environ["ENVIRONMENT"] == "local"
    assert os.environ["JOURNAL_URL"] == ""

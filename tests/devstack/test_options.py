"""What `make run` accepts and refuses before it starts anything."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from devstack import clone, options, paths
from devstack.children import Child, Tail
from devstack.processes import StackError, is_alive, wait_until


def test_without_any_variable_everything_is_embedded() -> None:
    assert options.read({}) == options.Options(
        port=8000, production=False, embedded=True, catches_mail=True, workers=2
    )


def test_named_servers_are_used_and_nothing_is_embedded() -> None:
    chosen = options.read({"DATABASE_URL": "postgres://x", "REDIS_URL": "redis://x", "EMAIL_URL": "smtp://x"})
    assert (chosen.embedded, chosen.catches_mail) == (False, False)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"PORT": "http"}, "PORT must be a whole number from 1 to 65535, not 'http'"),
        ({"PORT": "0"}, "PORT must be a whole number"),
        ({"PORT": "65536"}, "PORT must be a whole number"),
        ({"PORT": "²"}, "PORT must be a whole number"),
        ({"WEB_WORKERS": "many"}, "WEB_WORKERS must be"),
        ({"DATABASE_URL": "postgres://x"}, "DATABASE_URL is set and REDIS_URL is not"),
        ({"REDIS_URL": "redis://x"}, "REDIS_URL is set and DATABASE_URL is not"),
        ({"ENVIRONMENT": "production"}, "ENVIRONMENT=production needs DATABASE_URL and REDIS_URL"),
    ],
)
def test_a_wrong_variable_is_named(variables: dict[str, str], told: str) -> None:
    with pytest.raises(StackError, match=f"^{told}"):
        options.read(variables)


def test_a_busy_port_is_named_with_what_to_type_instead() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StackError) as refusal:
            options.listening_addresses(port)
    assert f"Port {port} is in use by another program" in str(refusal.value)
    assert "make run PORT=" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_clone_is_run_once_and_says_where(tmp_path: Path) -> None:
    with clone.take(tmp_path):
        clone.write_state(tmp_path, 8123, {})
        assert clone.is_running(tmp_path)
        with pytest.raises(StackError, match=r"runs already, at http://localhost:8123/"):
            clone.take(tmp_path)
    assert not clone.is_running(tmp_path)
    clone.take(tmp_path).close()


def test_a_child_that_dies_is_started_again_after_a_wait_that_grows(tmp_path: Path) -> None:
    child = Child("brief", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "brief.log")
    child.start({})
    lines: list[str] = []

    def three_lines() -> bool:
        if line := child.watch({}):
            lines.append(line)
        return len(lines) == 3

    assert wait_until(three_lines, 20)
    child.stop()
    assert "brief ended (exit code 3) and starts again in 0.5 s" in lines[0]
    assert lines[1] == "brief was started again"
    assert "starts again in 1 s" in lines[2]


def test_a_child_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from devstack.children import Child\n"
        "child = Child('sleeper', ['sleep', '60'], Path(sys.argv[1])); child.start({'PATH': '/usr/bin:/bin'})\n"
        "print(child.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "log")], cwd=paths.ROOT, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert is_alive(pid)
    parent.kill()
    parent.wait()
    if sys.platform.startswith("linux"):
        assert wait_until(lambda: not is_alive(pid), 5)


def test_warnings_and_whole_tracebacks_are_shown_and_the_rest_is_not(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("ERROR of yesterday\n")
    tail = Tail(log)
    with log.open("a") as file:
        file.write(
            "INFO fine\nWARNING look\nTraceback (most recent call last):\n  File x\nKeyError: 'y'\nINFO on\nhalf"
        )
    assert list(tail.news()) == [
        "WARNING look",
        "Traceback (most recent call last):",
        "  File x",
        "KeyError: 'y'",
    ]
    assert list(tail.news()) == []

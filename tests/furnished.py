"""A database with every table in it, made once for all portals that the suite starts on servers of their own.

To migrate from nothing takes most of a minute, and each portal of a journey would begin with it. That migrating works
from nothing is tested where that is the question: tests/devstack/test_local.py starts a clone as a new user does.
"""

import fcntl
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from devstack import credentials
from devstack.household import MIGRATE
from devstack.processes import unprivileged
from devstack.servers import Servers
from devstack.setting_up import Setup

_PARTS = ("pgdata", "credentials.json")


def furnish(place: Path) -> None:
    """Put a database that has all tables and the web role's rights into ``place``, an existing directory.

    Its servers have ports of their own and are opened by the passwords of the one that was made first. Raises
    StackError where that one could not be made.
    """
    source = Path(settings.MEDIA_ROOT).parent / "furnished"
    source.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (source / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other worker waits, and then finds it made
        if not (source / "made").exists():
            _make(source)
    for part in _PARTS:
        # cp and not shutil: as root it keeps the user whom PostgreSQL runs as.
        subprocess.run(["cp", "-a", str(source / part), str(place)], check=True)
    opened_by = credentials.load(source)
    postgres, valkey = credentials.free_port(), credentials.free_port()
    credentials.save(place, replace(opened_by, postgres_port=postgres, valkey_port=valkey))


def _make(source: Path) -> None:
    """Make tables and rights in a place of its own; what a killed run left half done is made anew."""
    for part in _PARTS:
        found = source / part
        shutil.rmtree(found) if found.is_dir() else found.unlink(missing_ok=True)
    servers = Servers(source, source / "log", unprivileged(), throw_away=True)
    servers.start()
    try:
        addresses = servers.addresses
        named = {"DATABASE_URL": addresses.database_url, "DATABASE_OWNER_URL": addresses.database_owner_url}
        variables = {**os.environ, **named, "REDIS_URL": addresses.redis_url}
        Setup(source / "log", lambda: False).run(*MIGRATE, variables=variables)
    finally:
        servers.stop()
    (source / "made").touch()

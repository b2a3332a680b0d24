"""For `manage.py` by hand: the clone's own servers, without anybody setting a variable.

from devstack import local
with local.servers():
    execute_from_command_line(sys.argv)
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from devstack import clone, options, paths
from devstack.keeper import Lease

_OWN_SERVERS = ("DATABASE_URL", "REDIS_URL")


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """Run the clone's servers for the time of a block and name them in the environment.

    Nothing happens where the environment or `.env` names servers, and never in production. While `make run`
    runs, its servers are shared and mail goes to its catcher.

    Raises:
        StackError: the servers do not start; the text is the one line to show.
    """
    options.load_env_file(paths.ROOT / ".env")
    production = os.environ.get("ENVIRONMENT", "local") == "production"
    if production or any(os.environ.get(name) for name in _OWN_SERVERS):
        yield
        return
    with Lease(paths.VAR) as lease:
        os.environ |= {
            "DATABASE_URL": lease.addresses.database_url,
            "DATABASE_OWNER_URL": lease.addresses.database_owner_url,
            "REDIS_URL": lease.addresses.redis_url,
        }
        if clone.is_running(paths.VAR) and not os.environ.get("EMAIL_URL"):
            os.environ |= clone.state(paths.VAR).get("mail", {})
        yield

#!/usr/bin/env python3
"""Django's command line for Proper Channels."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import Error as DatabaseError

from portal.unready import why_unready


def servers(arguments: list[str]) -> AbstractContextManager[object]:
    """Return the embedded servers of a development clone; in production there is no devstack, and nothing happens."""
    if find_spec("devstack") is None:
        return nullcontext()
    found: AbstractContextManager[object] = import_module("devstack.local").servers(arguments)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    with servers(sys.argv[1:]):
        try:
            execute_from_command_line(sys.argv)
        except ImproperlyConfigured as problem:
            # The operator's mistake, not the program's: its sentence names the variable.
            sys.exit(str(problem))
        except DatabaseError as problem:
            why = why_unready(problem)
            if not why or "--traceback" in sys.argv:
                raise
            sys.exit(why)

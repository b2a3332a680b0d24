"""Run several commands of `manage.py` in one process: loading Django takes longer than most of them.

`python -m devstack.commanding migrate --noinput -- grant_web_role`
"""

from __future__ import annotations

import gc
import os
import sys

from django.core.management import execute_from_command_line

SEPARATOR = "--"
_SELDOM = 300_000
"""New objects between two looks for garbage: migrating from nothing makes millions, next to none of them garbage."""


def split(arguments: list[str]) -> list[list[str]]:
    """Cut a command line into the commands between the separators."""
    commands: list[list[str]] = [[]]
    for argument in arguments:
        if argument == SEPARATOR:
            commands.append([])
        else:
            commands[-1].append(argument)
    return [command for command in commands if command]


def main(arguments: list[str]) -> None:
    """Run the commands in turn; the first that fails ends the process with its own exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    gc.set_threshold(_SELDOM)
    for command in split(arguments):
        execute_from_command_line(["manage.py", *command])


if __name__ == "__main__":
    main(sys.argv[1:])

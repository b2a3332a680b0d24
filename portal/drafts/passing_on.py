"""The upward call where an item is begun from another: what the floors above know of the one holds for the other too.

Settings list PASSED_ON as dotted paths. Each runs in the transaction of the beginning, keeps what holds for the new
item as well, and answers what the entry of the beginning says of it. An exception ends the beginning.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portal.councils.people import Person
from portal.drafts.models import Communication

PassingOn = Callable[[Person, Communication, Communication], Mapping[str, Any]]
"""(who begins it, what it is begun from, what was begun) -> facts for the record."""


@cache
def _listed(paths: tuple[str, ...]) -> tuple[PassingOn, ...]:
    return tuple(import_string(path) for path in paths)


def pass_on(*, actor: Person, source: Communication, made: Communication) -> dict[str, Any]:
    """Pass on to ``made`` what is known of ``source``; returns the facts that the caller records with the beginning."""
    facts: dict[str, Any] = {}
    for each in _listed(tuple(settings.PASSED_ON)):
        facts |= each(actor, source, made)
    return facts

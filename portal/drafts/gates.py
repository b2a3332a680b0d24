"""The upward call: what the floors above may refuse before somebody drafts or saves.

Settings list DRAFTING_GATES as dotted paths. A gate reads only the database and answers a reason, or "" for yes.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.refusals import NotYours

DraftingGate = Callable[[Person, str, Communication | None], str]
"""(who, kind, the communication or None before there is one) -> why not, or ''."""


@cache
def _gates(paths: tuple[str, ...]) -> tuple[DraftingGate, ...]:
    return tuple(import_string(path) for path in paths)


def why_not_draft(person: Person, kind: str, communication: Communication | None = None) -> str:
    """Return the first gate's reason against ``person`` writing in this kind (or this very item), or ''."""
    for gate in _gates(tuple(settings.DRAFTING_GATES)):
        if reason := gate(person, kind, communication):
            return reason
    return ""


def pass_drafting_gates(person: Person, kind: str, communication: Communication | None = None) -> None:
    """Raise NotYours with the first gate's reason, if any gate has one."""
    if reason := why_not_draft(person, kind, communication):
        raise NotYours(reason, "Nothing you typed is lost. Ask the clerk.")

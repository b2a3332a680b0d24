"""The upward call: what the floors above may refuse before somebody drafts or saves, and whom they keep out of an item.

Settings list DRAFTING_GATES as dotted paths. A gate reads only the database and answers a reason, or "" for yes.
READING_GATES are asked which items are closed to somebody who reads the council's business, BARRING_GATES which are
closed even to somebody who had a part in them.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from portal.councils.people import Person
from portal.drafts.content import Content
from portal.drafts.models import Communication
from portal.refusals import NotYours


class DraftingGate(Protocol):
    """Who, which kind, the communication (None before there is one), what is to be saved in it -> why not, or ''.

    ``content`` is None where nothing is saved now: the gate then reads what was saved last. At the first save there is
    nothing else to read.
    """

    def __call__(
        self, person: Person, kind: str, communication: Communication | None, content: Content | None, /
    ) -> str: ...


ReadingGate = Callable[[Person], "QuerySet[Any, Any] | None"]
"""Who -> the keys of the communications that are closed to them though they read all, as a query; None: nothing is."""


@cache
def _reading_gates(paths: tuple[str, ...]) -> tuple[ReadingGate, ...]:
    return tuple(import_string(path) for path in paths)


def closed_to(person: Person) -> Q:
    """Return the condition on a communication that a gate closes it to ``person``. No query of its own."""
    closed = Q(pk__in=[])
    for gate in _reading_gates(tuple(settings.READING_GATES)):
        if (keys := gate(person)) is not None:
            closed |= Q(pk__in=keys)
    return closed


def barred_to(person: Person) -> Q | None:
    """Return the condition on a communication that ``person`` may not read it though they have a part in it.

    None where nothing can be barred to them, as for the clerk. No query of its own.
    """
    barred = [
        keys for gate in _reading_gates(tuple(settings.BARRING_GATES)) if (keys := gate(person)) is not None
    ]
    condition = Q(pk__in=[])
    for keys in barred:
        condition |= Q(pk__in=keys)
    return condition if barred else None


def closed_keys(person: Person) -> "QuerySet[Any, Any] | None":
    """Return the keys of all items that any gate closes to ``person``, with a part in them or without; None for none.

    For `pk__in` alone: it may be a union. No query of its own.
    """
    paths = (*settings.READING_GATES, *settings.BARRING_GATES)
    found = [keys for gate in _reading_gates(paths) if (keys := gate(person)) is not None]
    return found[0].union(*found[1:], all=True) if found else None


def nothing_closed_to(person: Person) -> bool:
    """Return whether no gate closes any item of the council to ``person``, with a part in it or without. No query."""
    return closed_keys(person) is None


ConfidentialItems = Callable[[int], "QuerySet[Any, Any]"]
"""A council's id -> the keys of the communications that are about something which is not public yet, as a query."""


@cache
def _confidential(paths: tuple[str, ...]) -> tuple[ConfidentialItems, ...]:
    return tuple(import_string(path) for path in paths)


def confidential_items(council_id: int) -> "QuerySet[Communication]":
    """Return the council's items whose titles stay in the house, whoever reads them there. No query of its own."""
    told = Q(pk__in=[])
    for items in _confidential(tuple(settings.CONFIDENTIAL_ITEMS)):
        told |= Q(pk__in=items(council_id))
    return Communication.objects.filter(told, council_id=council_id)


@cache
def _public_outputs(path: str) -> Callable[[], Sequence[str]]:
    found: Callable[[], Sequence[str]] = import_string(path)
    return found


def public_outputs() -> Sequence[str]:
    """Return the outputs whose readers are the public: neither an editor's mail nor a letter is one. No query.

    settings.PUBLIC_OUTPUTS names who knows: connectors say it of themselves, in a room above this one.
    """
    return _public_outputs(settings.PUBLIC_OUTPUTS)()


@cache
def _gates(paths: tuple[str, ...]) -> tuple[DraftingGate, ...]:
    return tuple(import_string(path) for path in paths)


def why_not_draft(
    person: Person, kind: str, communication: Communication | None = None, content: Content | None = None
) -> str:
    """Return the first gate's reason against ``person`` writing in this kind (this very item, this in it), or ''."""
    for gate in _gates(tuple(settings.DRAFTING_GATES)):
        if reason := gate(person, kind, communication, content):
            return reason
    return ""


def pass_drafting_gates(
    person: Person, kind: str, communication: Communication | None = None, content: Content | None = None
) -> None:
    """Raise NotYours with the first gate's reason, if any gate has one."""
    if reason := why_not_draft(person, kind, communication, content):
        raise NotYours(reason, "Nothing you typed is lost. Ask the clerk.")

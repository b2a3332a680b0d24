"""What a closed item is about: it opens a confidential matter, or belongs to one that there is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from policies.matters.knowing import known_to
from policies.matters.opening import Noted, write_matter
from policies.models import AgendaItem, Matter, MatterAccess
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Role
from portal.councils.recording import entry_by
from portal.records.ledger import Entry
from portal.refusals import Refusal

_LONGEST = 200
_MOTION = re.compile(
    r"(?:[\w’']+ ){0,6}exclu\w+ (?:of )?(?:the )?(?:press|public)(?: and (?:the )?(?:press|public))?"
    r"(?: from the meeting)?\W*",
    re.IGNORECASE,
)
"""The resolution to exclude the public (Public Bodies (Admission to Meetings) Act 1960 s.1(2)): no business itself."""


@dataclass(frozen=True)
class Shut:
    """A closed item as it was noted; ``matter_id`` is the matter that the clerk chose for it, if they chose one."""

    row: AgendaItem
    matter_id: int | None = None


def choices_for(person: Person) -> dict[str, int]:
    """Return the matters that ``person`` may know of and a closed item can be about: keys by titles. One query."""
    rows = known_to(person).filter(_SHUT, closed_at__isnull=True).order_by("-opened_at", "-pk")
    return dict(rows.values_list("title", "pk")[:MOST_CHOICES])


MOST_CHOICES = 2000
_SHUT = Q(released_on__isnull=True) | Q(decision_only=True)


def confide(actor: Person, items: Sequence[Shut]) -> list[Entry]:
    """Give each closed item its matter; returns what the caller records. An item that has one keeps it.

    Without a choice that is the confidential matter of the item's title, opened where there is none. It is known to
    those who read the item (policies.meetings.seeing): the clerk, the chairman, and who entered it. The caller has
    moved the council's circumstances on and holds the meeting. Raises Refusal where the chosen matter is not there.
    """
    entries: list[Entry] = []
    for shut in items:
        row = shut.row
        if shut.matter_id is not None and shut.matter_id != row.matter_id:
            matter = _chosen(actor, shut.matter_id)
        elif row.matter_id is not None or _MOTION.fullmatch(row.title):
            continue
        else:
            matter, opened = _named_by(actor, row)
            entries += opened
        AgendaItem.objects.filter(pk=row.pk).update(matter=matter)
        row.matter = matter
        entries.append(entry_by(actor, "closed_item_linked", "matter", matter.pk, item=row.pk))
    return entries


def _chosen(actor: Person, matter_id: int) -> Matter:
    found = known_to(actor).filter(_SHUT, pk=matter_id, closed_at__isnull=True).first()
    if found is None:
        raise Refusal(
            "The matter that you chose is closed or released.",
            "Nothing was changed. Choose another, or none: then one is opened under the item’s title.",
        )
    return found


def _named_by(actor: Person, row: AgendaItem) -> tuple[Matter, list[Entry]]:
    """Return the confidential matter of the item's title, opened now where ``actor`` knows of none, with its record."""
    for title in _titles(row):
        rows = Matter.objects.annotate(lowered=Lower("title"))
        taken = rows.filter(council=actor.council, lowered=Lower(Value(title)))
        if not taken.exists():
            return _open(actor, row, title)
        known = known_to(actor).filter(pk__in=taken.values("pk"))
        if found := known.filter(closed_at__isnull=True, released_on__isnull=True).first():
            return found, []
    raise AssertionError("there is always another title")


def _titles(row: AgendaItem) -> Iterable[str]:
    """Yield what the matter may be called: the item's title, then that with its reference, until one is free.

    A single word would stop every text that holds it, so that it never stands alone.
    """
    title, day = row.title.strip(" .:;"), row.meeting.held_on
    if " " in title:
        yield title[:_LONGEST]
    for number in count(1):
        again = f", {number}" if number > 1 else ""
        mark = f" ({row.reference}, {day.day} {day:%B %Y}{again})"
        yield title[: _LONGEST - len(mark)] + mark


def _open(actor: Person, row: AgendaItem, title: str) -> tuple[Matter, list[Entry]]:
    matter, entry = write_matter(actor, Noted(title=title, named_access_only=True), item=row.pk)
    now = in_office(timezone.now())
    chairs = Membership.objects.filter(now, council=actor.council, role=Role.CHAIR)
    named = {*chairs.values_list("pk", flat=True)}
    if not actor.is_clerk:
        named.add(actor.membership.pk)
    MatterAccess.objects.bulk_create(
        MatterAccess(matter=matter, member_id=key, given_by=actor.membership) for key in sorted(named)
    )
    given = [entry_by(actor, "matter_access_given", "matter", matter.pk, member=key) for key in sorted(named)]
    return matter, [entry, *given]

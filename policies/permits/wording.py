"""A permission in words: what it is for, named as the reader may know it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from policies.matters.knowing import known_to
from policies.models import Position
from portal.channels.models import Channel
from portal.councils.models import Permission
from portal.councils.people import Person
from portal.drafts.access import visible_to
from portal.drafts.kinds import KINDS

Scope = Permission.Scope
_CLOSED = "something that is not open to you"


@dataclass(frozen=True)
class Told:
    """A permission with what it is for, and how it stands: in force, to come, or over."""

    permission: Permission
    what: str
    standing: str

    @property
    def is_over(self) -> bool:
        """Return whether it ended or ran out."""
        return self.standing in {"ended", "ran out"}


def told(permissions: Iterable[Permission], reader: Person) -> list[Told]:
    """Return the permissions in words for ``reader``, to whom nothing closed is named. Four queries at most."""
    rows = list(permissions)
    now = timezone.now()
    named = _Names(rows, reader)
    return [Told(row, named.words(row), standing_of(row, now)) for row in rows]


def standing_of(row: Permission, now: datetime) -> str:
    """Return how it stands at ``now``, in a word or two."""
    if row.ended_at is not None and row.ended_at != row.until:
        return "ended"
    if row.until is not None and row.until <= now:
        return "ran out"
    return "to come" if row.starts_at > now else "in force"


class _Names:
    """The names of what permissions are for, read at once."""

    def __init__(self, rows: Sequence[Permission], reader: Person) -> None:
        council_id = reader.council.pk
        self.channels = _names(rows, "channel_id", Channel.objects.filter(council_id=council_id), "name")
        self.matters = _names(rows, "matter_id", known_to(reader), "title")
        positions = Position.objects.filter(council_id=council_id)
        self.positions = _names(rows, "position_id", positions, "title")
        self.items = _names(rows, "communication_id", visible_to(reader), "title")

    def words(self, row: Permission) -> str:
        """Return what ``row`` permits."""
        kind = KINDS.get(row.subject)
        called = (kind.label if kind else row.subject).lower()
        channel = self.channels.get(row.channel_id or 0, "a channel")
        about = f" about “{self.matters.get(row.matter_id, _CLOSED)}”" if row.matter_id else ""
        match row.scope:
            case Scope.DRAFT_KIND:
                return f"Draft: {called}{about}" + (f", for {channel} only" if row.channel_id else "")
            case Scope.SPEAK:
                return f"Speak for the council{about}"
            case Scope.POST:
                return f"Post on {channel}{about}" + (f": {called} only" if row.subject else "")
            case Scope.MANAGE:
                return f"Manage the account {channel}, and post there"
            case Scope.QUOTE:
                return self._quoted(row)
        return f"Share {self._shared(row)} with {row.shared_with or 'somebody whose name was erased'}"

    def _quoted(self, row: Permission) -> str:
        if row.position_id is None:
            return "Quote any agreed position"
        return f"Quote the agreed position “{self.positions.get(row.position_id, _CLOSED)}”"

    def _shared(self, row: Permission) -> str:
        if row.communication_id:
            return f"“{self.items.get(row.communication_id, _CLOSED)}”"
        if row.matter_id:
            return f"the papers about “{self.matters.get(row.matter_id, _CLOSED)}”"
        return f"“{row.document}”" if row.document else "a document whose name was erased"


def _names(rows: Sequence[Permission], key: str, named: "QuerySet[Any]", name: str) -> dict[int, str]:
    wanted = {getattr(row, key) for row in rows} - {None}
    return dict(named.filter(pk__in=wanted).values_list("pk", name)) if wanted else {}

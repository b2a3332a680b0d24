"""What others ask of somebody before an item is decided: to read it, their view, their agreement. One list."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import DateTimeField, F, Value

from approvals.consulting.listing import views_waiting_for
from approvals.reviewers.listing import reviews_waiting_for
from approvals.routes.listing import steps_waiting_for
from portal.councils.people import Person
from portal.drafts.kinds import KINDS

LATEST = datetime.max.replace(tzinfo=UTC)
MOST = 20
"""Of what waits that the page shows; the rest comes up as these are answered."""


@dataclass(frozen=True)
class Wait:
    """One thing that waits: the address that opens it, by name and key, about which item; until when, if it ends."""

    address: str
    pk: int
    title: str
    kind: str
    until: datetime | None
    slug: str
    council_name: str

    @property
    def label(self) -> str:
        """Return the kind of the item in words."""
        return KINDS[self.kind].label

    @property
    def wants(self) -> str:
        """Return what is wanted."""
        return {
            "reviewer_read": "Your comments",
            "consultation": "Your view",
            "route_step": "Your agreement",
        }[self.address]


def waits_for(*people: Person) -> list[Wait]:
    """Return what waits for ``people``, each in their council: what has no end first, then the first to end.

    One query, however many they are; none for nobody.
    """
    if not people:
        return []
    first, *others = [
        rows.order_by().values_list(
            Value(address),
            "pk",
            "communication__title",
            "communication__kind",
            until,
            "council__slug",
            "council__name",
        )
        for person in people
        for address, rows, until in (
            ("reviewer_read", reviews_waiting_for(person), F("until")),
            ("consultation", views_waiting_for(person), F("wait_until")),
            ("route_step", steps_waiting_for(person), Value(None, output_field=DateTimeField())),
        )
    ]
    found = first.union(*others, all=True)
    return sorted(
        (Wait(*row) for row in found[:MOST]), key=lambda one: (one.until is not None, one.until or LATEST)
    )

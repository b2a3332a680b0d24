"""The history of a case as the ledger has it: for its own page and its pack alone."""

from dataclasses import dataclass
from datetime import datetime

from moderation.conduct.seeing import ABOUT
from moderation.models import ConductCase
from portal.records.models import LedgerEntry
from portal.records.verbs import VERBS

MOST = 200
"""Steps that its page shows."""


@dataclass(frozen=True)
class Step:
    """One entry: its number, when, who, what, its hash."""

    number: int
    at: datetime
    who: str
    did: str
    sha256: str


def history_of(case: ConductCase, most: int | None = MOST) -> list[Step]:
    """Return what was done in ``case`` last, ``most`` steps or all of them, the first of these first. One query."""
    rows = LedgerEntry.objects.filter(council_id=case.council_id, object_type=ABOUT, object_id=case.pk)
    return [
        Step(row.number, row.at, row.actor_name, VERBS.get(row.verb, row.verb), row.hash)
        for row in reversed(rows.order_by("-number")[:most])
    ]

"""Whom a period touches: a poll in one ward touches first of all who sits for it."""

from enum import Enum, auto

from policies.concerning import ward_key
from policies.models import Period
from portal.councils.people import Person


class Ground(Enum):
    """Where a period holds, as one person of the council sees it."""

    EVERYWHERE = auto()
    THEIRS = auto()
    ANOTHER = auto()
    UNKNOWN = auto()
    """It holds in one ward, and of the person none is noted: staff, or a council that notes no wards."""


def ground_of(period: Period, person: Person) -> Ground:
    """Return whether ``period`` holds everywhere, in the ward of ``person``, or in another. No query."""
    if not period.ward:
        return Ground.EVERYWHERE
    mine = ward_key(person.membership.ward)
    if not mine:
        return Ground.UNKNOWN
    return Ground.THEIRS if mine == ward_key(period.ward) else Ground.ANOTHER

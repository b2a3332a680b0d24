"""What stands beside the rows of the queue: who may be chosen, what is kept, what waits in other councils."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from approvals.filtering import Choosable, choosable
from approvals.queue import reading_elsewhere, waiting_for
from approvals.saving_filters import Kept, filters_of
from portal.councils.models import Council, Membership
from portal.councils.people import Person, people_of
from portal.paging import LongList
from portal.together import ask_together, counted_to


@dataclass(frozen=True)
class Beside:
    """What the queue of one council shows beside its rows.

    ``elsewhere`` names the person's other councils in which reviews wait for them, with their number. ``memberships``
    are all of theirs, for the menu of councils; none where they serve this one alone.
    """

    members: list[Choosable]
    kept: list[Kept]
    elsewhere: list[tuple[Council, int]]
    memberships: list[Membership]


def beside(person: Person, pages: LongList) -> Beside:
    """Return what stands beside ``pages`` of the person's queue, and let them know how many rows they have.

    One query, two for somebody who serves another council too.
    """
    everywhere = people_of(person.user_id) if person.serves_others else []
    others = reading_elsewhere(person, everywhere)
    rows: QuerySet[Any] = pages.object_list  # type: ignore[assignment]
    members, kept, waiting, *counted = ask_together(
        choosable([person.council.pk]),
        filters_of(person).values_list("name", "query"),
        waiting_for(others),
        *([counted_to(rows, pages.counts_to)] if pages.counts_to else ()),
    )
    if counted:
        pages.count = int(counted[0][0][0])
    numbers = {int(council): int(number) for council, number in waiting}
    return Beside(
        members=[Choosable(*row[:3]) for row in members],
        kept=[Kept(*row) for row in kept],
        elsewhere=[(one.council, numbers[one.council.pk]) for one in others if one.council.pk in numbers],
        memberships=[one.membership for one in everywhere],
    )

"""Reading the pledges of a meeting: who was asked, who has given theirs, and what somebody still owes."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from policies.models import Pledge, Pledger, PledgeRequest
from portal.councils.models import Membership
from portal.councils.people import Person


@dataclass(frozen=True)
class Answer:
    """One person who was asked, and the pledge they gave, if they have."""

    member: Membership
    given: Pledger | None


def pledge_of(council_id: int, meeting_id: int) -> Pledge | None:
    """Return what was asked before the closed session of a meeting, or None. One query."""
    rows = Pledge.objects.select_related("meeting__body", "asked_by__user")
    return rows.filter(meeting_id=meeting_id, council_id=council_id).first()


def answers_to(pledge: Pledge) -> list[Answer]:
    """Return everybody who was asked, those who have not answered first, then by name. Two queries."""
    given = {row.member_id: row for row in pledge.pledgers.select_related("recorded_by__user")}
    asked = pledge.requests.select_related("member__user").order_by("member__user__name", "member_id")
    shown = [Answer(row.member, given.get(row.member_id)) for row in asked]
    return sorted(shown, key=lambda one: one.given is not None)


def pledges_owed(person: Person) -> list[Pledge]:
    """Return the pledges asked of ``person`` that are not given, for meetings that are not over. One query."""
    asked = PledgeRequest.objects.filter(pledge=OuterRef("pk"), member=person.membership)
    given = Pledger.objects.filter(pledge=OuterRef("pk"), member=person.membership)
    rows = Pledge.objects.filter(
        Exists(asked), ~Exists(given), council=person.council, meeting__held_on__gte=timezone.localdate()
    )
    return list(rows.select_related("meeting").order_by("meeting__held_on", "pk")[:20])

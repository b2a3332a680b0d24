"""Matters, flags, interests and periods."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from policies.models import (
    AgendaItem,
    Candidate,
    Interest,
    Matter,
    MatterAlias,
    MatterFlag,
    Meeting,
    Period,
    Position,
)
from portal.councils.models import Body
from portal.councils.people import Person


def make_matter(
    *, clerk: Person, title: str = "Sale of the old depot", aliases: tuple[str, ...] = ()
) -> Matter:
    """Return a confidential matter of the clerk's council."""
    matter = Matter.objects.create(council=clerk.council, title=title, opened_by=clerk.membership)
    MatterAlias.objects.bulk_create(MatterAlias(matter=matter, words=words) for words in aliases)
    return matter


def make_flag(*, matter: Matter, by: Person, holding_reply: str = "Please ask the clerk.") -> MatterFlag:
    """Return a flag in force: especially sensitive."""
    return MatterFlag.objects.create(
        matter=matter,
        flagged_by=by.membership,
        reason="Talks are at a delicate stage.",
        holding_reply=holding_reply,
    )


def make_interest(*, matter: Matter, member: Person, clerk: Person) -> Interest:
    """Return a declared interest of ``member`` in ``matter``."""
    return Interest.objects.create(
        matter=matter,
        member=member.membership,
        party="Fernleigh Homes",
        declared_on=date(2026, 11, 4),
        entered_by=clerk.membership,
    )


def make_meeting(*, clerk: Person, title: str = "Full council", held_on: date = date(2026, 11, 4)) -> Meeting:
    """Return a meeting of the clerk's council in its own voice."""
    body = Body.objects.get(council=clerk.council, kind=Body.Kind.COUNCIL)
    return Meeting.objects.create(
        council=clerk.council, body=body, held_on=held_on, title=title, agenda_published_on=None
    )


def make_item(
    *,
    clerk: Person,
    part: str = AgendaItem.Part.CLOSED,
    reference: str = "41/26",
    meeting: Meeting | None = None,
) -> AgendaItem:
    """Return an item of a meeting (a new one unless named), closed unless told otherwise."""
    found = meeting or make_meeting(clerk=clerk)
    return AgendaItem.objects.create(
        meeting=found,
        position=found.items.count() + 1,
        reference=reference,
        title="Land at Mill Lane",
        part=part,
    )


def make_position(*, clerk: Person, title: str = "The bypass") -> Position:
    """Return a position that holds."""
    return Position.objects.create(
        council=clerk.council,
        title=title,
        text="The council supports the northern route.",
        minute_reference="Minute 34/26",
        agreed_on=date(2026, 11, 4),
        entered_by=clerk.membership,
    )


def make_period(*, clerk: Person, candidates: tuple[str, ...] = (), **changes: Any) -> Period:
    """Return a period before a parish election that runs now, unless ``changes`` say otherwise."""
    now = timezone.now()
    values: dict[str, Any] = {
        "kind": Period.Kind.PARISH_ELECTION,
        "title": "town election",
        "poll_on": (now + timedelta(days=20)).date(),
        "noticed_on": (now - timedelta(days=2)).date(),
        "begins_at": now - timedelta(days=2),
        "ends_at": now + timedelta(days=21),
    }
    period = Period.objects.create(
        council=clerk.council, announced_by=clerk.membership, **{**values, **changes}
    )
    Candidate.objects.bulk_create(Candidate(period=period, name=name) for name in candidates)
    return period

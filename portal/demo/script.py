"""How the demo is written down: who there is, what they write, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any


class Fate(StrEnum):
    """How far an item of the demo gets."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CLAIMED = "claimed"
    RETURNED = "returned"
    REJECTED = "rejected"
    SCHEDULED = "scheduled"
    ISSUED = "issued"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    URGENT = "urgent"
    LOOKED_AT = "looked_at"


@dataclass(frozen=True)
class Part:
    """One person of the demo. ``who`` is the first part of their address, ``role`` what they are.

    ``organisation`` and the address there are of those who act for the council from outside.
    """

    who: str
    name: str
    role: str
    title: str = ""
    organisation: str = ""
    organisation_email: str = ""
    ward: str = ""


@dataclass(frozen=True)
class Charity:
    """A charity of the council that speaks in its own name: its colour and the line on its letterhead."""

    name: str
    accent_colour: str
    letterhead_note: str


@dataclass(frozen=True)
class Item:
    """One communication: who writes what, and its fate.

    ``says`` is the reason or public note that the fate asks for, ``checks`` those whose clauses a refusal
    rests on; ``verdict`` what the second look found, ``later`` the parts that a correction changes;
    ``in_days`` when a scheduled one goes out; ``body`` the voice, where it is not the council's own. ``days_ago``
    and ``at`` say when it was begun; today's are begun ``minutes_ago``. ``answer`` is what its author says to whatever
    the rules ask.
    """

    kind: str
    by: str
    fate: Fate
    content: Mapping[str, Any]
    says: str = ""
    checks: tuple[str, ...] = ()
    verdict: str = ""
    message: str = ""
    answer: str = ""
    later: Mapping[str, Any] = field(default_factory=dict)
    in_days: int = 0
    body: str = ""
    days_ago: int = 0
    at: time = time(9, 30)
    minutes_ago: int = 0


@dataclass(frozen=True)
class Reader:
    """A newspaper, station or journalist on the press list (``kind``); ``left``: it has opted out since."""

    outlet: str
    name: str
    email: str
    left: bool = False
    kind: str = "newspaper"
    telephone: str = ""
    agreed: str = "Asked for the council’s releases by telephone."


@dataclass(frozen=True)
class Cast:
    """One demo council with all that belongs to it.

    ``pack`` is the built-in policy that it adopted, by the minute ``minute_of_policy``; ``permitted``: who may draft
    what beyond their office, and why.
    """

    slug: str
    name: str
    kind: str
    details: Mapping[str, str]
    charities: tuple[Charity, ...]
    people: tuple[Part, ...]
    pack: str
    minute_of_policy: str
    permitted: tuple[tuple[str, str, str], ...]
    readers: tuple[Reader, ...]
    minute_of_delegation: str


def official(basis: str, reference: str, purpose: str) -> dict[str, str]:
    """Return the parts that say whose voice it is and what it rests on, for the council."""
    return {"capacity": "official", "basis": basis, "basis_reference": reference, "purpose": purpose}


def said_day(day: date) -> str:
    """Return a day as the texts write it: Saturday 5 December."""
    return f"{day:%A} {day.day} {day:%B}"


def next_weekday(today: date, weekday: int, at_least: int = 0) -> date:
    """Return the first ``weekday`` (Monday is 0) that is at least ``at_least`` days after ``today``."""
    earliest = today + timedelta(days=at_least)
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)


@dataclass(frozen=True)
class Topic:
    """One open item of a meeting, and its minute."""

    title: str
    minute: str


@dataclass(frozen=True)
class Matters:
    """Three matters, each a title, a summary and further words for it; and why one of them is flagged."""

    open: tuple[str, str, tuple[str, ...]]
    flagged: tuple[str, str, tuple[str, ...]]
    confidential: tuple[str, str, tuple[str, ...]]
    why_flagged: str


@dataclass(frozen=True)
class PressQuestion:
    """What a newspaper asks, what it is answered and prints; ``facts`` are for the interview that comes after."""

    topic: str
    words: str
    answer: str
    headline: str
    facts: str


@dataclass(frozen=True)
class Business:
    """What a council is dealing with.

    ``meeting`` was held and is minuted, ``coming`` has an agenda; ``position`` is a title and what the council agreed
    under the topic of that title; ``poll`` is a title and a ward, empty for the whole area; ``cited`` are the number
    and the title of each open item of the meeting before on which something of the demo rests.
    """

    meeting: str
    coming: str
    topics: tuple[Topic, ...]
    position: tuple[str, str]
    matters: Matters
    poll: tuple[str, str]
    cited: tuple[tuple[str, str], ...]
    press: PressQuestion

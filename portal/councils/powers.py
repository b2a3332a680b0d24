"""Roles and the powers that follow from them: one page, read from the database on each request."""

from collections.abc import Collection
from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """What a person is to one council. Nobody but the clerk, or the officer the clerk nominated, may issue."""

    CLERK = "clerk", "Clerk"
    OFFICER = "officer", "Officer"
    CHAIR = "chair", "Chairman or Mayor"
    DEPUTY = "deputy", "Vice Chairman or Deputy Mayor"
    COMMITTEE_CHAIR = "committee_chair", "Committee chairman"
    COUNCILLOR = "councillor", "Councillor"
    CO_OPTED = "co_opted", "Co-opted member"
    VOLUNTEER = "volunteer", "Volunteer"
    CONTRACTOR = "contractor", "Contractor"
    PARTNER = "partner", "Partner"
    AUDITOR = "auditor", "Auditor"


class Power(StrEnum):
    """One thing that a person may do on a council's desk."""

    READ_DESK = "read the desk"
    READ_ALL = "read every draft that was submitted or that the office began"
    READ_RECORD = "read the record"
    DRAFT = "write drafts"
    DECIDE = "approve, return, reject and issue"
    MANAGE_CHANNELS = "open and close channels, keep the press list"
    MANAGE_PEOPLE = "add members, grant permissions, suspend"
    DELEGATE = "delegate the clerk's authority for a time"
    CONFIGURE = "change the council's settings and bodies, keep and erase texts"
    FLAG = "flag a matter as especially sensitive"


MEMBER = frozenset({Power.READ_DESK, Power.READ_RECORD, Power.DRAFT})

OUTSIDE = frozenset({Power.READ_DESK, Power.DRAFT})
"""Who acts for the council without an office in it: they draft what they are asked for, and read their own."""

POWERS: dict[str, frozenset[Power]] = {
    Role.CLERK: frozenset(Power),
    Role.OFFICER: MEMBER | {Power.READ_ALL},
    Role.CHAIR: MEMBER | {Power.FLAG},
    Role.DEPUTY: MEMBER,
    Role.COMMITTEE_CHAIR: MEMBER,
    Role.COUNCILLOR: MEMBER,
    Role.CO_OPTED: MEMBER,
    Role.VOLUNTEER: OUTSIDE,
    Role.CONTRACTOR: OUTSIDE,
    Role.PARTNER: OUTSIDE,
    Role.AUDITOR: frozenset({Power.READ_DESK, Power.READ_RECORD, Power.READ_ALL}),
}

DELEGABLE = frozenset({Power.DECIDE, Power.MANAGE_CHANNELS, Power.MANAGE_PEOPLE})
"""What the clerk may delegate for a time, each by choice (LGA 1972 s.101: to an officer, never to a member)."""

DELEGABLE_WORDS: dict[Power, tuple[str, str]] = {
    Power.DECIDE: (
        "Decide and issue",
        "Approve, return and reject drafts, issue, schedule and withdraw, hold everything back.",
    ),
    Power.MANAGE_CHANNELS: (
        "Channels and press list",
        "Open and close channels, and keep the press list.",
    ),
    Power.MANAGE_PEOPLE: (
        "People",
        "Add and end members, permit drafting, suspend publishing rights: never the clerk’s, never their own.",
    ),
}
"""What each of DELEGABLE means, as the clerk reads it when choosing: a name, and what it lets its holder do."""

GUARDED = frozenset(
    {Power.DECIDE, Power.MANAGE_CHANNELS, Power.MANAGE_PEOPLE, Power.DELEGATE, Power.CONFIGURE}
)
"""What needs a second factor at sign-in where the council requires one: to clear, to rule, to administer."""

SUSPENDED = GUARDED | {Power.DRAFT, Power.FLAG}
"""What a suspension of publishing rights takes away; reading stays.

Giving others rights goes with it: else a suspended clerk could lift their own suspension through somebody else.
"""


WITH_ORGANISATION = frozenset({Role.CO_OPTED, Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER})
"""Whose own organisation, and address there, is noted; contractors and partners must name it."""

MUST_NAME_ORGANISATION = frozenset({Role.CONTRACTOR, Role.PARTNER})

ON_THE_COUNCIL = frozenset({Role.CHAIR, Role.DEPUTY, Role.COMMITTEE_CHAIR, Role.COUNCILLOR, Role.CO_OPTED})
"""Whose party, and businesses of the register of interests, the clerk may note."""

MEMBERS = frozenset({Role.CHAIR, Role.DEPUTY, Role.COMMITTEE_CHAIR, Role.COUNCILLOR, Role.CO_OPTED})
"""Who sits on the council."""
STAFF = frozenset({Role.CLERK, Role.OFFICER})
"""Who can have, and be, a line manager."""


def in_words(names: Collection[str]) -> list[str]:
    """Return what the delegable powers called ``names`` are called on a page, in their order there."""
    return [label for power, (label, _) in DELEGABLE_WORDS.items() if power.name in names]


def powers_of(
    role: str, *, delegated: Collection[str] = (), suspended: bool, second_factor_missing: bool = False
) -> frozenset[Power]:
    """Return the powers of ``role`` at this moment.

    ``delegated`` are names of powers from a delegation in force; only an officer can hold any.
    ``second_factor_missing`` says that the council requires a passkey or codes and the person has set up neither.
    """
    powers = POWERS[role]
    if role == Role.OFFICER:
        powers = powers | {power for power in DELEGABLE if power.name in delegated}
    if suspended:
        powers = powers - SUSPENDED
    return powers - GUARDED if second_factor_missing else powers

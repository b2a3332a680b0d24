"""Roles and the powers that follow from them: one page, read from the database on each request."""

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
    AUDITOR = "auditor", "Auditor"


class Power(StrEnum):
    """One thing that a person may do on a council's desk."""

    READ_DESK = "read the desk"
    READ_ALL = "read every draft that was submitted or that officers keep"
    READ_RECORD = "read the record"
    DRAFT = "write drafts"
    DECIDE = "approve, return, reject and issue"
    MANAGE_CHANNELS = "open and close channels, keep the press list"
    MANAGE_PEOPLE = "add members, grant permissions, suspend"
    DELEGATE = "delegate the clerk's authority for a time"


MEMBER = frozenset({Power.READ_DESK, Power.READ_RECORD, Power.DRAFT})

POWERS: dict[str, frozenset[Power]] = {
    Role.CLERK: frozenset(Power),
    Role.OFFICER: MEMBER | {Power.READ_ALL},
    Role.CHAIR: MEMBER,
    Role.DEPUTY: MEMBER,
    Role.COMMITTEE_CHAIR: MEMBER,
    Role.COUNCILLOR: MEMBER,
    Role.AUDITOR: frozenset({Power.READ_DESK, Power.READ_RECORD, Power.READ_ALL}),
}

DELEGABLE = frozenset({Power.DECIDE, Power.READ_ALL})
"""What an officer holds while a dated delegation is in force (LGA 1972 s.101: to an officer, never a member)."""

SUSPENDED = frozenset({Power.DRAFT, Power.DECIDE, Power.MANAGE_CHANNELS, Power.MANAGE_PEOPLE, Power.DELEGATE})
"""What a suspension of publishing rights takes away; reading stays.

Giving others rights goes with it: else a suspended clerk could lift their own suspension through somebody else.
"""


def powers_of(role: str, *, delegated: bool, suspended: bool) -> frozenset[Power]:
    """Return the powers of ``role`` while a delegation to the person or a suspension is in force."""
    powers = POWERS[role]
    if delegated and role == Role.OFFICER:
        powers = powers | DELEGABLE
    return powers - SUSPENDED if suspended else powers

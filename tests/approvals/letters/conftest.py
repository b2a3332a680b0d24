"""A town council to which people write."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.letters.entering import Came, enter_letter
from approvals.models import ReceivedLetter
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person

TRAIL = "On Mon 2 November 2026, Pat Resident wrote:\n> My neighbour is a nuisance."
TEXT = f"The bins in Mill Lane overflow.\n\nBest wishes\n\n{TRAIL}"


@pytest.fixture
def council() -> Council:
    """Return the council."""
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return its clerk."""
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


@pytest.fixture
def officer(council: Council) -> Person:
    """Return an officer."""
    return make_person(council=council, role=Role.OFFICER, name="Olive Officer")


@pytest.fixture
def member(council: Council) -> Person:
    """Return a councillor."""
    return make_person(council=council, name="Carl Member")


@pytest.fixture
def other(council: Council) -> Person:
    """Return another councillor."""
    return make_person(council=council, name="Dora Other")


def came(**changes: Any) -> Came:
    """Return what Pat Resident writes by email."""
    values = {
        "way": ReceivedLetter.Way.EMAIL,
        "sender": "Pat Resident",
        "subject": "The bins",
        "text": TEXT,
        "address": "1 Mill Lane\nPellworth",
        "their_reference": "PR/7",
        "received_at": timezone.now() - timedelta(minutes=10),
    }
    return Came(**{**values, **changes})


def entered(officer: Person, **changes: Any) -> ReceivedLetter:
    """Return a letter that ``officer`` entered."""
    return enter_letter(actor=officer, came=came(**changes))

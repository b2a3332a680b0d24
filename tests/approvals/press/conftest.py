"""A town council of whom the Gazette asks something."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Enquiry
from approvals.press.choosing import choose
from approvals.press.consulting import consult, note_view
from approvals.press.taking import Asked, take_enquiry
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person


@pytest.fixture
def council() -> Council:
    """Return the council."""
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return its clerk."""
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


@pytest.fixture
def mayor(council: Council) -> Person:
    """Return the Mayor."""
    return make_person(council=council, role=Role.CHAIR, name="Ada Example")


@pytest.fixture
def member(council: Council) -> Person:
    """Return a councillor."""
    return make_person(council=council, name="Carl Member")


def asked(**changes: Any) -> Asked:
    """Return what the Gazette asks."""
    values = {
        "kind": Enquiry.Kind.INTERVIEW,
        "asker": "Jo Writer",
        "outlet": "Fernleigh Gazette",
        "medium": Enquiry.Medium.NEWSPAPER,
        "topic": "The skate park",
        "question": "Why is it closed?",
        "received_at": timezone.now() - timedelta(minutes=10),
    }
    return Asked(**{**values, **changes})


def taken(member: Person, **changes: Any) -> Enquiry:
    """Return an enquiry that ``member`` passed on."""
    return take_enquiry(actor=member, asked=asked(**changes))


def put_forward(enquiry: Enquiry, clerk: Person, mayor: Person, speaker: Person) -> None:
    """Let the clerk ask the Mayor, note the view, and put ``speaker`` forward."""
    consult(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk)
    note_view(actor=clerk, enquiry_id=enquiry.pk, member_id=mayor.membership.pk, view="Fine by me.")
    choose(actor=clerk, enquiry_id=enquiry.pk, member_id=speaker.membership.pk)


def facts_of(verb: str) -> dict[str, Any]:
    """Return the facts of the one entry of ``verb``."""
    facts: dict[str, Any] = json.loads(LedgerEntry.objects.get(verb=verb).body)["facts"]
    return facts

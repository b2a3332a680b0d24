"""A council with its people, channels and one item to decide about."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.channels.models import Channel
from portal.councils.models import Council, Delegation
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_membership, make_person, sign_in


@dataclass
class Town:
    """A town council: its clerk, an author, their clients, and the channels of a release."""

    council: Council
    clerk: Person
    author: Person
    channels: list[Channel]

    def __post_init__(self) -> None:
        self.desk = sign_in(self.clerk)
        self.writer = sign_in(self.author)

    def at(self, path: str) -> str:
        """Return the address of ``path`` in the queue."""
        return f"/{self.council.slug}/desk/queue/{path}"

    def order(self, revision_id: int, **typed: Any) -> dict[str, Any]:
        """Return what the approve form sends for ``revision_id``, at once and on all channels."""
        channels = [channel.pk for channel in self.channels]
        return {"revision_id": revision_id, "channels": channels, "when": "now", **typed}

    def somebody(self, role: str, **details: str) -> Person:
        """Return another person of this council."""
        return make_person(council=self.council, role=role, **details)

    def delegated_officer(self) -> Person:
        """Return an officer who holds the clerk's delegation now."""
        officer = make_membership(council=self.council, role=Role.OFFICER, name="Olive Officer")
        now = timezone.now()
        Delegation.objects.create(
            giver=self.clerk.membership,
            holder=officer,
            starts_at=now - timedelta(days=1),
            until=now + timedelta(days=7),
            reason="Leave",
        )
        return person_now(officer.pk)


@pytest.fixture
def town(db: None) -> Town:
    """Return a town council with a clerk and a deputy mayor who writes."""
    council = make_council(slug="ptc", name="Pellworth Town Council")
    return Town(
        council=council,
        clerk=make_person(council=council, role=Role.CLERK, name="Clara Clerk", title="Town Clerk"),
        author=make_person(council=council, role=Role.DEPUTY, name="Dan Deputy", title="Deputy Mayor"),
        channels=make_channels(council, "newsroom", "press_email"),
    )


def client_of(person: Person) -> Client:
    """Return a client that is signed in as ``person``."""
    return sign_in(person)

"""A council with its standard channels, its clerk, an officer and a councillor."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from portal.channels.models import Channel
from portal.channels.opening import Minuted
from portal.channels.register.describing import Described
from portal.channels.register.proposing import Proposal, propose_channel
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_channels, make_council, make_person


@dataclass(frozen=True)
class Town:
    """A council and three of its people; ``board`` is a noticeboard, open since the beginning."""

    council: Council
    clerk: Person
    officer: Person
    member: Person
    newsroom: Channel
    board: Channel

    def propose(self, name: str = "Village group", **changes: Any) -> Channel:
        """Return a channel that the councillor proposed."""
        said: dict[str, Any] = {"purpose": "To reach who is on no other list.", **changes}
        body = Body.objects.get(council=self.council)
        return propose_channel(
            actor=self.member, proposal=Proposal(body, "noticeboard", name, Described(**said))
        )

    def last_verb(self) -> str:
        """Return what the ledger has last."""
        return LedgerEntry.objects.filter(council_id=self.council.pk).latest("number").verb


def minuted(minute: str = "52/26") -> Minuted:
    """Return a decision of today."""
    return Minuted(minute, timezone.localdate())


@pytest.fixture
def town() -> Town:
    council = make_council(slug="ptc")
    newsroom, board = make_channels(council, "newsroom", "noticeboard")
    return Town(
        council,
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.OFFICER),
        make_person(council=council, role=Role.COUNCILLOR),
        newsroom,
        board,
    )

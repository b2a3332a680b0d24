"""An item in the queue, its clerk and a second officer who may decide, and the members whom they consult."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.deciding import Issue
from approvals.models import ItemConsultation, Review
from portal.channels.models import Channel
from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, make_review


@pytest.fixture
def council() -> Council:
    """Return a council with a newsroom."""
    made = make_council(slug="ptc", name="Pellworth Town Council")
    make_channels(made, "newsroom")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return its clerk."""
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk", title="Town Clerk")


@pytest.fixture
def mayor(council: Council) -> Person:
    """Return the Mayor."""
    return make_person(council=council, role=Role.CHAIR, name="Ada Example", title="Mayor")


@pytest.fixture
def councillor(council: Council) -> Person:
    """Return a councillor."""
    return make_person(council=council, role=Role.COUNCILLOR, name="Cora Councillor")


@pytest.fixture
def author(council: Council) -> Person:
    """Return the writer, an officer."""
    return make_person(council=council, role=Role.OFFICER, name="Olly Officer")


@pytest.fixture
def review(author: Person) -> Review:
    """Return a notice that waits."""
    return make_review(author=author, kind="notice")


def nominated(clerk: Person) -> Person:
    """Return an officer to whom the clerk delegated deciding."""
    officer = make_person(council=clerk.council, role=Role.OFFICER, name="Nora Nominated")
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer.membership,
        starts_at=now - timedelta(hours=1),
        until=now + timedelta(days=9),
        reason="What is about the clerk",
    )
    return person_now(officer.membership.pk)


def order(council: Council) -> Issue:
    """Return an order on every channel."""
    return Issue([row.pk for row in Channel.objects.filter(council=council)])


def late(asked: ItemConsultation) -> None:
    """Let the waiting end."""
    ItemConsultation.objects.filter(pk=asked.pk).update(wait_until=asked.asked_at)


def later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    """Let ``hours`` pass."""
    moment = timezone.now() + timedelta(hours=hours)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

"""A council with an item in its newsroom, the people of its desk, its house rules, and networks that listen."""

import pytest
from pytest_django.fixtures import Settings

from moderation.grounds import house_rules
from portal.channels.models import NewsItem
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person
from tests.makers.comments import make_house_rules, make_news
from tests.moderation.networking import CONNECTORS, Net, begin


@pytest.fixture
def council() -> Council:
    made = make_council()
    make_channels(made, "newsroom")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Casey Clerk")


@pytest.fixture
def officer(council: Council) -> Person:
    return make_person(council=council, role=Role.OFFICER, name="Olive Officer")


@pytest.fixture
def councillor(council: Council) -> Person:
    return make_person(council=council, role=Role.COUNCILLOR, name="Cleo Councillor")


@pytest.fixture
def item(clerk: Person, officer: Person) -> NewsItem:
    return make_news(author=officer, clerk=clerk)


@pytest.fixture
def clause(clerk: Person) -> int:
    """Return the clause against abuse of the council's policy in force."""
    make_house_rules(clerk)
    return house_rules(clerk.council.pk)[0].clause_id


@pytest.fixture
def net(settings: Settings) -> Net:
    """Return the networks of these tests, of which nothing was asked yet; the portal knows no others."""
    settings.CONNECTORS = CONNECTORS
    return begin()

"""A council with an item in its newsroom, and the people of its desk."""

import pytest

from portal.channels.models import NewsItem
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person
from tests.makers.comments import make_news


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

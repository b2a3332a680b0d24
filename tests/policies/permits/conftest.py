"""A clerk and a councillor of a council with its three channels."""

import pytest

from portal.channels.models import Channel
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, name="Mel Member")


@pytest.fixture
def newsroom(council: Council) -> Channel:
    return make_channels(council)[0]

"""A clerk with the channels of a council, and somebody who writes there, for tests that want no more."""

import pytest

from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person


@pytest.fixture
def clerk() -> Person:
    """Return the clerk of a council with its channels."""
    council = make_council()
    make_channels(council, "newsroom", "press_email")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    """Return somebody who writes in the clerk's council."""
    return make_person(council=clerk.council, role=Role.CHAIR)

"""The clerk of the very council whose rules these tests are about."""

import pytest

from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_person


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return the council's clerk."""
    return make_person(council=council, role=Role.CLERK)

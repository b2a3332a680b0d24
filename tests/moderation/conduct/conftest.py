"""A council with a policy in force, and whoever a case can be about."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from policies.models import Clause
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_person
from tests.makers.policies import make_adopted_policy


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def clause(clerk: Person) -> Clause:
    return make_adopted_policy(clerk=clerk, title="Terms of use").clauses.get(ref="2.1")


@pytest.fixture
def chair(council: Council) -> Person:
    return make_person(council=council, role=Role.CHAIR, name="Charlie Chairman")


@pytest.fixture
def deputy(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY, name="Dana Deputy")


@pytest.fixture
def auditor(council: Council) -> Person:
    return make_person(council=council, role=Role.AUDITOR, name="Avery Auditor")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what lets it be noon of another day from now on."""

    def move(day: date) -> None:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/London"))
        monkeypatch.setattr(timezone, "now", lambda: at)

    return move

"""A town with an open survey."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache

from portal.channels.surveys.standing import Asked
from portal.councils.people import Person
from tests.makers import make_channels, make_council, make_person
from tests.makers.surveys import make_survey


@dataclass
class Town:
    """A council with its clerk, an officer, a councillor, and a survey that everybody can answer."""

    clerk: Person
    officer: Person
    councillor: Person
    asked: Asked

    @property
    def path(self) -> str:
        """Return the address of the form."""
        return f"/pellworth/surveys/{self.asked.item.slug}/"

    @property
    def desk(self) -> str:
        """Return the address of the survey on the desk."""
        return f"/pellworth/desk/surveys/{self.asked.item.communication_id}/"


@pytest.fixture
def town() -> Town:
    council = make_council(slug="pellworth")
    make_channels(council, "newsroom")
    clerk, officer = (make_person(council=council, role=role) for role in ("clerk", "officer"))
    councillor = make_person(council=council)
    return Town(clerk, officer, councillor, make_survey(author=officer, clerk=clerk))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()

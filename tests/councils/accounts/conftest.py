"""Somebody with a password, and an empty count of tries."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from portal.councils.models import User
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person
from tests.makers.councils import PASSWORD


@pytest.fixture(autouse=True)
def _nothing_tried_yet() -> Iterator[None]:
    """Begin with no tries counted and no code used: both live in Redis, which no rollback empties."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clerk() -> Person:
    """Return a clerk with a password."""
    person = make_person(council=make_council(slug="pellworth"), role=Role.CLERK, name="Ann Clerk")
    person.membership.user.set_password(PASSWORD)
    person.membership.user.save()
    return person


@pytest.fixture
def user(clerk: Person) -> User:
    """Return the clerk's account."""
    return clerk.membership.user


def by_password(user: User, password: str = PASSWORD) -> Client:
    """Return a browser in which ``user`` has given address and password, and nothing else."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


def confirmed(user: User) -> Client:
    """Return a browser in which ``user`` is signed in and has just confirmed who they are."""
    client = by_password(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def is_signed_in(client: Client) -> bool:
    """Return whether the portal knows who is there."""
    return "_auth_user_id" in client.session

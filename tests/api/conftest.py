"""A program with a key, and the council that it belongs to."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from portal.api.keys import make_key
from portal.api.scopes import Scope
from portal.councils.people import Person, person_now
from tests.channels.posts import Staff, make_staff

ALL = tuple(scope for scope in Scope.values if scope != Scope.COMMENTS)
"""Everything that an author may do by a key."""


class Program:
    """Something that asks the API with a key; ``key`` may be exchanged."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.client = Client(raise_request_exception=True)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the answer of the API at ``path``, below its first version."""
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        given: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {self.key}"} if self.key else {}
        given |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        if body is None:
            return self.client.generic(method, f"/api/v1/{path}", **given)
        return self.client.generic(method, f"/api/v1/{path}", sent, content_type="application/json", **given)

    def read(self, path: str) -> Any:
        """Return what stands at ``path``."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    """Begin with every key's whole allowance, and leave nothing in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def staff(db: None) -> Staff:
    """Return a council with its newsroom, an author and a clerk."""
    return make_staff("newsroom", "press_email", slug="pellworth")


@pytest.fixture
def program_of() -> Callable[..., Program]:
    """Return what makes a program with a new key of a person."""

    def made(person: Person, *scopes: str, name: str = "Website") -> Program:
        now = person_now(person.membership.pk)
        _, secret = make_key(actor=now, name=name, scopes=scopes or ALL, days=30)
        return Program(secret)

    return made


@pytest.fixture
def program(staff: Staff, program_of: Callable[..., Program]) -> Program:
    """Return a program of the author's with a key for everything."""
    return program_of(staff.author)

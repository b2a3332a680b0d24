"""A council with a clerk and an author, and the ways to type into a draft."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.interrupted import Holder, sign_holder
from portal.drafts.models import Communication
from tests.makers import content_for, make_council, make_person, sign_in


@dataclass
class Desk:
    """A town council: its clerk, an author, and their clients."""

    council: Council
    clerk: Person
    author: Person

    def __post_init__(self) -> None:
        self.writer, self.office = sign_in(self.author), sign_in(self.clerk)

    def at(self, path: Any = "") -> str:
        """Return the address of ``path`` below the drafts."""
        return f"/{self.council.slug}/desk/drafts/{path}"

    def somebody(self, role: str = Role.COUNCILLOR, **details: str) -> Person:
        """Return another person of this council."""
        return make_person(council=self.council, role=role, **details)


@pytest.fixture
def desk(db: None) -> Desk:
    """Return a town council with a clerk and a deputy mayor who writes."""
    council = make_council(name="Pellworth Town Council")
    return Desk(
        council=council,
        clerk=make_person(council=council, role=Role.CLERK, name="Clara Clerk", title="Town Clerk"),
        author=make_person(council=council, role=Role.DEPUTY, name="Dan Deputy", title="Deputy Mayor"),
    )


def form_of(item: Communication, person: Person, *, edition: int = 0, **changes: Any) -> dict[str, Any]:
    """Return what the draft page sends for ``item`` when ``person`` has typed complete content with ``changes``."""
    item.refresh_from_db()
    sent: dict[str, Any] = {
        "based_on": item.current_revision_id or "",
        "edition": edition,
        "holder": sign_holder(Holder(person.user_id, item.pk, item.kind)),
    }
    for name, value in content_for(item.kind, **changes).items():
        if isinstance(value, list):
            rows = ((n, column, text) for n, row in enumerate(value) for column, text in row.items())
            sent |= {f"{name}-{n}-{column}": text for n, column, text in rows}
        else:
            sent[name] = value
    return sent


def words_of(answer: Any) -> str:
    """Return the page's source with its entities read and its space made one."""
    return " ".join(unescape(answer.content.decode()).split())


def picture_file(
    name: str = "picture.png", size: tuple[int, int] = (8, 6), **options: Any
) -> SimpleUploadedFile:
    """Return a small picture as a browser uploads it."""
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, options.pop("format", "PNG"), **options)
    return SimpleUploadedFile(name, out.getvalue())


def asked(action: Callable[[], Any]) -> int:
    """Return how many SELECT and changing statements ``action`` sends; savepoints are the test's own."""
    capture: AbstractContextManager[Any] = CaptureQueriesContext(connection)
    with capture as queries:
        action()
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return sum(query["sql"].lstrip().upper().startswith(kinds) for query in queries.captured_queries)


def client_of(person: Person) -> Client:
    """Return a client that is signed in as ``person``."""
    return sign_in(person)

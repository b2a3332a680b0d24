"""Who asks: without a key nothing, with one what it is for, and so often."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.api.documentation import operations
from portal.api.limiting import READS
from tests.api.conftest import Program
from tests.channels.posts import Staff

EVERY = [(one.method, one.path, one.scope) for one in operations()]


def _at(path: str) -> str:
    return (
        path.removeprefix("/api/v1/")
        .replace("{item_id}", "1")
        .replace("{draft_id}", "1")
        .replace("{slug}", "x")
    )


def test_the_walk_below_knows_every_operation() -> None:
    assert len(EVERY) == 14


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "scope"), EVERY)
@pytest.mark.parametrize("key", ["", "pck_" + "A" * 43, "x"])
def test_without_a_key_that_works_nothing_is_told(method: str, path: str, scope: str, key: str) -> None:
    answer = Program(key).ask(method, _at(path), None if method == "GET" else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["type"] == "http://localhost:8000/api/docs/#key"


@pytest.mark.parametrize(("method", "path", "scope"), EVERY)
def test_a_key_for_something_else_is_refused(
    staff: Staff, program_of: Callable[..., Program], method: str, path: str, scope: str
) -> None:
    other = program_of(staff.author, *({"read", "drafts", "submit"} - {scope}))
    answer = other.ask(method, _at(path), None if method == "GET" else {})
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{scope}"'


def test_a_session_of_the_desk_is_no_key(staff: Staff) -> None:
    client = Client()
    client.force_login(staff.clerk.membership.user)
    assert client.get("/api/v1/channels").status_code == 401


def test_an_answer_says_how_often_the_key_may_still_ask_and_is_kept_by_nobody(program: Program) -> None:
    answer = program.ask("GET", "channels")
    assert answer.headers["RateLimit-Limit"] == str(READS)
    assert answer.headers["RateLimit-Remaining"] == str(READS - 1)
    assert 1 <= int(answer.headers["RateLimit-Reset"]) <= 60
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_beyond_its_limit_a_key_is_told_when_to_go_on(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.api.limiting.time.time", lambda: 1_800_000_020.0)
    for _ in range(READS):
        assert program.ask("GET", "channels").status_code == 200
    answer = program.ask("GET", "channels")
    assert answer.status_code == 429
    assert (answer.headers["Retry-After"], answer.json()["type"].rpartition("#")[2]) == ("40", "rate")


@pytest.mark.parametrize("path", ["nothing", "drafts/1/approve", "publications/x"])
def test_an_address_that_it_does_not_have_is_answered_in_its_words(program: Program, path: str) -> None:
    answer = program.ask("GET", path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_reading_a_list_asks_the_same_for_one_and_for_many(
    staff: Staff, program: Program, django_assert_num_queries: Any
) -> None:
    program.ask("GET", "channels")  # notes that the key is used
    with django_assert_num_queries(3):
        program.read("channels")
    assert reverse("api_channels") == "/api/v1/channels"

"""Whether the process lives, and whether it can do its work."""

import pytest
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from redis.exceptions import ConnectionError as RedisConnectionError


def test_healthz_asks_nothing_of_anybody(client: Client) -> None:
    """Without the django_db mark a query would fail this test."""
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ready_when_both_answer(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "redis": "ok"})


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_readyz_names_the_database_that_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def down() -> None:
        raise error("the connection is closed")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", down)
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": "down", "redis": "ok"})


@pytest.mark.django_db
@pytest.mark.parametrize("error", [RedisConnectionError, ConnectionRefusedError, TimeoutError])
def test_readyz_names_the_redis_that_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def down(*_: object) -> None:
        raise error

    monkeypatch.setattr(cache, "set", down)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "redis": "down"})

"""How often a key may ask: counted by the minute, for all servers, and only as a courtesy where the cache is away."""

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisAway

from portal.api.limiting import READS, WRITES, Allowance, TooMany, take


@pytest.fixture(autouse=True)
def _at_twenty_seconds_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.api.limiting.time.time", lambda: 1_800_000_020.5)


def test_reading_and_changing_are_counted_apart_and_each_key_for_itself() -> None:
    assert take(1, writing=False) == Allowance(READS, READS - 1, 40)
    assert take(1, writing=False) == Allowance(READS, READS - 2, 40)
    assert take(1, writing=True) == Allowance(WRITES, WRITES - 1, 40)
    assert take(2, writing=False) == Allowance(READS, READS - 1, 40)


def test_beyond_its_limit_a_key_waits_for_the_next_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(WRITES):
        take(1, writing=True)
    with pytest.raises(TooMany) as refused:
        take(1, writing=True)
    assert refused.value.allowance.headers() == {
        "RateLimit-Limit": str(WRITES),
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "40",
    }

    monkeypatch.setattr("portal.api.limiting.time.time", lambda: 1_800_000_060.0)

    assert take(1, writing=True) == Allowance(WRITES, WRITES - 1, 60)


def test_without_the_cache_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise RedisAway

    monkeypatch.setattr(cache, "add", away)
    for _ in range(WRITES + 1):
        assert take(1, writing=True).remaining == WRITES

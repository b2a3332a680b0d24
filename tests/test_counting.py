"""How often somebody without an account asks."""

import pytest
from django.core.cache import cache
from django.test.utils import override_settings

from portal.counting import key_of, over

AWAY = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
}


def test_the_request_beyond_the_most_is_over() -> None:
    key = key_of("counted", "192.0.2.7", within=60)

    assert [over(key, 2, within=60) for _ in range(3)] == [False, False, True]
    assert key_of("counted", "192.0.2.7", within=60) == key
    assert key_of("counted", "192.0.2.8", within=60) != key
    assert "192.0.2.7" not in key


def test_where_the_cache_is_away_nobody_is_turned_away(caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(CACHES=AWAY):
        key = key_of("counted", "192.0.2.7", within=60)

        assert [over(key, 0, within=60) for _ in range(2)] == [False, False]

    assert "cannot be counted" in caplog.text
    cache.clear()

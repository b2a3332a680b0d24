"""Waking workers: a broker that is away or hangs holds up nobody, and what it was not told a sweep finds."""

import time
from collections.abc import Iterator
from threading import Event

import pytest

from portal.channels.outbox import waking
from portal.channels.outbox.waking import nudge


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(waking, "_PATIENCE", 0.05)
    monkeypatch.setattr(waking._Broker, "rests_until", 0.0)
    return


def test_a_broker_that_hangs_is_waited_for_once_and_not_for_each_row() -> None:
    over, asked = Event(), []

    def hang(**_: object) -> None:
        asked.append(1)
        over.wait(30)

    began = time.monotonic()
    for _ in range(50):
        nudge(hang)
    took = time.monotonic() - began
    over.set()

    assert asked == [1]
    assert took < 25  # it hangs for thirty


def test_a_broker_that_rested_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(waking._Broker, "rests_until", time.monotonic() - 1)

    nudge(lambda **_: asked.append(1))

    assert asked == [1]


@pytest.mark.parametrize("error", [ConnectionRefusedError(), waking.OperationalError("away")])
def test_a_broker_that_is_away_is_no_error_of_whoever_approves(error: Exception) -> None:
    asked = []

    def away(**_: object) -> None:
        asked.append(1)
        raise error

    nudge(away)
    nudge(away)

    assert asked == [1, 1]


def test_any_other_mistake_is_the_caller_s() -> None:
    def wrong(**_: object) -> None:
        raise KeyError("no such task")

    with pytest.raises(KeyError, match="no such task"):
        nudge(wrong)

"""Waking workers: a broker that is away or hangs holds up nobody, and what it was not told a sweep finds."""

import time
from threading import Event

import pytest
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.channels.connectors.base import connectors
from portal.channels.outbox import carrying, waking
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.waking import TOGETHER, nudge, queue_of, wake_all


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "_PATIENCE", 0.05)
    monkeypatch.setattr(waking._Broker, "rests_until", 0.0)


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


@pytest.mark.parametrize("error", [ConnectionRefusedError(), OperationalError("away")])
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


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """Return what workers are asked for: the queue, and the rows."""
    made: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(app, "send_task", lambda _, args, queue, **__: made.append((queue, args[1])))
    return made


def test_rows_wait_in_the_queue_of_their_connector_some_at_a_time(
    orders: list[tuple[str, list[int]]],
) -> None:
    rows = [(number, "webhook") for number in range(TOGETHER + 1)]

    wake_all(RowKind.DELIVERY, [*rows, (900, "mastodon"), (901, "noticeboard"), (902, "gone")])

    assert orders == [
        ("webhook", list(range(TOGETHER))),
        ("webhook", [TOGETHER]),
        ("mastodon", [900]),
        ("on_paper", [901]),
        ("celery", [902]),
    ]


def test_every_connector_has_a_queue_that_workers_take_from() -> None:
    declared = set(app.amqp.queues)

    assert {queue_of(slug) for slug in connectors()} <= declared - {"celery", "networks"}
    assert {route["queue"] for route in app.conf.task_routes.values()} <= declared
    app.loader.import_default_modules()
    assert set(app.conf.task_routes) <= set(app.tasks)


def test_a_worker_that_is_held_up_leaves_what_it_has_not_begun_to_others(
    orders: list[tuple[str, list[int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[int] = []
    monkeypatch.setattr(carrying, "carry", lambda _, pk: carried.append(pk))
    monkeypatch.setattr(carrying, "TURN", 0.0)

    carrying.carry_all(RowKind.DELIVERY, [1, 2, 3], queue="webhook")

    assert (carried, orders) == ([], [("webhook", [1, 2, 3])])


def test_a_mistake_of_ours_in_one_row_leaves_the_others_to_others(
    orders: list[tuple[str, list[int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def carry(_: RowKind, pk: int) -> None:
        if pk == 2:
            raise KeyError(pk)

    monkeypatch.setattr(carrying, "carry", carry)

    with pytest.raises(KeyError):
        carrying.carry_all(RowKind.DELIVERY, [1, 2, 3], queue="webhook")

    assert orders == [("webhook", [3])]

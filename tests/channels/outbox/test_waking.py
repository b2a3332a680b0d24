"""Waking workers: a broker that is away or hangs holds up nobody, and what it was not told a sweep finds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from threading import Event, current_thread

import pytest
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.channels.connectors.base import connectors
from portal.channels.outbox import carrying
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.waking import (
    AT_MOST,
    TOGETHER,
    Beside,
    Here,
    all_rung,
    nudge,
    queue_of,
    wake_all,
)


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Beside]:
    """Return a bell of our own, which rings as in a portal that serves people."""
    made = Beside()
    monkeypatch.setattr(Here, "bell", made)
    yield made
    assert made.rung(30)


def test_a_broker_that_hangs_is_waited_for_by_nobody_and_what_is_too_much_is_left_to_the_sweep(
    bell: Beside, caplog: pytest.LogCaptureFixture
) -> None:
    begun, over, asked = Event(), Event(), []

    def hang(**_: object) -> None:
        begun.set()
        over.wait(30)
        asked.append(1)

    nudge(hang)
    assert begun.wait(30)
    for _ in range(AT_MOST + 1):
        nudge(lambda **_: asked.append(2))
    waited = list(asked)
    over.set()

    assert bell.rung(30)
    assert (waited, asked) == ([], [1, *[2] * AT_MOST])
    assert caplog.messages == ["the broker does not answer; the sweep will carry the row"]


def test_orders_are_sent_in_their_order_beside_the_caller(bell: Beside) -> None:
    asked: list[tuple[int, str]] = []

    for number in range(3):
        nudge(partial(lambda number, **_: asked.append((number, current_thread().name)), number))

    assert bell.rung(30)
    assert asked == [(0, "bell"), (1, "bell"), (2, "bell")]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionRefusedError("no"), "the broker cannot be reached (no); the sweep will carry the row"),
        (OperationalError("away"), "the broker cannot be reached (away); the sweep will carry the row"),
        (KeyError("no such task"), "a worker could not be asked; the sweep will carry the row"),
    ],
)
def test_a_broker_that_is_away_is_no_error_of_whoever_approves(
    bell: Beside, error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def away(**_: object) -> None:
        asked.append(1)
        raise error

    nudge(away)
    nudge(away)

    assert bell.rung(30)
    assert asked == [1, 1]
    assert caplog.messages == [said, said]


def test_a_process_that_was_forked_has_a_bell_of_its_own(
    bell: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(bell, "process", -1)

    nudge(lambda **_: asked.append(1))

    assert Here.bell is not None
    assert Here.bell is not bell
    assert all_rung() is True
    assert asked == [1]


def test_a_process_that_ends_sends_what_it_still_has_to_send() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ENDS], capture_output=True, text=True, check=True, env=os.environ, timeout=120
    )

    assert done.stdout == "sent\n"


_ENDS = """
import time
import django
django.setup()
from portal.channels.outbox.waking import nudge
def send(**_):
    time.sleep(0.2)
    print("sent", flush=True)
nudge(send)
"""


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

"""Answers that cannot be read, and mistakes of ours in reading them: nothing stays claimed, and the asking ends."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from portal.channels.models import Delivery
from portal.channels.outbox import settling
from portal.channels.outbox.carrying import MOST_ASKED, ask, carry
from portal.channels.outbox.rows import RowKind
from tests.channels.outbox.fakes import World, refuse
from tests.channels.outbox.test_carrying import held_by_a_slow_worker, now

pytestmark = pytest.mark.django_db
DELIVERY = RowKind.DELIVERY


def test_answers_that_cannot_be_read_are_asked_for_some_times_and_then_a_person_decides(
    world: World, delivery: Delivery
) -> None:
    slow = held_by_a_slow_worker(delivery)
    fence = slow.fence
    for asked in range(1, MOST_ASKED + 1):
        world.script = [refuse(KeyError("id"))]
        ask(DELIVERY, delivery.pk, fence)
        row, fence = now(delivery), fence + 1
        assert (row.state, row.attempt, "could not be read" in row.problem) == ("unknown", fence, True)
        assert (row.due_at > timezone.now() + timedelta(days=365)) == (asked == MOST_ASKED)


def test_what_arrived_and_cannot_be_settled_is_asked_after_and_not_left_claimed(
    world: World, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("A string literal cannot contain NUL")

    with monkeypatch.context() as patched:
        patched.setattr(settling, "_file", broken)
        carry(DELIVERY, delivery.pk)
    assert now(delivery).state == "unknown"

    ask(DELIVERY, delivery.pk, now(delivery).attempt)

    assert (now(delivery).state, world.calls) == ("sent", ["publish", "find"])


def test_the_log_says_where_it_went_wrong_and_not_in_the_answer_s_words(
    world: World, delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    world.script = [refuse(ValueError("Illegal header value b'Bearer a-token'"))]
    carry(DELIVERY, delivery.pk)

    assert "ValueError" in caplog.text
    assert "fakes.py" in caplog.text
    assert "a-token" not in caplog.text + now(delivery).problem


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_that_our_own_database_is_away_leaves_the_row_for_when_it_is_back(
    world: World, delivery: Delivery, error: Exception
) -> None:
    world.script = [refuse(error)]

    with pytest.raises(type(error)):
        carry(DELIVERY, delivery.pk)

    assert now(delivery).state == "sending"

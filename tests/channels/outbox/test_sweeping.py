"""What the sweep finds that the broker lost, whatever its state."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.channels.models import Delivery
from portal.channels.outbox.sweeping import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    asked: list[tuple[Any, ...]] = []
    where = "portal.channels.outbox.sweeping"
    word = "carry"
    monkeypatch.setattr(
        f"{where}.wake_all", lambda kind, rows, **_: asked.extend((word, kind, pk) for pk, _ in rows)
    )
    monkeypatch.setattr(
        f"{where}.wake_to_ask", lambda kind, pk, *_, **__: asked.append(("ask", kind.value, pk))
    )
    return asked


LOST = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("changes", "nudged"),
    [
        ({}, ["carry"]),
        ({"due_at": timezone.now() + timedelta(days=365)}, []),
        ({"state": "sending", "claimed_at": timezone.now() - timedelta(days=1)}, ["ask"]),
        ({"state": "sending", "claimed_at": timezone.now() + timedelta(days=1)}, []),
        ({"state": "unknown"}, ["ask"]),
        ({"state": "unknown", "due_at": timezone.now() + timedelta(days=365)}, []),
        ({"state": "sent"}, []),
        ({"state": "failed"}, []),
        ({"state": "held"}, []),
        ({"state": "cancelled"}, []),
    ],
)
def test_the_sweep_finds_what_the_broker_lost(
    delivery: Delivery, nudges: list[tuple[Any, ...]], changes: dict[str, Any], nudged: list[str]
) -> None:
    Delivery.objects.update(**{"due_at": timezone.now() - LOST, **changes})

    sweep()

    assert nudges == [(word, "delivery", delivery.pk) for word in nudged]

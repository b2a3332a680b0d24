"""Whatever happens, in whatever order: nothing is published twice, and what is out is known to be out."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.channels.connectors.base import Ambiguous, Permanent, Transient
from portal.channels.models import Attempt, Delivery
from portal.channels.outbox.carrying import ask, carry
from portal.channels.outbox.rows import RowKind
from portal.councils.people import Person
from portal.records.verifying import verify
from tests.channels.outbox.fakes import Strict, World, nothing, refuse
from tests.makers import make_approved

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone: no except clause of the product may catch it."""


HAPPENS: dict[str, Callable[[], None]] = {
    "well": nothing,
    "busy": refuse(Transient("Busy.")),
    "no": refuse(Permanent("No.")),
    "unclear": refuse(Ambiguous("The line broke.")),
    "killed before": refuse(Killed()),
}
AFTER = {"killed after": Killed(), "unclear after": Ambiguous("No answer.")}


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    """What happens once the other side has accepted, one entry a publish."""
    then: list[BaseException | None] = []
    publish = Strict.publish

    def and_then(self: Strict, post: object) -> object:
        error = then.pop(0) if then else None
        sent = publish(self, post)  # type: ignore[arg-type]
        if error is not None:
            raise error
        return sent

    monkeypatch.setattr(Strict, "publish", and_then)
    return then


def time_passes(delivery: Delivery) -> None:
    """Let every wait and every lease of the delivery be over."""
    ago = timezone.now() - timedelta(days=2)
    rows = Delivery.objects.filter(pk=delivery.pk)
    rows.filter(state__in=["pending", "unknown"]).update(due_at=ago)
    rows.filter(state="sending").update(claimed_at=ago)
    Attempt.objects.filter(key=delivery.key).update(started_at=ago)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(st.sampled_from([*HAPPENS, *AFTER]), max_size=6))
def test_over_any_story_of_crashes_the_item_goes_out_once_or_is_known_not_to_have(
    world: World, clerk: Person, after: list[BaseException | None], story: list[str]
) -> None:
    delivery = make_approved(author=clerk, clerk=clerk, kind="notice").deliveries.get()
    for what in [*story, "well", "well", "well", "well"]:
        world.script = [HAPPENS.get(what, nothing)]
        after[:] = [AFTER.get(what)]
        time_passes(delivery)
        delivery.refresh_from_db()
        with suppress(Killed):
            if delivery.state == "pending":
                carry(RowKind.DELIVERY, delivery.pk)
            else:
                world.script = []
                ask(RowKind.DELIVERY, delivery.pk, delivery.attempt)

    delivery.refresh_from_db()
    assert delivery.state in {"sent", "failed"}
    assert (delivery.key in world.published) is (delivery.state == "sent")
    assert delivery.publication.communication.publications.get().state == (
        "live" if delivery.state == "sent" else "scheduled"
    )
    assert verify(clerk.council.pk).broken is None

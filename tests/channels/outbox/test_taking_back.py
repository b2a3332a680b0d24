"""What may be out there though nothing says that it was sent: it is taken back, and what follows waits for it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.withdrawing import cancel_schedule, withdraw
from portal.channels.connectors.base import Permanent, Transient
from portal.channels.models import Attempt, Command, Delivery, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.settling import settle_again, settle_failed
from portal.channels.outbox.sweeping import take_down_due
from portal.channels.outbox.taking_back import WAITS
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person, person_now
from tests.channels.outbox.fakes import World, refuse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.SENDING_GATES = []


def take_back(publication: Publication) -> None:
    clerk = person_now(publication.ordered_by_id)
    withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong date")


def ordered() -> list[tuple[int, str, str]]:
    return list(Command.objects.values_list("delivery_id", "verb", "reason"))


@pytest.mark.parametrize("state", [Delivering.SENDING, Delivering.UNKNOWN])
def test_a_correction_waits_until_the_earlier_issue_is_settled(
    world: World, delivery: Delivery, correction: Delivery, state: str
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, claimed_at=timezone.now())

    carry(RowKind.DELIVERY, correction.pk)

    correction.refresh_from_db()
    assert (correction.state, correction.problem, correction.tries) == (Delivering.PENDING, WAITS, 0)
    assert correction.due_at > timezone.now()
    assert world.calls == []
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("state", [Delivering.SENT, Delivering.FAILED, Delivering.CANCELLED])
def test_a_correction_goes_once_the_earlier_issue_is_settled(
    world: World, delivery: Delivery, correction: Delivery, state: str
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state)

    carry(RowKind.DELIVERY, correction.pk)

    correction.refresh_from_db()
    assert (correction.state, list(world.published)) == (Delivering.SENT, [correction.key])


def test_a_correction_waits_until_the_earlier_issue_is_taken_back(
    world: World, delivery: Delivery, correction: Delivery
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.CANCELLED)
    command = Command.objects.create(delivery=delivery, verb="retract")

    carry(RowKind.DELIVERY, correction.pk)
    assert world.calls == []

    carry(RowKind.COMMAND, command.pk)
    Delivery.objects.filter(pk=correction.pk).update(due_at=timezone.now())
    carry(RowKind.DELIVERY, correction.pk)
    assert world.calls == ["retract", "publish"]


def break_off(world: World, delivery: Delivery, error: Exception) -> None:
    world.script.append(refuse(error))
    carry(RowKind.DELIVERY, delivery.pk)


@pytest.mark.parametrize("error", [Transient("The third post was too much."), Permanent("No.")])
def test_what_broke_off_is_taken_back_when_the_item_is_withdrawn(
    world: World, publication: Publication, delivery: Delivery, error: Exception
) -> None:
    break_off(world, delivery, error)

    take_back(publication)

    delivery.refresh_from_db()
    assert delivery.state == Delivering.CANCELLED
    assert ordered() == [(delivery.pk, "retract", "Wrong date")]


def test_what_was_never_tried_needs_no_taking_back(publication: Publication, delivery: Delivery) -> None:
    take_back(publication)

    delivery.refresh_from_db()
    assert (delivery.state, ordered()) == (Delivering.CANCELLED, [])


def fail(delivery: Delivery) -> None:
    held = claim(RowKind.DELIVERY, delivery.pk)
    assert held is not None
    take_back(delivery.publication)
    settle_failed(held, "No.")


def come_back_unsent(delivery: Delivery) -> None:
    held = claim(RowKind.DELIVERY, delivery.pk)
    assert held is not None
    take_back(delivery.publication)
    settle_again(held, "Later.", None)
    Delivery.objects.update(due_at=timezone.now())
    assert claim(RowKind.DELIVERY, delivery.pk) is None


@pytest.mark.parametrize("end", [fail, come_back_unsent])
def test_what_was_being_tried_when_the_item_was_withdrawn_is_taken_back_however_it_ends(
    delivery: Delivery, end: Callable[[Delivery], None]
) -> None:
    end(delivery)

    assert ordered() == [(delivery.pk, "retract", "Wrong date")]


def test_what_broke_off_is_taken_down_with_the_rest_when_its_time_is_over(
    world: World, publication: Publication, delivery: Delivery
) -> None:
    break_off(world, delivery, Transient("Later."))
    now = timezone.now()
    Publication.objects.filter(pk=publication.pk).update(
        state=PublicState.LIVE, live_at=now, take_down_at=now + timedelta(seconds=1)
    )

    take_down_due(now + timedelta(seconds=2))

    assert ordered() == [(delivery.pk, "take_down", "")]


def test_what_broke_off_is_taken_back_when_its_schedule_is_cancelled(
    world: World, clerk: Person, publication: Publication, delivery: Delivery
) -> None:
    break_off(world, delivery, Transient("Later."))

    cancel_schedule(actor=clerk, communication_id=publication.communication_id, reason="Wrong date")

    delivery.refresh_from_db()
    assert (delivery.state, ordered()) == (Delivering.CANCELLED, [(delivery.pk, "retract", "")])


def test_cancelling_a_correction_that_broke_off_leaves_what_is_out_of_the_earlier_issue(
    world: World, clerk: Person, publication: Publication, delivery: Delivery, correction: Delivery
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.SENT)
    break_off(world, correction, Transient("Later."))

    cancel_schedule(actor=clerk, communication_id=publication.communication_id, reason="Not yet")

    assert ordered() == []


def test_a_withdrawal_takes_back_what_broke_off_of_an_issue_that_was_replaced(
    publication: Publication, delivery: Delivery, correction: Delivery
) -> None:
    Attempt.objects.create(key=delivery.key, number=1, started_at=timezone.now())
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.FAILED)
    Publication.objects.filter(pk=publication.pk).update(state=PublicState.SUPERSEDED)
    Publication.objects.filter(pk=correction.publication_id).update(state=PublicState.LIVE)

    take_back(publication)

    assert ordered() == [(delivery.pk, "retract", "Wrong date")]

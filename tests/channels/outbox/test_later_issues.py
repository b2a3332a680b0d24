"""An issue that was replaced: its taking back leaves the later one alone, and what arrives late of it does not stay."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.withdrawing import Withdrawal, withdraw
from portal.celery import app
from portal.channels.connectors.base import Sent
from portal.channels.models import Command, Delivery, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.claiming import Claim, claim
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.settling import settle_again, settle_failed, settle_sent, settle_unasked
from portal.channels.outbox.sweeping import take_down_due
from portal.channels.outbox.taking_back import LATER_ONE_OUT
from portal.channels.states import Delivering, PublicState
from portal.councils.people import person_now
from tests.channels.outbox.fakes import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.SENDING_GATES = []


def take_back(publication: Publication) -> Withdrawal:
    clerk = person_now(publication.ordered_by_id)
    return withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong date")


def ordered() -> list[tuple[int, str, str]]:
    return list(Command.objects.values_list("delivery_id", "verb", "reason"))


# --- a taking back that would reach the later issue -------------------------------------------------------


@pytest.mark.parametrize("verb", [Command.Verb.RETRACT, Command.Verb.TAKE_DOWN])
@pytest.mark.parametrize("state", [Delivering.SENDING, Delivering.UNKNOWN, Delivering.SENT])
def test_what_has_no_number_is_not_looked_for_where_a_later_issue_may_be_found(
    world: World, delivery: Delivery, correction: Delivery, state: str, verb: str
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.CANCELLED)
    Delivery.objects.filter(pk=correction.pk).update(state=state, claimed_at=timezone.now())
    command = Command.objects.create(delivery=delivery, verb=verb)

    carry(RowKind.COMMAND, command.pk)

    command.refresh_from_db()
    assert (command.state, command.problem) == (Delivering.CANCELLED, LATER_ONE_OUT)
    assert world.calls == []


@pytest.mark.parametrize("state", [Delivering.PENDING, Delivering.CANCELLED, Delivering.RETRACTED])
def test_it_is_taken_back_where_no_later_issue_is_out(
    world: World, delivery: Delivery, correction: Delivery, state: str
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.CANCELLED)
    Delivery.objects.filter(pk=correction.pk).update(state=state)

    carry(RowKind.COMMAND, Command.objects.create(delivery=delivery, verb="retract").pk)

    assert world.calls == ["retract"]


@pytest.mark.parametrize(("number", "calls"), [("id-1", ["retract"]), ("id-2", [])])
def test_what_has_a_number_is_taken_back_unless_the_later_issue_has_the_same(
    world: World, delivery: Delivery, correction: Delivery, number: str, calls: list[str]
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.SENT, external_id=number)
    Delivery.objects.filter(pk=correction.pk).update(state=Delivering.SENT, external_id="id-2")

    carry(RowKind.COMMAND, Command.objects.create(delivery=delivery, verb="retract").pk)

    assert world.calls == calls


def test_a_headline_is_taken_away_whatever_came_later(
    world: World, delivery: Delivery, correction: Delivery
) -> None:
    Delivery.objects.filter(pk=correction.pk).update(state=Delivering.SENT)
    command = Command.objects.create(delivery=delivery, verb="retitle")

    assert claim(RowKind.COMMAND, command.pk) is not None


# --- what arrives late of an issue that was replaced ------------------------------------------------------


@pytest.fixture
def claimed(delivery: Delivery) -> Claim:
    """Return the claim on the first issue's delivery, from before it was edited."""
    held = claim(RowKind.DELIVERY, delivery.pk)
    assert held is not None
    return held


@pytest.fixture
def replaced(claimed: Claim, delivery: Delivery, correction: Delivery) -> Claim:
    """Return that claim; the next issue went live elsewhere and waits on this channel."""
    now = timezone.now()
    Publication.objects.filter(pk=delivery.publication_id).update(state=PublicState.SUPERSEDED)
    Publication.objects.filter(pk=correction.publication_id).update(state=PublicState.LIVE, live_at=now)
    return claimed


def test_what_arrives_of_it_after_the_withdrawal_is_taken_back(
    replaced: Claim, delivery: Delivery, publication: Publication
) -> None:
    assert take_back(publication).in_flight == (f"delivery:{delivery.pk}",)
    assert ordered() == []

    settle_sent(replaced, Sent(external_id="id-1", evidence="x"))

    assert ordered() == [(delivery.pk, "retract", "Wrong date")]


def test_what_arrives_of_it_after_its_time_is_taken_down(
    replaced: Claim, delivery: Delivery, correction: Delivery
) -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    Publication.objects.filter(pk=correction.publication_id).update(
        go_at=now - 2 * hour, take_down_at=now - hour
    )
    assert take_down_due(now) == 1

    settle_sent(replaced, Sent(external_id="id-1", evidence="x"))

    assert ordered() == [(delivery.pk, "take_down", "")]


def test_what_arrives_of_it_stays_while_the_item_is_live(replaced: Claim, delivery: Delivery) -> None:
    settle_sent(replaced, Sent(external_id="id-1", evidence="x"))

    delivery.refresh_from_db()
    assert (delivery.state, ordered()) == (Delivering.SENT, [])


def test_what_breaks_off_of_it_after_the_withdrawal_is_taken_back(
    replaced: Claim, delivery: Delivery, publication: Publication
) -> None:
    take_back(publication)

    settle_failed(replaced, "No.")

    assert ordered() == [(delivery.pk, "retract", "Wrong date")]


# --- what comes back unsent when its issue is over --------------------------------------------------------


@pytest.mark.parametrize(
    "put_back", [lambda held: settle_again(held, "Later.", 3600), lambda held: settle_unasked(held, "", 3600)]
)
def test_what_comes_back_after_the_withdrawal_is_stopped_and_taken_back_at_once(
    put_back: Callable[[Claim], bool],
    publication: Publication,
    delivery: Delivery,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    woken: list[Any] = []
    monkeypatch.setattr(app, "send_task", lambda _, args, **__: woken.append(args))
    held = claim(RowKind.DELIVERY, delivery.pk)
    assert held is not None
    take_back(publication)

    with django_capture_on_commit_callbacks(execute=True):
        assert put_back(held)

    assert woken == [["delivery", [delivery.pk]]]
    carry(RowKind.DELIVERY, delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == Delivering.CANCELLED
    assert ordered() == [(delivery.pk, "retract", "Wrong date")]


def test_what_comes_back_of_an_issue_that_goes_on_waits_its_time(delivery: Delivery) -> None:
    held = claim(RowKind.DELIVERY, delivery.pk)
    assert held is not None

    settle_again(held, "Later.", 3600)

    delivery.refresh_from_db()
    assert delivery.due_at > timezone.now() + timedelta(minutes=59)


# --- what broke off of an issue whose time is over before it went live ------------------------------------


@pytest.mark.parametrize(("state", "taken_down"), [(Delivering.SENT, False), (Delivering.CANCELLED, True)])
def test_what_broke_off_of_a_correction_that_came_too_late_leaves_the_issue_that_is_out(
    delivery: Delivery, correction: Delivery, state: str, taken_down: bool
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state)
    held = claim(RowKind.DELIVERY, correction.pk)
    assert held is not None
    now, hour = timezone.now(), timedelta(hours=1)
    Publication.objects.filter(pk=correction.publication_id).update(
        go_at=now - 2 * hour, take_down_at=now - hour
    )

    settle_failed(held, "No.")

    assert ordered() == ([(correction.pk, "take_down", "")] if taken_down else [])

"""What an attempt may have left, and what it cannot have left; what waits for another issue, and who is told."""

import inspect
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.withdrawing import cancel_schedule
from portal.channels.connectors.base import Capability, Paced, Permanent, Transient
from portal.channels.credentials.resuming import let_go_on
from portal.channels.models import Attempt, Command, Delivery, Notice, Publication
from portal.channels.networks import acting
from portal.channels.notices.vocabulary import What
from portal.channels.outbox import waking
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.judging_again import let_out_what_was_held
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.taking_back import LATER_ONE_LEAVES, LATER_ONE_OUT, WAITS, begun
from portal.channels.outbox.telling import about_delivery
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person
from tests.channels.outbox.fakes import Strict, World, refuse

pytestmark = pytest.mark.django_db
DELIVERY, COMMAND = RowKind.DELIVERY, RowKind.COMMAND
FAR = timedelta(days=36500)


class Remote(Strict):
    """Stands in for a network that is asked by lines alone."""

    capabilities = Strict.capabilities | {Capability.REMOTE, Capability.RETITLE}


class Named(Remote):
    """One that knows what it took by names of ours."""

    capabilities = Remote.capabilities | {Capability.OWN_NAMES}


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings, world: World) -> None:  # the world's connectors are there first
    settings.SENDING_GATES = []
    settings.CONNECTORS = [f"{__name__}.Remote"]


def asks(method: str, error: Exception) -> Any:
    """Return a line of the script: a request leaves, then the call fails."""

    def line() -> None:
        acting.note(method)
        raise error

    return line


def counts(delivery: Delivery) -> bool:
    return begun(Delivery.objects.filter(pk=delivery.pk)).exists()


@pytest.mark.parametrize(
    "error", [Paced("Peace.", 30), Transient("Not reached."), Permanent("It is too long.")]
)
def test_an_attempt_of_which_nothing_left_began_nothing(
    world: World, delivery: Delivery, error: Exception
) -> None:
    world.script = [refuse(error)]
    carry(DELIVERY, delivery.pk)

    assert Attempt.objects.get().outcome == Attempt.UNSENT
    assert not counts(delivery)


@pytest.mark.parametrize(
    ("method", "left"), [("GET", False), ("POST", True), ("PUT", True), ("DELETE", True)]
)
def test_a_question_leaves_nothing_and_everything_else_may(
    world: World, delivery: Delivery, method: str, left: bool
) -> None:
    world.script = [asks(method, Transient("Later."))]
    carry(DELIVERY, delivery.pk)

    assert counts(delivery) is left


def test_one_attempt_that_left_something_is_enough(world: World, delivery: Delivery) -> None:
    for line in (asks("POST", Transient("Later.")), refuse(Paced("Peace.", 30))):
        world.script = [line]
        Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now())
        carry(DELIVERY, delivery.pk)

    assert list(Attempt.objects.order_by("number").values_list("outcome", flat=True)) == ["pending", "unsent"]
    assert counts(delivery)


def break_off(world: World, delivery: Delivery, correction: Delivery) -> None:
    """Let the first issue be out, and an attempt at the correction break off."""
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.SENT, external_id="post 1")
    world.script = [asks("POST", Transient("The third post was too much."))]
    carry(DELIVERY, correction.pk)
    assert counts(correction)


def test_a_cancelled_correction_that_broke_off_is_taken_back_where_it_has_names_of_its_own(
    world: World,
    clerk: Person,
    publication: Publication,
    delivery: Delivery,
    correction: Delivery,
    settings: Settings,
) -> None:
    settings.CONNECTORS = [f"{__name__}.Named"]
    break_off(world, delivery, correction)

    cancel_schedule(actor=clerk, communication_id=publication.communication_id, reason="Not yet")
    command = Command.objects.get()
    assert (command.delivery_id, command.verb) == (correction.pk, "retract")
    carry(COMMAND, command.pk)

    assert list(world.retracted) == [correction.key]
    assert not Notice.objects.filter(what=What.PARTS_LEFT).exists()


def test_elsewhere_who_decides_is_told_to_look_for_its_parts(
    world: World, clerk: Person, publication: Publication, delivery: Delivery, correction: Delivery
) -> None:
    break_off(world, delivery, correction)

    cancel_schedule(actor=clerk, communication_id=publication.communication_id, reason="Not yet")

    assert not Command.objects.exists()
    words = about_delivery(Notice.objects.get(what=What.PARTS_LEFT), clerk)
    assert words is not None
    assert "A part of it may be out there" in words.body


def test_what_broke_off_before_a_later_issue_is_taken_back_where_it_has_names_of_its_own(
    world: World, delivery: Delivery, correction: Delivery, settings: Settings
) -> None:
    Delivery.objects.filter(pk=correction.pk).update(state=Delivering.SENT, external_id="post 2")
    command = Command.objects.create(delivery=delivery, verb="retract")
    carry(COMMAND, command.pk)
    command.refresh_from_db()
    assert (command.state, command.problem) == (Delivering.CANCELLED, LATER_ONE_OUT)

    settings.CONNECTORS = [f"{__name__}.Named"]
    Command.objects.filter(pk=command.pk).update(state="pending", due_at=timezone.now())
    carry(COMMAND, command.pk)

    assert list(world.retracted) == [delivery.key]


def test_a_correction_that_waits_for_what_only_a_person_can_say_is_told_to_who_decides_once(
    world: World, clerk: Person, delivery: Delivery, correction: Delivery
) -> None:
    unclear = {"state": Delivering.UNKNOWN, "problem": "No answer.", "due_at": timezone.now() + FAR}
    Delivery.objects.filter(pk=delivery.pk).update(**unclear)
    for _ in range(2):
        Delivery.objects.filter(pk=correction.pk).update(due_at=timezone.now())
        carry(DELIVERY, correction.pk)

    correction.refresh_from_db()
    assert (correction.state, correction.problem) == (Delivering.PENDING, WAITS)
    notice = Notice.objects.get(what=What.DELIVERY_UNCLEAR)
    assert (notice.object_id, notice.recipient) == (delivery.pk, clerk.membership)
    words = about_delivery(notice, clerk)
    assert words is not None
    assert "No answer." in words.body
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.SENT)
    assert about_delivery(notice, clerk) is None
    assert world.calls == []


def test_one_that_waits_for_what_the_portal_finds_out_itself_tells_nobody(
    delivery: Delivery, correction: Delivery
) -> None:
    soon = timezone.now() + timedelta(minutes=5)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.UNKNOWN, due_at=soon)
    carry(DELIVERY, correction.pk)

    assert not Notice.objects.filter(what=What.DELIVERY_UNCLEAR).exists()


@pytest.mark.parametrize("state", [Delivering.SENDING, Delivering.UNKNOWN])
def test_what_takes_back_an_issue_waits_while_a_later_one_is_on_its_way_to_the_same_place(
    world: World, delivery: Delivery, correction: Delivery, state: str
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.SENT, external_id="post 1")
    Delivery.objects.filter(pk=correction.pk).update(state=state, claimed_at=timezone.now())
    command = Command.objects.create(delivery=delivery, verb="retract")

    carry(COMMAND, command.pk)

    command.refresh_from_db()
    assert (command.state, command.problem, command.tries) == (Delivering.PENDING, LATER_ONE_LEAVES, 0)
    assert world.calls == []
    Delivery.objects.filter(pk=correction.pk).update(state=Delivering.SENT, external_id="post 1")
    Command.objects.filter(pk=command.pk).update(due_at=timezone.now())
    carry(COMMAND, command.pk)
    command.refresh_from_db()
    assert (command.state, world.calls) == (Delivering.CANCELLED, [])


def test_it_waits_for_none_that_is_withdrawn_too_nor_where_each_has_a_name_of_its_own(
    world: World, delivery: Delivery, correction: Delivery, settings: Settings
) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.SENT, external_id="post 1")
    Delivery.objects.filter(pk=correction.pk).update(state="sending", claimed_at=timezone.now())
    command = Command.objects.create(delivery=delivery, verb="retract")
    settings.CONNECTORS = [f"{__name__}.Named"]
    carry(COMMAND, command.pk)
    assert world.calls == ["retract"]

    settings.CONNECTORS = [f"{__name__}.Remote"]
    Publication.objects.filter(pk=correction.publication_id).update(state=PublicState.WITHDRAWN)
    Command.objects.filter(pk=command.pk).update(state="pending", due_at=timezone.now())
    carry(COMMAND, command.pk)
    assert world.calls == ["retract", "retract"]


def test_a_headline_that_was_not_taken_away_is_told_in_words_of_its_own_beside_what_was_not_taken_back(
    world: World, clerk: Person, delivery: Delivery
) -> None:
    carry(DELIVERY, delivery.pk)
    for verb in ("retract", "retitle"):
        command = Command.objects.create(delivery=delivery, verb=verb)
        world.script = [refuse(Permanent("No."))]
        carry(COMMAND, command.pk)

    back = about_delivery(Notice.objects.get(what=What.RETRACT_FAILED), clerk)
    headline = about_delivery(Notice.objects.get(what=What.RETITLE_FAILED), clerk)
    assert back is not None
    assert headline is not None
    assert "delete it there" in back.body
    assert "delete" not in headline.body
    assert "in the place of its headline" in headline.body
    Command.objects.filter(verb="retract").update(state="sent")
    assert about_delivery(Notice.objects.get(what=What.RETRACT_FAILED), clerk) is None


def test_whoever_wakes_a_row_says_by_which_connector_it_goes(
    world: World,
    publication: Publication,
    delivery: Delivery,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    woken: list[tuple[str, str]] = []

    def wake_all(kind: RowKind, rows: list[tuple[int, str]]) -> None:
        woken.extend((kind.value, connector) for _, connector in rows)

    monkeypatch.setattr(waking, "wake_all", wake_all)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.HELD)
    with django_capture_on_commit_callbacks(execute=True):
        let_out_what_was_held(publication.communication_id)
    Command.objects.create(delivery=delivery, verb="retract", state=Delivering.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        let_go_on(delivery.channel_id)

    assert woken == [("delivery", "newsroom"), ("command", "newsroom")]
    assert inspect.signature(waking.wake_on_commit).parameters["connector"].default is inspect.Parameter.empty

"""What fails for good is told to those who decide, with a link to the very item and what to do."""

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Permanent, Transient
from portal.channels.models import Command, Delivery, Notice
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.telling import about_delivery
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.channels.outbox.fakes import World, refuse
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.SENDING_GATES = []


def told() -> Notice:
    return Notice.objects.get(what__in=["delivery_failed", "retract_failed"])


def fail(world: World, delivery: Delivery) -> None:
    world.script.append(refuse(Permanent("The server did not take it (422).")))
    carry(RowKind.DELIVERY, delivery.pk)


def test_what_did_not_go_out_is_told_with_its_reason_and_a_link(
    world: World, clerk: Person, delivery: Delivery, settings: Settings
) -> None:
    settings.SITE_URL = "https://portal.example"
    fail(world, delivery)

    notice = told()
    words = about_delivery(notice, clerk)

    assert (notice.recipient_id, notice.what) == (clerk.membership.pk, "delivery_failed")
    assert words is not None
    item = delivery.publication.communication
    assert (
        words.subject == f"{clerk.council.name}: {item.reference} did not go out on “{delivery.channel.name}”"
    )
    assert "The server did not take it (422)." in words.body
    assert f"https://portal.example/{clerk.council.slug}/" in words.body
    assert str(item.pk) in words.body
    assert item.title not in words.body


def test_what_was_tried_again_and_went_out_is_told_no_more(
    world: World, clerk: Person, delivery: Delivery
) -> None:
    fail(world, delivery)
    Delivery.objects.filter(pk=delivery.pk).update(state="pending", due_at=timezone.now())
    carry(RowKind.DELIVERY, delivery.pk)

    assert about_delivery(told(), clerk) is None


def test_what_is_tried_again_by_itself_is_told_to_nobody(world: World, delivery: Delivery) -> None:
    world.script.append(refuse(Transient("Later.")))
    carry(RowKind.DELIVERY, delivery.pk)

    assert not Notice.objects.filter(what="delivery_failed").exists()


def test_what_was_not_taken_back_is_told_with_what_to_do_by_hand(
    world: World, clerk: Person, delivery: Delivery
) -> None:
    carry(RowKind.DELIVERY, delivery.pk)
    command = Command.objects.create(delivery=delivery, verb="retract")
    world.script.append(refuse(Permanent("It does not let anybody delete that.")))
    carry(RowKind.COMMAND, command.pk)

    words = about_delivery(told(), clerk)

    assert words is not None
    assert "by hand" in words.subject
    assert "It does not let anybody delete that." in words.body
    assert f"https://example.org/{delivery.key}" in words.body
    assert "delete it there" in words.body

    Command.objects.filter(pk=command.pk).update(state="pending", due_at=timezone.now())
    carry(RowKind.COMMAND, command.pk)
    assert about_delivery(told(), clerk) is None


def test_who_does_not_decide_is_not_told(world: World, clerk: Person, delivery: Delivery) -> None:
    fail(world, delivery)
    author = make_person(council=clerk.council, role=Role.COUNCILLOR)
    stranger = make_person(council=make_council(name="Exampleton Parish Council"), role=Role.CLERK)

    assert about_delivery(told(), author) is None
    assert about_delivery(told(), stranger) is None

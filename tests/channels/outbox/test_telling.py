"""What fails for good is told to those who decide, with a link to the very item and what to do."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Ambiguous, Permanent, Transient
from portal.channels.models import Attempt, Command, Contact, Delivery, Dispatch, Notice
from portal.channels.outbox.carrying import MOST_ASKED, ask, carry
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


def unclear(world: World, delivery: Delivery, error: Exception, *, asked_for: timedelta) -> None:
    """Let the answer be lost, and ask after it in vain after ``asked_for``."""
    world.script = [refuse(Ambiguous("No answer.")), refuse(error)]
    carry(RowKind.DELIVERY, delivery.pk)
    Attempt.objects.update(started_at=timezone.now() - asked_for)
    delivery.refresh_from_db()
    ask(RowKind.DELIVERY, delivery.pk, delivery.attempt)
    delivery.refresh_from_db()


@pytest.mark.parametrize(("hours", "told"), [(2, 0), (4, 1)])
def test_what_was_asked_after_in_vain_for_some_hours_is_told_once_and_asked_on(
    world: World, clerk: Person, delivery: Delivery, hours: int, told: int
) -> None:
    for _ in range(2):
        unclear(world, delivery, Transient("Away."), asked_for=timedelta(hours=hours))

        rows = Notice.objects.filter(what="delivery_unclear")
        assert (delivery.state, rows.count()) == ("unknown", told)
        assert delivery.due_at < timezone.now() + timedelta(hours=1)


@pytest.mark.parametrize("error", [Permanent("The account is gone."), None])
def test_that_only_a_person_can_say_whether_it_arrived_is_told_at_once(
    world: World, clerk: Person, delivery: Delivery, error: Exception | None
) -> None:
    world.certain_after = None
    asked = error or KeyError("id")
    unclear(world, delivery, asked, asked_for=timedelta(0))
    for _ in range(MOST_ASKED - 1 if error is None else 0):
        world.script = [refuse(asked)]
        assert not Notice.objects.filter(what="delivery_unclear").exists()
        ask(RowKind.DELIVERY, delivery.pk, delivery.attempt)
        delivery.refresh_from_db()

    notice = Notice.objects.get(what="delivery_unclear")
    words = about_delivery(notice, clerk)

    item = delivery.publication.communication
    assert words is not None
    assert words.subject == f"{clerk.council.name}: did {item.reference} arrive on “{delivery.channel.name}”?"
    assert f"was sent on the channel “{delivery.channel.name}”, and nobody knows" in words.body
    assert delivery.problem in words.body
    Delivery.objects.filter(pk=delivery.pk).update(state="sent")
    assert about_delivery(notice, clerk) is None


def test_the_mails_of_one_mailing_are_told_of_in_one_mail(
    world: World, clerk: Person, delivery: Delivery
) -> None:
    world.certain_after = None
    Delivery.objects.filter(pk=delivery.pk).update(
        fanned_out=True, state="sending", claimed_at=timezone.now()
    )
    for number in range(2):
        contact = Contact.objects.create(
            council=clerk.council, name="The Gazette", email=f"desk{number}@gazette.example"
        )
        mail = Dispatch.objects.create(
            delivery=delivery, contact=contact, address=contact.email, message_id=f"<{number}@portal.example>"
        )
        Dispatch.objects.filter(pk=mail.pk).update(state="sending", claimed_at=timezone.now(), attempt=1)
        ask(RowKind.DISPATCH, mail.pk, 1)
        mail.refresh_from_db()
        assert mail.state == "unknown"

    notice = Notice.objects.get(what="delivery_unclear")
    words = about_delivery(notice, clerk)

    assert words is not None
    assert "there is no journal to ask" in words.body
    assert "gazette" not in words.body
    Dispatch.objects.update(state="sent")
    Delivery.objects.update(state="sent")
    assert about_delivery(notice, clerk) is None

"""What a person says that it arrived: looked at once by a worker, whoever else finds it or says so meanwhile."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.withdrawing import withdraw
from portal.channels.connectors.base import Capability, Permanent, Sent, Transient
from portal.channels.connectors.naming import AnotherPost, NamesPosts, WrongAddress
from portal.channels.models import Command, Delivery, Notice, Publication
from portal.channels.networks.issues import still_out, still_out_if_known
from portal.channels.outbox.carrying import ask, carry
from portal.channels.outbox.claiming import claim_to_ask
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.settling import settle_sent
from portal.channels.outbox.sweeping import sweep
from portal.channels.outbox.telling import about_delivery
from portal.channels.post import Post
from portal.channels.resolving import settle_by_hand
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, Refusal
from tests.channels.outbox.fakes import Strict, World, begin, refuse, world
from tests.channels.posts import Staff, make_correction, post_of
from tests.makers import make_approved, make_channels, make_council, make_person

pytestmark = pytest.mark.django_db
ROW = RowKind.DELIVERY
WHERE = "https://social.example/7"


class Addressed(NamesPosts, Strict):
    """Stands in for a network that gives each post the address that ends with its number."""

    capabilities = frozenset({Capability.FIND, Capability.RETRACT, Capability.CORRECT})
    like: ClassVar[str] = WHERE

    def number_of(self, post: Post, address: str) -> str | None:  # noqa: ARG002
        if not address.startswith("https://social.example/"):
            raise WrongAddress("This is no address on social.example.")
        number = address.rsplit("/", 1)[1]
        return number if number.isdecimal() else None

    def look(self, post: Post, address: str) -> Sent | None:
        world.step("look")
        number = self.number_of(post, address)
        return Sent(number, address, "As it stands there.") if number else None

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002
        world.step("retract")
        return Sent()


@pytest.fixture
def network(settings: Settings) -> World:
    settings.CONNECTORS = [f"{__name__}.Addressed"]
    return begin()


@pytest.fixture
def clerk(network: World) -> Person:
    council = make_council()
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK)


def unclear(clerk: Person) -> Delivery:
    row = make_approved(author=clerk, clerk=clerk, kind="notice").deliveries.get()
    Delivery.objects.filter(pk=row.pk).update(
        state="unknown", claimed_at=timezone.now(), problem="x", due_at=timezone.now() + timedelta(days=9)
    )
    return Delivery.objects.get(pk=row.pk)


@pytest.fixture
def row(clerk: Person) -> Delivery:
    return unclear(clerk)


def vouch(clerk: Person, row: Delivery, address: str = WHERE, *, arrived: bool = True) -> Delivery:
    settle_by_hand(actor=clerk, kind=ROW, pk=row.pk, arrived=arrived, reason="Seen.", address=address)
    return now(row)


def look(row: Delivery) -> Delivery:
    ask(ROW, row.pk, now(row).attempt)
    return now(row)


def now(row: Delivery) -> Delivery:
    return Delivery.objects.get(pk=row.pk)


def stands(row: Delivery) -> tuple[str, str, str]:
    return now(row).state, now(row).external_id, now(row).public_url


def test_it_is_live_when_a_worker_has_looked_and_not_before(clerk: Person, row: Delivery) -> None:
    vouch(clerk, row)
    assert (stands(row), Publication.objects.get().state) == (("unknown", "", WHERE), "scheduled")
    assert "looks there before" in now(row).problem

    look(row)

    assert (stands(row), Publication.objects.get().state) == (("sent", "7", WHERE), "live")
    assert world.calls == ["look"]
    verbs = LedgerEntry.objects.filter(object_type="delivery", object_id=row.pk).values_list(
        "verb", flat=True
    )
    assert set(verbs) == {"delivery_settled_by_hand", "delivery_sent"}


def test_a_sweep_has_it_looked_at_where_nobody_was_woken(
    clerk: Person, row: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[Any] = []
    monkeypatch.setattr("portal.channels.outbox.sweeping.wake_to_ask", lambda *args, **_: woken.append(args))
    vouch(clerk, row)

    sweep()

    assert woken == [(ROW, row.pk, row.attempt)]


def test_a_worker_that_is_asking_already_is_left_to_it(clerk: Person, row: Delivery) -> None:
    held = claim_to_ask(ROW, row.pk, row.attempt)
    assert held is not None

    with pytest.raises(Refusal, match="become clear meanwhile"):
        vouch(clerk, row)

    settle_sent(held, Sent("9", "https://social.example/9", "Found."))
    assert stands(row) == ("sent", "9", "https://social.example/9")
    assert not Snapshot.objects.filter(status="vouched").exists()


def test_two_workers_that_are_to_look_look_once(clerk: Person, row: Delivery) -> None:
    fence = vouch(clerk, row).attempt

    ask(ROW, row.pk, fence)
    ask(ROW, row.pk, fence)

    assert (stands(row), world.calls) == (("sent", "7", WHERE), ["look"])
    assert Snapshot.objects.filter(status="sent").count() == 1


def test_a_worker_that_died_while_it_looked_is_followed_by_another(clerk: Person, row: Delivery) -> None:
    held = claim_to_ask(ROW, row.pk, vouch(clerk, row).attempt)
    assert held is not None

    look(row)

    assert stands(row) == ("sent", "7", WHERE)
    assert not settle_sent(held, Sent("9", "https://social.example/9", "Late."))


def test_of_two_items_that_are_said_to_be_one_post_the_second_is_refused(
    clerk: Person, row: Delivery
) -> None:
    second, third = unclear(clerk), unclear(clerk)
    vouch(clerk, row)
    vouch(clerk, second)
    look(row)

    with pytest.raises(InvalidInput, match="something else that the council has issued"):
        vouch(clerk, third)
    look(second)

    assert [stands(one) for one in (row, second)] == [("sent", "7", WHERE), ("unknown", "", "")]
    assert "something else that the council has issued" in now(second).problem


def test_another_council_s_post_has_nothing_to_do_with_it(clerk: Person, row: Delivery) -> None:
    council = make_council()
    make_channels(council, "newsroom")
    theirs = unclear(make_person(council=council, role=Role.CLERK))
    Delivery.objects.filter(pk=theirs.pk).update(state="sent", external_id="7")
    vouch(clerk, row)

    assert look(row).state == "sent"


def test_what_stands_there_being_something_else_is_told_to_who_decides(clerk: Person, row: Delivery) -> None:
    world.script = [refuse(AnotherPost("It says something else."))]
    vouch(clerk, row)

    look(row)

    assert stands(row) == ("unknown", "", "")
    assert now(row).problem == "It says something else. Look there again, and say what happened."
    words = about_delivery(Notice.objects.get(what="delivery_unclear"), clerk)
    assert words is not None
    assert "It says something else." in words.body
    vouch(clerk, row, "https://social.example/8")
    assert look(row).external_id == "8"


@pytest.mark.parametrize(
    "error", [Transient("It is away."), Permanent("No."), RuntimeError("A mistake of ours.")]
)
def test_where_the_network_does_not_say_it_rests_on_their_word(
    clerk: Person, row: Delivery, error: Exception
) -> None:
    world.script = [refuse(error)]
    vouch(clerk, row)

    look(row)

    assert stands(row) == ("sent", "7", WHERE)
    filed = Snapshot.objects.get(status="sent")
    assert filed.text is not None
    assert f"Nobody but {clerk.name} says" in filed.text
    assert "rests on their word" in filed.text


def test_what_is_said_then_not_to_have_arrived_goes_out_again_without_an_address(
    clerk: Person, row: Delivery
) -> None:
    vouch(clerk, row)

    vouch(clerk, row, "", arrived=False)

    assert stands(row) == ("pending", "", "")


def test_what_nobody_can_name_is_neither_corrected_nor_taken_back_by_mistake(
    clerk: Person, row: Delivery
) -> None:
    vouch(clerk, row, "https://social.example/share")
    look(row)
    assert stands(row) == ("sent", "", "https://social.example/share")
    staff = Staff(clerk.council, clerk, clerk)
    corrected = make_correction(staff, post_of(row.publication, "newsroom"), text="Another day.")

    with pytest.raises(Permanent, match=r"rests on somebody's word.*Correct it there by hand"):
        still_out(corrected)

    assert still_out_if_known(corrected) == ""
    Delivery.objects.filter(key=corrected.key).delete()
    withdraw(actor=clerk, communication_id=row.publication.communication_id, reason="Wrong.")
    command = Command.objects.get(delivery=row)
    carry(RowKind.COMMAND, command.pk)
    command.refresh_from_db()
    assert (command.state, stands(row)[0]) == ("failed", "sent")
    assert "delete it by hand" in command.problem

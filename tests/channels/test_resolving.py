"""What a person does about a delivery that waits, failed or is unclear."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.withdrawing import withdraw
from portal.channels.models import Command, Delivery, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.resolving import settle_by_hand, try_again
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.outbox.fakes import PATHS, World, begin
from tests.makers import make_approved, make_channels, make_council, make_person

pytestmark = pytest.mark.django_db
DELIVERY = RowKind.DELIVERY


@pytest.fixture
def world(settings: Settings) -> World:
    settings.CONNECTORS = PATHS
    return begin()


@pytest.fixture
def clerk(world: World) -> Person:
    council = make_council()
    make_channels(council, "newsroom", "press_email")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def delivery(clerk: Person) -> Delivery:
    return make_approved(author=clerk, clerk=clerk, kind="notice").deliveries.get()


def stand(delivery: Delivery, state: str) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, claimed_at=timezone.now(), problem="x")


def now(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


@pytest.mark.parametrize("state", Delivering)
def test_what_can_be_tried_again(clerk: Person, delivery: Delivery, state: Delivering) -> None:
    stand(delivery, state)

    if state in {Delivering.FAILED, Delivering.HELD, Delivering.PENDING}:
        try_again(actor=clerk, kind=DELIVERY, pk=delivery.pk)
        assert (now(delivery).state, now(delivery).problem) == ("pending", "")
        assert LedgerEntry.objects.filter(verb="delivery_retried").count() == 1
    else:
        with pytest.raises(Refusal, match="not waiting for another attempt"):
            try_again(actor=clerk, kind=DELIVERY, pk=delivery.pk)
        assert now(delivery).state == state


@pytest.mark.parametrize("state", [Delivering.PENDING, Delivering.HELD, Delivering.FAILED])
def test_trying_again_never_goes_before_the_embargo_or_the_appointed_time(
    clerk: Person, state: Delivering
) -> None:
    ends = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    begins = timezone.now() + timedelta(days=1)
    publication = make_approved(author=clerk, clerk=clerk, embargo=ends.isoformat(), issue={"go_at": begins})

    for row in publication.deliveries.all():
        stand(row, state)
        try_again(actor=clerk, kind=DELIVERY, pk=row.pk)

    due = dict(publication.deliveries.values_list("channel__connector", "due_at"))
    assert due == {"newsroom": ends, "press_email": begins}


@pytest.mark.parametrize("state", Delivering)
@pytest.mark.parametrize("arrived", [True, False])
def test_what_can_be_settled_by_hand(
    clerk: Person, delivery: Delivery, state: Delivering, arrived: bool
) -> None:
    stand(delivery, state)

    def settle() -> None:
        settle_by_hand(actor=clerk, kind=DELIVERY, pk=delivery.pk, arrived=arrived, reason="I called them.")

    if state == Delivering.UNKNOWN:
        settle()
        assert now(delivery).state == ("sent" if arrived else "pending")
        assert LedgerEntry.objects.filter(verb="delivery_settled_by_hand").count() == 1
    else:
        with pytest.raises(Refusal, match="become clear meanwhile"):
            settle()
        assert now(delivery).state == state


def test_what_arrived_by_a_persons_word_is_live(clerk: Person, delivery: Delivery) -> None:
    """Else the item is out and can be cancelled as if it were not, but never withdrawn or corrected."""
    stand(delivery, "unknown")

    settle_by_hand(actor=clerk, kind=DELIVERY, pk=delivery.pk, arrived=True, reason="I see it.")

    issue = Publication.objects.get()
    assert (issue.state, issue.live_at is not None, Communication.objects.get().stage) == (
        "live",
        True,
        "issued",
    )


def test_what_turns_out_to_have_arrived_after_its_withdrawal_is_taken_back(
    clerk: Person, delivery: Delivery, world: World
) -> None:
    stand(delivery, "unknown")
    withdraw(actor=clerk, communication_id=delivery.publication.communication_id, reason="Wrong")

    settle_by_hand(actor=clerk, kind=DELIVERY, pk=delivery.pk, arrived=True, reason="I see it.")
    carry(RowKind.COMMAND, Command.objects.get().pk)

    assert (world.retracted, now(delivery).state) == ({delivery.key: "Wrong"}, "retracted")


def test_settling_by_hand_needs_to_say_how_one_knows(clerk: Person, delivery: Delivery) -> None:
    stand(delivery, "unknown")

    with pytest.raises(InvalidInput, match="how you know"):
        settle_by_hand(actor=clerk, kind=DELIVERY, pk=delivery.pk, arrived=True, reason=" ")


def test_what_arrived_by_a_persons_word_is_filed_as_it_was_ordered_with_where_it_is_read(
    clerk: Person, delivery: Delivery
) -> None:
    stand(delivery, "unknown")
    where = "https://social.example/@pellworth/7"

    settle_by_hand(
        actor=clerk,
        kind=DELIVERY,
        pk=delivery.pk,
        arrived=True,
        reason="I see it there.",
        address=f" {where} ",
    )

    kept = Snapshot.objects.get(status="sent")
    assert (kept.object_type, kept.object_id, kept.actor_id) == ("delivery", delivery.pk, clerk.user_id)
    item = delivery.publication.communication
    assert (kept.communication_id, kept.channel_id) == (item.pk, delivery.channel_id)
    assert kept.text is not None
    told, said = kept.text.rsplit("\n\nNobody but ", 1)
    assert all(part in told for part in (item.title, "Issued on behalf of", item.reference))
    assert "I see it there." in said
    assert said.endswith(f"To be read at: {where}")
    row = now(delivery)
    assert (row.public_url, row.sent_sha256) == (where, kept.sha256)
    entry = LedgerEntry.objects.get(verb="delivery_settled_by_hand")
    assert kept.sha256 in entry.body


def test_what_did_not_arrive_is_filed_nowhere_and_has_no_address(clerk: Person, delivery: Delivery) -> None:
    stand(delivery, "unknown")
    where = "https://social.example/@pellworth/7"

    settle_by_hand(actor=clerk, kind=DELIVERY, pk=delivery.pk, arrived=False, reason="No.", address=where)

    assert (now(delivery).public_url, now(delivery).sent_sha256) == ("", "")
    assert not Snapshot.objects.filter(status="sent").exists()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "social.example", "https://x.example/" + "a" * 300]
)
def test_an_address_that_is_none_is_refused_and_nothing_is_settled(
    clerk: Person, delivery: Delivery, address: str
) -> None:
    stand(delivery, "unknown")

    with pytest.raises(InvalidInput, match="address"):
        settle_by_hand(
            actor=clerk, kind=DELIVERY, pk=delivery.pk, arrived=True, reason="Seen.", address=address
        )

    assert now(delivery).state == "unknown"


def test_what_was_withdrawn_meanwhile_is_not_sent_by_trying_again(
    clerk: Person, delivery: Delivery, world: World
) -> None:
    stand(delivery, "failed")
    withdraw(actor=clerk, communication_id=delivery.publication.communication_id, reason="Wrong")

    with pytest.raises(Refusal, match="The issue is withdrawn"):
        try_again(actor=clerk, kind=DELIVERY, pk=delivery.pk)
    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, world.published) == ("cancelled", {})


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_only_who_may_decide_resolves(clerk: Person, delivery: Delivery, role: str) -> None:
    person = make_person(council=clerk.council, role=role)

    with pytest.raises(NotYours):
        try_again(actor=person, kind=DELIVERY, pk=delivery.pk)
    with pytest.raises(NotYours):
        settle_by_hand(actor=person, kind=DELIVERY, pk=delivery.pk, arrived=True, reason="x")


def test_another_councils_delivery_does_not_exist(delivery: Delivery) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)

    for pk in (delivery.pk, 10**12):
        with pytest.raises(Refusal, match="no such delivery"):
            try_again(actor=stranger, kind=DELIVERY, pk=pk)
        with pytest.raises(Refusal, match="no such delivery"):
            settle_by_hand(actor=stranger, kind=DELIVERY, pk=pk, arrived=True, reason="x")

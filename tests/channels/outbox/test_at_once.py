"""Several workers and people at one row of the outbox at the same moment."""

import pytest

from approvals.withdrawing import withdraw
from portal.channels.models import Command, Delivery, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.records.verifying import verify
from tests.channels.outbox.fakes import World, nothing
from tests.channels.outbox.test_carrying import now
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
DELIVERY = RowKind.DELIVERY
D = Delivering


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_one_row_publish_once(world: World, delivery: Delivery) -> None:
    world.script = [nothing] * 8

    assert at_once(*[lambda: carry(DELIVERY, delivery.pk)] * 8) == [None] * 8

    assert (world.calls, now(delivery).state, now(delivery).attempt) == (["publish"], "sent", 1)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_while_workers_send_leaves_nothing_out(
    world: World, publication: Publication, delivery: Delivery, clerk: Person
) -> None:
    results = at_once(
        lambda: carry(DELIVERY, delivery.pk),
        lambda: withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong"),
    )
    assert [error for error in results if isinstance(error, Exception)] == []
    for command in Command.objects.all():
        carry(RowKind.COMMAND, command.pk)

    assert set(world.published) == set(world.retracted)
    assert now(delivery).state in {"cancelled", "retracted"}
    assert verify(publication.council_id).broken is None

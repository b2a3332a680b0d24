"""What waits for a channel's credentials: when it is ordered again, and what a withdrawal meanwhile means for it."""

from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.utils import timezone

from approvals.withdrawing import withdraw
from portal.channels.connectors.base import Ambiguous, Reconnect, Sent
from portal.channels.credentials.connecting import connect
from portal.channels.credentials.trying import try_connection
from portal.channels.models import Channel, Command, Connection, Delivery, Notice
from portal.channels.notices.words import words_of
from portal.channels.outbox.carrying import ask, carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.sweeping import sweep
from portal.councils.people import Person
from tests.channels.credentials.conftest import ENTERED, Connected, Far
from tests.channels.outbox.fakes import Strict, refuse, world
from tests.makers import make_approved

pytestmark = pytest.mark.django_db
NO = Reconnect("social.example does not let the portal do this (401). Connect the channel again.")


def issue(clerk: Person) -> Delivery:
    return Delivery.objects.get(publication=make_approved(author=clerk, clerk=clerk, kind="notice"))


def taking_back_failed(clerk: Person, network: Far) -> Command:
    """Return the command of an item that went out and could not be taken back."""
    delivery = issue(clerk)
    carry(RowKind.DELIVERY, delivery.pk)
    network.error = NO
    withdraw(actor=clerk, communication_id=delivery.publication.communication_id, reason="Wrong.")
    command = Command.objects.get()
    carry(RowKind.COMMAND, command.pk)
    network.error = None
    return command


def state_of(row: Command | Delivery) -> str:
    row.refresh_from_db()
    return row.state


def test_a_check_that_finds_what_it_found_before_orders_nothing_again(
    connected: Channel, clerk: Person, network: Far
) -> None:
    connection = Connection.objects.get()
    try_connection(connection.pk)
    command = taking_back_failed(clerk, network)
    Connection.objects.filter(pk=connection.pk).update(problem="", problem_at=None)

    try_connection(connection.pk)

    assert state_of(command) == "failed"


def test_a_check_that_finds_a_trouble_over_orders_it_again(
    connected: Channel, clerk: Person, network: Far
) -> None:
    connection = Connection.objects.get()
    try_connection(connection.pk)
    command = taking_back_failed(clerk, network)

    try_connection(connection.pk)

    assert state_of(command) == "pending"


def unclear(clerk: Person, network: Far, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """Return what arrived without an answer, and was asked after while the credentials were refused."""

    def find(self: Connected, channel: Channel, key: UUID) -> Sent | None:
        self.health(channel)
        return Strict.find(self, channel, key)

    monkeypatch.setattr(Connected, "find", find)
    delivery = issue(clerk)
    world.script = [refuse(Ambiguous("No answer."))]
    carry(RowKind.DELIVERY, delivery.pk)
    world.script, world.published[delivery.key] = [], "It arrived."
    network.error = NO
    delivery.refresh_from_db()
    ask(RowKind.DELIVERY, delivery.pk, delivery.attempt)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.due_at.year > 2100) == ("unknown", True)
    return delivery


@pytest.mark.parametrize("anew", [True, False])
def test_what_nobody_could_say_while_the_credentials_were_refused_is_asked_again(
    connected: Channel, clerk: Person, network: Far, monkeypatch: pytest.MonkeyPatch, anew: bool
) -> None:
    delivery = unclear(clerk, network, monkeypatch)
    network.error = None
    if anew:
        connect(actor=clerk, channel_id=connected.pk, values=ENTERED)

    try_connection(Connection.objects.get(ended_at=None).pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.due_at <= timezone.now()) == ("unknown", True)
    with patch("portal.channels.outbox.sweeping.wake_to_ask") as woken:
        sweep()
    assert woken.call_args.args[1:3] == (delivery.pk, delivery.attempt)
    ask(RowKind.DELIVERY, delivery.pk, delivery.attempt)

    assert state_of(delivery) == "sent"


def test_what_only_a_person_can_say_stays_with_them_when_the_channel_is_connected_again(
    connected: Channel, clerk: Person, network: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = unclear(clerk, network, monkeypatch)
    network.error, world.certain_after = None, None

    try_connection(Connection.objects.get().pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.due_at.year > 2100) == ("unknown", True)


def test_who_decides_is_told_of_a_withdrawal_that_met_refused_credentials(
    connected: Channel, clerk: Person, network: Far
) -> None:
    command = taking_back_failed(clerk, network)

    notice = Notice.objects.get(what="retract_failed")
    assert (notice.object_id, notice.recipient_id) == (command.delivery_id, clerk.membership.pk)
    words = words_of(notice, clerk)
    assert words is not None
    assert str(NO) in words.body


def withdrawn_while_sent(connected: Channel, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """Return a delivery that the network refused when the clerk had withdrawn its item."""
    delivery = issue(clerk)

    def meanwhile(*_: Any, **__: Any) -> None:
        withdraw(actor=clerk, communication_id=delivery.publication.communication_id, reason="Wrong.")
        raise NO

    with monkeypatch.context() as patch:
        patch.setattr("tests.channels.credentials.conftest.Connected._ask", meanwhile)
        carry(RowKind.DELIVERY, delivery.pk)
    return delivery


def test_what_was_withdrawn_while_its_credentials_were_refused_is_not_held_for_ever(
    connected: Channel, clerk: Person, network: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = withdrawn_while_sent(connected, clerk, monkeypatch)

    assert state_of(delivery) == "failed"
    assert list(Command.objects.values_list("delivery_id", "verb", "reason")) == [
        (delivery.pk, "retract", "Wrong.")
    ]
    assert Connection.objects.get().problem == str(NO)
    assert not Notice.objects.filter(what="delivery_failed").exists()


def test_what_was_begun_of_it_is_taken_back_once_the_channel_is_connected(
    connected: Channel, clerk: Person, network: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn_while_sent(connected, clerk, monkeypatch)
    command = Command.objects.get()
    carry(RowKind.COMMAND, command.pk)
    assert state_of(command) == "failed"

    made = connect(actor=clerk, channel_id=connected.pk, values={**ENTERED, "token": "a-new-token"})
    try_connection(made.pk)
    carry(RowKind.COMMAND, command.pk)

    assert state_of(command) == "sent"
    assert len(world.retracted) == 1

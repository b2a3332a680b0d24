"""A network that takes the credentials no more: held, told, connected again, and nothing lost or said twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.withdrawing import withdraw
from portal.channels.connectors.base import Ambiguous, Permanent, Reconnect, Transient
from portal.channels.connectors.connecting import Health
from portal.channels.credentials.connecting import connect, disconnect
from portal.channels.credentials.trying import TRY_EVERY, look_after_connections, try_connection
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Attempt, Channel, Command, Connection, Delivery, Notice, Publication
from portal.channels.notices.words import words_of
from portal.channels.outbox.carrying import ask, carry
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.standstill import hold_everything
from portal.councils.people import Person
from portal.councils.templatetags.words import ago, moment
from portal.records.models import LedgerEntry
from tests.channels.credentials.conftest import ENTERED, TOKEN, Far
from tests.channels.outbox.fakes import world
from tests.makers import make_approved, make_scheduled, sign_in

pytestmark = pytest.mark.django_db
NO = Reconnect("social.example does not let the portal do this (401). Connect the channel again.")
DELIVERY = RowKind.DELIVERY


def issue(clerk: Person, **changes: Any) -> Delivery:
    publication = make_approved(author=clerk, clerk=clerk, kind="notice", **changes)
    return Delivery.objects.get(publication=publication)


def now(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def connect_again(clerk: Person, channel: Channel) -> Connection:
    made = connect(actor=clerk, channel_id=channel.pk, values={**ENTERED, "token": "a-new-token"})
    try_connection(made.pk)
    return made


def test_nothing_goes_out_on_a_channel_that_is_not_connected(
    channel: Channel, clerk: Person, network: Far
) -> None:
    delivery = issue(clerk)

    carry(DELIVERY, delivery.pk)

    assert now(delivery).state == "held"
    assert "is not connected to its network yet" in now(delivery).problem
    assert network.asked_with == []


def test_refused_credentials_hold_the_item_mark_the_channel_and_tell_the_clerk(
    connected: Channel, clerk: Person, network: Far
) -> None:
    network.error = NO
    delivery = issue(clerk)

    carry(DELIVERY, delivery.pk)

    row = Connection.objects.get()
    assert (now(delivery).state, now(delivery).problem) == ("held", str(NO))
    assert (row.problem, row.problem_at is not None) == (str(NO), True)
    assert Attempt.objects.get(key=delivery.key).outcome == "held"
    verbs = LedgerEntry.objects.order_by("-pk").values_list("verb", flat=True)[:2]
    assert set(verbs) == {"delivery_held", "channel_lost"}
    notice = Notice.objects.get(what="channel_lost")
    assert notice.recipient_id == clerk.membership.pk
    words = words_of(notice, clerk)
    assert words is not None
    item = delivery.publication.communication
    assert f"/{clerk.council.slug}/desk/channels/{connected.pk}/connection/" in words.body
    assert words.link.endswith(f"/{clerk.council.slug}/desk/queue/item/{item.pk}/")
    assert item.title not in words.body
    assert TOKEN not in words.body


def test_the_rest_of_the_queue_is_held_without_asking_the_network_again(
    connected: Channel, clerk: Person, network: Far
) -> None:
    network.error = NO
    deliveries = [issue(clerk) for _ in range(3)]

    for delivery in deliveries:
        carry(DELIVERY, delivery.pk)

    assert [now(delivery).state for delivery in deliveries] == ["held"] * 3
    assert network.asked_with == [TOKEN]
    assert Notice.objects.filter(what="channel_lost").count() == 1


def test_connected_again_what_missed_its_hour_waits_for_a_person(
    connected: Channel, clerk: Person, network: Far
) -> None:
    network.error = NO
    delivery = issue(clerk)
    carry(DELIVERY, delivery.pk)
    network.error = None

    connect_again(clerk, connected)

    row = now(delivery)
    assert (row.state, row.confirm) == ("held", True)
    assert "goes out once somebody confirms" in row.problem
    assert world.published == {}


def test_connected_again_what_has_its_hour_before_it_goes_at_that_hour(
    connected: Channel, clerk: Person, network: Far
) -> None:
    publication = make_scheduled(author=clerk, clerk=clerk)
    delivery = Delivery.objects.get(publication=publication)
    Delivery.objects.filter(pk=delivery.pk).update(state="held", problem="not connected")
    network.error = None

    connect_again(clerk, connected)

    assert (now(delivery).state, now(delivery).confirm) == ("pending", False)


def test_what_the_clerk_holds_back_stays_held_when_the_channel_is_connected_again(
    connected: Channel, clerk: Person, network: Far
) -> None:
    network.error = NO
    delivery = issue(clerk)
    carry(DELIVERY, delivery.pk)
    hold_everything(actor=clerk, reason="A death.")
    network.error = None

    connect_again(clerk, connected)

    assert (now(delivery).state, now(delivery).confirm) == ("held", False)
    assert world.published == {}


def test_new_credentials_that_are_refused_too_hold_on(
    connected: Channel, clerk: Person, network: Far
) -> None:
    network.error = NO
    delivery = issue(clerk)
    carry(DELIVERY, delivery.pk)

    made = connect_again(clerk, connected)

    made.refresh_from_db()
    assert made.problem == str(NO)
    assert (now(delivery).state, now(delivery).confirm) == ("held", False)


def test_a_withdrawal_that_met_it_has_failed_in_words_and_goes_when_the_channel_is_connected(
    connected: Channel, clerk: Person, network: Far
) -> None:
    delivery = issue(clerk)
    carry(DELIVERY, delivery.pk)
    network.error = NO
    withdraw(actor=clerk, communication_id=delivery.publication.communication_id, reason="Wrong.")
    command = Command.objects.get()
    carry(RowKind.COMMAND, command.pk)
    command.refresh_from_db()
    assert (command.state, command.problem) == ("failed", str(NO))

    network.error = None
    connect_again(clerk, connected)
    carry(RowKind.COMMAND, command.pk)

    command.refresh_from_db()
    assert (command.state, now(delivery).state) == ("sent", "retracted")
    assert len(world.retracted) == 1


def test_a_worker_that_was_slow_does_not_mark_the_new_connection(
    connected: Channel, clerk: Person, network: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = issue(clerk)

    def replaced_meanwhile(*_: Any) -> None:
        connect(actor=clerk, channel_id=connected.pk, values=ENTERED)
        raise NO

    monkeypatch.setattr("tests.channels.credentials.conftest.Connected._ask", replaced_meanwhile)
    carry(DELIVERY, delivery.pk)

    assert now(delivery).state == "pending"
    assert Connection.objects.get(ended_at=None).problem == ""
    assert not Notice.objects.filter(what="channel_lost").exists()


def test_asking_after_a_row_marks_the_channel_and_leaves_the_row_unclear(
    connected: Channel, clerk: Person, network: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = issue(clerk)
    network.error = Ambiguous("No answer.")
    carry(DELIVERY, delivery.pk)

    def refused(*_: Any) -> None:
        raise NO

    monkeypatch.setattr("tests.channels.outbox.fakes.Strict.find", refused)
    ask(DELIVERY, delivery.pk, now(delivery).attempt)

    assert now(delivery).state == "unknown"
    assert Connection.objects.get().problem == str(NO)


# --- trying -----------------------------------------------------------------------------------------------


def test_a_connection_that_works_says_whose_it_is_and_until_when(
    connected: Channel, clerk: Person, network: Far
) -> None:
    until = timezone.now() + timedelta(days=60)
    network.health = Health("@ptc@social.example", ("write", "read"), until)

    try_connection(Connection.objects.get().pk)

    row = Connection.objects.get()
    assert (row.account, row.scopes, row.expires_at) == ("@ptc@social.example", ["read", "write"], until)
    assert row.checked_at is not None
    at = reverse("connect_channel", args=[connected.council.slug, connected.pk])
    page = sign_in(clerk).get(at).content.decode()
    for said in (
        "<dt>Account</dt><dd>@ptc@social.example</dd>",
        "<dt>It lets the portal</dt><dd>read, write</dd>",
        f"<dt>Ends</dt><dd>{moment(until)}</dd>",
        f"<dt>Last taken by the network</dt><dd>{ago(row.checked_at)}</dd>",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("error", "lost"), [(NO, True), (Permanent("No such page."), True), (Transient("Later."), False)]
)
def test_only_what_will_not_mend_itself_is_a_trouble(
    connected: Channel, network: Far, error: Any, lost: bool
) -> None:
    network.error = error

    try_connection(Connection.objects.get().pk)

    assert bool(Connection.objects.get().problem) is lost
    assert Notice.objects.filter(what="channel_lost", object_type="connection").exists() is lost


def test_a_trouble_that_is_over_is_recorded_and_what_waited_goes_on(
    connected: Channel, clerk: Person, network: Far
) -> None:
    network.error = NO
    try_connection(Connection.objects.get().pk)
    with pytest.raises(Reconnect):
        credentials_of(connected)
    network.error = None

    try_connection(Connection.objects.get().pk)

    assert Connection.objects.get().problem == ""
    assert LedgerEntry.objects.filter(verb="channel_works_again").count() == 1
    assert credentials_of(connected).secrets == {"token": TOKEN}


def test_a_connection_that_was_destroyed_meanwhile_is_left_alone(
    connected: Channel, clerk: Person, network: Far
) -> None:
    pk = Connection.objects.get().pk
    disconnect(actor=clerk, channel_id=connected.pk, reason="x")

    try_connection(pk)

    assert network.asked_with == []
    assert Connection.objects.get().checked_at is None


@pytest.mark.parametrize(("left", "told"), [(15, None), (14, 14), (4, 14), (3, 3), (1, 3), (0, 0), (-5, 0)])
def test_credentials_that_end_soon_are_pointed_out_once_for_each_day_of_the_list(
    connected: Channel, clerk: Person, left: int, told: int | None
) -> None:
    ends = timezone.now() + timedelta(days=left) - timedelta(minutes=1)
    Connection.objects.update(expires_at=ends, checked_at=timezone.now())

    look_after_connections()
    look_after_connections()

    rows = Notice.objects.filter(what="channel_expiring")
    assert [row.occasion for row in rows] == ([] if told is None else [told])
    for row in rows:
        words = words_of(row, clerk)
        assert words is not None
        assert words.link.endswith(f"/desk/channels/{connected.pk}/connection/")


def test_connections_are_tried_every_few_hours_and_not_while_they_are_in_trouble(
    connected: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(
        "portal.channels.credentials.trying.app.send_task",
        lambda name, **how: sent.append((name, how["args"])),
    )
    row, long_ago = Connection.objects.get(), timezone.now() - TRY_EVERY

    states: list[Callable[[], Any]] = [
        lambda: None,
        lambda: Connection.objects.update(checked_at=timezone.now()),
        lambda: Connection.objects.update(checked_at=long_ago),
        lambda: Connection.objects.update(problem="x", problem_at=long_ago),
    ]
    counted = []
    for change in states:
        change()
        look_after_connections()
        counted.append(len(sent))

    assert counted == [1, 1, 2, 2]
    assert set(map(str, sent)) == {f"('portal.channels.tasks.try_connection', [{row.pk}])"}
    assert Publication.objects.count() == 0


def test_where_only_a_part_ends_that_is_said_and_not_that_nothing_goes_out_any_more(
    connected: Channel, clerk: Person, network: Far
) -> None:
    ends, part = timezone.now() + timedelta(days=2), "Comments can be read no more."
    network.health = Health("@ptc@social.example", ("read",), expires_at=ends, ends_then=part)
    try_connection(Connection.objects.get().pk)

    look_after_connections()

    words = words_of(Notice.objects.get(what="channel_expiring"), clerk)
    assert words is not None
    assert part in words.body
    assert "nothing goes out" not in words.body
    client, council = sign_in(clerk), connected.council.slug
    for page in (
        reverse("channels", args=[council]),
        reverse("connect_channel", args=[council, connected.pk]),
    ):
        assert part in client.get(page).content.decode()

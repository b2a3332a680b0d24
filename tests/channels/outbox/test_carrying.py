"""From PENDING to what became of it: every outcome, every reason to hold, and the fence."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.withdrawing import withdraw
from portal.channels.connectors.base import Ambiguous, Paced, Permanent, Sent, Transient
from portal.channels.models import Attempt, Channel, Command, Delivery, Publication
from portal.channels.outbox.carrying import ask, carry
from portal.channels.outbox.claiming import claim, claim_to_ask
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.settling import settle_failed, settle_sent
from portal.channels.outbox.sweeping import take_down_due
from portal.channels.states import MOVES, OPEN, Delivering
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.models import Communication, Revision
from portal.records.canonical import canonical_json
from portal.records.models import LedgerEntry, Snapshot
from portal.records.verifying import verify
from tests.channels.outbox.fakes import World, refuse
from tests.makers import make_person, make_revision

pytestmark = pytest.mark.django_db
DELIVERY = RowKind.DELIVERY
D = Delivering


def now(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def test_a_delivery_that_is_due_goes_out_once_and_makes_the_item_live(
    world: World, publication: Publication, delivery: Delivery
) -> None:
    carry(DELIVERY, delivery.pk)
    carry(DELIVERY, delivery.pk)

    row, issue = now(delivery), Publication.objects.get()
    assert (row.state, row.problem, row.attempt, row.external_id) == ("sent", "", 1, f"id-{row.key}")
    assert (issue.state, issue.live_at is not None) == ("live", True)
    assert Communication.objects.get().stage == "issued"
    assert world.calls == ["publish"]
    assert [(a.number, a.outcome) for a in Attempt.objects.filter(key=row.key)] == [(1, "sent")]
    assert LedgerEntry.objects.filter(verb="delivery_sent", object_id=row.pk).count() == 1
    filed = Snapshot.objects.get(status="sent")
    assert (filed.text, filed.sha256, filed.channel_id) == (
        "Mill Lane is closed",
        row.sent_sha256,
        row.channel_id,
    )
    assert verify(publication.council_id).broken is None


def test_a_delivery_that_is_not_due_stays(world: World, delivery: Delivery) -> None:
    Delivery.objects.update(due_at=timezone.now() + timedelta(minutes=1))

    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, now(delivery).attempt, world.calls) == ("pending", 0, [])


@pytest.mark.parametrize("state", [state for state in Delivering if state != D.PENDING])
def test_only_what_is_pending_can_be_claimed(world: World, delivery: Delivery, state: Delivering) -> None:
    Delivery.objects.update(state=state, claimed_at=timezone.now())

    assert claim(DELIVERY, delivery.pk) is None
    assert (now(delivery).state, world.calls) == (state, [])


OUTCOMES: list[tuple[Exception, str, str]] = [
    (Transient("The server is busy."), "pending", "The server is busy."),
    (Permanent("No such address."), "failed", "No such address."),
    (Ambiguous("The line broke."), "unknown", "The line broke."),
]


@pytest.mark.parametrize(("error", "state", "problem"), OUTCOMES, ids=["transient", "permanent", "ambiguous"])
def test_what_the_channel_answers_decides_the_state(
    world: World, delivery: Delivery, error: Exception, state: str, problem: str
) -> None:
    world.script = [refuse(error)]

    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, now(delivery).problem) == (state, problem)
    assert Publication.objects.get().state == "scheduled"
    assert Attempt.objects.get().outcome == state


def test_waits_grow_and_after_the_last_the_delivery_has_failed(
    world: World, delivery: Delivery, due: Callable[[], None]
) -> None:
    world.script = [refuse(Transient("Busy."))] * 3
    waits = []
    for _ in range(2):
        carry(DELIVERY, delivery.pk)
        waits.append((now(delivery).due_at - timezone.now()).total_seconds())
        due()

    carry(DELIVERY, delivery.pk)

    assert 20 < waits[0] <= 36
    assert 90 < waits[1] <= 144
    assert (now(delivery).state, now(delivery).problem) == (
        "failed",
        "Given up after 3 attempts. The last: Busy.",
    )
    assert LedgerEntry.objects.filter(verb="delivery_failed").count() == 1


def test_the_other_sides_wait_is_honoured_where_it_is_longer(world: World, delivery: Delivery) -> None:
    world.script = [refuse(Transient("Later.", retry_after=900))]

    carry(DELIVERY, delivery.pk)

    assert 890 < (now(delivery).due_at - timezone.now()).total_seconds() <= 900


def test_waiting_for_a_turn_is_no_attempt(world: World, delivery: Delivery, due: Callable[[], None]) -> None:
    world.script = [refuse(Paced("Not yet.", 40))] * 9
    for _ in range(9):
        due()
        carry(DELIVERY, delivery.pk)

    row = now(delivery)
    assert (row.state, row.problem, row.tries, row.attempt) == ("pending", "Not yet.", 0, 9)
    assert 35 < (row.due_at - timezone.now()).total_seconds() <= 40

    due()
    carry(DELIVERY, delivery.pk)
    assert now(delivery).state == "sent"


def test_a_fault_in_a_connector_leaves_the_row_to_be_asked_after(world: World, delivery: Delivery) -> None:
    world.script = [refuse(KeyError("a bug"))]

    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, "could not be read (KeyError)" in now(delivery).problem) == ("unknown", True)
    ask(DELIVERY, delivery.pk, now(delivery).attempt)
    assert world.calls == ["publish", "find"]


def test_a_connector_that_is_not_installed_fails_in_words(delivery: Delivery, settings: Settings) -> None:
    settings.CONNECTORS = []

    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, "no connector called 'newsroom'" in now(delivery).problem) == (
        "failed",
        True,
    )


# --- held -------------------------------------------------------------------------------------------------


def _tamper(publication: Publication) -> None:
    """As somebody who owns the database: the text is changed, its recorded hash is not."""
    revision = publication.revision
    content = {**json.loads(revision.stored)}
    content["content"]["title"] = "Mill Lane is open"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE drafts_revision DISABLE TRIGGER USER")
        Revision.objects.filter(pk=revision.pk).update(stored=canonical_json(content))
        cursor.execute("ALTER TABLE drafts_revision ENABLE TRIGGER USER")


def _edit(publication: Publication) -> None:
    make_revision(author=_clerk(publication), communication=publication.communication, title="Edited")


def _clerk(publication: Publication) -> Person:
    return make_person(council=publication.council, role=Role.CLERK)


def _suspend_the_approver(publication: Publication) -> None:
    approver = publication.clearance.cleared_by
    suspend(actor=_clerk(publication), member=approver, reason="x", review_on=timezone.localdate())


HOLDS: list[tuple[str, Callable[[Publication], Any], str]] = [
    ("tampered", _tamper, "its hash differs"),
    ("edited", _edit, "edited after it was approved"),
    ("closed", lambda _: Channel.objects.update(is_open=False), "is closed"),
    ("hold", lambda _: Council.objects.update(issuing_on_hold=True), "holds everything back"),
    ("suspended", _suspend_the_approver, "have been suspended since"),
]


@pytest.mark.parametrize(("change", "why"), [row[1:] for row in HOLDS], ids=[row[0] for row in HOLDS])
def test_what_changed_since_the_approval_is_held_with_its_reason(
    world: World, publication: Publication, delivery: Delivery, change: Callable[[Publication], Any], why: str
) -> None:
    change(publication)

    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, why in now(delivery).problem, world.calls) == ("held", True, [])
    assert LedgerEntry.objects.filter(verb="delivery_held", object_id=delivery.pk).count() == 1
    assert Attempt.objects.count() == 0


def broken_gate(publication: Publication) -> str:
    raise ZeroDivisionError


def closed_gate(publication: Publication) -> str:
    return "Not today."


def open_gate(publication: Publication) -> str:
    return ""


@pytest.mark.parametrize(
    ("gates", "state", "why"),
    [
        (["open_gate"], "sent", ""),
        (["open_gate", "closed_gate"], "held", "Not today."),
        (["broken_gate"], "held", "could not be completed"),
        (["no_such_gate"], "held", "could not be completed"),
    ],
)
def test_a_gate_answers_or_the_delivery_is_held(
    world: World, delivery: Delivery, settings: Settings, gates: list[str], state: str, why: str
) -> None:
    settings.SENDING_GATES = [f"{__name__}.{gate}" for gate in gates]

    carry(DELIVERY, delivery.pk)

    assert now(delivery).state == state
    assert why in now(delivery).problem


def undone_gate(_: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM channels_channel")
    return ""


@pytest.mark.parametrize(
    ("channel_gates", "sending_gates", "why"),
    [
        (["closed_gate"], ["undone_gate"], "Not today."),
        (["undone_gate"], ["open_gate"], "A check of the channel could not be completed"),
        (["open_gate"], ["undone_gate"], "A check before sending could not be completed"),
        (["no_such_gate"], ["open_gate"], "A check of the channel could not be completed"),
    ],
)
def test_an_error_of_the_database_in_any_gate_holds_it_and_takes_no_claim_along(
    world: World,
    delivery: Delivery,
    settings: Settings,
    channel_gates: list[str],
    sending_gates: list[str],
    why: str,
) -> None:
    settings.CHANNEL_GATES = [f"{__name__}.{gate}" for gate in channel_gates]
    settings.SENDING_GATES = [f"{__name__}.{gate}" for gate in sending_gates]

    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, why in now(delivery).problem, world.calls) == ("held", True, [])


# --- the fence, and asking --------------------------------------------------------------------------------


def held_by_a_slow_worker(delivery: Delivery) -> Any:
    held = claim(DELIVERY, delivery.pk)
    assert held is not None
    Delivery.objects.filter(pk=delivery.pk).update(claimed_at=timezone.now() - timedelta(hours=1))
    Attempt.objects.update(started_at=timezone.now() - timedelta(hours=1))
    return held


def test_a_slow_worker_cannot_settle_after_somebody_asked(world: World, delivery: Delivery) -> None:
    slow = held_by_a_slow_worker(delivery)
    assert claim_to_ask(DELIVERY, delivery.pk, slow.fence) is not None

    assert settle_sent(slow, Sent()) is False
    assert settle_failed(slow, "x") is False

    assert (now(delivery).state, Publication.objects.get().state) == ("sending", "scheduled")
    assert Snapshot.objects.filter(status="sent").count() == 0


def test_two_who_ask_at_once_ask_once(world: World, delivery: Delivery) -> None:
    slow = held_by_a_slow_worker(delivery)

    assert claim_to_ask(DELIVERY, delivery.pk, slow.fence) is not None
    assert claim_to_ask(DELIVERY, delivery.pk, slow.fence) is None


def test_what_the_dead_worker_sent_is_found_and_not_sent_again(world: World, delivery: Delivery) -> None:
    slow = held_by_a_slow_worker(delivery)
    world.published[delivery.key] = "Mill Lane is closed"

    ask(DELIVERY, delivery.pk, slow.fence)

    assert (now(delivery).state, world.calls) == ("sent", ["find"])
    assert Publication.objects.get().state == "live"


def test_what_was_certainly_never_sent_goes_out_now(world: World, delivery: Delivery) -> None:
    slow = held_by_a_slow_worker(delivery)

    ask(DELIVERY, delivery.pk, slow.fence)
    assert now(delivery).state == "pending"
    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, world.calls) == ("sent", ["find", "publish"])


def test_what_may_still_arrive_is_asked_after_again_and_not_sent(world: World, delivery: Delivery) -> None:
    world.certain_after = timedelta(hours=2)
    slow = held_by_a_slow_worker(delivery)

    ask(DELIVERY, delivery.pk, slow.fence)

    row = now(delivery)
    assert (row.state, row.due_at > timezone.now()) == ("unknown", True)


def test_where_nobody_can_tell_a_person_decides(world: World, delivery: Delivery) -> None:
    world.certain_after = None
    slow = held_by_a_slow_worker(delivery)

    ask(DELIVERY, delivery.pk, slow.fence)

    row = now(delivery)
    assert (row.state, row.due_at.year > 2100) == ("unknown", True)
    assert LedgerEntry.objects.filter(verb="delivery_unknown").count() == 1


@pytest.mark.parametrize(("minutes", "wait"), [(0, 5), (2, 30), (60, 900), (6_000, 900)])
def test_a_channel_that_cannot_be_asked_now_is_asked_again_the_later_the_longer_it_takes(
    world: World, delivery: Delivery, settings: Any, minutes: int, wait: int
) -> None:
    settings.SWEEP_SECONDS = 5
    slow = held_by_a_slow_worker(delivery)
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=minutes))
    world.script = [refuse(Transient("Away."))]

    ask(DELIVERY, delivery.pk, slow.fence)

    row = now(delivery)
    assert (row.state, row.problem) == ("unknown", "Away. It will be asked again.")
    assert abs((row.due_at - timezone.now()).total_seconds() - wait) < 5


def test_who_says_for_good_that_it_cannot_be_asked_leaves_it_to_a_person(
    world: World, delivery: Delivery
) -> None:
    slow = held_by_a_slow_worker(delivery)
    world.script = [refuse(Permanent("The account is gone."))]

    ask(DELIVERY, delivery.pk, slow.fence)

    row = now(delivery)
    assert (row.state, row.problem) == ("unknown", "The account is gone.")
    assert row.due_at > timezone.now() + timedelta(days=365)


def test_a_row_that_kills_every_worker_is_given_up(world: World, delivery: Delivery) -> None:
    for _ in range(3):
        slow = held_by_a_slow_worker(delivery)
        ask(DELIVERY, delivery.pk, slow.fence)

    assert (now(delivery).state, "stopped in the middle" in now(delivery).problem) == ("failed", True)
    assert world.published == {}


# --- withdrawing ------------------------------------------------------------------------------------------


def test_a_withdrawal_cancels_what_waits(
    world: World, publication: Publication, delivery: Delivery, clerk: Person
) -> None:
    withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong")

    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, world.calls, Command.objects.count()) == ("cancelled", [], 0)
    assert Publication.objects.get().state == "withdrawn"


def test_a_withdrawal_retracts_what_went_out(
    world: World, publication: Publication, delivery: Delivery, clerk: Person
) -> None:
    carry(DELIVERY, delivery.pk)

    assert withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong").told == 1
    carry(RowKind.COMMAND, Command.objects.get().pk)

    assert (now(delivery).state, world.retracted) == ("retracted", {delivery.key: "Wrong"})


def test_a_withdrawal_retracts_what_arrives_late(
    world: World, publication: Publication, delivery: Delivery, clerk: Person
) -> None:
    held = claim(DELIVERY, delivery.pk)
    assert held is not None
    withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong")

    assert settle_sent(held, Sent(evidence="x")) is True
    command = Command.objects.get()
    carry(RowKind.COMMAND, command.pk)

    assert (command.verb, world.retracted) == ("retract", {delivery.key: "Wrong"})
    assert (now(delivery).state, Publication.objects.get().state) == ("retracted", "withdrawn")


def test_one_connector_that_is_gone_does_not_stop_a_withdrawal(
    publication: Publication, delivery: Delivery, clerk: Person, settings: Settings
) -> None:
    carry(DELIVERY, delivery.pk)
    settings.CONNECTORS = []

    withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong")

    assert Publication.objects.get().state == "withdrawn"


def test_what_is_over_is_taken_down_once(world: World, publication: Publication, delivery: Delivery) -> None:
    carry(DELIVERY, delivery.pk)
    later = timezone.now() + timedelta(hours=1)
    Publication.objects.update(take_down_at=later)

    assert [take_down_due(timezone.now()), take_down_due(later), take_down_due(later)] == [0, 1, 0]
    carry(RowKind.COMMAND, Command.objects.get().pk)

    assert (world.retracted, Publication.objects.get().state) == ({delivery.key: "scheduled"}, "taken_down")


def test_what_was_held_beyond_its_taking_down_never_goes_out(
    world: World, publication: Publication, delivery: Delivery
) -> None:
    """Else a notice of a closure that is over would be published, and mailed, only to be taken down again."""
    past = timezone.now() - timedelta(minutes=1)
    Publication.objects.update(go_at=past - timedelta(hours=1), take_down_at=past)

    carry(DELIVERY, delivery.pk)

    assert (now(delivery).state, world.calls) == ("cancelled", [])


# --- the table, and many at once --------------------------------------------------------------------------


def test_the_moves_of_the_outbox_are_closed() -> None:
    assert set(MOVES) == set(Delivering)
    assert {after for afters in MOVES.values() for after in afters} <= set(Delivering)
    assert {state for state in Delivering if MOVES[state] == frozenset()} == {D.CANCELLED, D.RETRACTED}
    assert {D.PENDING, D.SENDING, D.HANDED, D.UNKNOWN, D.HELD} == OPEN

"""What is leaving this moment: it cannot be cancelled, is taken back when it has arrived, and is never forgotten."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.withdrawing import cancel_schedule, withdraw
from portal.channels.connectors.base import Sent
from portal.channels.models import Command, Delivery, Dispatch, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.settling import settle_again, settle_sent
from portal.channels.outbox.sweeping import take_down_due
from portal.channels.releasing import cancel_deliveries
from portal.channels.resolving import settle_by_hand, try_again, try_all_again
from portal.channels.states import Delivering, PublicState
from portal.councils.people import Person, person_now
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.channels.mail.posts import a_council, a_release, make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_gates(settings: Settings) -> None:
    settings.SENDING_GATES = []


def released(*, readers: int = 2) -> tuple[Publication, Delivery, Delivery]:
    """Return a release with its delivery to the newsroom and its fanned-out delivery to the press list."""
    council = a_council()
    for number in range(readers):
        make_contact(council, email=f"news{number}@gazette.example")
    publication = a_release(council)
    newsroom = publication.deliveries.get(channel__connector="newsroom")
    press = publication.deliveries.get(channel__connector="press_email")
    carry(RowKind.DELIVERY, press.pk)
    press.refresh_from_db()
    return publication, newsroom, press


def clerk_of(publication: Publication) -> Person:
    return person_now(publication.ordered_by_id)


def first_mail(press: Delivery) -> Dispatch:
    found = press.dispatches.order_by("pk").first()
    assert found is not None
    return found


def make_unfinished(what: str, state: str, newsroom: Delivery, press: Delivery) -> None:
    """Put the newsroom's delivery, or the first mail, into ``state``."""
    changes = {"state": state, "claimed_at": timezone.now()}
    if what == "newsroom":
        Delivery.objects.filter(pk=newsroom.pk).update(**changes)
    else:
        Dispatch.objects.filter(pk=first_mail(press).pk).update(**changes)


def cancel_by_the_clerk(publication: Publication) -> None:
    cancel_schedule(
        actor=clerk_of(publication), communication_id=publication.communication_id, reason="Wrong date"
    )


def cancel_by_the_next_issue(publication: Publication) -> None:
    with transaction.atomic():
        cancel_deliveries([publication.pk])


@pytest.mark.parametrize("cancel", [cancel_by_the_clerk, cancel_by_the_next_issue])
@pytest.mark.parametrize("what", ["newsroom", "mail"])
@pytest.mark.parametrize("state", [Delivering.SENDING, Delivering.UNKNOWN])
def test_what_may_have_left_cannot_be_cancelled(
    cancel: Callable[[Publication], None], what: str, state: str
) -> None:
    publication, newsroom, press = released()
    make_unfinished(what, state, newsroom, press)
    with pytest.raises(Refusal, match="being sent this moment"):
        cancel(publication)
    publication.refresh_from_db()
    assert publication.state == PublicState.SCHEDULED
    assert not Dispatch.objects.filter(state=Delivering.CANCELLED).exists()


def test_a_mailing_of_which_nothing_left_is_cancelled_whole() -> None:
    publication, _, _ = released()
    cancel_by_the_clerk(publication)
    assert set(Dispatch.objects.values_list("state", flat=True)) == {Delivering.CANCELLED}
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivering.CANCELLED}


def test_a_mail_that_comes_back_unsent_after_the_withdrawal_goes_nowhere() -> None:
    publication, _, press = released(readers=1)
    held = claim(RowKind.DISPATCH, first_mail(press).pk)
    assert held is not None
    withdraw(actor=clerk_of(publication), communication_id=publication.communication_id, reason="Wrong date")
    settle_again(held, "450 later", None)
    Dispatch.objects.update(due_at=timezone.now())
    assert claim(RowKind.DISPATCH, first_mail(press).pk) is None
    assert first_mail(press).state == Delivering.CANCELLED
    press.refresh_from_db()
    assert press.state == Delivering.CANCELLED


def test_what_was_being_sent_when_its_time_ended_is_taken_down_when_it_has_arrived() -> None:
    publication, newsroom, _ = released()
    held = claim(RowKind.DELIVERY, newsroom.pk)
    assert held is not None
    now = timezone.now()
    Publication.objects.filter(pk=publication.pk).update(
        state=PublicState.LIVE, go_at=now - timedelta(days=2), take_down_at=now - timedelta(days=1)
    )
    assert take_down_due(now) == 1
    assert Command.objects.filter(delivery=newsroom).count() == 0
    settle_sent(held, Sent(evidence="x"))
    assert Command.objects.get(delivery=newsroom).verb == Command.Verb.TAKE_DOWN


@pytest.mark.parametrize("state", [Delivering.FAILED, Delivering.UNKNOWN])
def test_a_mailing_is_tried_again_mail_by_mail_only(state: str) -> None:
    publication, _, press = released()
    Delivery.objects.filter(pk=press.pk).update(state=state)
    with pytest.raises(Refusal, match="one mail to each reader"):
        try_again(actor=clerk_of(publication), kind=RowKind.DELIVERY, pk=press.pk)
    with pytest.raises(Refusal, match="one mail to each reader"):
        settle_by_hand(
            actor=clerk_of(publication), kind=RowKind.DELIVERY, pk=press.pk, arrived=False, reason="They rang"
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("withdrawal_first", [True, False])
def test_a_withdrawal_at_the_moment_of_arrival_is_always_followed_by_its_notice(
    *, withdrawal_first: bool
) -> None:
    publication, newsroom, _ = released()
    Publication.objects.filter(pk=publication.pk).update(state=PublicState.LIVE, live_at=timezone.now())
    held = claim(RowKind.DELIVERY, newsroom.pk)
    assert held is not None
    clerk = clerk_of(publication)

    def clerk_withdraws() -> None:
        withdraw(actor=clerk, communication_id=publication.communication_id, reason="Wrong date")

    def worker_settles() -> None:
        settle_sent(held, Sent(evidence="x"))

    first, second = (
        (clerk_withdraws, worker_settles) if withdrawal_first else (worker_settles, clerk_withdraws)
    )

    def in_a_connection_of_its_own() -> None:
        second()
        connection.close()

    thread = threading.Thread(target=in_a_connection_of_its_own)
    with transaction.atomic():
        first()
        thread.start()
        thread.join(0.5)
    thread.join(20)
    assert not thread.is_alive()
    newsroom.refresh_from_db()
    assert newsroom.state == Delivering.SENT
    assert Command.objects.get(delivery=newsroom).verb == Command.Verb.RETRACT


def test_all_mails_that_are_stuck_are_tried_again_by_one_order_recorded_once() -> None:
    publication, _, press = released(readers=4)
    pks = list(press.dispatches.order_by("pk").values_list("pk", flat=True))
    for pk, state in zip(pks, ["failed", "held", "sent", "failed"], strict=True):
        Dispatch.objects.filter(pk=pk).update(state=state, problem="x", tries=9)
    Delivery.objects.filter(pk=press.pk).update(state=Delivering.SENT)

    assert try_all_again(actor=clerk_of(publication), delivery_id=press.pk) == 3

    states = list(press.dispatches.order_by("pk").values_list("state", "tries", "problem"))
    assert states == [("pending", 0, ""), ("pending", 0, ""), ("sent", 9, "x"), ("pending", 0, "")]
    press.refresh_from_db()
    assert press.state == Delivering.SENDING
    assert '"mails":3' in LedgerEntry.objects.get(verb="mailing_retried").body
    with pytest.raises(Refusal, match="None of these mails"):
        try_all_again(actor=clerk_of(publication), delivery_id=press.pk)


def test_mails_of_a_withdrawn_issue_are_not_tried_again() -> None:
    publication, _, press = released()
    press.dispatches.update(state="failed")
    withdraw(actor=clerk_of(publication), communication_id=publication.communication_id, reason="Wrong date")

    with pytest.raises(Refusal, match="None of these mails"):
        try_all_again(actor=clerk_of(publication), delivery_id=press.pk)

"""One switch holds everything back; letting it go on lets nothing burst out."""

import json
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.channels.confirming import channels_held, confirm_issue
from portal.channels.models import Delivery, Dispatch, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.claiming import HELD_BACK, claim
from portal.channels.outbox.judging_again import CONFIRM
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.standstill import hold_everything, resume
from portal.channels.outbox.sweeping import sweep
from portal.channels.resolving import try_again
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.outbox.fakes import World
from tests.makers import make_approved, make_channels, make_contact, make_council, make_person
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def how(delivery: Delivery) -> tuple[str, str, bool]:
    row = Delivery.objects.get(pk=delivery.pk)
    return row.state, row.problem, row.confirm


def tomorrow(clerk: Person) -> Delivery:
    issue = {"go_at": timezone.now() + TOMORROW}
    return Delivery.objects.get(
        publication=make_approved(author=clerk, clerk=clerk, kind="notice", issue=issue)
    )


def test_what_waits_is_held_at_once_whatever_its_hour(
    world: World, clerk: Person, delivery: Delivery
) -> None:
    later = tomorrow(clerk)

    assert hold_everything(actor=clerk, reason="A death.") == 2

    assert how(delivery) == how(later) == (Delivering.HELD, HELD_BACK, False)
    entry = LedgerEntry.objects.get(verb="issuing_held")
    assert json.loads(entry.body)["facts"]["issues"] == [delivery.publication_id, later.publication_id]
    carry(RowKind.DELIVERY, delivery.pk)
    sweep()
    assert (how(delivery), world.calls) == ((Delivering.HELD, HELD_BACK, False), [])


def test_what_is_approved_during_the_hold_is_held_too(clerk: Person) -> None:
    hold_everything(actor=clerk, reason="A death.")
    later = tomorrow(clerk)

    sweep()

    assert how(later) == (Delivering.HELD, HELD_BACK, False)


def test_on_resuming_each_item_waits_to_be_confirmed_even_before_its_hour(
    world: World, clerk: Person, delivery: Delivery
) -> None:
    later = tomorrow(clerk)
    hold_everything(actor=clerk, reason="A death.")
    during = tomorrow(clerk)

    assert resume(actor=clerk, reason="After the funeral.") == 3

    for row in (delivery, later, during):
        assert how(row) == (Delivering.HELD, CONFIRM, True)
    sweep()
    assert claim(RowKind.DELIVERY, delivery.pk) is None
    assert how(later) == (Delivering.HELD, CONFIRM, True)
    assert world.calls == []


def test_what_is_approved_after_resuming_goes_out_as_ever(world: World, clerk: Person) -> None:
    hold_everything(actor=clerk, reason="A death.")
    resume(actor=clerk, reason="Over.")
    fresh = Delivery.objects.get(publication=make_approved(author=clerk, clerk=clerk, kind="notice"))

    carry(RowKind.DELIVERY, fresh.pk)

    assert how(fresh)[0] == Delivering.SENT
    assert world.calls == ["publish"]


def test_confirmed_items_go_out_at_their_hour_or_now_and_the_others_stay(
    world: World, clerk: Person, delivery: Delivery
) -> None:
    later, other = tomorrow(clerk), tomorrow(clerk)
    hold_everything(actor=clerk, reason="A death.")
    resume(actor=clerk, reason="Over.")

    confirm_issue(actor=clerk, publication_id=delivery.publication_id)
    confirm_issue(actor=clerk, publication_id=later.publication_id)

    carry(RowKind.DELIVERY, delivery.pk)
    assert how(delivery)[0] == Delivering.SENT
    assert how(later) == (Delivering.PENDING, "", False)
    assert Delivery.objects.get(pk=later.pk).due_at == later.due_at
    assert how(other) == (Delivering.HELD, CONFIRM, True)
    assert LedgerEntry.objects.filter(verb="issue_confirmed").count() == 2
    sweep()
    assert how(later)[0] == Delivering.PENDING


def test_the_mails_of_a_mailing_that_has_begun_wait_one_confirmation_together(
    clerk: Person, council: Council
) -> None:
    issue = make_approved(author=clerk, clerk=clerk, kind="press_release")
    mailing = Delivery.objects.get(publication=issue, channel__connector="press_email")
    Delivery.objects.filter(pk=mailing.pk).update(
        state=Delivering.SENDING, fanned_out=True, claimed_at=timezone.now()
    )
    sent, left = (_mail(council, mailing, name) for name in ("one", "two"))
    Dispatch.objects.filter(pk=sent.pk).update(state=Delivering.SENT)
    hold_everything(actor=clerk, reason="A death.")

    resume(actor=clerk, reason="Over.")

    states = Dispatch.objects.order_by("pk").values_list("state", "problem", "confirm")
    assert list(states) == [(Delivering.SENT, "", False), (Delivering.HELD, CONFIRM, True)]
    assert [one.connector for one in channels_held([issue])[issue.pk]] == ["newsroom", "press_email"]
    confirm_issue(actor=clerk, publication_id=issue.pk)
    left.refresh_from_db()
    assert (left.state, left.problem, left.confirm) == (Delivering.PENDING, "", False)
    assert how(mailing) == (Delivering.SENDING, "", False)


def _mail(council: Council, mailing: Delivery, name: str) -> Dispatch:
    contact = make_contact(council=council, name=name, email=f"{name}@gazette.example")
    return Dispatch.objects.create(
        delivery=mailing, contact=contact, address=contact.email, message_id=f"<{name}@portal.example>"
    )


def test_what_something_else_holds_keeps_its_reason_and_is_confirmed_when_that_is_over(
    clerk: Person, delivery: Delivery
) -> None:
    Delivery.objects.update(state=Delivering.HELD, problem="A matter is flagged.")
    hold_everything(actor=clerk, reason="A death.")
    assert how(delivery) == (Delivering.HELD, "A matter is flagged.", False)

    resume(actor=clerk, reason="Over.")

    assert how(delivery) == (Delivering.HELD, "A matter is flagged.", True)
    sweep()  # nothing stands against it any more
    assert how(delivery) == (Delivering.HELD, CONFIRM, True)


def test_nothing_is_confirmed_or_tried_again_while_everything_is_held(
    clerk: Person, delivery: Delivery
) -> None:
    hold_everything(actor=clerk, reason="Once.")
    resume(actor=clerk, reason="Over.")
    hold_everything(actor=clerk, reason="Again.")

    with pytest.raises(Refusal, match="holds everything back"):
        confirm_issue(actor=clerk, publication_id=delivery.publication_id)
    with pytest.raises(Refusal, match="holds everything back"):
        try_again(actor=clerk, kind=RowKind.DELIVERY, pk=delivery.pk)
    assert how(delivery) == (Delivering.HELD, CONFIRM, True)


def test_an_item_is_confirmed_once_and_by_who_may_issue(clerk: Person, delivery: Delivery) -> None:
    hold_everything(actor=clerk, reason="A death.")
    resume(actor=clerk, reason="Over.")
    mayor = make_person(council=Council.objects.get(pk=clerk.council.pk), role=Role.CHAIR)

    with pytest.raises(NotYours):
        confirm_issue(actor=mayor, publication_id=delivery.publication_id)
    confirm_issue(actor=clerk, publication_id=delivery.publication_id)
    with pytest.raises(Refusal, match="Nothing of this waits to be confirmed any more"):
        confirm_issue(actor=clerk, publication_id=delivery.publication_id)


def test_another_councils_items_are_neither_held_nor_confirmed(clerk: Person) -> None:
    other = make_council()
    make_channels(other, "newsroom")
    theirs = tomorrow(make_person(council=other, role=Role.CLERK))

    hold_everything(actor=clerk, reason="A death.")
    resume(actor=clerk, reason="Over.")

    assert how(theirs) == (Delivering.PENDING, "", False)
    with pytest.raises(Refusal, match="Nothing of this waits"):
        confirm_issue(actor=clerk, publication_id=theirs.publication_id)


def test_holding_twice_or_without_a_reason_is_refused(clerk: Person) -> None:
    with pytest.raises(InvalidInput):
        hold_everything(actor=clerk, reason="  ")
    with pytest.raises(Refusal, match="not on hold"):
        resume(actor=clerk, reason="x")
    hold_everything(actor=clerk, reason="Once")
    with pytest.raises(Refusal, match="already"):
        hold_everything(actor=clerk, reason="Twice")


def test_the_database_lets_nothing_move_that_must_be_confirmed(delivery: Delivery) -> None:
    with pytest.raises(IntegrityError, match="delivery_confirmed_before_it_goes"), transaction.atomic():
        Delivery.objects.update(confirm=True)
    Delivery.objects.update(confirm=True, state=Delivering.HELD)


@pytest.mark.django_db(transaction=True)
def test_two_who_resume_at_once_count_once(clerk: Person, delivery: Delivery) -> None:
    hold_everything(actor=clerk, reason="A death.")

    outcomes = at_once(*[partial(resume, actor=clerk, reason="Over.")] * 2)

    assert sorted(type(one).__name__ for one in outcomes) == ["Refusal", "int"]
    assert LedgerEntry.objects.filter(verb="issuing_resumed").count() == 1
    assert how(delivery) == (Delivering.HELD, CONFIRM, True)


@pytest.mark.django_db(transaction=True)
def test_a_hold_and_a_workers_claim_at_once_never_both_win(
    world: World, clerk: Person, publication: Publication, delivery: Delivery
) -> None:
    at_once(
        partial(hold_everything, actor=clerk, reason="A death."),
        partial(carry, RowKind.DELIVERY, delivery.pk),
    )

    state, problem, _ = how(delivery)
    assert (state, problem, world.calls) in [
        (Delivering.HELD, HELD_BACK, []),
        (Delivering.SENT, "", ["publish"]),
    ]

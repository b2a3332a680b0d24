"""Taking publishing rights away, and giving them back."""

import json
from datetime import date, timedelta
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal.councils.models import Council, Membership, Suspension
from portal.councils.people import person_now
from portal.councils.powers import Power, Role
from portal.councils.suspending import (
    lift_as_decided,
    lift_suspension,
    look_again_on,
    suspend,
    suspend_as_decided,
    take_up_again,
)
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_membership, make_person
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
SOON = timedelta(days=7)


def test_a_suspension_works_at_once_and_leaves_reading() -> None:
    council = make_council()
    clerk, deputy = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.DEPUTY),
    )

    suspend(
        actor=clerk, member=deputy.membership, reason="Breach", until=timezone.now() + SOON, minute="12/26"
    )

    now = person_now(deputy.membership.pk)
    assert (now.suspended, now.may(Power.DRAFT), now.may(Power.READ_DESK)) == (True, False, True)
    assert Council.objects.get(pk=council.pk).circumstances_version == council.circumstances_version + 1
    assert LedgerEntry.objects.filter(council_id=council.pk, verb="publishing_suspended").count() == 1


def test_a_refused_person_is_told_that_they_are_suspended() -> None:
    council = make_council()
    clerk, deputy = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.DEPUTY),
    )
    suspend(
        actor=clerk, member=deputy.membership, reason="Breach", review_on=date(2030, 1, 1), minute="12/26"
    )

    with pytest.raises(NotYours, match="rights are suspended"):
        person_now(deputy.membership.pk).require(Power.DRAFT)


def test_a_second_suspension_is_refused_while_one_is_open() -> None:
    council = make_council()
    clerk, deputy = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.DEPUTY),
    )
    suspend(
        actor=clerk, member=deputy.membership, reason="Breach", until=timezone.now() + SOON, minute="12/26"
    )

    with pytest.raises(Refusal, match="suspended already"):
        suspend(
            actor=clerk, member=deputy.membership, reason="Again", until=timezone.now() + SOON, minute="12/26"
        )


def test_somebody_can_be_suspended_again_after_the_first_suspension_ran_out() -> None:
    council = make_council()
    clerk, deputy = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.DEPUTY),
    )
    now = timezone.now()
    Suspension.objects.create(
        member=deputy.membership,
        ordered_by=clerk.membership,
        starts_at=now - 2 * SOON,
        until=now - SOON,
        reason="First",
    )

    suspend(actor=clerk, member=deputy.membership, reason="Second", until=now + SOON, minute="12/26")

    assert person_now(deputy.membership.pk).suspended is True


@pytest.mark.parametrize("days", [None, -1])
def test_a_suspension_needs_an_end_in_the_future_or_a_review_date(days: int | None) -> None:
    council = make_council()
    clerk, deputy = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.DEPUTY),
    )
    until = None if days is None else timezone.now() + timedelta(days=days)

    with pytest.raises(InvalidInput):
        suspend(actor=clerk, member=deputy.membership, reason="Breach", until=until, minute="12/26")


def test_nobody_suspends_themselves_or_a_stranger() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    stranger = make_membership(council=make_council())

    for member in (clerk.membership, stranger):
        with pytest.raises(NotYours):
            suspend(actor=clerk, member=member, reason="Breach", until=timezone.now() + SOON, minute="12/26")


def test_nobody_lifts_their_own_suspension() -> None:
    council = make_council()
    first, second = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.CLERK),
    )
    made = suspend(
        actor=first, member=second.membership, reason="Breach", until=timezone.now() + SOON, minute="12/26"
    )

    with pytest.raises(NotYours):
        lift_suspension(actor=person_now(second.membership.pk), suspension_id=made.pk, reason="I say so")
    with pytest.raises(NotYours):
        lift_suspension(actor=second, suspension_id=made.pk, reason="From a page loaded before")

    assert Suspension.objects.get(pk=made.pk).ended_at is None


def test_a_suspended_clerk_gives_nobody_rights() -> None:
    council = make_council()
    first, second = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.CLERK),
    )
    suspend(
        actor=first, member=second.membership, reason="Breach", until=timezone.now() + SOON, minute="12/26"
    )

    now = person_now(second.membership.pk)

    assert (now.may(Power.DELEGATE), now.may(Power.MANAGE_PEOPLE)) == (False, False)


def test_lifting_gives_the_rights_back_and_is_done_once() -> None:
    council = make_council()
    clerk, deputy = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.DEPUTY),
    )
    made = suspend(
        actor=clerk, member=deputy.membership, reason="Breach", until=timezone.now() + SOON, minute="12/26"
    )

    lift_suspension(actor=clerk, suspension_id=made.pk, reason="Settled")

    assert person_now(deputy.membership.pk).may(Power.DRAFT) is True
    with pytest.raises(Refusal, match="already ended"):
        lift_suspension(actor=clerk, suspension_id=made.pk, reason="Again")


def test_another_councils_suspension_cannot_be_lifted() -> None:
    council = make_council()
    clerk, deputy = (
        make_person(council=council, role=Role.CLERK),
        make_person(council=council, role=Role.DEPUTY),
    )
    made = suspend(
        actor=clerk, member=deputy.membership, reason="Breach", until=timezone.now() + SOON, minute="12/26"
    )
    stranger = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(Refusal):
        lift_suspension(actor=stranger, suspension_id=made.pk, reason="Theirs")


def test_what_the_council_resolved_about_its_clerk_is_entered_by_the_chairman_alone() -> None:
    council = make_council()
    clerk, chair, deputy, officer = (
        make_person(council=council, role=role)
        for role in (Role.CLERK, Role.CHAIR, Role.DEPUTY, Role.OFFICER)
    )
    given: dict[str, Any] = {
        "member": clerk.membership,
        "reason": "Resolved.",
        "minute": "12/26",
        "review_on": date(2199, 1, 1),
    }
    for actor in (officer, clerk):
        with pytest.raises(NotYours, match="The chairman enters"):
            suspend_as_decided(actor=actor, **given)
    for changes, why in (
        ({"minute": " "}, "Enter the minute"),
        ({"review_on": None}, "an end or a review date"),
    ):
        with pytest.raises(InvalidInput, match=why):
            suspend_as_decided(actor=chair, **{**given, **changes})
    with pytest.raises(NotYours, match="cannot suspend"):
        suspend_as_decided(actor=chair, **{**given, "member": chair.membership})

    made = suspend_as_decided(actor=chair, **given)

    assert not person_now(clerk.membership.pk).may(Power.DECIDE)
    facts = json.loads(LedgerEntry.objects.get(verb="publishing_suspended").body)["facts"]
    assert (facts["minute"], facts["member"]) == ("12/26", clerk.membership.pk)
    look_again_on(actor=chair, suspension_id=made.pk, review_on=date(2199, 2, 1))
    with pytest.raises(InvalidInput, match="a day to come"):
        look_again_on(actor=chair, suspension_id=made.pk, review_on=date(2020, 2, 1))
    with pytest.raises(InvalidInput, match="Enter the minute"):
        lift_as_decided(actor=deputy, suspension_id=made.pk, reason="Resolved.", minute="")
    lift_as_decided(actor=deputy, suspension_id=made.pk, reason="Resolved.", minute="13/26")
    assert person_now(clerk.membership.pk).may(Power.DECIDE)
    with pytest.raises(Refusal, match="already ended"):
        look_again_on(actor=chair, suspension_id=made.pk, review_on=date(2199, 3, 1))


def two_offices(council: Council) -> tuple[Membership, Membership]:
    """Return the office that somebody held, and that which they hold now."""
    before = make_membership(council=council)
    Membership.objects.filter(pk=before.pk).update(ended_at=timezone.now())
    return before, make_membership(council=council, role=Role.DEPUTY, user=before.user)


def until_somebody_waits() -> None:
    """Wait until another connection to this database waits for a lock; ten seconds at most."""
    last = monotonic() + 10
    while monotonic() < last:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_of_two_suspensions_of_one_person_that_are_ordered_at_once_one_is_refused_whatever_the_office() -> (
    None
):
    council = make_council()
    clerk, second = (make_person(council=council, role=Role.CLERK) for _ in range(2))
    before, now = two_offices(council)
    ordered = Event()

    def first() -> None:
        with transaction.atomic():
            suspend(
                actor=clerk, member=before, reason="A breach.", until=timezone.now() + SOON, minute="12/26"
            )
            ordered.set()
            until_somebody_waits()

    def other() -> None:
        ordered.wait(timeout=10)
        suspend(
            actor=second, member=now, reason="Another breach.", until=timezone.now() + SOON, minute="12/26"
        )

    done, refused = at_once(first, other)

    assert done is None
    assert isinstance(refused, Refusal)
    assert refused.what == "This person's publishing rights are suspended already."
    assert Suspension.objects.filter(ended_at__isnull=True).count() == 1


def test_what_gave_way_does_not_hold_again_beside_another_suspension() -> None:
    council = make_council()
    clerk = make_person(council=council, role=Role.CLERK)
    before, now = two_offices(council)
    gave_way = suspend(
        actor=clerk, member=before, reason="A breach.", until=timezone.now() + SOON, minute="12/26"
    )
    lift_suspension(actor=clerk, suspension_id=gave_way.pk, reason="Another takes its place.")
    suspend(actor=clerk, member=now, reason="Another breach.", until=timezone.now() + SOON, minute="12/26")

    with transaction.atomic(), pytest.raises(Refusal, match="suspended already"):
        take_up_again(actor=clerk, suspension_id=gave_way.pk, reason="It goes on.")

    assert Suspension.objects.filter(ended_at__isnull=True).count() == 1

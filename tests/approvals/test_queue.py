"""Reading the clerk's desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.claiming import claim
from approvals.counting import Counts, counts_of
from approvals.filtering import Filter
from approvals.models import Review
from approvals.queue import next_after, trouble_rows, troubles
from approvals.queue_beside import beside
from portal.channels.models import Delivery, Dispatch
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.paging import LongList
from tests.makers import (
    make_approved,
    make_channels,
    make_contact,
    make_council,
    make_membership,
    make_person,
    make_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    """Return a council with its channels, whose clerk is the clerk of these tests."""
    made = make_council()
    make_channels(made, "newsroom", "press_email")
    return made


@pytest.fixture
def author(council: Council) -> Person:
    """Return somebody who writes in the clerk's council."""
    return make_person(council=council, role=Role.CHAIR)


def test_the_counts_are_those_of_the_lists(clerk: Person, author: Person) -> None:
    assert counts_of(clerk) == Counts(waiting=0, scheduled=0, owed=0, troubles=0)
    make_review(author=author)
    publication = make_approved(author=author, clerk=clerk)
    Delivery.objects.filter(publication=publication).update(state=Delivering.FAILED)
    assert counts_of(clerk) == Counts(waiting=1, scheduled=1, owed=0, troubles=2)


def test_a_mailing_in_trouble_stands_by_its_mails(clerk: Person, author: Person) -> None:
    publication = make_approved(author=author, clerk=clerk)
    newsroom, press = Delivery.objects.filter(publication=publication).order_by("pk")
    Delivery.objects.filter(pk=newsroom.pk).update(state=Delivering.SENT)
    Delivery.objects.filter(pk=press.pk).update(state=Delivering.UNKNOWN, fanned_out=True)
    contact = make_contact(clerk.council)
    mail = Dispatch.objects.create(
        delivery=press, contact=contact, address=contact.email, message_id="<a@b>", state=Delivering.UNKNOWN
    )
    found = trouble_rows(troubles(clerk))
    assert [(kind, row.pk) for kind, row in found] == [(RowKind.DISPATCH, mail.pk)]
    assert trouble_rows(troubles(make_person(council=make_council()))) == []


def test_the_next_review_is_the_one_below_then_the_top_and_never_somebody_elses(
    clerk: Person, author: Person
) -> None:
    oldest, middle, newest = (make_review(author=author) for _ in range(3))
    start = timezone.now()
    for n, review in enumerate((oldest, middle, newest)):
        review.submitted_at = start + timedelta(minutes=n)
        review.save()
    assert next_after(clerk, middle) == oldest
    assert next_after(clerk, oldest) == newest
    officer = make_person(council=clerk.council, role=Role.CLERK)
    claim(actor=officer, review_id=oldest.pk)
    assert next_after(clerk, middle) == newest
    Review.objects.exclude(pk=newest.pk).update(state="recalled")
    assert next_after(clerk, newest) is None


def test_what_was_not_decided_in_time_is_counted_apart_and_is_never_the_next(
    clerk: Person, author: Person
) -> None:
    waits, late, looked_at = (make_review(author=author) for _ in range(3))
    passed = timezone.now() - timedelta(minutes=1)
    Review.objects.filter(pk=late.pk).update(due_at=passed, due_for="wished")
    assert counts_of(clerk) == Counts(waiting=2, scheduled=0, owed=0, troubles=0, expired=1)
    assert next_after(clerk, looked_at) == waits
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    make_membership(council=clerk.council, role=Role.CLERK, user=elsewhere.membership.user)
    there = beside(person_now(elsewhere.membership.pk), LongList(Review.objects.none(), 50, None))
    assert [number for _, number in there.elsewhere] == [2]


@pytest.mark.parametrize(("order", "after"), [("newest", 0), ("oldest", 2), ("due", 0)])
def test_the_next_review_is_of_the_list_that_it_was_opened_from(
    clerk: Person, author: Person, order: str, after: int
) -> None:
    start = timezone.now()
    reviews = [make_review(author=author) for _ in range(3)]
    letter = make_review(author=author, kind="notice")
    for n, review in enumerate(reviews):
        Review.objects.filter(pk=review.pk).update(
            submitted_at=start + timedelta(minutes=n), due_at=start + timedelta(days=n + 1), due_for="wished"
        )
    reviews[1].refresh_from_db()
    asked = Filter(kind="press_release", order=order)
    assert next_after(clerk, reviews[1], asked) == reviews[after]
    assert next_after(clerk, letter, Filter(kind="notice")) is None

"""How much stands in each part of the desk: counted one way for who reads all, another where something is closed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.counting import Counts, counts_of
from approvals.models import Review
from portal.channels.models import Delivery
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.gates import nothing_closed_to
from tests.makers import make_approved, make_person, make_review
from tests.makers.circumstances import make_flag, make_matter

pytestmark = pytest.mark.django_db


def test_both_ways_of_counting_find_the_same(
    council: Council, clerk: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    author = make_person(council=council, role=Role.CHAIR)
    officer = make_person(council=council, role=Role.OFFICER)
    make_flag(matter=make_matter(clerk=clerk), by=clerk)
    make_review(author=author, title="Waits")
    late = make_review(author=author, title="Not decided in time")
    Review.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(minutes=1), due_for="wished")
    held = make_approved(author=author, clerk=clerk, title="Past its hour")
    Delivery.objects.filter(publication=held).update(state=Delivering.HELD, confirm=True)

    assert (nothing_closed_to(clerk), nothing_closed_to(officer)) == (True, False)
    for person in (clerk, officer):
        with django_assert_num_queries(1):
            found = counts_of(person)
        assert found == Counts(waiting=1, scheduled=1, owed=0, troubles=1, flagged=1, to_confirm=1, expired=1)

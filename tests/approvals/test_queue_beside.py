"""What stands beside the queue."""

import pytest
from pytest_django import DjangoAssertNumQueries

from approvals.filtering import Filter
from approvals.models import Review
from approvals.queue_beside import beside
from approvals.saving_filters import Kept, save_filter
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.paging import LongList
from tests.makers import make_council, make_membership, make_person, make_review

pytestmark = pytest.mark.django_db


def pages(counted: int | None = 0) -> LongList:
    """Return the pages of all reviews, of which there are ``counted``."""
    return LongList(Review.objects.order_by("pk"), 50, None, counted=counted)


@pytest.mark.parametrize(("role", "seen"), [(Role.CLERK, 1), (Role.OFFICER, 1), (Role.CHAIR, 0)])
def test_only_councils_in_which_the_person_reads_all_are_counted(clerk: Person, role: str, seen: int) -> None:
    other = make_council(name="Other Council")
    make_membership(council=other, role=role, user=clerk.membership.user)
    make_review(author=make_person(council=other, role=Role.DEPUTY))
    make_review(author=clerk)
    found = [
        (council.name, number)
        for council, number in beside(person_now(clerk.membership.pk), pages()).elsewhere
    ]
    assert found == [("Other Council", 1)] * seen


@pytest.mark.parametrize(("councils", "queries"), [(0, 1), (1, 2), (5, 2)])
def test_who_is_there_what_is_kept_and_how_many_rows_come_together_however_many_councils(
    clerk: Person, councils: int, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(councils):
        other = make_council(name=f"Council {number}")
        make_membership(council=other, role=Role.CLERK, user=clerk.membership.user)
        make_review(author=make_person(council=other, role=Role.DEPUTY))
    make_review(author=clerk)
    save_filter(actor=clerk, name="Notices", asked=Filter(kind="notice"))
    here, rows = person_now(clerk.membership.pk), pages(counted=None)

    with django_assert_num_queries(queries):
        found = beside(here, rows)
        count = rows.count

    assert count == 1 + councils
    assert found.kept == [Kept("Notices", "kind=notice")]
    assert [member.name for member in found.members] == [here.name]
    assert len(found.elsewhere) == councils
    assert len(found.memberships) == (councils + 1 if councils else 0)

"""Pages of a list: one query brings a page and how many rows there are; whatever is asked for, a page comes."""

import pytest
from django.core.paginator import Paginator
from pytest_django import DjangoAssertNumQueries

from portal.councils.models import Membership
from portal.councils.powers import Role
from portal.paging import counted_page
from tests.makers import make_council, make_membership

pytestmark = pytest.mark.django_db


def test_a_page_and_how_many_there_are_come_with_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    council = make_council(slug="one")
    for number in range(5):
        make_membership(council=council, role=Role.COUNCILLOR, name=f"Member {number}")
    rows = Membership.objects.filter(council=council).order_by("pk")

    with django_assert_num_queries(1):
        page = counted_page(rows, 2, "2")
        found = (page.number, page.paginator.count, page.paginator.num_pages, page.has_next())
        shown = len(page.object_list)

    assert (found, shown) == ((2, 5, 3, True), 2)


@pytest.mark.parametrize(
    "asked",
    [None, "", "1", "2", "3", "4", "999999", "1000001", "9" * 40, "0", "-1", "two", "٣", "²", "1.5", "\x00"],
)
def test_whatever_page_is_asked_for_the_same_one_comes_as_from_djangos_own(asked: str | None) -> None:
    council = make_council(slug="one")
    for number in range(5):
        make_membership(council=council, role=Role.COUNCILLOR, name=f"Member {number}")
    rows = Membership.objects.filter(council=council).order_by("pk")
    ours, theirs = counted_page(rows, 2, asked), Paginator(rows, 2).get_page(asked)

    assert [row.pk for row in ours] == [row.pk for row in theirs]
    assert (ours.number, ours.paginator.num_pages) == (theirs.number, theirs.paginator.num_pages)


@pytest.mark.parametrize("asked", [None, "1", "7"])
def test_of_no_rows_the_first_page_is_empty(asked: str | None) -> None:
    page = counted_page(Membership.objects.none().order_by("pk"), 2, asked)

    assert (list(page), page.number, page.paginator.num_pages) == ([], 1, 1)

"""Pages of a list: one query brings a page and how many rows there are; whatever is asked for, a page comes."""

import pytest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from portal import paging
from portal.councils.models import Council, Membership
from portal.councils.powers import Role
from portal.paging import LongList, counted_page, number_of
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


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> "QuerySet[Membership]":
    """Return seven members, where a list is counted to four."""
    monkeypatch.setattr(paging, "MOST_COUNTED", 4)
    council = make_council(slug="one")
    for number in range(7):
        make_membership(council=council, role=Role.COUNCILLOR, name=f"Member {number}")
    return Membership.objects.filter(council=council).order_by("pk")


@pytest.mark.parametrize(
    "asked",
    [None, "", "1", "2", "3", "4", "5", "999999", "1000001", "9" * 40, "0", "-1", "two", "٣", "²", "1.5"],
)
def test_a_long_list_has_the_pages_of_djangos_own(members: "QuerySet[Membership]", asked: str | None) -> None:
    ours, theirs = LongList(members, 2, asked).get_page(asked), Paginator(members, 2).get_page(asked)

    assert [row.pk for row in ours] == [row.pk for row in theirs]
    assert (ours.number, ours.has_next(), ours.has_previous()) == (
        theirs.number,
        theirs.has_next(),
        theirs.has_previous(),
    )


@pytest.mark.parametrize(
    ("asked", "count", "longer", "full"),
    [("1", 5, True, 2), ("2", 5, True, 2), ("3", 7, True, 3), ("4", 7, False, 4), ("9", 7, False, 9)],
)
def test_a_long_list_is_counted_as_far_as_somebody_reads_and_one_more(
    members: "QuerySet[Membership]", asked: str, count: int, longer: bool, full: int
) -> None:
    pages = LongList(members, 2, asked)

    assert (pages.count, pages.is_longer, pages.full_pages) == (count, longer, full)


@pytest.mark.parametrize(
    ("asked", "counted", "queries"), [("1", 5, 0), ("2", 5, 0), ("3", 5, 1), ("3", 4, 0), ("two", 5, 1)]
)
def test_what_was_counted_already_is_counted_on_where_it_does_not_reach(
    members: "QuerySet[Membership]",
    django_assert_num_queries: DjangoAssertNumQueries,
    asked: str,
    counted: int,
    queries: int,
) -> None:
    pages = LongList(members, 2, asked, counted=counted)

    with django_assert_num_queries(queries):
        assert pages.count == (7 if queries else counted)


@pytest.mark.parametrize(("most", "number"), [(6, 7), (7, 7), (8, 7), (4, 5)])
def test_a_number_inside_another_query_stops_one_above_its_most(
    members: "QuerySet[Membership]", most: int, number: int
) -> None:
    asked = Council.objects.annotate(members=number_of(members, most)).values_list("members", flat=True)

    assert asked.get(slug="one") == number

"""Several questions in one statement: each keeps its order, its rows and what somebody typed."""

from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.councils.models import Council, Membership
from portal.councils.powers import Role
from portal.together import ask_together
from tests.makers import make_council, make_membership

pytestmark = pytest.mark.django_db


def test_each_question_is_answered_in_its_order_by_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    council = make_council(slug="one")
    names = ["Åse", 'O"Hara', "100% {me}", "\\n;--"]
    for name in names:
        make_membership(council=council, role=Role.COUNCILLOR, name=name)
    people = Membership.objects.filter(council=council)
    with django_assert_num_queries(1):
        back, forth, councils = ask_together(
            people.order_by("-pk").values_list("user__name", "role"),
            people.filter(user__name__in=names[2:]).order_by("pk").values_list("user__name"),
            Council.objects.filter(pk=council.pk).values_list("slug", "created_at"),
        )
    assert back == [[name, "councillor"] for name in reversed(names)]
    assert forth == [["100% {me}"], ["\\n;--"]]
    ((slug, made),) = councils
    assert (slug, datetime.fromisoformat(made)) == ("one", council.created_at)


def test_a_union_is_a_question_like_others() -> None:
    make_council(slug="one"), make_council(slug="two")
    slugs = Council.objects.order_by().values_list("slug")
    both = slugs.filter(slug="one").union(slugs.filter(slug="two"), all=True).order_by("-slug")
    assert ask_together(both) == [[["two"], ["one"]]]


def test_what_can_match_nothing_is_not_asked_and_keeps_its_place(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_council(slug="one")
    slugs = Council.objects.values_list("slug")
    with django_assert_num_queries(1):
        assert ask_together(slugs.none(), slugs, slugs.filter(pk__in=[])) == [[], [["one"]], []]
    with django_assert_num_queries(0):
        assert ask_together(slugs.none()) == [[]]
        assert ask_together() == []


def test_rows_without_any_are_none_and_types_are_those_of_json() -> None:
    assert ask_together(Council.objects.filter(slug="nobody").values_list("pk", "slug")) == [[]]
    council = make_council(slug="one")
    at = timezone.now()
    asked = Council.objects.filter(created_at__lte=at).values_list("pk", "issuing_on_hold", "telephone")
    assert ask_together(asked) == [[[council.pk, False, council.telephone]]]

"""Several questions in one statement: each keeps its order, its rows and what somebody typed."""

from datetime import datetime
from typing import Any

import pytest
from django.db.models import Count
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.models import Review
from portal.councils.models import Council, Membership
from portal.councils.powers import Role
from portal.together import ask_together, bring_together, counted_to
from tests.makers import make_council, make_membership, make_person, make_review

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


def test_whole_rows_of_several_tables_come_as_each_would_bring_them_itself(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    council = make_council(slug="one")
    for name in ("Åse", 'O"Hara'):
        make_membership(council=council, role=Role.COUNCILLOR, name=name)
    members = Membership.objects.select_related("user", "council").annotate(
        many=Count("council__memberships")
    )
    asked = (
        members.order_by("-pk"),
        Council.objects.defer("name").filter(pk=council.pk),
        Council.objects.none(),
        Membership.objects.order_by("pk").values_list("user__name", "accepted_at"),
    )
    with django_assert_num_queries(1):
        brought, councils, nothing, named = bring_together(*asked)
        names = [(member.user.name, member.council.slug, member.many) for member in brought]

    alone = list(asked[0])
    assert brought == alone
    assert [vars(one) | {"_state": None} for one in brought] == [
        vars(one) | {"_state": None} for one in alone
    ]
    assert names == [('O"Hara', "one", 2), ("Åse", "one", 2)]
    assert (councils, nothing) == ([council], [])
    assert councils[0].get_deferred_fields() == {"name"}
    assert named == list(asked[3])


def test_what_stands_behind_an_empty_key_is_none_and_rows_may_be_wide(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    review = make_review(author=make_person(council=make_council(), role=Role.OFFICER))
    people = ("submitted_by__user", "claimed_by__user", "decided_by__user", "read_by__user")
    rows = Review.objects.select_related("communication__body", "revision__body", "council", *people)
    with django_assert_num_queries(1):
        ((found,),) = bring_together(rows)
        assert (found.claimed_by, found.submitted_by.user.pk) == (None, review.submitted_by.user.pk)
        assert found.revision.content == review.revision.content
    compiler: Any = rows.query.get_compiler("default")
    compiler.pre_sql_setup()
    assert len(compiler.select) > 100  # what a function of PostgreSQL takes


def test_rows_are_counted_no_further_than_is_asked_and_none_where_none_can_be() -> None:
    for slug in ("one", "two", "three"):
        make_council(slug=slug)
    rows = Council.objects.all()
    asked = (counted_to(rows, 2), counted_to(rows, 9), counted_to(rows.none(), 9), rows.values_list("slug"))
    *numbers, slugs = ask_together(*asked)
    assert (numbers, len(slugs)) == ([[[2]], [[3]], [[0]]], 3)


@pytest.mark.django_db
def test_where_nothing_can_match_whole_rows_are_not_asked_for(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    council = make_council()
    with django_assert_num_queries(0):
        assert bring_together(Council.objects.none(), Council.objects.filter(pk__in=[])) == [[], []]
    with django_assert_num_queries(1):
        rows = bring_together(Council.objects.none(), Council.objects.filter(pk=council.pk))
    assert rows == [[], [council]]

"""What the approvals desk answers when the floors below ask."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.claiming import claim
from approvals.gates import only_the_reviewer_while_submitted, still_clear
from approvals.models import Review
from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.suspending import lift_suspension, suspend
from tests.makers import (
    make_approved,
    make_person,
    make_review,
    make_revision,
    read_again,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY)


def test_unchanged_circumstances_ask_nothing_more(
    author: Person, clerk: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publication = read_again(make_approved(author=author, clerk=clerk, kind="notice"))

    with django_assert_num_queries(0):
        assert still_clear(publication) == ""


def test_changed_circumstances_that_change_nothing_here_let_it_go(author: Person, clerk: Person) -> None:
    publication = make_approved(author=author, clerk=clerk, kind="notice")
    bump(clerk.council.pk)

    assert still_clear(read_again(publication)) == ""


@pytest.mark.parametrize("who", ["author", "clerk"])
def test_a_suspension_of_author_or_approver_holds_it_until_it_is_lifted(
    council: Council, author: Person, clerk: Person, who: str
) -> None:
    publication = make_approved(author=author, clerk=clerk, kind="notice")
    other = make_person(council=council, role=Role.CLERK)
    member = author.membership if who == "author" else clerk.membership
    made = suspend(
        actor=other, member=member, reason="x", until=timezone.now() + timedelta(days=1), minute="12/26"
    )

    assert "have been suspended since" in still_clear(read_again(publication))
    lift_suspension(actor=other, suspension_id=made.pk, reason="Settled")
    assert still_clear(read_again(publication)) == ""


def test_a_suspension_of_somebody_else_holds_nothing(council: Council, author: Person, clerk: Person) -> None:
    publication = make_approved(author=author, clerk=clerk, kind="notice")
    suspend(
        actor=clerk,
        member=make_person(council=council).membership,
        reason="x",
        review_on=timezone.localdate(),
        minute="12/26",
    )

    assert still_clear(read_again(publication)) == ""


def test_what_a_rule_stands_against_now_is_held_with_its_words(
    author: Person, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = make_approved(author=author, clerk=clerk, kind="notice")
    bump(clerk.council.pk)
    monkeypatch.setattr("policies.evaluate._checks", lambda _: {})

    assert "is not part of this installation" in still_clear(read_again(publication))


STAGES = ["draft", "returned", "approved", "issued", "rejected", "withdrawn"]


@pytest.mark.parametrize("stage", STAGES)
def test_an_item_that_is_not_submitted_is_no_matter_of_this_gate(author: Person, stage: str) -> None:
    item = make_revision(author=author).communication
    item.stage = stage

    assert only_the_reviewer_while_submitted(author, item.kind, item) == ""
    assert only_the_reviewer_while_submitted(author, item.kind, None) == ""


def test_while_submitted_only_whoever_has_it_in_hand_may_change_it(
    council: Council, author: Person, clerk: Person
) -> None:
    review = make_review(author=author)
    item = review.communication
    item.refresh_from_db()
    other = make_person(council=council, role=Role.CLERK)
    why = "This item is submitted. Take it back first, or ask the clerk to return it."

    def answers() -> list[str]:
        return [
            only_the_reviewer_while_submitted(person, item.kind, item) for person in (author, clerk, other)
        ]

    assert answers() == [why, why, why]
    claim(actor=clerk, review_id=review.pk)
    assert answers() == [why, "", why]
    Review.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    assert answers() == [why, "", why]  # nobody has taken it over
    claim(actor=other, review_id=review.pk)
    assert answers() == [why, why, ""]

"""What others still owe an item: in the queue's rows and in the inbox of several councils, without a query more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.claiming import claim
from approvals.consulting.asking import consult
from approvals.queue_rows import open_reviews, waiting_rows
from approvals.routes.setting import WantedStep, set_route
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.approvals.routes.test_routes import answers
from tests.makers import make_council, make_membership, make_person, make_review, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(clerk: Person) -> Person:
    """Return an officer who writes in the clerk's council."""
    return make_person(council=clerk.council, role=Role.OFFICER)


@pytest.fixture
def mayor(clerk: Person) -> Person:
    """Return the Mayor."""
    return make_person(council=clerk.council, role=Role.CHAIR, name="Ada Example")


def owed(clerk: Person) -> list[tuple[str, ...]]:
    return [row.owed for row in waiting_rows(open_reviews(clerk.council.pk, order="oldest"), clerk)]


def test_a_row_names_whose_view_and_whose_agreement_it_waits_for(
    clerk: Person, author: Person, mayor: Person
) -> None:
    deputy = make_person(council=clerk.council, role=Role.DEPUTY, name="Dee Deputy")
    steps = [WantedStep("all", (Role.CHAIR, Role.DEPUTY)), WantedStep("any", (Role.CHAIR, Role.DEPUTY))]
    set_route(actor=clerk, kind="notice", steps=steps)
    routed = make_review(author=author, kind="notice")
    other = make_review(author=author)
    consult(
        actor=clerk, communication_id=other.communication_id, member_id=mayor.membership.pk, question="Wise?"
    )
    assert owed(clerk)[1] == ("the view of Ada Example",)
    assert owed(clerk)[0] == ("step 1, the agreement of Chairman or Mayor and Vice Chairman or Deputy Mayor",)
    answers(mayor, routed)
    assert owed(clerk)[0] == ("step 1, the agreement of Vice Chairman or Deputy Mayor",)
    answers(deputy, routed)
    assert owed(clerk)[0] == ("step 2, the agreement of Chairman or Mayor or Vice Chairman or Deputy Mayor",)
    shown = sign_in(clerk).get(reverse("queue", args=[clerk.council.slug])).content.decode()
    assert "Waits for the view of Ada Example" in shown


def test_rows_with_views_owed_take_no_query_more(clerk: Person, author: Person, mayor: Person) -> None:
    for _ in range(5):
        review = make_review(author=author)
        consult(
            actor=clerk,
            communication_id=review.communication_id,
            member_id=mayor.membership.pk,
            question="Wise?",
        )
    with CaptureQueriesContext(connection) as asked:
        rows = waiting_rows(open_reviews(clerk.council.pk), clerk)
    assert [len(row.owed) for row in rows] == [1] * 5
    assert len(asked) == 1


def test_what_is_asked_of_somebody_stands_in_the_inbox_of_their_councils(
    clerk: Person, author: Person, mayor: Person
) -> None:
    make_membership(council=make_council(slug="elsewhere", name="Elsewhere"), user=mayor.membership.user)
    review = make_review(author=author, title="The market moves")
    asked = consult(
        actor=clerk, communication_id=review.communication_id, member_id=mayor.membership.pk, question="Wise?"
    )
    shown = sign_in(mayor).get(reverse("inbox")).content.decode()
    assert "Your view: The market moves" in shown
    assert reverse("consultation", args=[clerk.council.slug, asked.pk]) in shown


def test_the_issued_item_s_page_keeps_what_was_said(clerk: Person, author: Person, mayor: Person) -> None:
    review = make_review(author=author)
    consult(
        actor=clerk, communication_id=review.communication_id, member_id=mayor.membership.pk, question="Wise?"
    )
    claim(actor=clerk, review_id=review.pk)
    at = reverse("issued_item", args=[clerk.council.slug, review.communication_id])
    shown = sign_in(clerk).get(at).content.decode()
    assert "Who was consulted" in shown
    assert "Asked: Wise?" in shown
    outside = make_person(council=clerk.council, role=Role.PARTNER)
    answer = sign_in(outside).get(at)
    assert "Who was consulted" not in answer.content.decode()

"""What a review weighs is noted with it, and noted again when circumstances move."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import claim
from approvals.models import Review
from approvals.submitting import recall
from approvals.weighing import stale, weigh_again
from policies.matters.flagging import flag_matter, lift_flag
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import content_for, make_council, make_person, make_review
from tests.makers.circumstances import make_matter, make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.OFFICER)


def weight(review: Review) -> tuple[int, int, list[int], str]:
    review.refresh_from_db()
    return review.found, review.worst, review.flagged_matters, review.period


def test_what_is_submitted_is_weighed_by_what_the_rules_found(clerk: Person, author: Person) -> None:
    plain = make_review(author=author)
    assert weight(plain) == (plain.findings.count(), 0 if not plain.findings.count() else 1, [], "")
    assert plain.weighed_version == clerk.council.circumstances_version
    assert list(stale()) == []


def test_a_flag_is_noted_by_the_sweep_and_its_lifting_too(clerk: Person, author: Person) -> None:
    review, other = make_review(author=author), make_review(author=author, title="Bins", body="<p>Bins.</p>")
    matter = make_matter(clerk=clerk, title="Market Square")
    Review.objects.update(weighed_version=clerk.council.circumstances_version)
    flag_matter(actor=clerk, matter_id=matter.pk, reason="Talks")

    assert {row.pk for row in stale()} == {review.pk, other.pk}
    assert weigh_again() == 2
    assert weigh_again() == 0

    found, worst, matters, _ = weight(review)
    assert (found > 0, worst, matters) == (True, 3, [matter.pk])
    assert weight(other)[2] == []
    lift_flag(actor=clerk, matter_id=matter.pk, reason="Over")
    assert weigh_again() == 2
    assert weight(review)[2] == []


def test_a_period_that_begins_or_ends_by_the_clock_is_noted_without_any_act(
    clerk: Person, author: Person
) -> None:
    review = make_review(author=author)
    ago = timezone.now() - timedelta(days=3)
    Review.objects.filter(pk=review.pk).update(weighed_at=ago)
    assert list(stale()) == []
    period = make_period(clerk=clerk)
    assert list(stale()) == [review]
    weigh_again()
    assert weight(review)[3] == "parish_election"
    assert list(stale()) == []
    period.ends_at = timezone.now()
    period.save()
    assert list(stale()) == [review]
    weigh_again()
    assert weight(review)[3] == ""


def test_what_was_submitted_before_anything_was_noted_gets_weight_and_time(author: Person) -> None:
    review = make_review(author=author, embargo="2099-05-06T10:00")
    Review.objects.filter(pk=review.pk).update(
        weighed_version=None, weighed_at=None, due_at=None, due_for="", found=0, worst=0
    )
    assert weigh_again() == 1
    review.refresh_from_db()
    assert (review.due_for, review.weighed_version) == (
        "embargo",
        author.council.circumstances_version,
    )


def test_a_text_that_the_clerk_mends_is_weighed_anew(clerk: Person, author: Person) -> None:
    review = make_review(author=author)
    claim(actor=clerk, review_id=review.pk)
    Review.objects.filter(pk=review.pk).update(found=77)
    raw = content_for("press_release", title="Better")
    amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id)
    assert weight(review)[0] != 77


def test_what_is_decided_is_left_as_it_was(clerk: Person, author: Person) -> None:
    review = make_review(author=author)
    recall(actor=author, communication_id=review.communication_id)
    bump(clerk.council.pk)
    assert weigh_again() == 0
    assert list(stale()) == []


def test_one_run_is_bounded_and_begins_with_what_is_due_first(clerk: Person, author: Person) -> None:
    _, due = make_review(author=author), make_review(author=author, embargo="2099-05-06T10:00")
    bump(clerk.council.pk)
    assert weigh_again(at_once=1) == 1
    due.refresh_from_db()
    clerk.council.refresh_from_db()
    assert due.weighed_version == clerk.council.circumstances_version


def test_looking_for_what_is_stale_is_one_query(author: Person) -> None:
    make_review(author=author)
    with CaptureQueriesContext(connection) as asked:
        weigh_again()
    assert len(asked) == 1

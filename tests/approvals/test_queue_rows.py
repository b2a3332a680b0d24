"""The rows of the queue."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.claiming import claim
from approvals.models import Review
from approvals.queue_rows import DUE, OLDEST, open_reviews, waiting_rows
from approvals.submitting import recall
from policies.evaluate import Severity
from portal.councils.circumstances import bump
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_membership,
    make_person,
    make_review,
)
from tests.makers.circumstances import make_flag, make_matter, make_period

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


def test_what_is_open_stands_in_the_queue_and_nothing_else(clerk: Person, author: Person) -> None:
    first, second, third = (make_review(author=author) for _ in range(3))
    make_approved(author=author, clerk=clerk)
    recall(actor=author, communication_id=second.communication_id)
    claim(actor=clerk, review_id=first.pk)
    other = make_council()
    make_review(author=make_person(council=other, role=Role.CHAIR))
    assert [review.pk for review in open_reviews(clerk.council.pk)] == [third.pk, first.pk]
    assert [review.pk for review in open_reviews(clerk.council.pk, order=OLDEST)] == [first.pk, third.pk]


@pytest.mark.parametrize(
    ("weight", "worst"), [(0, None), (1, Severity.ADVISE), (2, Severity.ANSWER), (3, Severity.BLOCK)]
)
def test_a_row_names_the_worst_finding_as_it_was_noted(
    clerk: Person, author: Person, weight: int, worst: Severity | None
) -> None:
    review = make_review(author=author)
    Review.objects.filter(pk=review.pk).update(found=weight * 2, worst=weight)
    (row,) = waiting_rows(open_reviews(clerk.council.pk), clerk)
    assert (row.findings, row.worst) == (weight * 2, worst)


def test_a_row_says_what_falls_due_first(clerk: Person, author: Person) -> None:
    soon = timezone.localdate() + timedelta(days=10)
    make_review(author=author, embargo="2099-05-06T10:00")
    make_review(author=author, kind="notice", concerns_on=soon.isoformat())
    make_review(author=author)
    rows = waiting_rows(open_reviews(clerk.council.pk, order=OLDEST), clerk)
    assert [row.due for row in rows] == [
        ("Not for publication before", datetime(2099, 5, 6, 10, 0, tzinfo=LONDON)),
        ("Date it concerns", soon),
        None,
    ]
    by_due = waiting_rows(open_reviews(clerk.council.pk, order=DUE), clerk)
    assert [row.review for row in by_due] == [rows[1].review, rows[0].review, rows[2].review]


def test_a_row_that_was_weighed_in_other_circumstances_says_so(clerk: Person, author: Person) -> None:
    make_review(author=author)
    assert [row.unsure for row in waiting_rows(open_reviews(clerk.council.pk), clerk)] == [False]
    bump(clerk.council.pk)
    clerk.council.refresh_from_db()
    assert [row.unsure for row in waiting_rows(open_reviews(clerk.council.pk), clerk)] == [True]


def test_a_row_names_the_period_in_which_it_was_weighed(clerk: Person, author: Person) -> None:
    make_period(clerk=clerk, kind="mourning")
    make_review(author=author)
    (row,) = waiting_rows(open_reviews(clerk.council.pk), clerk)
    assert row.period == "Mourning"


@pytest.mark.parametrize(("touching", "queries"), [(False, 1), (True, 3)])
def test_texts_are_read_only_where_a_row_touches_a_flagged_matter(
    clerk: Person, author: Person, touching: bool, queries: int
) -> None:
    for _ in range(3):
        make_review(author=author)
    flag = make_flag(matter=make_matter(clerk=clerk, title="Market Square"), by=clerk)
    Review.objects.update(
        weighed_version=clerk.council.circumstances_version,
        flagged_matters=[flag.matter_id] if touching else [],
    )
    with CaptureQueriesContext(connection) as asked:
        rows = waiting_rows(open_reviews(clerk.council.pk), clerk)
    assert [len(row.stops) for row in rows] == [int(touching)] * 3
    assert len(asked) == queries


def test_own_work_is_the_persons_not_the_offices(clerk: Person) -> None:
    former = clerk.membership
    review = make_review(author=clerk)
    former.ended_at = timezone.now()
    former.save()
    again = person_now(make_membership(council=clerk.council, role=Role.CLERK, user=former.user).pk)
    assert review.communication.author_id == former.pk
    (row,) = waiting_rows(open_reviews(clerk.council.pk), again)
    assert row.own

"""Reading the clerk's desk."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from approvals.claiming import claim
from approvals.models import Review
from approvals.queue import (
    Counts,
    counts_of,
    next_after,
    open_reviews,
    read_date,
    trouble_rows,
    troubles,
    waiting_elsewhere,
    waiting_rows,
)
from approvals.submitting import keep_findings, recall
from policies.evaluate import Finding, Severity, Verdict
from portal.channels.models import Delivery, Dispatch
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from tests.makers import (
    make_approved,
    make_channels,
    make_contact,
    make_council,
    make_membership,
    make_person,
    make_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    """Return the clerk of a council with its channels."""
    council = make_council()
    make_channels(council, "newsroom", "press_email")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    """Return somebody who writes in the clerk's council."""
    return make_person(council=clerk.council, role=Role.CHAIR)


def test_what_is_open_stands_in_the_queue_and_nothing_else(clerk: Person, author: Person) -> None:
    first, second, third = (make_review(author=author) for _ in range(3))
    make_approved(author=author, clerk=clerk)
    recall(actor=author, communication_id=second.communication_id)
    claim(actor=clerk, review_id=first.pk)
    other = make_council()
    make_review(author=make_person(council=other, role=Role.CHAIR))
    assert [review.pk for review in open_reviews(clerk.council.pk)] == [third.pk, first.pk]
    assert [review.pk for review in open_reviews(clerk.council.pk, oldest_first=True)] == [first.pk, third.pk]


def _finding(severity: Severity, key: str) -> Finding:
    return Finding("check", severity, "4.2", "Text", "title", 0, 0, "Message", "Remedy", key)


@pytest.mark.parametrize(
    ("severities", "worst"),
    [
        ([], None),
        ([Severity.ADVISE], Severity.ADVISE),
        ([Severity.ADVISE, Severity.ANSWER], Severity.ANSWER),
        ([Severity.ANSWER, Severity.BLOCK, Severity.ADVISE], Severity.BLOCK),
    ],
)
def test_a_row_counts_its_findings_and_names_the_worst(
    clerk: Person, author: Person, severities: list[Severity], worst: Severity | None
) -> None:
    review = make_review(author=author)
    found = tuple(_finding(severity, str(n)) for n, severity in enumerate(severities))
    keep_findings(review, review.revision, Verdict(found))
    (row,) = waiting_rows(open_reviews(clerk.council.pk), clerk)
    assert (row.findings, row.worst) == (len(severities), worst)


def test_a_row_has_the_dates_of_its_text(clerk: Person, author: Person) -> None:
    make_review(author=author, embargo="2027-05-06T10:00")
    make_review(author=author, kind="notice", concerns_on="2026-12-01")
    rows = waiting_rows(open_reviews(clerk.council.pk, oldest_first=True), clerk)
    assert [row.dates for row in rows] == [
        (("Not for publication before", datetime(2027, 5, 6, 10, 0, tzinfo=LONDON)),),
        (("Date it concerns", date(2026, 12, 1)),),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", None),
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-12-01T09:00+00:00", datetime(2026, 12, 1, 9, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_as_day_or_moment(value: str, expected: date | datetime | None) -> None:
    assert read_date(value) == expected


def test_own_work_is_the_persons_not_the_offices(clerk: Person) -> None:
    former = clerk.membership
    review = make_review(author=clerk)
    former.ended_at = timezone.now()
    former.save()
    again = person_now(make_membership(council=clerk.council, role=Role.CLERK, user=former.user).pk)
    assert review.communication.author_id == former.pk
    (row,) = waiting_rows(open_reviews(clerk.council.pk), again)
    assert row.own


def test_the_counts_are_those_of_the_lists(clerk: Person, author: Person) -> None:
    assert counts_of(clerk) == Counts(waiting=0, scheduled=0, owed=0, troubles=0)
    make_review(author=author)
    publication = make_approved(author=author, clerk=clerk)
    Delivery.objects.filter(publication=publication).update(state=Delivering.FAILED)
    assert counts_of(clerk) == Counts(waiting=1, scheduled=1, owed=0, troubles=2)


def test_a_mailing_in_trouble_stands_by_its_mails(clerk: Person, author: Person) -> None:
    publication = make_approved(author=author, clerk=clerk)
    newsroom, press = Delivery.objects.filter(publication=publication).order_by("pk")
    Delivery.objects.filter(pk=newsroom.pk).update(state=Delivering.SENT)
    Delivery.objects.filter(pk=press.pk).update(state=Delivering.UNKNOWN, fanned_out=True)
    contact = make_contact(clerk.council)
    mail = Dispatch.objects.create(
        delivery=press, contact=contact, address=contact.email, message_id="<a@b>", state=Delivering.UNKNOWN
    )
    found = trouble_rows(troubles(clerk))
    assert [(kind, row.pk) for kind, row in found] == [(RowKind.DISPATCH, mail.pk)]
    assert trouble_rows(troubles(make_person(council=make_council()))) == []


def test_the_next_review_is_the_one_below_then_the_top_and_never_somebody_elses(
    clerk: Person, author: Person
) -> None:
    oldest, middle, newest = (make_review(author=author) for _ in range(3))
    start = timezone.now()
    for n, review in enumerate((oldest, middle, newest)):
        review.submitted_at = start + timedelta(minutes=n)
        review.save()
    assert next_after(clerk, middle) == oldest
    assert next_after(clerk, oldest) == newest
    officer = make_person(council=clerk.council, role=Role.CLERK)
    claim(actor=officer, review_id=oldest.pk)
    assert next_after(clerk, middle) == newest
    Review.objects.exclude(pk=newest.pk).update(state="recalled")
    assert next_after(clerk, newest) is None


@pytest.mark.parametrize(("role", "seen"), [(Role.CLERK, 1), (Role.OFFICER, 1), (Role.CHAIR, 0)])
def test_only_councils_in_which_the_person_reads_all_are_counted(clerk: Person, role: str, seen: int) -> None:
    other = make_council(name="Other Council")
    make_membership(council=other, role=role, user=clerk.membership.user)
    make_review(author=make_person(council=other, role=Role.DEPUTY))
    make_review(author=clerk)
    found = [(council.name, number) for council, number in waiting_elsewhere(clerk)]
    assert found == [("Other Council", 1)] * seen

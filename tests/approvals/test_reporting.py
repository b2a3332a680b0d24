"""The month's report."""

from datetime import UTC, date, datetime

import pytest

from approvals.deciding import Issue, reject, return_with_reason
from approvals.models import Review, SecondLook
from approvals.months import Month, month_of
from approvals.reporting import report_of, table_of
from approvals.urgent import issue_at_once, look_again
from approvals.withdrawing import withdraw
from portal.channels.models import Publication
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.spreadsheets import inert
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_review,
    make_revision,
    make_shared,
)
from tests.makers.forging import past_the_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    """Return the clerk of a council with its channels."""
    council = make_council(slug="ptc")
    make_channels(council, "newsroom", "press_email")
    return make_person(council=council, role=Role.CLERK, name="Clara Clerk")


@pytest.fixture
def author(clerk: Person) -> Person:
    """Return somebody who writes in the clerk's council."""
    return make_person(council=clerk.council, role=Role.CHAIR, name="Mel Mayor")


def test_each_sort_of_act_stands_in_its_list(clerk: Person, author: Person) -> None:
    approved = make_approved(author=author, clerk=clerk)
    own = make_approved(author=clerk, clerk=clerk)
    returned, rejected = make_review(author=author), make_review(author=author)
    return_with_reason(actor=clerk, review_id=returned.pk, reason="Name the road.")
    reject(actor=clerk, review_id=rejected.pk, reason="Not ours.")
    withdraw(actor=clerk, communication_id=approved.communication_id, reason="It was wrong.")
    Publication.objects.filter(pk=own.pk).update(
        is_correction=True, public_note="Day", live_at=own.ordered_at
    )

    report = report_of(clerk, month_of(""))

    def ids(lines: list[object]) -> list[int]:
        return [line.communication_id for line in lines]  # type: ignore[attr-defined]

    assert ids([*report.approved]) == [approved.communication_id, own.communication_id]
    assert ids([*report.self_cleared]) == [own.communication_id]
    assert [(line.communication_id, line.reason) for line in report.returned] == [
        (returned.communication_id, "Name the road.")
    ]
    assert [line.reason for line in report.rejected] == ["Not ours."]
    assert [(line.reason, line.by) for line in report.withdrawn] == [("It was wrong.", "Clara Clerk, Clerk")]
    assert ids([*report.corrected]) == [own.communication_id]
    assert report.approved[1].what == "Approved, self-cleared"
    assert report_of(clerk, month_of("").before).approved == []
    assert report_of(make_person(council=make_council()), month_of("")).approved == []


def test_an_urgent_issue_stands_with_its_second_look(clerk: Person, author: Person) -> None:
    revision = make_revision(author=author)
    make_shared(revision.communication)
    channels = [channel.pk for channel in clerk.council.channels.all()]
    issue_at_once(
        actor=clerk,
        communication_id=revision.communication_id,
        revision_id=revision.pk,
        reason="Flood",
        issue=Issue(channels),
    )
    ((line, look),) = report_of(clerk, month_of("")).urgent
    assert (line.what, line.reason) == ("Issued urgently", "Flood")
    assert look == SecondLook.objects.get()
    assert look is not None
    assert list(table_of(report_of(clerk, month_of(""))))[1][-1] == "Owed"
    look_again(actor=author, second_look_id=look.pk, verdict="Right.")
    done = list(table_of(report_of(clerk, month_of(""))))[1][-1]
    assert done.startswith("Mel Mayor, ")
    assert done.endswith(": Right.")


def test_the_month_is_londons(clerk: Person, author: Person) -> None:
    review = make_review(author=author)
    return_with_reason(actor=clerk, review_id=review.pk, reason="Name the road.")
    # Half past midnight on 1 July in London, still June in Greenwich.
    with past_the_triggers(Review):
        Review.objects.update(decided_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert len(report_of(clerk, month_of("2026-07")).returned) == 1
    assert len(report_of(clerk, month_of("2026-06")).returned) == 0
    rows = list(table_of(report_of(clerk, month_of("2026-07"))))
    assert rows[1][0] == "2026-07-01 00:30 BST"


def test_a_month_knows_its_neighbours() -> None:
    december = Month(date(2026, 12, 1))
    assert (december.before.key, december.key, december.after.key) == ("2026-11", "2026-12", "2027-01")
    assert str(december) == "December 2026"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_is_made_inert(start: str) -> None:
    assert inert(f"{start}1+1") == f"'{start}1+1"
    assert inert("1+1") == "1+1"

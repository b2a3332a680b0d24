"""What was decided stays as it was decided: the database refuses to rewrite it, and lets retention erase its words."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from approvals.claiming import claim
from approvals.deciding import Issue, reject, return_with_reason
from approvals.erasing import erase_reviews
from approvals.models import Review, ReviewFinding, SecondLook
from approvals.submitting import recall
from approvals.urgent import issue_at_once, look_again
from portal.channels.models import Channel
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder
from tests.makers import make_channels, make_council, make_person, make_review, make_revision

pytestmark = pytest.mark.django_db
SET = "UPDATE {table} SET ?"


@pytest.fixture
def clerk() -> Person:
    council = make_council()
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def returned(clerk: Person) -> Review:
    review = make_review(author=make_person(council=clerk.council, role=Role.DEPUTY))
    Review.objects.update(message="Before Friday, please.")
    finding(review)
    return return_with_reason(actor=clerk, review_id=review.pk, reason="Name the road.")


def finding(review: Review, **changes: Any) -> ReviewFinding:
    facts = {
        "key": "k", "check_id": "c", "severity": "advise", "clause": "4", "clause_text": "Say when.", "field": "body",
        "start": 0, "end": 3, "message": "Mr Smith is named.", "remedy": "Leave it out.",
    }  # fmt: skip
    return ReviewFinding.objects.create(review=review, revision=review.revision, **{**facts, **changes})


def looked(clerk: Person) -> SecondLook:
    revision = make_revision(author=clerk, kind="notice")
    channels = [row.pk for row in Channel.objects.filter(council=clerk.council)]
    item = revision.communication_id
    issue_at_once(
        actor=clerk, communication_id=item, revision_id=revision.pk, reason="Flood", issue=Issue(channels)
    )
    return SecondLook.objects.get()


def refused(row: models.Model, statement: str, *values: Any) -> None:
    """Assert that the database refuses ``statement`` as the web role, and that the row stays as it was."""
    model = type(row)
    before = model._default_manager.values().get(pk=row.pk)
    said = "can be erased, never changed|stays as it was recorded|keeps its text|permission denied"
    with pytest.raises(DatabaseError, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=model._meta.db_table), values)
    assert model._default_manager.values().get(pk=row.pk) == before


CHANGES = [
    "state = 'approved'",
    "reason = 'Another reason.'",
    "reason = ''",
    "message = 'Another message.'",
    "decided_at = now()",
    "decided_by_id = submitted_by_id",
    "revision_id = NULL",
    "claimed_by_id = submitted_by_id",
    "circumstances_version = 99",
    "erased_at = now()",
    "erased_at = now(), reason = 'Another', message = ''",
    "erased_at = now(), reason = '', message = '', state = 'approved'",
    "reason = reason",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_decided_review_cannot_be_rewritten(returned: Review, change: str) -> None:
    refused(returned, SET.replace("?", change))


@pytest.mark.parametrize("end", ["rejected", "recalled"])
def test_nor_one_that_ended_otherwise(clerk: Person, end: str) -> None:
    author = make_person(council=clerk.council, role=Role.DEPUTY)
    review = make_review(author=author)
    if end == "rejected":
        reject(actor=clerk, review_id=review.pk, reason="No.")
    else:
        recall(actor=author, communication_id=review.communication_id)

    refused(review, "UPDATE {table} SET state = 'waiting'")


def test_a_review_cannot_be_deleted_nor_given_to_another_item(returned: Review) -> None:
    refused(returned, "DELETE FROM {table}")
    other = make_review(author=make_person(council=returned.council, role=Role.DEPUTY))
    refused(
        other, "UPDATE {table} SET communication_id = %s WHERE id = %s", returned.communication_id, other.pk
    )
    refused(other, "DELETE FROM {table} WHERE id = %s", other.pk)


def test_an_open_review_goes_its_way(clerk: Person) -> None:
    review = make_review(author=make_person(council=clerk.council, role=Role.DEPUTY))

    claim(actor=clerk, review_id=review.pk)

    assert Review.objects.get().state == "claimed"


@pytest.mark.parametrize(
    "change", ["message = 'x'", "severity = 'block'", "waived = true", "erased_at = now()"]
)
def test_a_finding_cannot_be_rewritten(returned: Review, change: str) -> None:
    refused(returned.findings.get(), SET.replace("?", change))
    refused(returned.findings.get(), "DELETE FROM {table}")


LOOKS = [
    "verdict = 'Right.'",
    "done_by_id = NULL, done_at = NULL",
    "waived_findings = '[]'",
    "owed_since = now()",
]


@pytest.mark.parametrize("change", LOOKS)
def test_a_done_second_look_cannot_be_rewritten(clerk: Person, change: str) -> None:
    look = looked(clerk)
    other = make_person(council=clerk.council, role=Role.OFFICER)
    look_again(
        actor=make_person(council=clerk.council, role=Role.CLERK), second_look_id=look.pk, verdict="Wrong."
    )

    refused(look, SET.replace("?", change))
    refused(look, "UPDATE {table} SET done_by_id = %s", other.membership.pk)
    refused(look, "DELETE FROM {table}")


@pytest.mark.parametrize("change", ["waived_findings = '[1]'", "owed_since = now()", "issued_by_id = NULL"])
def test_what_an_owed_second_look_is_about_cannot_be_rewritten(clerk: Person, change: str) -> None:
    refused(looked(clerk), SET.replace("?", change))


def erased(review: Review) -> int:
    return erase_reviews(EraseOrder(review.council_id, (review.communication_id,), timezone.now()))


def test_erasing_takes_the_words_and_leaves_who_decided_what_when(returned: Review) -> None:
    assert [erased(returned), erased(returned)] == [2, 0]

    kept = Review.objects.get()
    assert (kept.message, kept.reason) == ("", "")
    assert (kept.state, kept.decided_by_id) == ("returned", returned.decided_by_id)
    left = ReviewFinding.objects.get()
    assert (left.message, left.clause, left.erased_at) == ("", "4", kept.erased_at)
    assert sha256_of("Name the road.") in LedgerEntry.objects.get(verb="returned").body
    refused(kept, "UPDATE {table} SET reason = 'Back'")


def test_erasing_takes_the_words_of_a_second_look(clerk: Person) -> None:
    look = looked(clerk)
    look_again(
        actor=make_person(council=clerk.council, role=Role.CLERK), second_look_id=look.pk, verdict="Wrong."
    )

    erase_reviews(EraseOrder(clerk.council.pk, (look.communication_id,), timezone.now()))

    kept = SecondLook.objects.get()
    assert (kept.verdict, kept.waived_findings) == ("", [])
    assert kept.done_by is not None
    assert sha256_of("Wrong.") in LedgerEntry.objects.get(verb="second_look_done").body

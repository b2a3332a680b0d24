"""All that is kept of an item, as one text."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals import exporting
from approvals.deciding import return_with_reason
from approvals.models import Review
from approvals.regard.answering import Given
from approvals.submitting import submit
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder, erase
from tests.approvals.views.conftest import Town, client_of, town
from tests.makers import make_review, make_revision
from tests.makers.costs import make_cost, typed_regard

__all__ = ["town"]
pytestmark = pytest.mark.django_db


def decided(town: Town) -> Review:
    """Return the approved review of an item that was returned once and cost something."""
    first = make_review(author=town.author)
    return_with_reason(
        actor=town.clerk,
        review_id=first.pk,
        reason="Whose figures?",
        regard={"objective": Given("no", "The figures have no source.")},
    )
    revision = make_revision(author=town.author, communication=first.communication, title="A better title")
    review = submit(actor=town.author, communication_id=first.communication_id, revision_id=revision.pk)
    answer = town.desk.post(
        town.at(f"{review.pk}/approve/"),
        town.order(revision.pk, **typed_regard(care=Given("na", "No poll."))),
    )
    assert answer.status_code == 302
    make_cost(by=town.clerk, communication=first.communication)
    return review


def exported(town: Town, review: Review) -> Any:
    return town.desk.get(town.at(f"item/{review.communication_id}/export/"))


def test_the_export_holds_words_versions_decisions_answers_costs_and_the_record(town: Town) -> None:
    review = decided(town)
    answer = exported(town, review)
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="ptc-item-{review.communication_id}.txt"'
    for words in (
        "A better title\nPress release of Pellworth Town Council",
        "Market Square reopens to traffic on Saturday 12 December.",
        f"SHA-256 {review.revision.sha256}",
        "Returned by Clara Clerk, ",
        "  Reason: Whose figures?",
        "    Objective: No: The figures have no source.",
        "    Care in periods of heightened sensitivity: Not applicable: No poll.",
        "£120.00 and £24.00 VAT. Printing: 800 leaflets",
    ):
        assert words in text
    hashes = LedgerEntry.objects.filter(object_type="communication", object_id=review.communication_id)
    assert [f"Hash {one.hash}" in text for one in hashes] == [True] * hashes.count()


def test_what_was_erased_is_said_to_be_and_the_hashes_stay(town: Town) -> None:
    review = decided(town)
    erase(EraseOrder(town.council.pk, (review.communication_id,), timezone.now()))
    text = exported(town, review).content.decode()
    assert "the text was erased when its time was over" in text
    assert "Objective: No (a note may have been erased)" in text
    assert review.revision.sha256 in text
    assert "no source" not in text


def test_a_long_record_is_cut_and_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST", 2)
    text = exported(town, decided(town)).content.decode()
    assert "There are more than 2: the pages of the portal have all of them." in text


def test_the_export_asks_the_same_however_much_there_is(town: Town) -> None:
    review, counts = decided(town), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            exported(town, review)
        counts.append(len(captured))
        for _ in range(5):
            make_cost(by=town.clerk, communication=review.communication)
    assert counts[0] == counts[1] <= 14


def test_members_and_people_from_outside_get_no_export(town: Town) -> None:
    review = decided(town)
    path = town.at(f"item/{review.communication_id}/export/")
    roles = (Role.COUNCILLOR, Role.CHAIR, Role.PARTNER)
    assert {client_of(town.somebody(role)).get(path).status_code for role in roles} == {403}
    assert town.writer.get(path).status_code == 403
    assert client_of(town.somebody(Role.AUDITOR)).get(path).status_code == 200

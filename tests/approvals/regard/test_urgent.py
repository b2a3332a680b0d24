"""Regard to the publicity code in the decision of the urgent path: asked, kept, shown, exported and reported."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from approvals.deciding import Issue
from approvals.models import RegardAnswer, SecondLook
from approvals.months import month_of
from approvals.regard.answering import Given, Incomplete, Regard, hash_of
from approvals.reporting import report_of, table_of
from approvals.urgent import issue_at_once
from portal.channels.models import Publication
from portal.councils.models import Council
from portal.councils.powers import Role
from portal.drafts.models import Clearance, Revision
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder, erase
from tests.approvals.views.conftest import Town, client_of, town
from tests.makers import make_review, make_revision
from tests.makers.costs import all_yes, typed_regard
from tests.migrating import done_again, taken_back

__all__ = ["town"]
pytestmark = pytest.mark.django_db
WHY = "The main in Mill Lane is in nobody’s gift."


def required(town: Town) -> None:
    Council.objects.filter(pk=town.council.pk).update(publicity_checklist=Council.Checklist.EVERY)


def burst_main(town: Town) -> Revision:
    return make_revision(author=town.clerk, title="Burst main in Mill Lane")


def issued(town: Town, revision: Revision, regard: Regard) -> Clearance:
    issue_at_once(
        actor=town.clerk,
        communication_id=revision.communication_id,
        revision_id=revision.pk,
        reason="Flood",
        issue=Issue([channel.pk for channel in town.channels]),
        regard=regard,
    )
    return Clearance.objects.get(revision=revision)


def sent(town: Town, revision: Revision, **typed: Any) -> Any:
    address = town.at(f"urgent/{revision.communication_id}/")
    return town.desk.post(address, town.order(revision.pk, reason="Flood", **typed))


def page_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_answers_are_kept_with_the_issue_at_once_and_their_hash_in_the_record(town: Town) -> None:
    given = all_yes(objective=Given("no", WHY))

    clearance = issued(town, burst_main(town), given)

    rows = RegardAnswer.objects.order_by("pk")
    assert [(row.clearance_id, row.review_id, row.revision_id) for row in rows] == [
        (clearance.pk, None, clearance.revision_id)
    ] * 7
    facts = json.loads(LedgerEntry.objects.get(verb="issued_urgently").body)["facts"]
    assert facts["regard_sha256"] == hash_of(given)
    assert facts["regard"]["objective"] == "no"
    filed = Snapshot.objects.get(status="publicity_checklist")
    assert (filed.object_type, filed.object_id, filed.text) == (
        "clearance",
        clearance.pk,
        f"Objective: {WHY}",
    )


def test_where_the_council_requires_answers_nothing_is_issued_without_them(town: Town) -> None:
    required(town)
    revision = burst_main(town)

    with pytest.raises(Incomplete, match="Lawful"):
        issued(town, revision, {})
    with pytest.raises(Incomplete, match="Look again at: Lawful"):
        issued(town, revision, all_yes(lawful=Given("no", "It harms a party.")))

    assert (Clearance.objects.count(), SecondLook.objects.count(), RegardAnswer.objects.count()) == (0, 0, 0)
    assert issued(town, revision, all_yes()).urgent


def test_where_they_are_offered_an_issue_without_answers_goes_out(town: Town) -> None:
    issued(town, burst_main(town), {})

    assert RegardAnswer.objects.count() == 0
    assert "regard" not in json.loads(LedgerEntry.objects.get(verb="issued_urgently").body)["facts"]


def test_the_page_asks_keeps_what_was_typed_and_issues_once_all_is_answered(town: Town) -> None:
    required(town)
    revision = burst_main(town)
    page = page_of(town.desk.get(town.at(f"urgent/{revision.communication_id}/")))
    assert page.count('<fieldset class="govuk-fieldset" aria-describedby="source-') == 7
    assert "an emergency is no exception" in page

    refused = sent(town, revision, **typed_regard(care=None, objective=Given("no")))
    page = page_of(refused)
    assert refused.status_code == 409
    assert (
        '<a href="#id_regard-care_0">Care in periods of heightened sensitivity: Choose yes, no or not' in page
    )
    assert "A no needs a note: say why." in page
    assert "Flood</textarea>" in page
    assert Publication.objects.count() == 0
    assert sent(town, revision, **{"regard-care": "perhaps"}).status_code == 422

    assert sent(town, revision, **typed_regard()).status_code == 302
    assert RegardAnswer.objects.count() == 7


def test_the_item_the_second_look_and_the_export_show_them(town: Town) -> None:
    revision = burst_main(town)
    issued(town, revision, all_yes(objective=Given("no", WHY)))
    item = town.at(f"item/{revision.communication_id}/")
    look = SecondLook.objects.get()

    second = client_of(town.somebody(Role.CLERK))
    for address in (item, town.at(f"second-looks/{look.pk}/")):
        page = page_of(second.get(address))
        assert "Issued at once: revision 1. Answered by Clara Clerk" in page
        assert f"No: {WHY}" in page
    text = second.get(f"{item}export/").content.decode()
    assert "Issued at once by Clara Clerk" in text
    assert f"    Objective: No: {WHY}" in text


def test_the_council_s_report_says_what_was_answered(town: Town) -> None:
    issued(town, burst_main(town), all_yes(objective=Given("no", WHY)))
    issued(town, burst_main(town), {})

    report = report_of(town.clerk, month_of(""))

    assert [line.regard for line, _ in report.urgent] == ["7 of 7 answered, 1 with no", "Not answered"]
    heading, first, *_ = table_of(report)
    assert (heading[-2], first[-2]) == ("Publicity code", "7 of 7 answered, 1 with no")
    assert "7 of 7 answered, 1 with no" in page_of(town.desk.get(town.at("report/")))


def test_retention_erases_the_notes(town: Town) -> None:
    revision = burst_main(town)
    issued(town, revision, all_yes(objective=Given("no", WHY)))

    erase(EraseOrder(town.council.pk, (revision.communication_id,), timezone.now()))

    assert set(RegardAnswer.objects.values_list("note", flat=True)) == {""}
    assert RegardAnswer.objects.filter(erased_at=None).count() == 0


def test_the_database_wants_exactly_one_decision_of_that_revision_and_changes_nothing(town: Town) -> None:
    clearance = issued(town, burst_main(town), all_yes())
    review, other = make_review(author=town.author), burst_main(town)
    row = {
        "council": town.council,
        "communication": clearance.revision.communication,
        "revision": clearance.revision,
        "principle": "care",
        "answer": "yes",
        "answered_by": town.clerk.membership,
    }
    for wrong, why in (
        ({}, "regard_with_one_decision"),
        ({"clearance": clearance, "review": review}, "regard_with_one_decision|regard_to_the_revision"),
        ({"clearance": clearance}, "a_principle_once_per_issue_at_once"),
        ({"clearance": clearance, "revision": other, "principle": "lawful"}, "once|regard_to_the_revision"),
    ):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            RegardAnswer.objects.create(**{**row, **wrong})
    with pytest.raises(DatabaseError), transaction.atomic():
        RegardAnswer.objects.filter(clearance=clearance).update(answer="na")


def test_the_migration_goes_back_with_such_answers_and_forth_again(town: Town) -> None:
    issued(town, burst_main(town), all_yes())
    migration = ("approvals", "0013_regard_with_issues_at_once")

    taken_back(*migration)
    done_again(*migration)

    assert RegardAnswer.objects.count() == 0
    assert LedgerEntry.objects.filter(verb="issued_urgently", body__contains="regard_sha256").count() == 1

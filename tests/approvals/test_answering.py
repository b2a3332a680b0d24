"""What people say to findings: answers, waivers, ticks; kept by the key, asked for before an item goes on."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from approvals.answering import Said, Unanswered, responses_to
from approvals.deciding import Issue, approve, return_with_reason
from approvals.erasing import erase_reviews
from approvals.founding import OFFICERS_ACT
from approvals.gates import still_clear
from approvals.models import FindingResponse, Review
from approvals.months import month_of
from approvals.reporting import report_of, table_of
from approvals.submitting import submit
from approvals.urgent import issue_at_once
from policies.evaluate import Blocked
from policies.judging import judge
from portal.channels.models import Channel, Publication
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Revision
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput
from tests.makers import make_channels, make_council, make_person, make_revision
from tests.makers.policies import make_adopted_policy, make_clause_rule
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
WORDS = "The market reopens. Vote Labour on Thursday. The stalls open at nine."


@pytest.fixture
def clerk() -> Person:
    council = make_council()
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK, name="Clara Clerk")


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.DEPUTY, name="Dan Deputy")


def ruled(clerk: Person, severity: str, **terms: Any) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(
        clerk=clerk, version=version, ref="2.1", check_id="party-political", severity=severity, **terms
    )


def written(author: Person, body: str = WORDS, **changes: Any) -> Revision:
    return make_revision(author=author, kind="notice", body=f"<p>{body}</p>", **changes)


def key_in(revision: Revision) -> str:
    (found,) = judge(revision.communication, revision.content).findings
    return found.key


def submitted(author: Person, revision: Revision, **said: Any) -> Review:
    return submit(
        actor=author, communication_id=revision.communication_id, revision_id=revision.pk, said=Said(**said)
    )


def approved(clerk: Person, review: Review, **said: Any) -> tuple[Review, Publication | None]:
    channels = [row.pk for row in Channel.objects.filter(council=clerk.council)]
    return approve(
        actor=clerk,
        review_id=review.pk,
        revision_id=review.revision_id,
        issue=Issue(channels),
        said=Said(**said),
    )


def said_to(revision: Revision) -> list[tuple[str, str, str]]:
    rows = FindingResponse.objects.filter(communication=revision.communication_id).order_by("pk")
    return [(row.kind, row.words, row.said_by.user.name) for row in rows]


# --- An answer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "   ", "\u202e"])
def test_submit_refuses_while_a_finding_is_unanswered_and_names_it(
    clerk: Person, author: Person, typed: str
) -> None:
    ruled(clerk, "answer")
    revision = written(author)
    with pytest.raises(Unanswered, match=r"answer before it goes on: 2[.]1: “Vote Labour") as refused:
        submitted(author, revision, answers={key_in(revision): typed})
    assert [found.key for found in refused.value.findings] == [key_in(revision)]
    assert (Review.objects.count(), said_to(revision)) == (0, [])


def test_an_answer_goes_with_the_submission_and_is_recorded(clerk: Person, author: Person) -> None:
    ruled(clerk, "answer")
    revision = written(author)
    submitted(author, revision, answers={key_in(revision): " It is a quotation. "})
    assert said_to(revision) == [("answered", "It is a quotation.", "Dan Deputy")]
    entry = LedgerEntry.objects.get(verb="finding_answered")
    assert key_in(revision) in entry.body
    assert sha256_of("It is a quotation.") in entry.body
    assert Snapshot.objects.get(status="finding_answered").text == "It is a quotation."


def test_the_author_neither_waives_nor_ticks(clerk: Person, author: Person) -> None:
    ruled(clerk, "block", waivable=True)
    revision = written(author)
    key = key_in(revision)
    submitted(author, revision, answers={key: "Why not."}, waivers={key: "I waive it."}, seen=[key])
    assert said_to(revision) == [("answered", "Why not.", "Dan Deputy")]


def test_what_is_said_to_no_finding_is_left_out(clerk: Person, author: Person) -> None:
    ruled(clerk, "answer")
    revision = written(author, body="The market reopens.")
    submitted(author, revision, answers={"0" * 32: "Said to nothing."})
    assert said_to(revision) == []


def test_an_answer_survives_a_new_evaluation_and_the_same_words_are_kept_once(
    clerk: Person, author: Person
) -> None:
    ruled(clerk, "answer")
    first = written(author)
    review = submitted(author, first, answers={key_in(first): "It is a quotation."})
    return_with_reason(actor=clerk, review_id=review.pk, reason="Name the day.", cites=[OFFICERS_ACT])
    second = written(author, communication=first.communication, body=f"On Friday. {WORDS}")
    submitted(author, second, answers={key_in(second): "It is a quotation."})
    assert said_to(second) == [("answered", "It is a quotation.", "Dan Deputy")]


def test_another_answer_supersedes_the_one_before_and_both_are_kept(clerk: Person, author: Person) -> None:
    ruled(clerk, "answer")
    revision = written(author)
    key = key_in(revision)
    review = submitted(author, revision, answers={key: "First."})
    return_with_reason(actor=clerk, review_id=review.pk, reason="Say more.", cites=[OFFICERS_ACT])
    submitted(author, revision, answers={key: "Second."})
    assert [row.words for row in responses_to(revision.communication_id)[key]] == ["Second."]
    assert len(said_to(revision)) == 2


def test_approve_refuses_what_came_to_need_an_answer_since_and_takes_the_clerk_s_own(
    clerk: Person, author: Person
) -> None:
    revision = written(author)
    review = submitted(author, revision)
    ruled(clerk, "answer")
    with pytest.raises(Unanswered, match="needs an answer"):
        approved(clerk, review)
    approved(clerk, review, answers={key_in(revision): "The words are the speaker's."})
    assert said_to(revision) == [("answered", "The words are the speaker's.", "Clara Clerk")]


def test_the_clerk_may_add_an_answer_beside_the_author_s(clerk: Person, author: Person) -> None:
    ruled(clerk, "answer")
    revision = written(author)
    key = key_in(revision)
    review = submitted(author, revision, answers={key: "Mine."})
    approved(clerk, review, answers={key: "And the clerk's."})
    assert [row.words for row in responses_to(revision.communication_id)[key]] == [
        "Mine.",
        "And the clerk's.",
    ]


def test_an_answer_that_is_too_long_is_refused(clerk: Person, author: Person) -> None:
    ruled(clerk, "answer")
    revision = written(author)
    with pytest.raises(InvalidInput, match="4,000 characters"):
        submitted(author, revision, answers={key_in(revision): "x" * 4001})


def test_the_urgent_path_waives_all_under_its_one_reason(clerk: Person) -> None:
    ruled(clerk, "answer")
    revision = written(clerk)
    channels = [row.pk for row in Channel.objects.filter(council=clerk.council)]
    issue_at_once(
        actor=clerk,
        communication_id=revision.communication_id,
        revision_id=revision.pk,
        reason="Flood",
        issue=Issue(channels),
    )
    assert Publication.objects.count() == 1
    assert said_to(revision) == []


# --- A waiver ----------------------------------------------------------------------------------------------------


def test_a_block_that_no_rule_allows_to_waive_stops_the_author_and_the_clerk(
    clerk: Person, author: Person
) -> None:
    revision = written(author)
    review = submitted(author, revision)
    ruled(clerk, "block")
    with pytest.raises(Blocked):
        approved(clerk, review, waivers={key_in(revision): "It can go out."})
    with pytest.raises(Blocked):
        submitted(author, written(author), answers={key_in(revision): "Please."})
    assert said_to(revision) == []


def test_a_block_that_may_be_waived_wants_the_author_s_words_and_the_clerk_s_waiver(
    clerk: Person, author: Person
) -> None:
    ruled(clerk, "block", waivable=True)
    revision = written(author)
    key = key_in(revision)
    with pytest.raises(Unanswered):
        submitted(author, revision)
    review = submitted(author, revision, answers={key: "The minister said it."})
    with pytest.raises(Blocked):
        approved(clerk, review)
    with pytest.raises(Blocked):
        approved(clerk, review, waivers={key: "  "})
    approved(clerk, review, waivers={key: "A quotation of record."})
    assert said_to(revision)[1:] == [("waived", "A quotation of record.", "Clara Clerk")]
    assert sha256_of("A quotation of record.") in LedgerEntry.objects.get(verb="finding_waived").body


def test_a_waiver_is_on_the_report_of_its_month_and_in_its_table(clerk: Person, author: Person) -> None:
    ruled(clerk, "block", waivable=True)
    revision = written(author)
    key = key_in(revision)
    review = submitted(author, revision, answers={key: "The minister said it."})
    approved(clerk, review, waivers={key: "A quotation of record."})
    report = report_of(clerk, month_of(""))
    (line,) = report.waived
    assert (line.what, line.by, line.reason) == (
        "Waived: clause 2.1",
        "Clara Clerk",
        "A quotation of record.",
    )
    assert [row[1:2] + row[6:8] for row in table_of(report)][1:] == [
        ("Waived: clause 2.1", "Clara Clerk", "A quotation of record."),
        ("Approved", "Clara Clerk", ""),
    ]


def test_what_was_waived_is_not_held_when_circumstances_move(clerk: Person, author: Person) -> None:
    ruled(clerk, "block", waivable=True)
    revision = written(author)
    key = key_in(revision)
    review = submitted(author, revision, answers={key: "The minister said it."})
    _, publication = approved(clerk, review, waivers={key: "A quotation of record."})
    assert publication is not None
    bump(clerk.council.pk)
    assert still_clear(Publication.objects.select_related("council").get(pk=publication.pk)) == ""


def test_a_waiver_counts_no_more_once_the_rule_does_not_allow_it(clerk: Person, author: Person) -> None:
    ruled(clerk, "block", waivable=True)
    revision = written(author)
    key = key_in(revision)
    review = submitted(author, revision, answers={key: "The minister said it."})
    _, publication = approved(clerk, review, waivers={key: "A quotation of record."})
    assert publication is not None
    ruled_again = make_adopted_policy(clerk=clerk, title="Another policy")
    make_clause_rule(
        clerk=clerk, version=ruled_again, ref="2.1", check_id="party-political", severity="block"
    )
    assert still_clear(Publication.objects.select_related("council").get(pk=publication.pk)) != ""


# --- A tick ------------------------------------------------------------------------------------------------------


def test_advice_is_ticked_as_seen_by_who_approves_and_not_by_the_author(
    clerk: Person, author: Person
) -> None:
    ruled(clerk, "advise")
    revision = written(author)
    review = submitted(author, revision)
    with pytest.raises(Unanswered, match="has not been ticked as seen"):
        approved(clerk, review)
    approved(clerk, review, seen=[key_in(revision)])
    assert said_to(revision) == [("acknowledged", "", "Clara Clerk")]
    assert key_in(revision) in LedgerEntry.objects.get(verb="findings_acknowledged").body


def test_advice_that_came_after_the_page_was_opened_is_not_taken_for_seen(
    clerk: Person, author: Person
) -> None:
    review = submitted(author, written(author))
    ruled(clerk, "advise")
    with pytest.raises(Unanswered):
        approved(clerk, review, seen=["0" * 32])


# --- What the database holds ---------------------------------------------------------------------------------------


@pytest.fixture
def answered(clerk: Person, author: Person) -> FindingResponse:
    ruled(clerk, "answer")
    revision = written(author)
    submitted(author, revision, answers={key_in(revision): "It is a quotation."})
    return FindingResponse.objects.get()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE approvals_findingresponse SET words = 'Another'",
        "UPDATE approvals_findingresponse SET words = ''",
        "UPDATE approvals_findingresponse SET kind = 'waived'",
        "UPDATE approvals_findingresponse SET erased_at = now()",
        "UPDATE approvals_findingresponse SET erased_at = now(), words = '', key = 'other'",
        "DELETE FROM approvals_findingresponse",
    ],
)
def test_what_was_said_cannot_be_rewritten(answered: FindingResponse, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert FindingResponse.objects.get().words == answered.words


@pytest.mark.parametrize(("kind", "words"), [("answered", ""), ("waived", ""), ("acknowledged", "Words")])
def test_an_answer_and_a_waiver_have_words_and_a_tick_has_none(
    answered: FindingResponse, kind: str, words: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingResponse.objects.create(
            council_id=answered.council_id,
            communication_id=answered.communication_id,
            key="k",
            check_id="c",
            clause="1",
            kind=kind,
            words=words,
            said_by_id=answered.said_by_id,
        )


def test_erasing_takes_the_words_and_leaves_that_it_was_answered(answered: FindingResponse) -> None:
    erase_reviews(EraseOrder(answered.council_id, (answered.communication_id,), timezone.now()))
    kept = FindingResponse.objects.get()
    assert (kept.words, kept.kind, kept.clause) == ("", "answered", "2.1")
    assert kept.erased_at is not None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_submit_the_same_at_once_one_answer_is_kept(clerk: Person, author: Person) -> None:
    ruled(clerk, "answer")
    revision = written(author)
    key = key_in(revision)
    at_once(*[lambda: submitted(author, revision, answers={key: "It is a quotation."})] * 2)
    assert said_to(revision) == [("answered", "It is a quotation.", "Dan Deputy")]

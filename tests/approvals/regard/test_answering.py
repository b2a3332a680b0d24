"""Regard to the publicity code, kept with the decision."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.claiming import Taken
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.models import RegardAnswer, Review
from approvals.regard.answering import Given, Incomplete, hash_of
from approvals.regard.principles import BY_SLUG, PRINCIPLES
from policies.checks.base import Check
from policies.evaluate import all_checks
from portal.channels.models import Channel
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.kinds import KINDS
from portal.drafts.models import Clearance
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder, erase
from portal.refusals import InvalidInput
from tests.makers import make_channels, make_council, make_person, make_review
from tests.makers.costs import all_yes
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
WHY = "The grant of Mr Example is named, because the minute names it."
EVERY, PUBLICITY = Council.Checklist.EVERY, Council.Checklist.PUBLICITY


@pytest.fixture
def council() -> Council:
    made = make_council(slug="ptc")
    make_channels(made, "newsroom", "press_email", "letter")
    return made


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY)


def requires(council: Council, rule: str) -> None:
    Council.objects.filter(pk=council.pk).update(publicity_checklist=rule)


def approved(clerk: Person, review: Review, **said: Any) -> Review:
    channels = Channel.objects.filter(council=clerk.council, connector__in=review.communication.spec.outputs)
    issue = Issue([channel.pk for channel in channels])
    return approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=issue, **said)[0]


def facts_of(verb: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(LedgerEntry.objects.get(verb=verb).body)["facts"]
    return facts


def test_there_are_seven_principles_and_the_database_knows_them() -> None:
    assert len(PRINCIPLES) == 7
    (known,) = [one for one in RegardAnswer._meta.constraints if one.name == "a_principle_of_the_code"]
    assert str([*BY_SLUG]) in str(known.condition)  # type: ignore[attr-defined]


def test_every_check_that_a_principle_shows_findings_of_is_there_and_of_one_principle() -> None:
    shown = [check for principle in PRINCIPLES for check in principle.checks]
    checks: list[Check] = all_checks()
    assert set(shown) - {check.id for check in checks} == set()
    assert len(shown) == len(set(shown))


def test_the_answers_are_kept_with_the_decision_on_that_revision(author: Person, clerk: Person) -> None:
    given = all_yes(care=Given("na"), objective=Given("no", f"  {WHY} "))
    review = approved(clerk, make_review(author=author), regard=given)

    rows = RegardAnswer.objects.order_by("pk")
    assert [row.principle for row in rows] == [*BY_SLUG]
    assert {row.principle: (row.answer, row.note) for row in rows} == {
        **dict.fromkeys(BY_SLUG, ("yes", "")),
        "care": ("na", ""),
        "objective": ("no", WHY),
    }
    assert {(row.review_id, row.revision_id, row.answered_by_id) for row in rows} == {
        (review.pk, review.revision_id, clerk.membership.pk)
    }


def test_the_ledger_has_the_answers_and_a_hash_of_the_notes(author: Person, clerk: Person) -> None:
    given = all_yes(objective=Given("no", WHY))
    approved(clerk, make_review(author=author), regard=given)

    facts = facts_of("approved")
    assert facts["regard"] == {**dict.fromkeys(BY_SLUG, "yes"), "objective": "no"}
    assert facts["regard_sha256"] == hash_of(given)
    assert WHY not in LedgerEntry.objects.get(verb="approved").body


def test_an_approval_without_answers_records_none_where_none_is_required(
    author: Person, clerk: Person
) -> None:
    approved(clerk, make_review(author=author))
    assert "regard" not in facts_of("approved")
    assert RegardAnswer.objects.count() == 0


@pytest.mark.parametrize(
    ("rule", "kind", "needs"),
    [
        (Council.Checklist.OFFERED, "press_release", False),
        (PUBLICITY, "press_release", True),
        (PUBLICITY, "social_post", True),
        (PUBLICITY, "web_page", True),
        (PUBLICITY, "letter", False),
        (EVERY, "letter", True),
        (EVERY, "notice", True),
    ],
)
def test_the_council_says_for_which_approvals_all_seven_are_needed(
    council: Council, author: Person, clerk: Person, rule: str, kind: str, needs: bool
) -> None:
    review = make_review(author=author, kind=kind)
    requires(council, rule)
    if not needs:
        approved(clerk, review)
        return
    with pytest.raises(Incomplete, match="Lawful, Cost effective, Objective, Even-handed") as refused:
        approved(clerk, review)
    assert set(refused.value.wrong) == set(BY_SLUG)
    assert (Clearance.objects.count(), Review.objects.get().state) == (0, "waiting")
    approved(clerk, review, regard=all_yes())


def test_every_kind_but_a_letter_is_publicity() -> None:
    assert [slug for slug, kind in KINDS.items() if kind.private] == ["letter"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (all_yes(care=None), {"care": "Choose yes, no or not applicable."}),
        (all_yes(care=Given("no", "  ")), {"care": "A no needs a note: say why."}),
        (all_yes(equality=None, objective=Given("no")), {
            "objective": "A no needs a note: say why.",
            "equality": "Choose yes, no or not applicable.",
        }),
    ],
    ids=["one is missing", "a no without a note", "both"],
)  # fmt: skip
def test_an_approval_with_incomplete_answers_says_what_is_missing(
    council: Council, author: Person, clerk: Person, given: dict[str, Given], wrong: dict[str, str]
) -> None:
    requires(council, EVERY)
    with pytest.raises(Incomplete) as refused:
        approved(clerk, make_review(author=author), regard=given)
    assert refused.value.wrong == wrong
    assert RegardAnswer.objects.count() == 0


def test_what_the_clerk_says_is_not_lawful_is_not_approved_and_may_be_returned(
    author: Person, clerk: Person
) -> None:
    review = make_review(author=author)
    given = {"lawful": Given("no", "It names the party.")}
    with pytest.raises(Incomplete) as refused:
        approved(clerk, review, regard=all_yes(**given))
    assert "cannot be approved" in refused.value.wrong["lawful"]
    return_with_reason(actor=clerk, review_id=review.pk, reason="Leave the party out.", regard=given)
    assert facts_of("returned")["regard"] == {"lawful": "no"}


@pytest.mark.parametrize(("act", "verb"), [(return_with_reason, "returned"), (reject, "rejected")])
def test_a_refusal_keeps_what_was_answered_and_requires_nothing(
    council: Council, author: Person, clerk: Person, act: Any, verb: str
) -> None:
    requires(council, EVERY)
    review, other = make_review(author=author), make_review(author=author)
    act(actor=clerk, review_id=other.pk, reason="Say when.")
    act(actor=clerk, review_id=review.pk, reason="Say when.", regard={"objective": Given("no", WHY)})
    assert list(RegardAnswer.objects.values_list("review_id", "principle", "answer")) == [
        (review.pk, "objective", "no")
    ]
    with pytest.raises(Incomplete):
        act(actor=clerk, review_id=make_review(author=author).pk, reason="x", regard={"care": Given("no")})
    assert LedgerEntry.objects.filter(verb=verb).count() == 2


@pytest.mark.parametrize(
    "given", [{"liked": Given("yes")}, {"care": Given("maybe")}, {"care": Given("yes", "x" * 2001)}]
)
def test_what_no_form_sends_is_refused(author: Person, clerk: Person, given: dict[str, Given]) -> None:
    with pytest.raises(InvalidInput):
        approved(clerk, make_review(author=author), regard=given)


def test_answers_cost_an_approval_one_query_one_more_with_notes_and_none_without(
    author: Person, clerk: Person
) -> None:
    counts = []
    for given in ({}, all_yes(), all_yes(objective=Given("no", WHY))):
        review = make_review(author=author)
        with CaptureQueriesContext(connection) as captured:
            approved(clerk, review, regard=given)
        counts.append(len(captured))
    assert [count - counts[0] for count in counts] == [
        0,
        1,
        2,
    ]  # what is filed of notes, so that the archive finds them


# --- what the database refuses ----------------------------------------------------------------------------


@pytest.fixture
def kept(author: Person, clerk: Person) -> RegardAnswer:
    approved(clerk, make_review(author=author), regard=all_yes(objective=Given("no", WHY)))
    return RegardAnswer.objects.get(principle="objective")


def refused(error: type[Exception], act: Any) -> None:
    with pytest.raises(error), transaction.atomic():
        act()


def test_the_database_refuses_to_change_an_answer_or_to_delete_it(kept: RegardAnswer) -> None:
    for change in ({"answer": "yes"}, {"note": "Something else"}, {"note": ""}):
        refused(DatabaseError, lambda change=change: RegardAnswer.objects.filter(pk=kept.pk).update(**change))
    refused(DatabaseError, kept.delete)


@pytest.mark.parametrize(
    "change",
    [{"principle": "objective"}, {"principle": "liked"}, {"answer": "may"}, {"answer": "no", "note": ""}],
    ids=["the same principle twice", "no principle", "no answer", "a no without a note"],
)
def test_the_database_refuses_a_row_that_cannot_be(
    author: Person, clerk: Person, change: dict[str, str]
) -> None:
    given = {"objective": Given("yes")}
    review = return_with_reason(
        actor=clerk, review_id=make_review(author=author).pk, reason="x", regard=given
    )
    row = RegardAnswer.objects.get()
    row.pk, row.principle = None, "care"
    for name, value in change.items():
        setattr(row, name, value)
    assert row.review_id == review.pk
    refused(IntegrityError, lambda: row.save(force_insert=True))


def test_the_database_refuses_an_answer_to_another_revision_than_was_decided(
    author: Person, kept: RegardAnswer
) -> None:
    elsewhere = make_review(author=author)
    row = {"principle": "care", "answer": "yes", "answered_by": kept.answered_by, "council": kept.council}
    whose = {"review": elsewhere, "communication": elsewhere.communication, "revision": kept.revision}
    with pytest.raises(IntegrityError, match="regard_to_the_revision_decided"), transaction.atomic():
        RegardAnswer.objects.create(**row, **whose)


def test_the_note_goes_with_the_texts_of_its_item_and_the_answer_stays(kept: RegardAnswer) -> None:
    erase(EraseOrder(kept.council_id, (kept.communication_id,), timezone.now()))
    kept.refresh_from_db()
    assert (kept.answer, kept.note, kept.erased_at is not None) == ("no", "", True)


# --- two at once ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_approve_at_once_the_answers_of_one_are_kept() -> None:
    council = make_council()
    make_channels(council, "newsroom", "press_email")
    first, second = (make_person(council=council, role=Role.CLERK) for _ in range(2))
    review = make_review(author=make_person(council=council, role=Role.DEPUTY))

    results = at_once(
        lambda: approved(first, review, regard=all_yes()),
        lambda: approved(second, review, regard=all_yes(care=Given("na"))),
    )

    assert sorted(type(result).__name__ for result in results) == ["Review", "Taken"]
    assert any(isinstance(result, Taken) for result in results)
    winner = next(result for result in results if isinstance(result, Review))
    assert set(RegardAnswer.objects.values_list("answered_by_id", flat=True)) == {winner.decided_by_id}
    assert RegardAnswer.objects.count() == 7


def test_notes_are_found_in_the_archive_with_the_item_and_answers_without_notes_are_not_filed(
    clerk: Person, author: Person
) -> None:
    review = make_review(author=author, kind="notice")
    approved(clerk, review, regard={"care": Given("yes", WHY), "lawful": Given("yes")})
    filed = Snapshot.objects.get(status="publicity_checklist")
    assert (filed.communication_id, filed.title) == (review.communication_id, review.communication.title)
    assert str(filed.text).endswith(WHY)
    other = make_review(author=author, kind="notice")
    approved(clerk, other, regard={"lawful": Given("yes")})
    assert Snapshot.objects.filter(status="publicity_checklist").count() == 1

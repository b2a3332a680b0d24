"""The clerk's gate."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import Taken, claim
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.models import Review, ReviewFinding
from approvals.submitting import recall
from approvals.urgent import issue_at_once
from policies.evaluate import Blocked
from portal.channels.models import Channel, Delivery, Publication
from portal.councils.circumstances import bump
from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.clearing import SecondOfficerNeeded
from portal.drafts.editing import StaleRevision, revise
from portal.drafts.models import Clearance, Communication
from portal.records.models import LedgerEntry
from portal.records.verifying import verify
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import content_for, make_channels, make_council, make_person, make_review
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    made = make_council(slug="ptc")
    make_channels(made, "newsroom", "press_email")
    return made


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


def order(council: Council, *connectors: str, public_note: str = "") -> Issue:
    rows = Channel.objects.filter(council=council, connector__in=connectors or ("newsroom", "press_email"))
    return Issue([channel.pk for channel in rows], public_note=public_note)


def approved(clerk: Person, review: Review, **changes: object) -> tuple[Review, Publication | None]:
    council = Council.objects.get(pk=clerk.council.pk)
    return approve(
        actor=clerk,
        review_id=review.pk,
        revision_id=review.revision_id,
        issue=order(council),
        **changes,  # type: ignore[arg-type]
    )


def test_approve_clears_exactly_this_revision_and_fills_the_outbox(
    council: Council, author: Person, clerk: Person
) -> None:
    review = make_review(author=author)

    review, publication = approved(clerk, review, reason=" Good. ")

    item = Communication.objects.get(pk=review.communication_id)
    assert (review.state, item.stage, review.reason) == ("approved", "approved", "Good.")
    assert item.reference == f"PTC/{timezone.localdate().year}/0001"
    assert publication is not None
    assert item.current_revision is not None
    assert publication.clearance.sha256 == item.current_revision.sha256
    rows = Delivery.objects.order_by("channel_id").values_list("channel__connector", "state")
    assert list(rows) == [("newsroom", "pending"), ("press_email", "pending")]
    assert verify(council.pk).broken is None


def test_approve_records_the_decision_the_clearance_and_the_release_in_one_batch(
    author: Person, clerk: Person
) -> None:
    review = make_review(author=author)
    count = LedgerEntry.objects.count()

    approved(clerk, review)

    rows = LedgerEntry.objects.order_by("number")[count:]
    assert [row.verb for row in rows] == ["approved", "revision_cleared", "release_ordered"]
    assert '"reference":""' not in rows[0].body
    assert len({row.at for row in rows}) == 1


def test_the_queries_of_an_approval_are_counted(author: Person, clerk: Person) -> None:
    """The goal is 15 with the three of its request; the message of the assertion lists what was asked."""
    review = make_review(author=author)
    issue = order(clerk.council)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=issue)

    asked = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    listed = "\n".join(f"{number}. {sql[:110]}" for number, sql in enumerate(asked, start=1))
    assert len(asked) == 13, f"{len(asked)} queries:\n{listed}"


def test_approve_refuses_another_revision_than_the_one_that_was_looked_at(
    author: Person, clerk: Person
) -> None:
    review = make_review(author=author)

    for revision_id in (0, review.revision_id + 1):
        with pytest.raises(StaleRevision):
            approve(actor=clerk, review_id=review.pk, revision_id=revision_id, issue=order(clerk.council))

    assert (Clearance.objects.count(), Review.objects.get().state) == (0, "waiting")


def test_a_second_click_is_told_who_approved_and_issues_nothing_more(author: Person, clerk: Person) -> None:
    review = make_review(author=author)
    approved(clerk, review)

    with pytest.raises(Taken, match="it was approved by Ann Clerk"):
        approved(clerk, review)

    assert (Publication.objects.count(), Clearance.objects.count(), Delivery.objects.count()) == (1, 1, 2)


def test_what_a_rule_stands_against_is_not_approved(author: Person, clerk: Person) -> None:
    """It passed when it was submitted; the rules are asked again."""
    review = make_review(author=author)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("policies.evaluate._checks", lambda _: {})
        with pytest.raises(Blocked, match="is not part of this installation"):
            approved(clerk, review)

    assert (Clearance.objects.count(), Review.objects.get().state) == (0, "waiting")


def test_a_suspension_between_the_page_and_the_click_is_seen(
    council: Council, author: Person, clerk: Person
) -> None:
    """The powers in hand were read when the request began: they are read again under the council's lock."""
    review = make_review(author=author)
    other = make_person(council=council, role=Role.CLERK)
    suspend(actor=other, member=clerk.membership, reason="x", review_on=timezone.localdate())

    with pytest.raises(NotYours, match="suspended"):
        approved(clerk, review)
    with pytest.raises(NotYours, match="suspended"):
        issue_at_once(
            actor=clerk,
            communication_id=review.communication_id,
            revision_id=review.revision_id,
            reason="Flood",
            issue=order(council),
        )

    assert Clearance.objects.count() == 0


def test_a_delegation_that_was_revoked_between_the_page_and_the_click_is_seen(
    council: Council, author: Person, clerk: Person
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    now = timezone.now()
    given = delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=1), reason="Leave"
    )
    deputising = person_now(officer.membership.pk)
    review = make_review(author=author)
    given.ended_at = now
    given.save()

    with pytest.raises(NotYours):
        approved(deputising, review)


def test_the_review_and_the_publication_hold_the_circumstances_they_were_judged_in(
    council: Council, author: Person, clerk: Person
) -> None:
    review = make_review(author=author)
    bump(council.pk)
    bump(council.pk)

    review, publication = approved(clerk, review)

    assert publication is not None
    wanted = council.circumstances_version + 2
    assert (publication.circumstances_version, Review.objects.get().circumstances_version) == (wanted, wanted)


def test_a_delegated_officer_approves_on_the_delegation(
    council: Council, author: Person, clerk: Person
) -> None:
    officer = make_person(council=council, role=Role.OFFICER)
    now = timezone.now()
    given = delegate(
        actor=clerk, holder=officer.membership, starts_at=now, until=now + timedelta(days=1), reason="Leave"
    )

    approved(person_now(officer.membership.pk), make_review(author=author))

    assert list(Clearance.objects.values_list("basis", "basis_id")) == [("delegation", given.pk)]


def test_a_single_clerk_approves_own_work_and_it_is_marked(clerk: Person) -> None:
    approved(clerk, make_review(author=clerk))

    assert Clearance.objects.get().authored_by_clearer is True
    assert '"self_cleared":true' in LedgerEntry.objects.get(verb="revision_cleared").body


def test_where_a_second_officer_is_required_own_work_waits_for_them(clerk: Person) -> None:
    Council.objects.update(second_officer_required=True)
    review = make_review(author=clerk)

    with pytest.raises(SecondOfficerNeeded, match="second officer"):
        approved(clerk, review)

    assert (Review.objects.get().state, Communication.objects.get().stage) == ("waiting", "submitted")
    approved(make_person(council=clerk.council, role=Role.CLERK), review)


def test_a_release_goes_to_newsroom_and_press_together(
    council: Council, author: Person, clerk: Person
) -> None:
    review = make_review(author=author)

    with pytest.raises(InvalidInput, match="Newsroom and Press Email"):
        approve(
            actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order(council, "newsroom")
        )

    assert Review.objects.get().state == "waiting"


def test_what_the_clerk_changed_in_the_drafts_page_with_the_review_in_hand_can_be_approved(
    author: Person, clerk: Person
) -> None:
    """Saving there makes a revision that the review does not know of; it is the clerk's own, and current."""
    review = make_review(author=author)
    claim(actor=clerk, review_id=review.pk)
    saved = revise(
        actor=clerk,
        communication_id=review.communication_id,
        raw=content_for("press_release", title="Clearer"),
        based_on_id=review.revision_id,
    )

    with pytest.raises(StaleRevision):
        approved(clerk, review)
    approve(actor=clerk, review_id=review.pk, revision_id=saved.pk, issue=order(clerk.council))

    assert Review.objects.get().revision_id == saved.pk
    assert Clearance.objects.get().revision_id == saved.pk


def test_taking_a_review_in_hand_brings_it_to_the_current_revision(author: Person, clerk: Person) -> None:
    review = make_review(author=author)
    claim(actor=clerk, review_id=review.pk)
    saved = revise(
        actor=clerk,
        communication_id=review.communication_id,
        raw=content_for("press_release", title="Clearer"),
        based_on_id=review.revision_id,
    )

    assert claim(actor=clerk, review_id=review.pk).revision_id == saved.pk


def test_amending_re_points_the_review_and_keeps_its_findings(author: Person, clerk: Person) -> None:
    review = make_review(author=author)
    claim(actor=clerk, review_id=review.pk)

    amended = amend(
        actor=clerk,
        review_id=review.pk,
        raw=content_for("press_release", title="Clearer", purpose=""),
        based_on_id=review.revision_id,
    )

    review.refresh_from_db()
    assert (review.revision_id, review.state) == (amended.pk, "claimed")
    assert list(ReviewFinding.objects.values_list("check_id", "revision_id")) == [
        ("required-parts", amended.pk)
    ]
    with pytest.raises(Blocked):
        approved(clerk, review)


@pytest.mark.parametrize("act", [return_with_reason, reject])
def test_a_refusal_keeps_its_reason_and_its_decider(author: Person, clerk: Person, act: object) -> None:
    review = make_review(author=author)

    act(actor=clerk, review_id=review.pk, reason="  Say when.  ")  # type: ignore[operator]

    kept = Review.objects.get()
    assert (kept.reason, kept.decided_by_id) == ("Say when.", clerk.membership.pk)
    assert kept.decided_at is not None
    assert Clearance.objects.count() == 0


# --- two at once ------------------------------------------------------------------------------------------


@pytest.fixture
def pair(transactional_db: None) -> tuple[Review, Person, Person, Person]:
    council = make_council()
    make_channels(council, "newsroom", "press_email")
    author = make_person(council=council, role=Role.DEPUTY)
    first = make_person(council=council, role=Role.CLERK, name="First Clerk")
    second = make_person(council=council, role=Role.CLERK, name="Second Clerk")
    return make_review(author=author), author, first, second


Pair = tuple[Review, Person, Person, Person]


def names(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_of_two_clerks_who_approve_at_once_one_wins_and_the_other_is_told_who(pair: Pair) -> None:
    review, _, first, second = pair

    results = at_once(lambda: approved(first, review), lambda: approved(second, review))

    assert names(results) == ["Taken", "tuple"]
    loser = next(result for result in results if isinstance(result, Taken))
    assert "it was approved by" in loser.what
    assert (Publication.objects.count(), Clearance.objects.count()) == (1, 1)
    assert verify(first.council.pk).broken is None


def test_eight_clicks_of_one_clerk_approve_once(pair: Pair) -> None:
    review, _, first, _ = pair

    results = at_once(*[lambda: approved(first, review)] * 8)

    assert names(results) == ["Taken"] * 7 + ["tuple"]
    assert (Publication.objects.count(), Delivery.objects.count()) == (1, 2)


def test_of_two_clerks_who_claim_at_once_one_wins_and_the_other_is_told_until_when(pair: Pair) -> None:
    review, _, first, second = pair

    results = at_once(
        lambda: claim(actor=first, review_id=review.pk), lambda: claim(actor=second, review_id=review.pk)
    )

    assert names(results) == ["Review", "Taken"]
    loser = next(result for result in results if isinstance(result, Taken))
    assert "Clerk has this review in hand until " in loser.what


def test_approving_returning_rejecting_recalling_and_issuing_urgently_at_once_never_wait_for_ever(
    pair: Pair,
) -> None:
    """One order of locks: two verbs that took them the other way round would be a deadlock, and a broken page."""
    review, author, first, second = pair
    for _ in range(4):
        results = at_once(*_everything_at_once(review, author, first, second))

        assert all(not isinstance(result, Exception) or isinstance(result, Refusal) for result in results), (
            results
        )
        done = sum(not isinstance(result, Refusal) for result in results)
        assert done in {1, 2}  # an urgent issue may follow a return or a recall
        assert Publication.objects.filter(communication=review.communication_id).count() <= 1
        review = make_review(author=author)


def _everything_at_once(
    review: Review, author: Person, first: Person, second: Person
) -> list[Callable[[], object]]:
    item_id, pk, revision_id = review.communication_id, review.pk, review.revision_id
    urgent = partial(
        issue_at_once,
        actor=second,
        communication_id=item_id,
        revision_id=revision_id,
        issue=order(second.council),
    )
    return [
        lambda: approved(first, review),
        lambda: return_with_reason(actor=second, review_id=pk, reason="No"),
        lambda: recall(actor=author, communication_id=item_id),
        lambda: urgent(reason="Flood"),
        lambda: reject(actor=second, review_id=pk, reason="No"),
    ]


def test_approving_and_suspending_at_once_either_sees_it_or_is_held(pair: Pair) -> None:
    review, _, first, second = pair

    results = at_once(
        lambda: approved(first, review),
        lambda: suspend(actor=second, member=first.membership, reason="x", review_on=timezone.localdate()),
    )

    version = Council.objects.get(pk=first.council.pk).circumstances_version
    if isinstance(results[0], Exception):
        assert isinstance(results[0], NotYours)
        assert Publication.objects.count() == 0
    else:
        assert Publication.objects.get().circumstances_version == version - 1

"""What reviewers say: words on the revision that they read, and no power."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.erasing import erase_reviewers
from approvals.models import Review, Reviewer, ReviewerComment
from approvals.reviewers.asking import Whom
from approvals.reviewers.commenting import MOST, ByLink, Over, comment, finish
from approvals.reviewers.ending import extend_reviewer, revoke_reviewer
from approvals.reviewers.listing import reviewers_of
from policies.matters.linking import say_about
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.records.verifying import verify
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.reviewers.conftest import asked, in_days, named_matter
from tests.makers import make_person
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def holder(reviewer: Reviewer) -> ByLink:
    """Return who holds the link."""
    return ByLink(reviewer.council_id, reviewer.link_sha256)


def says(reviewer: Reviewer, words: str = "The date is wrong.", passage: str = "") -> ReviewerComment:
    return comment(
        actor=holder(reviewer),
        reviewer_id=reviewer.pk,
        revision_id=reviewer.revision_id,
        words=words,
        passage=passage,
    )


def test_a_comment_stands_on_its_revision_and_is_recorded_without_its_words(
    clerk: Person, council: Council, review: Review
) -> None:
    reviewer = asked(clerk, review.communication)

    made = says(reviewer, passage="reopens  to\ntraffic")

    assert (made.revision_id, made.field, made.passage) == (review.revision_id, "body", "reopens to traffic")
    entry = LedgerEntry.objects.get(verb="reviewer_commented")
    assert (entry.actor_id, entry.actor_name) == (None, "a reviewer, by private link")
    assert "date is wrong" not in entry.body
    assert (
        Snapshot.objects.get(status="reviewer_commented").title == "Comment of Sol Olicitor, Olicitor & Sons"
    )
    told = Notice.objects.get(what="reviewer_commented")
    assert told.recipient_id == clerk.membership.pk
    assert verify(council.pk).broken is None


def test_they_comment_more_than_once_but_a_second_click_adds_nothing(clerk: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication)

    first, again, other = says(reviewer), says(reviewer), says(reviewer, "And the name.")

    assert first.pk == again.pk != other.pk
    assert ReviewerComment.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "passage"),
    [
        (" ", ""),
        ("x" * 5001, ""),
        ("Words", "x" * 501),
        ("Words", "not in it"),
        ("a\x00b", ""),
        ("Words", "minute"),
    ],
)
def test_words_and_passages_that_cannot_be_are_refused(
    clerk: Person, review: Review, words: str, passage: str
) -> None:
    reviewer = asked(clerk, review.communication)

    with pytest.raises(InvalidInput):
        says(reviewer, words, passage)
    assert not ReviewerComment.objects.exists()


def test_a_passage_with_marks_of_a_pattern_is_taken_as_it_is(clerk: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication)

    with pytest.raises(InvalidInput):
        says(reviewer, "Words", "(.*)+$")
    assert says(reviewer, "Words", "Saturday 12 December.").passage == "Saturday 12 December."


def test_after_so_many_comments_no_more_are_kept(clerk: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication)
    for number in range(MOST):
        says(reviewer, f"Comment {number}")

    with pytest.raises(Refusal, match="as many comments"):
        says(reviewer, "One more")


ENDS: dict[str, Callable[[Reviewer, Person], object]] = {
    "revoked": lambda reviewer, clerk: revoke_reviewer(actor=clerk, reviewer_id=reviewer.pk),
    "finished": lambda reviewer, _: finish(actor=holder(reviewer), reviewer_id=reviewer.pk),
}


@pytest.mark.parametrize("end", ENDS)
def test_once_it_is_over_nothing_more_is_taken(clerk: Person, review: Review, end: str) -> None:
    reviewer = asked(clerk, review.communication)
    ENDS[end](reviewer, clerk)

    with pytest.raises(Over) as refused:
        says(reviewer)
    assert refused.value.why == end
    with pytest.raises(Over):
        finish(actor=holder(reviewer), reviewer_id=reviewer.pk)
    assert not ReviewerComment.objects.exists()


def test_a_link_of_somebody_else_says_nothing_here(clerk: Person, chair: Person, review: Review) -> None:
    mine = asked(clerk, review.communication)
    theirs = asked(clerk, review.communication, Whom(chair.membership.pk))

    for actor in (holder(mine), clerk, ByLink(mine.council_id, "")):
        with pytest.raises(NotYours):
            comment(actor=actor, reviewer_id=theirs.pk, revision_id=theirs.revision_id, words="Words")
    with pytest.raises(NotYours):
        comment(actor=chair, reviewer_id=mine.pk, revision_id=mine.revision_id, words="Words")


def test_a_suspended_member_does_not_comment(clerk: Person, chair: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication, Whom(chair.membership.pk))
    suspend(actor=clerk, member=chair.membership, reason="A breach", until=in_days(9), minute="12/26")

    with pytest.raises(NotYours):
        comment(
            actor=person_now(chair.membership.pk),
            reviewer_id=reviewer.pk,
            revision_id=reviewer.revision_id,
            words="Words",
        )


def test_what_is_said_to_be_on_a_matter_of_named_access_later_is_closed_at_once(
    clerk: Person, review: Review
) -> None:
    reviewer = asked(clerk, review.communication)
    matter = named_matter(clerk)
    say_about(actor=clerk, communication_id=review.communication_id, matter_id=matter.pk, about=True)

    with pytest.raises(Over):
        says(reviewer)


def test_more_time_keeps_the_old_text_unless_the_newer_is_given(
    clerk: Person, author: Person, review: Review
) -> None:
    from_clerk = asked(clerk, review.communication)
    later = in_days(20)

    kept = extend_reviewer(
        actor=clerk, reviewer_id=from_clerk.pk, revision_id=review.revision_id, until=later, newest=False
    )

    assert (kept.until, kept.revision_id) == (later, review.revision_id)
    with pytest.raises(NotYours):
        extend_reviewer(
            actor=author, reviewer_id=kept.pk, revision_id=review.revision_id, until=later, newest=True
        )


def test_a_comment_on_a_text_that_was_replaced_under_the_page_is_refused(
    clerk: Person, review: Review
) -> None:
    reviewer = asked(clerk, review.communication)

    with pytest.raises(Refusal, match="newer text"):
        comment(actor=holder(reviewer), reviewer_id=reviewer.pk, revision_id=1, words="Words")


def test_a_reviewer_gains_no_power(clerk: Person, chair: Person, review: Review) -> None:
    before = person_now(chair.membership.pk).powers
    asked(clerk, review.communication, Whom(chair.membership.pk))

    assert person_now(chair.membership.pk).powers == before


def test_comments_are_never_changed_and_go_with_the_item(
    clerk: Person, council: Council, review: Review
) -> None:
    reviewer = asked(clerk, review.communication)
    made = says(reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewerComment.objects.filter(pk=made.pk).update(words="Other words")

    order = EraseOrder(council.pk, (review.communication_id,), timezone.now())
    assert erase_reviewers(order) == 2

    reviewer.refresh_from_db()
    made.refresh_from_db()
    assert (reviewer.name, reviewer.email, reviewer.link_sha256, made.words) == ("", "", "", "")
    assert reviewer.over == "revoked"
    [shown] = reviewers_of(Communication.objects.get(pk=review.communication_id))
    assert shown.said[0].words == ""
    assert erase_reviewers(order) == 0


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_comment_on_one_item_at_once_and_both_are_kept(
    clerk: Person, council: Council, review: Review
) -> None:
    first = asked(clerk, review.communication)
    chair = make_person(council=council, role=Role.CHAIR)
    second = asked(clerk, review.communication, Whom(chair.membership.pk))

    found = at_once(
        lambda: says(first),
        lambda: comment(actor=chair, reviewer_id=second.pk, revision_id=second.revision_id, words="Mine"),
        lambda: says(first),
    )

    assert [one for one in found if isinstance(one, Exception)] == []
    assert sorted(ReviewerComment.objects.values_list("words", flat=True)) == ["Mine", "The date is wrong."]
    assert verify(council.pk).broken is None


@pytest.mark.django_db(transaction=True)
def test_of_finishing_and_taking_back_at_once_both_end_it_and_a_comment_wins_or_loses_whole(
    clerk: Person, review: Review
) -> None:
    reviewer = asked(clerk, review.communication)

    found = at_once(
        lambda: says(reviewer),
        lambda: revoke_reviewer(actor=clerk, reviewer_id=reviewer.pk),
    )

    assert isinstance(found[1], Reviewer)
    assert isinstance(found[0], Over) is not ReviewerComment.objects.exists()
    reviewer.refresh_from_db()
    assert reviewer.over == "revoked"

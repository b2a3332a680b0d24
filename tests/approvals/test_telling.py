"""Whom the approvals desk tells, of what, in which words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from approvals.claiming import claim
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.models import Review, SecondLook
from approvals.submitting import recall
from approvals.telling import about_review, about_second_look
from approvals.urgent import issue_at_once, look_again
from portal.channels.models import Notice
from portal.channels.notices.words import Words, words_of
from portal.channels.releasing import channels_for
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, make_review, make_revision, make_shared

pytestmark = pytest.mark.django_db
TITLE = "Market Square reopens on Saturday"


@pytest.fixture
def council() -> Council:
    council = make_council(slug="ptc", name="Pellworth Town Council")
    make_channels(council)
    return council


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


@pytest.fixture
def second(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Zoe Clerk")


def told() -> list[tuple[str, str]]:
    """Return who is to be told what."""
    rows = Notice.objects.order_by("recipient__user__name", "pk")
    seen = rows.select_related("recipient__user")
    return [(row.recipient.user.name if row.recipient else "", row.what) for row in seen]


def words(what: str) -> Words | None:
    """Return the words of the one notice about ``what``."""
    notice = Notice.objects.get(what=what)
    assert notice.recipient_id is not None
    return words_of(notice, person_now(notice.recipient_id))


def approve_it(*, actor: Person, review_id: int, reason: str) -> Review:
    review = Review.objects.get(pk=review_id)
    channels = channels_for(
        review.council_id, review.communication.spec.outputs, review.communication.body_id
    )
    issue = Issue([channel.pk for channel in channels])
    return approve(
        actor=actor, review_id=review_id, revision_id=review.revision_id, issue=issue, reason=reason
    )[0]


def test_whoever_may_decide_is_told_of_a_submission_one_by_one(
    author: Person,
    clerk: Person,
    second: Person,
) -> None:
    make_review(author=author)

    assert told() == [("Ann Clerk", "to_approve"), ("Zoe Clerk", "to_approve")]


def test_whoever_submitted_is_not_told_of_it(clerk: Person, second: Person) -> None:
    make_review(author=clerk)

    assert told() == [("Zoe Clerk", "to_approve")]


def test_where_nobody_may_decide_nobody_is_told(author: Person) -> None:
    make_review(author=author)

    assert told() == []


def test_the_notice_says_who_what_and_where_and_nothing_of_the_message_or_the_text(
    author: Person,
    clerk: Person,
) -> None:
    review = make_review(author=author)
    Review.objects.filter(pk=review.pk).update(message="Before Friday, please.")

    assert words("to_approve") == Words(
        f"Pellworth Town Council: Press release to approve: {TITLE}",
        "Dan Deputy, Vice Chairman or Deputy Mayor, submitted a press release for approval:\n\n"
        f"{TITLE}\n\nRead it, with what was said about it, on the desk:\n"
        f"{settings.SITE_URL}/ptc/desk/queue/{review.pk}/\n",
    )


def test_what_was_taken_back_or_decided_meanwhile_is_not_told(author: Person, clerk: Person) -> None:
    review = make_review(author=author)
    claim(actor=clerk, review_id=review.pk)
    assert words("to_approve") is not None
    Review.objects.filter(pk=review.pk).update(state="waiting")
    recall(actor=author, communication_id=review.communication_id)

    assert words("to_approve") is None


def test_whoever_may_not_decide_any_more_is_not_told(author: Person, clerk: Person) -> None:
    make_review(author=author)
    notice = Notice.objects.get(recipient=clerk.membership)

    assert about_review(notice, author) is None


@pytest.mark.parametrize(
    ("act", "word"),
    [(return_with_reason, "returned"), (reject, "rejected"), (approve_it, "approved")],
)
def test_the_author_is_told_what_was_decided_but_not_why(
    author: Person, clerk: Person, act: Callable[..., Any], word: str
) -> None:
    review = make_review(author=author)
    act(actor=clerk, review_id=review.pk, reason="Say when.")

    assert told() == [("Ann Clerk", "to_approve"), ("Dan Deputy", word)]
    assert words(word) == Words(
        f"Pellworth Town Council: {word}: {TITLE}",
        f"Ann Clerk, Clerk, {word} your press release:\n\n{TITLE}\n\n"
        "Read it, with what was said about it, on the desk:\n"
        f"{settings.SITE_URL}/ptc/desk/drafts/{review.communication_id}/\n",
    )


def test_nobody_is_told_of_their_own_decision(clerk: Person) -> None:
    own = make_review(author=clerk)
    return_with_reason(actor=clerk, review_id=own.pk, reason="Mine")

    assert told() == []


def issued_at_once(author: Person, clerk: Person) -> SecondLook:
    revision = make_revision(author=author, kind="notice")
    item = make_shared(revision.communication)
    channels = channels_for(item.council_id, item.spec.outputs, item.body_id)
    issue_at_once(
        actor=clerk,
        communication_id=item.pk,
        revision_id=revision.pk,
        reason="A burst main",
        issue=Issue([channel.pk for channel in channels]),
    )
    return SecondLook.objects.get()


def test_an_urgent_issue_tells_the_author_and_whoever_else_may_decide(
    author: Person, clerk: Person, second: Person
) -> None:
    look = issued_at_once(author, clerk)

    assert told() == [("Dan Deputy", "issued_urgently"), ("Zoe Clerk", "second_look_owed")]
    owed, issued = words("second_look_owed"), words("issued_urgently")
    assert owed is not None
    assert issued is not None
    assert owed.body.startswith("Ann Clerk, Clerk, issued a notice without waiting. Somebody else must look")
    assert owed.body.endswith(f"/ptc/desk/queue/second-looks/{look.pk}/\n")
    assert issued.body.startswith("Ann Clerk, Clerk, issued your notice without waiting:")
    assert "burst main" not in owed.body + issued.body

    look_again(actor=second, second_look_id=look.pk, verdict="It was right.")

    assert told()[0] == ("Ann Clerk", "second_look_done")
    done = words("second_look_done")
    assert done is not None
    assert done.body.startswith(
        "Zoe Clerk, Clerk, took the second look at the notice that you issued at once:"
    )
    assert words("second_look_owed") is None


def test_a_second_look_is_not_asked_of_somebody_who_may_not_decide_any_more(
    author: Person,
    clerk: Person,
    second: Person,
) -> None:
    issued_at_once(author, clerk)

    assert about_second_look(Notice.objects.get(what="second_look_owed"), author) is None

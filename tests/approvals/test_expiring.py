"""What was not decided in time never goes out by itself, and by nobody's hand before it has a new time."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import Taken, claim
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.expiring import Expired, expire_due, give_new_time
from approvals.models import Review, ReviewState
from approvals.submitting import recall, submit
from approvals.telling import about_review
from portal.channels.models import Notice, Publication
from portal.channels.releasing import channels_for
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.records.verifying import verify
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import content_for, make_channels, make_council, make_person, make_review, make_revision
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="ptc")
    make_channels(council, "newsroom", "press_email")
    return make_person(council=council, role=Role.CLERK, name="Clara Clerk")


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CHAIR, name="Dan Deputy")


def late(author: Person, *, by: timedelta = MINUTE, what: str = "wished") -> Review:
    """Return an open review whose time passed a while ago, and of which no sweep knows."""
    review = make_review(author=author)
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now() - by, due_for=what)
    review.refresh_from_db()
    return review


def approved(clerk: Person, review: Review) -> tuple[Review, Publication | None]:
    item = review.communication
    channels = channels_for(item.council_id, item.spec.outputs, item.body_id)
    issue = Issue([channel.pk for channel in channels])
    return approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=issue)


def told(what: str) -> list[int | None]:
    return list(Notice.objects.filter(what=what).order_by("recipient").values_list("recipient", flat=True))


def acts(review: Review) -> list[str]:
    rows = LedgerEntry.objects.filter(object_type="communication", object_id=review.communication_id)
    return list(rows.order_by("number").values_list("verb", flat=True))


def test_what_has_passed_is_not_approved_whether_a_sweep_saw_it_or_not(clerk: Person, author: Person) -> None:
    review = late(author)

    with pytest.raises(Expired, match=r"passed before it was decided \(Wanted by: ") as unseen:
        approved(clerk, review)
    assert expire_due() == 1
    with pytest.raises(Expired):
        approved(clerk, review)

    assert unseen.value.next_step == (
        "Nothing was changed. Give it a new time first, or return or reject it."
    )
    assert Publication.objects.count() == 0
    review.refresh_from_db()
    assert review.state == ReviewState.WAITING


def test_author_and_clerk_are_told_once_and_it_is_recorded(clerk: Person, author: Person) -> None:
    other = make_person(council=clerk.council, role=Role.CLERK)
    make_person(council=clerk.council, role=Role.OFFICER)
    review, waits = late(author), make_review(author=author)

    assert [expire_due(), expire_due()] == [1, 0]

    everybody = sorted([author.membership.pk, clerk.membership.pk, other.membership.pk])
    assert told("expired") == everybody
    assert acts(review)[-1] == "review_expired"
    assert "review_expired" not in acts(waits)
    entry = LedgerEntry.objects.get(verb="review_expired")
    assert (entry.actor_id, entry.actor_name) == (None, "the portal")
    assert verify(clerk.council.pk).broken is None


def test_the_words_lead_each_to_their_own_page_and_cease_with_a_new_time(
    clerk: Person, author: Person
) -> None:
    review = late(author)
    expire_due()
    notice = Notice.objects.filter(what="expired").first()
    assert notice is not None

    to_author, to_clerk = about_review(notice, author), about_review(notice, clerk)
    assert to_author is not None
    assert to_clerk is not None
    assert f"/ptc/desk/drafts/{review.communication_id}/" in to_author.body
    assert f"/ptc/desk/queue/{review.pk}/" in to_clerk.body
    assert "was not decided in time" in to_author.body
    assert about_review(notice, make_person(council=clerk.council, role=Role.COUNCILLOR)) is None
    give_new_time(
        actor=author, communication_id=review.communication_id, decide_by=timezone.now() + timedelta(days=1)
    )
    assert [about_review(notice, author), about_review(notice, clerk)] == [None, None]


@pytest.mark.parametrize("who", ["author", "clerk"])
def test_a_new_time_from_author_or_clerk_lets_it_be_approved(clerk: Person, author: Person, who: str) -> None:
    review = late(author)
    expire_due()
    until = timezone.now() + timedelta(days=2)
    actor = {"author": author, "clerk": clerk}[who]

    given = give_new_time(actor=actor, communication_id=review.communication_id, decide_by=until)

    assert (given.due_at, given.due_for, given.expired_at) == (until, "wished", None)
    assert acts(review)[-1] == "decision_time_given"
    told_again = [clerk.membership.pk] * (2 if who == "author" else 1)
    assert told("to_approve") == told_again
    decided, publication = approved(clerk, review)
    assert decided.state == ReviewState.APPROVED
    assert publication is not None


def test_it_expires_again_and_is_told_again_when_the_new_time_passes_too(
    clerk: Person, author: Person
) -> None:
    review = late(author, by=3 * MINUTE)  # people are told once of a time, which is known to the minute
    expire_due()
    give_new_time(actor=author, communication_id=review.communication_id, decide_by=timezone.now() + MINUTE)
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now() - timedelta(seconds=1))

    assert expire_due() == 1
    assert len(told("expired")) == 4


def test_a_date_to_come_in_the_text_counts_before_the_new_time(clerk: Person, author: Person) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    review = make_review(author=author, kind="notice", concerns_on=tomorrow.isoformat())
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now() - MINUTE, due_for="wished")

    given = give_new_time(
        actor=author, communication_id=review.communication_id, decide_by=timezone.now() + timedelta(days=9)
    )

    assert (given.due_for, given.due_at is not None) == ("concerns_on", True)
    assert given.due_at is not None
    assert given.due_at < timezone.now() + timedelta(days=3)


def test_what_still_has_time_gets_no_other(clerk: Person, author: Person) -> None:
    review = make_review(author=author)
    later = timezone.now() + timedelta(days=2)

    with pytest.raises(Refusal, match="Its time has not passed"):
        give_new_time(actor=author, communication_id=review.communication_id, decide_by=later)
    return_with_reason(actor=clerk, review_id=review.pk, reason="Say where.")
    with pytest.raises(Refusal, match="Nothing of this item waits"):
        give_new_time(actor=author, communication_id=review.communication_id, decide_by=later)


def test_a_new_time_is_to_come_and_of_whoever_may_write(clerk: Person, author: Person) -> None:
    review = late(author)
    item_id, later = review.communication_id, timezone.now() + timedelta(days=1)

    with pytest.raises(InvalidInput, match="This time has passed"):
        give_new_time(actor=author, communication_id=item_id, decide_by=timezone.now() - MINUTE)
    for role in (Role.COUNCILLOR, Role.AUDITOR):
        reader = make_person(council=clerk.council, role=role)
        with pytest.raises(NotYours):
            give_new_time(actor=reader, communication_id=item_id, decide_by=later)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(Refusal, match="no such item"):
        give_new_time(actor=stranger, communication_id=item_id, decide_by=later)

    review.refresh_from_db()
    assert review.wished_at is None


@pytest.mark.parametrize("act", [return_with_reason, reject])
def test_it_can_still_be_returned_or_rejected(clerk: Person, author: Person, act: object) -> None:
    review = late(author)
    expire_due()
    decided: Review = act(actor=clerk, review_id=review.pk, reason="It is too late.")  # type: ignore[operator]
    assert decided.state in {ReviewState.RETURNED, ReviewState.REJECTED}


def test_its_author_can_still_take_it_back(author: Person) -> None:
    review = late(author)
    expire_due()
    recall(actor=author, communication_id=review.communication_id)
    review.refresh_from_db()
    assert review.state == ReviewState.RECALLED


def test_whoever_has_it_in_hand_is_named_before_its_time(clerk: Person, author: Person) -> None:
    review = late(author)
    claim(actor=clerk, review_id=review.pk)
    other = make_person(council=clerk.council, role=Role.CLERK)
    with pytest.raises(Taken, match="Clara Clerk has this review in hand"):
        approved(other, review)
    with pytest.raises(Expired):
        approved(clerk, review)


def test_a_text_that_the_clerk_mends_after_its_time_still_wants_a_new_one(
    clerk: Person, author: Person
) -> None:
    review = late(author)
    claim(actor=clerk, review_id=review.pk)
    raw = content_for("press_release", title="Better", embargo="2099-05-06T10:00")
    before = review.due_at
    amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id)
    review.refresh_from_db()
    assert review.due_at == before
    with pytest.raises(Expired):
        approved(clerk, review)


def test_a_text_that_the_clerk_mends_in_time_is_due_by_its_new_words(clerk: Person, author: Person) -> None:
    review = make_review(author=author)
    claim(actor=clerk, review_id=review.pk)
    raw = content_for("press_release", title="Better", embargo="2099-05-06T10:00")
    amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id)
    review.refresh_from_db()
    assert review.due_for == "embargo"


def test_a_wish_is_kept_with_what_is_submitted_and_a_past_one_refused(author: Person) -> None:
    wish = timezone.now() + timedelta(days=3)
    revision = make_revision(author=author)
    put = partial(submit, actor=author, communication_id=revision.communication_id, revision_id=revision.pk)
    with pytest.raises(InvalidInput, match="by which you want it has passed"):
        put(wished_at=timezone.now() - MINUTE)
    review = put(wished_at=wish)
    assert (review.wished_at, review.due_at, review.due_for) == (wish, wish, "wished")


def test_the_database_knows_what_a_due_time_is_for_and_that_nothing_expires_before_it(
    author: Person,
) -> None:
    review = make_review(author=author)
    rows = Review.objects.filter(pk=review.pk)
    now = timezone.now()
    for wrong in ({"due_at": now}, {"due_for": "wished"}, {"expired_at": now}, {"worst": 4}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(due_at=now, due_for="wished", expired_at=now - MINUTE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("left", [timedelta(0), timedelta(milliseconds=25), timedelta(milliseconds=60)])
def test_of_expiring_and_approving_at_once_one_wins_and_the_other_sees_it(left: timedelta) -> None:
    council = make_council(slug="race")
    make_channels(council, "newsroom", "press_email")
    clerk = make_person(council=council, role=Role.CLERK)
    author = make_person(council=council, role=Role.CHAIR)
    for _ in range(3):
        review = make_review(author=author)
        Review.objects.filter(pk=review.pk).update(due_at=timezone.now() + left, due_for="wished")

        noted, decision = at_once(expire_due, partial(approved, clerk, review))

        review.refresh_from_db()
        expired = Notice.objects.filter(what="expired", object_id=review.pk).exists()
        if review.state == ReviewState.APPROVED:
            assert (noted, expired, review.expired_at) == (0, False, None)
        else:
            assert isinstance(decision, Expired)
            expire_due()  # where the first came before its time
            review.refresh_from_db()
            assert review.expired_at is not None
            assert not Publication.objects.filter(communication=review.communication).exists()
    assert verify(council.pk).broken is None


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_at_once_one_notes_it() -> None:
    council = make_council(slug="race")
    author = make_person(council=council, role=Role.CHAIR)
    make_person(council=council, role=Role.CLERK)
    review = late(author)
    assert sorted(at_once(expire_due, expire_due)) == [0, 1]
    assert acts(review).count("review_expired") == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_new_time_and_an_approval_at_once_none_lets_out_what_is_late() -> None:
    council = make_council(slug="race")
    make_channels(council, "newsroom", "press_email")
    clerk = make_person(council=council, role=Role.CLERK)
    author = make_person(council=council, role=Role.CHAIR)
    review = late(author)
    later: datetime = timezone.now() + timedelta(days=1)
    give = partial(give_new_time, actor=author, communication_id=review.communication_id, decide_by=later)

    given, decision = at_once(give, lambda: approved(clerk, review))

    assert isinstance(given, Review)
    review.refresh_from_db()
    if isinstance(decision, Expired):
        assert review.state == ReviewState.WAITING
    else:
        assert review.state == ReviewState.APPROVED
    assert review.due_at == later

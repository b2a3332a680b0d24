"""A complaint that turns out to be about the clerk: nothing that the office holds opens it or names it any more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from moderation.complaints.answering import Answer, answer
from moderation.complaints.handling import acknowledge
from moderation.complaints.keys import complaint_of_token, token_of
from moderation.complaints.reminding import look_after_complaints
from moderation.complaints.saying import withdraw
from moderation.complaints.seeing import complaints_of, handlers_of
from moderation.complaints.sorting import sort_anew
from moderation.complaints.telling import to_complainant
from moderation.models import Comment, Complaint, Referral
from moderation.referrals.referring import close_referral, refer
from portal.channels.models import NewsItem, Notice
from portal.councils.models import Council, Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from tests.makers import make_person, sign_in
from tests.makers.comments import make_comment
from tests.makers.complaints import WRONG, make_acknowledged, make_complaint

pytestmark = pytest.mark.django_db
ANSWERED = "The committee heard both sides."


@pytest.fixture
def chair(council: Council) -> Person:
    return make_person(council=council, role=Role.CHAIR)


def referred(item: NewsItem, by: Person) -> Complaint:
    """Return a complaint that was made of a comment under ``item``."""
    comment = make_comment(item=item)
    due = timezone.localdate() + timedelta(days=30)
    referral = refer(actor=by, comment_id=comment.pk, kind="complaint", due_on=due, reason=WRONG)
    return Complaint.objects.get(referral=referral)


def test_its_comment_tells_the_office_neither_that_it_is_nor_how_it_ended(
    item: NewsItem, clerk: Person, officer: Person, chair: Person
) -> None:
    made = referred(item, officer)
    referral = made.referral
    sort_anew(actor=officer, complaint_id=made.pk, kind="clerk", words="It is about the clerk.")
    acknowledge(actor=chair, complaint_id=made.pk)
    answer(actor=chair, complaint_id=made.pk, given=Answer("upheld", ANSWERED, "7/26"))

    assert referral is not None
    referral.refresh_from_db()
    assert (referral.outcome, referral.closed_by) == ("Dealt with elsewhere.", officer.membership)
    entry = LedgerEntry.objects.get(verb="referral_closed")
    assert (entry.object_type, entry.actor_id) == ("comment", officer.user_id)
    for person in (clerk, officer):
        page = sign_in(person).get(reverse("comment", args=[clerk.council.slug, made.comment_id]))
        assert page.status_code == 200
        assert made.reference not in page.content.decode()
    assert not Snapshot.objects.filter(text__contains=ANSWERED).exists()


def test_the_answer_to_any_other_is_not_filed_with_its_comment(
    item: NewsItem, clerk: Person, officer: Person
) -> None:
    made = referred(item, officer)
    acknowledge(actor=officer, complaint_id=made.pk)
    answer(actor=clerk, complaint_id=made.pk, given=Answer("upheld", ANSWERED))

    assert Referral.objects.get(complaint=made).closed_by == clerk.membership
    assert not Snapshot.objects.filter(text__contains=ANSWERED).exists()


def test_the_address_that_the_office_knew_opens_nothing_and_whoever_complained_is_mailed_the_new_one(
    council: Council, clerk: Person, chair: Person
) -> None:
    made = make_acknowledged(clerk)
    known = token_of(made)
    passed = sort_anew(actor=clerk, complaint_id=made.pk, kind="clerk", words="It is about me.")

    assert complaint_of_token(council.slug, known) is None
    assert complaint_of_token(council.slug, token_of(passed)) == made
    notice = Notice.objects.filter(what="complainant_told").latest("pk")
    words = to_complainant(notice)
    assert words is not None
    assert token_of(passed) in words.body
    assert "new address" in words.body
    assert notice.object_type == "clerk_complaint"
    assert [one.what for one in made.steps.filter(inside=False).order_by("pk")] == [
        "received", "acknowledged", "passed",
    ]  # fmt: skip
    back = sort_anew(actor=chair, complaint_id=made.pk, kind="communication", words="It is not.")
    assert complaint_of_token(council.slug, token_of(passed)) is None
    assert complaint_of_token(council.slug, token_of(back)) == made


def test_what_speaks_of_danger_is_for_those_who_rule_as_a_complaint_too(
    item: NewsItem, clerk: Person, officer: Person
) -> None:
    made, plain = referred(item, clerk), make_acknowledged(clerk)
    auditor = make_person(council=clerk.council, role=Role.AUDITOR)
    assert set(complaints_of(officer)) == {made, plain}

    Comment.objects.filter(complaints=made).update(risk=3)

    assert set(complaints_of(clerk)) == {made, plain}
    assert set(complaints_of(officer)) == set(complaints_of(auditor)) == {plain}


def test_what_was_withdrawn_leaves_the_office_to_say_what_was_done_about_the_comment(
    item: NewsItem, clerk: Person
) -> None:
    made = referred(item, clerk)
    at = reverse("comment", args=[clerk.council.slug, made.comment_id])
    done, window = f"/referrals/{made.referral_id}/close/", sign_in(clerk)
    assert done not in window.get(at).content.decode()

    withdraw(complaint_id=made.pk)

    assert done in window.get(at).content.decode()
    assert made.referral_id is not None
    assert close_referral(actor=clerk, referral_id=made.referral_id, note="Withdrawn.").closed_at is not None


def test_who_takes_office_later_sees_what_came_about_the_clerk_before_and_is_told_of_it_once(
    council: Council, clerk: Person
) -> None:
    made = make_complaint(council, kind="clerk")
    over = make_complaint(council, kind="clerk", words="Never mind.")
    withdraw(complaint_id=over.pk)
    make_complaint(council)
    came = Notice.objects.filter(what="complaint_came", object_type="clerk_complaint")
    assert (handlers_of(council.pk, "clerk"), came.count()) == ([], 0)

    first = make_person(council=council, role=Role.CHAIR)
    assert look_after_complaints() == 1
    assert look_after_complaints() == 0

    assert set(complaints_of(first)) == {made, over}
    assert list(came.values_list("object_id", "recipient_id")) == [(made.pk, first.membership.pk)]
    Membership.objects.filter(pk=first.membership.pk).update(ended_at=timezone.now())
    second = make_person(council=council, role=Role.CHAIR)
    acknowledge(actor=second, complaint_id=made.pk)
    assert look_after_complaints() == 1
    assert came.filter(recipient=second.membership).get().object_id == made.pk
    assert not complaints_of(clerk).filter(kind="clerk").exists()


def test_where_the_mail_with_the_new_address_did_not_go_the_chairman_gives_them_another_by_hand(
    clerk: Person, chair: Person
) -> None:
    made = make_acknowledged(clerk)
    passed = sort_anew(actor=clerk, complaint_id=made.pk, kind="clerk", words="It is about the clerk.")
    at, key = reverse("complaint", args=[clerk.council.slug, made.pk]), token_of(passed)
    assert key not in sign_in(chair).get(at).content.decode()
    told = Notice.objects.filter(what="complainant_told", object_type="clerk_complaint")

    assert told.update(state="failed", problem="550 unknown here") == 1

    page = sign_in(chair).get(at).content.decode()
    assert "The last mail to them did not go." in page
    assert key not in page
    passed.refresh_from_db()
    window = sign_in(chair)
    window.post(f"{at}address/", {"version": passed.version, "words": "The mail did not reach them."})
    passed.refresh_from_db()
    assert token_of(passed) != key
    assert token_of(passed) in window.get(at).content.decode()

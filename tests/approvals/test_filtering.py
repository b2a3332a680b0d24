"""Which of the waiting items somebody wants to see."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from approvals.claiming import claim
from approvals.filtering import Filter, condition, fields_of, members_to_choose, read_filter, title_of
from approvals.models import Review
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK, name="Clara Clerk")


def shown(clerk: Person, **asked: str) -> set[int]:
    found = Review.objects.filter(condition(Filter(**asked), clerk), council=clerk.council)
    return set(found.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "holder=-1",
        "holder=x",
        "by=9999999999999999999999",
        "by=٣",
        "risk=7",
        "due=yesterday",
        "matter=maybe",
        "channel=fax",
        "order=random",
        "order=<script>",
        "unknown=1",
    ],
)
def test_what_is_unknown_is_left_out_never_refused(query: str) -> None:
    assert read_filter(QueryDict(query)) == Filter()


def test_a_filter_is_one_string_however_it_was_asked() -> None:
    one = read_filter(QueryDict("risk=3&kind=notice&page=2&order=due"))
    assert one == Filter(kind="notice", risk="3", order="due")
    assert one.query == read_filter(QueryDict("order=due&kind=notice&risk=3")).query
    assert one.query == "kind=notice&risk=3&order=due"
    assert [one.narrows, Filter(order="due").narrows] == [True, False]


def test_each_question_leaves_in_what_it_names(clerk: Person) -> None:
    council = clerk.council
    ann, bob = (make_person(council=council, role=Role.CHAIR, name=name) for name in ("Ann", "Bob"))
    release, notice = make_review(author=ann), make_review(author=bob, kind="notice", concerns_on="")
    letter = make_review(author=bob, kind="letter")
    other = make_person(council=council, role=Role.CLERK, name="Olive")
    claim(actor=other, review_id=notice.pk)
    claim(actor=clerk, review_id=letter.pk)
    now = timezone.now()
    rows = Review.objects
    rows.filter(pk=release.pk).update(worst=3, found=2, due_at=now + timedelta(days=3), due_for="wished")
    rows.filter(pk=notice.pk).update(worst=0, found=0, flagged_matters=[5])
    rows.filter(pk=letter.pk).update(worst=1, found=1)
    every = {release.pk, notice.pk, letter.pk}

    assert shown(clerk) == every
    assert shown(clerk, kind="notice") == {notice.pk}
    assert shown(clerk, channel="press_email") == {release.pk}
    assert shown(clerk, channel="newsroom") == {release.pk, notice.pk}
    assert shown(clerk, holder="free") == {release.pk}
    assert shown(clerk, holder="mine") == {letter.pk}
    assert shown(clerk, holder="others") == {notice.pk}
    assert shown(clerk, holder=str(other.membership.pk)) == {notice.pk}
    assert shown(clerk, risk="3") == {release.pk}
    assert shown(clerk, risk="0") == {notice.pk}
    assert shown(clerk, due="today") == set()
    assert shown(clerk, due="week") == {release.pk}
    assert shown(clerk, due="dated") == {release.pk}
    assert shown(clerk, due="none") == {notice.pk, letter.pk}
    assert shown(clerk, matter="yes") == {notice.pk}
    assert shown(clerk, matter="no") == {release.pk, letter.pk}
    assert shown(clerk, by=str(bob.membership.pk)) == {notice.pk, letter.pk}
    assert shown(clerk, by=str(bob.membership.pk), kind="letter") == {letter.pk}


def test_a_claim_that_ran_out_is_in_nobodys_hand(clerk: Person) -> None:
    review = make_review(author=make_person(council=clerk.council, role=Role.CHAIR))
    claim(actor=clerk, review_id=review.pk)
    Review.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert [shown(clerk, holder=one) for one in ("free", "mine")] == [{review.pk}, set()]


def test_today_ends_at_midnight_in_london(clerk: Person) -> None:
    review = make_review(author=make_person(council=clerk.council, role=Role.CHAIR))
    today = timezone.localdate()
    for days, seen in ((0, True), (1, False)):
        other = make_review(
            author=make_person(council=clerk.council, role=Role.CHAIR),
            kind="notice",
            concerns_on=(today + timedelta(days=days)).isoformat(),
        )
        assert (other.pk in shown(clerk, due="today")) is seen
    assert review.pk not in shown(clerk, due="today")


def test_the_form_names_who_is_in_office_here_and_says_what_was_asked(clerk: Person) -> None:
    author = make_person(council=clerk.council, role=Role.CHAIR, name="Ann Author")
    make_person(council=make_council(), role=Role.CHAIR, name="Elsewhere")
    people = members_to_choose(clerk.council.pk)
    assert [member.name for member in people] == ["Ann Author", "Clara Clerk"]
    asked = Filter(kind="notice", by=str(author.membership.pk), holder="999", order="due")
    fields = {field.name: field for field in fields_of(asked, people)}
    assert [value for value, _ in fields["holder"].choices] == [
        "free",
        "mine",
        "others",
        str(clerk.membership.pk),
    ]
    assert title_of(asked, people) == (
        "Order: Due first · Kind: Notice · In hand: somebody who has left · Submitted by: Ann Author"
    )

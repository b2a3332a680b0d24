"""Taking a review in hand."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.claiming import CLAIM_FOR, Taken, claim, put_back
from approvals.models import Review
from portal.councils.powers import Role
from portal.councils.templatetags.words import clock
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers import make_council, make_person, make_review
from tests.makers.standing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    council = make_council()
    return Cast(
        author=make_person(council=council),
        clerk=make_person(council=council, role=Role.CLERK, name="Ann"),
        other=make_person(council=council, role=Role.CLERK, name="Bea"),
    )


def test_a_claim_lasts_half_an_hour_and_says_so(cast: Cast) -> None:
    review = make_review(author=cast.author)

    held = claim(actor=cast.clerk, review_id=review.pk)

    assert held.claimed_until is not None
    assert timedelta(0) < timezone.now() + CLAIM_FOR - held.claimed_until < timedelta(seconds=10)
    with pytest.raises(
        Taken, match=f"Ann has this review in hand until {re.escape(clock(held.claimed_until))}"
    ):
        claim(actor=cast.other, review_id=review.pk)


def test_claiming_again_renews_and_is_recorded_once(cast: Cast) -> None:
    review = make_review(author=cast.author)
    first = claim(actor=cast.clerk, review_id=review.pk).claimed_until

    again = claim(actor=cast.clerk, review_id=review.pk).claimed_until

    assert first is not None
    assert again is not None
    assert again > first
    assert LedgerEntry.objects.filter(verb="review_claimed").count() == 1


def test_an_expired_claim_can_be_taken_over_and_its_holder_is_told(cast: Cast) -> None:
    review = make_review(author=cast.author)
    claim(actor=cast.clerk, review_id=review.pk)
    Review.objects.update(claimed_until=timezone.now())

    claim(actor=cast.other, review_id=review.pk)

    with pytest.raises(Taken, match="Bea has this review in hand"):
        claim(actor=cast.clerk, review_id=review.pk)
    with pytest.raises(Refusal, match="You do not have this review in hand"):
        put_back(actor=cast.clerk, review_id=review.pk)


def test_putting_back_frees_it_at_once(cast: Cast) -> None:
    review = make_review(author=cast.author)
    claim(actor=cast.clerk, review_id=review.pk)

    put_back(actor=cast.clerk, review_id=review.pk)

    assert claim(actor=cast.other, review_id=review.pk).claimed_by_id == cast.other.membership.pk

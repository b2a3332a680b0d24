"""A text saved under review by its holder, beside the page of the review, is weighed, timed and asked about anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.claiming import claim, put_back
from approvals.models import Review, ReviewFinding, StepAsk
from approvals.queue_rows import Waiting, open_reviews, waiting_rows
from approvals.routes.setting import WantedStep, set_route
from approvals.submitting import recall
from approvals.weighing import WEIGHTS
from policies.evaluate import Severity
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.models import Revision
from tests.approvals.routes.test_routes import answers, approves
from tests.makers import content_for, make_channels, make_council, make_person, make_review, sign_in
from tests.makers.circumstances import make_flag, make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="ptc")
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council)


def saved(clerk: Person, review: Review, **changes: str) -> Review:
    """Take ``review`` in hand, save another text on the page of the draft, and return the review as it then is."""
    claim(actor=clerk, review_id=review.pk)
    save(clerk, review, **changes)
    review.refresh_from_db()
    return review


def save(person: Person, review: Review, **changes: str) -> None:
    """Save another text of the item of ``review`` on the page of its draft."""
    item = review.communication
    item.refresh_from_db()
    words = {
        name: value for name, value in content_for(item.kind, **changes).items() if isinstance(value, str)
    }
    typed = {**words, "based_on": item.current_revision_id, "act": "save"}
    assert sign_in(person).post(f"/ptc/desk/drafts/{item.pk}/", typed).status_code == 302
    item.refresh_from_db()


def row(clerk: Person) -> Waiting:
    return waiting_rows(open_reviews(clerk.council.pk), person_now(clerk.membership.pk))[0]


def test_its_row_states_what_the_new_text_weighs_and_still_once_it_is_taken_in_hand_again(
    clerk: Person, author: Person
) -> None:
    matter = make_matter(clerk=clerk, title="Market Square")
    make_flag(matter=matter, by=clerk)
    review = make_review(author=author, kind="notice")
    assert (review.worst < WEIGHTS[Severity.BLOCK], review.flagged_matters) == (True, [])

    saved(clerk, review, title="Market Square", body="")

    assert (review.worst, review.flagged_matters) == (WEIGHTS[Severity.BLOCK], [matter.pk])
    assert (row(clerk).edited, len(row(clerk).stops)) == (True, 1)
    kept = ReviewFinding.objects.filter(review=review, revision=review.communication.current_revision_id)
    assert kept.count() == review.found
    claim(actor=clerk, review_id=review.pk)
    put_back(actor=clerk, review_id=review.pk)
    again = row(clerk)
    assert (again.edited, again.worst, len(again.stops)) == (False, Severity.BLOCK, 1)
    assert again.findings == review.found


def test_it_is_due_by_its_new_words(clerk: Person, author: Person) -> None:
    today = timezone.localdate()
    review = make_review(author=author, kind="notice", concerns_on=(today + timedelta(days=1)).isoformat())
    first = review.due_at

    later = saved(clerk, review, concerns_on=(today + timedelta(days=9)).isoformat()).due_at

    assert first is not None
    assert later is not None
    assert timedelta(days=7, hours=22) < later - first < timedelta(days=8, hours=2)
    assert saved(clerk, review, concerns_on="").due_at is None


def test_its_route_is_asked_about_the_new_text_so_that_it_can_be_approved(
    clerk: Person, author: Person
) -> None:
    mayor = make_person(council=clerk.council, role=Role.CHAIR)
    set_route(actor=clerk, kind="notice", steps=[WantedStep("all", (Role.CHAIR,))])
    review = make_review(author=author, kind="notice")
    answers(mayor, review)
    assert row(clerk).owed == ()

    saved(clerk, review, title="Another title")

    current = review.communication.current_revision_id
    assert StepAsk.objects.filter(review=review, revision=current).count() == 1
    assert row(clerk).owed == ("step 1, the agreement of Chairman or Mayor",)
    answers(mayor, review)
    approves(clerk, review)


def test_what_says_the_same_is_no_new_text_and_asks_nobody_again(clerk: Person, author: Person) -> None:
    make_person(council=clerk.council, role=Role.CHAIR)
    set_route(actor=clerk, kind="notice", steps=[WantedStep("all", (Role.CHAIR,))])
    review = make_review(author=author, kind="notice", title="The same")
    Review.objects.filter(pk=review.pk).update(found=77)

    assert saved(clerk, review, title="The same").found == 77
    assert Revision.objects.count() == 1
    assert StepAsk.objects.count() == 1


def test_a_draft_that_was_taken_back_changes_nothing_of_the_review_that_is_over(
    clerk: Person, author: Person
) -> None:
    review = make_review(author=author, kind="notice")
    recall(actor=author, communication_id=review.communication_id)
    before = Review.objects.filter(pk=review.pk).values().get()

    save(author, review, title="Anew", body="")

    assert Revision.objects.count() == 2
    assert Review.objects.filter(pk=review.pk).values().get() == before

"""What a review weighs is noted with it, and noted again when circumstances move."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import claim
from approvals.models import Review
from approvals.submitting import recall, submit
from approvals.weighing import stale, weigh_again
from policies.matters.flagging import flag_matter, lift_flag
from policies.meetings.agreeing import Agreed, end_position, enter_position
from policies.meetings.convening import Item, change_item
from portal.channels.opening import Minuted, close_channel, open_channel, reopen_channel
from portal.channels.quotes.asking import ask_for_item
from portal.channels.quotes.deciding import approve_words
from portal.councils.circumstances import bump
from portal.councils.models import Body
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.quotes.words import digest
from tests.makers import (
    content_for,
    make_channels,
    make_council,
    make_person,
    make_review,
    make_revision,
)
from tests.makers.circumstances import make_item, make_matter, make_period
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.OFFICER)


def weight(review: Review) -> tuple[int, int, list[int], str]:
    review.refresh_from_db()
    return review.found, review.worst, review.flagged_matters, review.period


def test_what_is_submitted_is_weighed_by_what_the_rules_found(clerk: Person, author: Person) -> None:
    plain = make_review(author=author)
    assert weight(plain) == (plain.findings.count(), 0 if not plain.findings.count() else 1, [], "")
    assert plain.weighed_version == clerk.council.circumstances_version
    assert list(stale()) == []


def test_a_flag_is_noted_by_the_sweep_and_its_lifting_too(clerk: Person, author: Person) -> None:
    review, other = make_review(author=author), make_review(author=author, title="Bins", body="<p>Bins.</p>")
    matter = make_matter(clerk=clerk, title="Market Square")
    Review.objects.update(weighed_version=clerk.council.circumstances_version)
    flag_matter(actor=clerk, matter_id=matter.pk, reason="Talks")

    assert {row.pk for row in stale()} == {review.pk, other.pk}
    assert weigh_again() == 2
    assert weigh_again() == 0

    found, worst, matters, _ = weight(review)
    assert (found > 0, worst, matters) == (True, 3, [matter.pk])
    assert weight(other)[2] == []
    lift_flag(actor=clerk, matter_id=matter.pk, reason="Over")
    assert weigh_again() == 2
    assert weight(review)[2] == []


def test_a_period_that_begins_or_ends_by_the_clock_is_noted_without_any_act(
    clerk: Person, author: Person
) -> None:
    review = make_review(author=author)
    ago = timezone.now() - timedelta(days=3)
    Review.objects.filter(pk=review.pk).update(weighed_at=ago)
    assert list(stale()) == []
    period = make_period(clerk=clerk)
    assert list(stale()) == [review]
    weigh_again()
    assert weight(review)[3] == "parish_election"
    assert list(stale()) == []
    period.ends_at = timezone.now()
    period.save()
    assert list(stale()) == [review]
    weigh_again()
    assert weight(review)[3] == ""


def test_what_was_submitted_before_anything_was_noted_gets_weight_and_time(author: Person) -> None:
    review = make_review(author=author, embargo="2099-05-06T10:00")
    Review.objects.filter(pk=review.pk).update(
        weighed_version=None, weighed_at=None, due_at=None, due_for="", found=0, worst=0
    )
    assert weigh_again() == 1
    review.refresh_from_db()
    assert (review.due_for, review.weighed_version) == (
        "embargo",
        author.council.circumstances_version,
    )


def test_a_text_that_the_clerk_mends_is_weighed_anew(clerk: Person, author: Person) -> None:
    review = make_review(author=author)
    claim(actor=clerk, review_id=review.pk)
    Review.objects.filter(pk=review.pk).update(found=77)
    raw = content_for("press_release", title="Better")
    amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id)
    assert weight(review)[0] != 77


def open_one(clerk: Person) -> Callable[[], object]:
    return partial(
        open_channel,
        actor=clerk,
        body=Body.objects.get(council=clerk.council, kind=Body.Kind.COUNCIL),
        connector="newsroom",
        name="News",
        minuted=Minuted("52/26", timezone.localdate()),
    )


def close_one(clerk: Person) -> Callable[[], object]:
    (channel,) = make_channels(clerk.council, "newsroom")
    return partial(close_channel, actor=clerk, channel_id=channel.pk, public_message="Closed.")


def reopen_one(clerk: Person) -> Callable[[], object]:
    (channel,) = make_channels(clerk.council, "newsroom")
    close_channel(actor=clerk, channel_id=channel.pk, public_message="Closed.")
    return partial(reopen_channel, actor=clerk, channel_id=channel.pk)


def agree(clerk: Person) -> Callable[[], object]:
    agreed = Agreed("The bypass", "North.", "34/26", timezone.localdate())
    return partial(enter_position, actor=clerk, agreed=agreed)


def end_one(clerk: Person) -> Callable[[], object]:
    position = enter_position(
        actor=clerk, agreed=Agreed("The bypass", "North.", "34/26", timezone.localdate())
    )
    return partial(end_position, actor=clerk, position_id=position.pk, reason="Over")


def minute_one(clerk: Person) -> Callable[[], object]:
    item = make_item(clerk=clerk, part="open")
    return partial(
        change_item, actor=clerk, item_id=item.pk, item=Item(item.reference, item.title, "open", "Resolved.")
    )


@pytest.mark.parametrize("prepare", [open_one, close_one, reopen_one, agree, end_one, minute_one])
def test_whatever_a_text_is_judged_by_makes_what_waits_be_looked_at_again(
    clerk: Person, author: Person, prepare: Callable[[Person], Callable[[], object]]
) -> None:
    act = prepare(clerk)
    review = make_review(author=person_now(author.membership.pk))
    assert list(stale()) == []

    act()

    assert list(stale()) == [review]


def test_words_that_their_speaker_approves_make_the_row_lighter(clerk: Person, author: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="quote-unapproved")
    mayor = make_person(council=clerk.council, role=Role.CHAIR, name="Cllr Ada Example")
    said = {"speaker": "Ada Example", "office": "Mayor", "words": "We are glad."}
    revision = make_revision(author=author, quotes=[said])
    quote = ask_for_item(
        actor=author,
        communication_id=revision.communication_id,
        number=1,
        sha256=digest("We are glad."),
        member_id=mayor.membership.pk,
    )
    review = submit(actor=author, communication_id=revision.communication_id, revision_id=revision.pk)
    before = weight(review)[0]

    approve_words(actor=mayor, quote_id=quote.pk, sha256=quote.sha256)
    assert weigh_again() == 1

    assert weight(review)[0] == before - 1


def test_what_is_decided_is_left_as_it_was(clerk: Person, author: Person) -> None:
    review = make_review(author=author)
    recall(actor=author, communication_id=review.communication_id)
    bump(clerk.council.pk)
    assert weigh_again() == 0
    assert list(stale()) == []


def test_one_run_is_bounded_and_begins_with_what_is_due_first(clerk: Person, author: Person) -> None:
    _, due = make_review(author=author), make_review(author=author, embargo="2099-05-06T10:00")
    bump(clerk.council.pk)
    assert weigh_again(at_once=1) == 1
    due.refresh_from_db()
    clerk.council.refresh_from_db()
    assert due.weighed_version == clerk.council.circumstances_version


def test_looking_for_what_is_stale_is_one_query(author: Person) -> None:
    make_review(author=author)
    with CaptureQueriesContext(connection) as asked:
        weigh_again()
    assert len(asked) == 1

"""A permission that is withdrawn: what is written, queued, scheduled and urgent with the picture stops at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from approvals.withdrawing import held_for, reschedule
from policies.circumstances import NOTHING_SPECIAL
from policies.evaluate import Blocked
from policies.judging import judge
from policies.picture_gates import permission_lasts
from policies.pictures_shown import with_pictures
from portal.channels.models import Delivery
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.sweeping import sweep
from portal.channels.releasing import channels_for
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Media, PicturePerson
from portal.drafts.pictures.permitting import note_answer, withdraw_permission
from portal.drafts.pictures.standing import Hashes
from portal.records.models import LedgerEntry
from tests.makers import make_approved, make_channels, make_council, make_person, make_review, make_revision
from tests.makers.pictures import answered, images_of, make_picture, make_pictured
from tests.makers.policies import make_adopted_policy, make_clause_rule
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    made = make_council()
    make_channels(made, "newsroom")
    return make_person(council=made, role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.OFFICER)


@pytest.fixture
def media(clerk: Person) -> Media:
    return make_picture(by=clerk, who="people")


@pytest.fixture
def person(clerk: Person, media: Media) -> PicturePerson:
    return make_pictured(by=clerk, media=media)


def withdraw(clerk: Person, person: PicturePerson) -> None:
    withdraw_permission(actor=clerk, person_id=person.pk, reason="Letter of today")


def found(author: Person, media: Media) -> list[str]:
    revision = make_revision(author=author, kind="social_post", images=images_of(media))
    verdict = judge(revision.communication, revision.content)
    return [one.message for one in verdict.findings if one.check == "image-permission"]


def test_by_statute_alone_a_withdrawn_picture_blocks_and_one_of_which_nothing_is_said_does_not(
    clerk: Person, author: Person, media: Media, person: PicturePerson
) -> None:
    assert found(author, make_picture(by=clerk, colour=9, who="")) == []
    assert found(author, media) == []
    withdraw(clerk, person)
    assert found(author, media) == ["The permission for picture 1 was withdrawn."]


def test_with_a_clause_of_its_own_the_council_asks_for_the_permission_of_every_picture(
    clerk: Person, author: Person, media: Media, person: PicturePerson
) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="image-permission", severity="block")
    assert found(author, media) == []
    assert found(author, make_picture(by=clerk, colour=9, who="")) == [
        "No permission is recorded for picture 1."
    ]
    assert found(author, make_picture(by=clerk, colour=10, who="crowd")) == []
    withdraw(clerk, person)
    assert found(author, media) == ["The permission for picture 1 was withdrawn."]


def test_what_is_queued_is_not_approved_after_a_withdrawal(
    clerk: Person, author: Person, media: Media, person: PicturePerson
) -> None:
    review = make_review(author=author, kind="social_post", images=images_of(media))
    withdraw(clerk, person)
    with pytest.raises(Blocked) as refused:
        approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order(clerk, review))
    assert "The permission for picture 1 was withdrawn." in str(refused.value.verdict.blocking[0].message)


def test_what_is_not_submitted_yet_cannot_be_after_a_withdrawal(
    clerk: Person, author: Person, media: Media, person: PicturePerson
) -> None:
    revision = make_revision(author=author, kind="social_post", images=images_of(media))
    withdraw(clerk, person)
    with pytest.raises(Blocked):
        submit(actor=author, communication_id=revision.communication_id, revision_id=revision.pk)


def order(clerk: Person, review: object) -> Issue:
    spec = review.communication.spec  # type: ignore[attr-defined]
    body = review.communication.body_id  # type: ignore[attr-defined]
    return Issue(channel_ids=[one.pk for one in channels_for(clerk.council.pk, spec.outputs, body)])


def test_what_is_scheduled_is_held_at_the_next_sweep_and_a_worker_does_not_claim_it(
    clerk: Person, author: Person, media: Media, person: PicturePerson
) -> None:
    later = {"go_at": timezone.now() + timedelta(days=1)}
    scheduled = make_approved(
        author=author, clerk=clerk, kind="social_post", images=images_of(media), issue=later
    )
    due = make_approved(author=author, clerk=clerk, kind="social_post", title="Now", images=images_of(media))
    withdraw(clerk, person)
    assert claim(RowKind.DELIVERY, due.deliveries.get().pk) is None
    sweep()
    for issue in (due, scheduled):
        row = Delivery.objects.get(publication=issue)
        assert (row.state, row.problem) == (
            Delivering.HELD,
            "The permission for a picture in it was withdrawn. Replace the picture, or cancel the issue.",
        )


def test_a_permission_that_ends_before_the_hour_of_issue_holds_it(
    clerk: Person, author: Person, media: Media
) -> None:
    make_pictured(by=clerk, media=media, until=timezone.localdate())
    later = {"go_at": timezone.now() + timedelta(days=2)}
    issue = make_approved(
        author=author, clerk=clerk, kind="social_post", images=images_of(media), issue=later
    )
    assert permission_lasts(issue).startswith("The permission for a picture in it ends on ")


def test_an_issue_moved_behind_the_end_of_a_permission_is_held_at_once_and_moved_back_goes_on(
    clerk: Person, author: Person, media: Media
) -> None:
    make_pictured(by=clerk, media=media, until=timezone.localdate() + timedelta(days=2))
    soon = timezone.now() + timedelta(days=1)
    issue = make_approved(
        author=author, clerk=clerk, kind="social_post", images=images_of(media), issue={"go_at": soon}
    )
    item, row = issue.communication_id, Delivery.objects.filter(publication=issue)

    reschedule(actor=clerk, communication_id=item, go_at=soon + timedelta(days=5))
    assert row.get().state == Delivering.HELD
    assert row.get().problem.startswith("The permission for a picture in it ends on ")
    assert held_for(issue) == row.get().problem
    assert LedgerEntry.objects.order_by("-number").values_list("verb", flat=True)[0] == "delivery_held"

    reschedule(actor=clerk, communication_id=item, go_at=soon)
    assert (row.get().state, row.get().problem, held_for(issue)) == (Delivering.PENDING, "", "")


def test_an_approval_for_an_hour_after_the_end_of_a_permission_is_refused_where_the_council_asks_for_it(
    clerk: Person, author: Person, media: Media
) -> None:
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="image-permission", severity="block")
    make_pictured(by=clerk, media=media, until=timezone.localdate() + timedelta(days=2))
    review = make_review(author=author, kind="social_post", images=images_of(media))
    late = replace(order(clerk, review), go_at=timezone.now() + timedelta(days=5))

    with pytest.raises(Blocked) as refused:
        approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=late)

    assert refused.value.verdict.blocking[0].message.endswith(", before this goes out.")


def test_without_a_picture_the_gate_asks_nothing(
    clerk: Person, author: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issue = make_approved(author=author, clerk=clerk, kind="social_post")
    with django_assert_num_queries(0):
        assert permission_lasts(issue) == ""


@pytest.mark.parametrize("how_many", [1, 15])
def test_however_many_pictures_and_people_it_is_one_query_more(
    clerk: Person, how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown = [make_picture(by=clerk, colour=number, who="people") for number in range(how_many)]
    for one in shown:
        for name in ("Pat", "Sam"):
            make_pictured(by=clerk, media=one, name=name)
    hashes = Hashes(pictures=frozenset(one.sha256 for one in shown))
    with django_assert_num_queries(1):
        seen = with_pictures(NOTHING_SPECIAL, clerk.council.pk, hashes)
    assert len(seen.image_permissions) == how_many


def test_another_councils_answer_to_the_same_picture_is_not_ours(
    clerk: Person, media: Media, person: PicturePerson
) -> None:
    other = make_person(council=make_council(), role=Role.CLERK)
    theirs = make_picture(by=other)
    assert theirs.sha256 == media.sha256
    withdraw(clerk, person)
    seen = with_pictures(NOTHING_SPECIAL, other.council.pk, Hashes(frozenset([media.sha256])))
    assert [one.state for one in seen.image_permissions.values()] == ["given"]


@pytest.mark.django_db(transaction=True)
def test_an_approval_and_a_withdrawal_at_once_never_let_the_picture_out() -> None:
    council = make_council()
    make_channels(council, "newsroom")
    clerk = make_person(council=council, role=Role.CLERK)
    author = make_person(council=council, role=Role.OFFICER)
    media = make_picture(by=clerk, who="people")
    person = make_pictured(by=clerk, media=media)
    review = make_review(author=author, kind="social_post", images=images_of(media))
    issue = order(clerk, review)

    results = at_once(
        lambda: approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=issue),
        lambda: withdraw_permission(actor=clerk, person_id=person.pk, reason="Letter"),
    )

    assert isinstance(results[1], PicturePerson)
    rows = Delivery.objects.filter(publication__communication=review.communication)
    if isinstance(results[0], Exception):
        assert isinstance(results[0], Blocked)
        assert not rows.exists()
    else:
        claim(RowKind.DELIVERY, rows.get().pk)
        assert rows.get().state == Delivering.HELD


def test_a_picture_that_somebody_gives_for_print_alone_is_held_before_it_is_shown_on_screens(
    clerk: Person, author: Person, media: Media, person: PicturePerson
) -> None:
    issue = make_approved(author=author, clerk=clerk, kind="social_post", images=images_of(media))
    assert permission_lasts(issue) == ""
    note_answer(actor=clerk, person_id=person.pk, answer=answered(scope="print"))
    assert "agreed to print only" in permission_lasts(issue)
    sweep()
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivering.HELD}

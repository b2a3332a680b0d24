"""A permission for a recording that is missing or withdrawn: what is written, queued and scheduled with it stops."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.deciding import Issue, approve
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
from portal.drafts.models import PicturePerson, Recording
from portal.drafts.pictures.permitting import withdraw_permission
from portal.drafts.pictures.standing import Hashes, hashes_of_people
from tests.makers import make_approved, make_channels, make_council, make_person, make_review, make_revision
from tests.makers.pictures import images_of, make_picture, make_pictured
from tests.makers.policies import make_adopted_policy, make_clause_rule
from tests.makers.recordings import make_recording, mp4, rows_of

pytestmark = pytest.mark.django_db
WITHDRAWN = "The permission for recording 1 was withdrawn."
UNSAID = "Nobody has said who is seen or heard in recording 1."


@pytest.fixture
def clerk() -> Person:
    made = make_council()
    make_channels(made, "newsroom")
    return make_person(council=made, role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.OFFICER)


@pytest.fixture
def recording(clerk: Person) -> Recording:
    return make_recording(by=clerk, who="people")


@pytest.fixture
def person(clerk: Person, recording: Recording) -> PicturePerson:
    return make_pictured(by=clerk, media=recording)


def withdraw(clerk: Person, person: PicturePerson) -> None:
    withdraw_permission(actor=clerk, person_id=person.pk, reason="Letter of today")


def found(author: Person, recording: Recording) -> list[tuple[str, str, int, int | None]]:
    revision = make_revision(author=author, kind="social_post", recordings=rows_of(recording))
    verdict = judge(revision.communication, revision.content)
    return [
        (one.message, str(one.severity), one.start, one.end)
        for one in verdict.findings
        if one.check == "image-permission"
    ]


def test_by_statute_alone_one_of_which_nobody_said_who_is_in_it_stops_and_one_that_was_withdrawn(
    clerk: Person, author: Person, recording: Recording
) -> None:
    title = len(recording.title)
    assert found(author, recording) == [(UNSAID, "block", 0, title)]
    person = make_pictured(by=clerk, media=recording)
    assert found(author, recording) == []
    withdraw(clerk, person)
    assert found(author, recording) == [(WITHDRAWN, "block", 0, title)]


def test_with_a_clause_of_its_own_the_council_asks_for_every_answer(
    clerk: Person, author: Person, recording: Recording
) -> None:
    make_pictured(by=clerk, media=recording, given=False, how="")
    assert found(author, recording) == []
    version = make_adopted_policy(clerk=clerk)
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="image-permission", severity="block")
    ((message, *_),) = found(author, recording)
    assert message == "The permission for recording 1 was asked for and is not there yet."


def test_what_is_queued_is_not_approved_after_a_withdrawal(
    clerk: Person, author: Person, recording: Recording, person: PicturePerson
) -> None:
    review = make_review(author=author, kind="social_post", recordings=rows_of(recording))
    withdraw(clerk, person)
    item = review.communication
    channels = channels_for(clerk.council.pk, item.spec.outputs, item.body_id)
    with pytest.raises(Blocked) as refused:
        approve(
            actor=clerk,
            review_id=review.pk,
            revision_id=review.revision_id,
            issue=Issue(channel_ids=[one.pk for one in channels]),
        )
    assert str(refused.value.verdict.blocking[0].message) == WITHDRAWN


def test_what_is_scheduled_is_held_and_a_worker_does_not_claim_it(
    clerk: Person, author: Person, recording: Recording, person: PicturePerson
) -> None:
    rows = rows_of(recording)
    later = {"go_at": timezone.now() + timedelta(days=1)}
    scheduled = make_approved(author=author, clerk=clerk, kind="social_post", recordings=rows, issue=later)
    due = make_approved(author=author, clerk=clerk, kind="social_post", title="Now", recordings=rows)
    withdraw(clerk, person)
    assert claim(RowKind.DELIVERY, due.deliveries.get().pk) is None
    sweep()
    for issue in (due, scheduled):
        row = Delivery.objects.get(publication=issue)
        assert (row.state, row.problem) == (
            Delivering.HELD,
            "The permission for a recording in it was withdrawn. Replace the recording, or cancel the issue.",
        )


def test_a_permission_that_ends_before_the_hour_of_issue_holds_it(
    clerk: Person, author: Person, recording: Recording
) -> None:
    make_pictured(by=clerk, media=recording, until=timezone.localdate())
    later = {"go_at": timezone.now() + timedelta(days=2)}
    issue = make_approved(
        author=author, clerk=clerk, kind="social_post", recordings=rows_of(recording), issue=later
    )
    assert permission_lasts(issue).startswith("The permission for a recording in it ends on ")


def test_what_waited_before_anybody_was_asked_is_not_held_for_that(
    clerk: Person, author: Person, recording: Recording, person: PicturePerson
) -> None:
    issue = make_approved(author=author, clerk=clerk, kind="social_post", recordings=rows_of(recording))
    PicturePerson.objects.update(removed_at=timezone.now())
    Recording.objects.update(who="")
    assert permission_lasts(issue) == ""


@pytest.mark.parametrize("how_many", [1, 15])
def test_however_many_recordings_it_is_one_query_that_asks_for_pictures_too(
    clerk: Person, how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shown = [
        make_recording(by=clerk, who="people", raw=mp4(data=f"number {number}".encode()))
        for number in range(how_many)
    ]
    for one in shown:
        for name in ("Pat", "Sam"):
            make_pictured(by=clerk, media=one, name=name)
    recordings = frozenset(one.sha256 for one in shown)
    with django_assert_num_queries(1):
        seen = with_pictures(NOTHING_SPECIAL, clerk.council.pk, Hashes(recordings=recordings))
    assert {one.people for one in seen.image_permissions.values()} == {("Pat", "Sam")}
    assert len(seen.image_permissions) == how_many
    both = Hashes(frozenset([make_picture(by=clerk).sha256]), recordings)
    with django_assert_num_queries(1):
        assert len(with_pictures(NOTHING_SPECIAL, clerk.council.pk, both).image_permissions) == how_many + 1


def test_who_is_in_recordings_is_known_beside_who_is_in_pictures(
    clerk: Person, recording: Recording, person: PicturePerson
) -> None:
    media = make_picture(by=clerk, who="people")
    make_pictured(by=clerk, media=media)
    assert hashes_of_people(clerk.council.pk) == Hashes(
        frozenset([media.sha256]), frozenset([recording.sha256])
    )
    assert hashes_of_people(make_council().pk) == Hashes()


def test_a_picture_and_a_recording_in_one_item_are_each_judged(
    clerk: Person, author: Person, recording: Recording, person: PicturePerson
) -> None:
    media = make_picture(by=clerk, who="people")
    shown = make_pictured(by=clerk, media=media)
    for one in (person, shown):
        withdraw(clerk, one)
    revision = make_revision(
        author=author, kind="social_post", images=images_of(media), recordings=rows_of(recording)
    )
    verdict = judge(revision.communication, revision.content)
    assert [one.message for one in verdict.findings if one.check == "image-permission"] == [
        "The permission for picture 1 was withdrawn.",
        WITHDRAWN,
    ]

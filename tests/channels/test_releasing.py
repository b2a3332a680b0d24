"""What an approval orders: one publication, and one waiting delivery per channel."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.models import Review
from approvals.submitting import submit
from approvals.withdrawing import cancel_schedule, reschedule
from portal.channels.models import Channel, Delivery, Publication
from portal.channels.releasing import channels_for, chosen_channels
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, Refusal
from tests.makers import make_approved, make_channels, make_council, make_person, make_review, make_revision
from tests.makers.standing import make_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    made = make_council()
    make_channels(made)
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def channels(council: Council, *connectors: str) -> list[int]:
    rows = Channel.objects.filter(council=council, connector__in=connectors)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def approved(clerk: Person, review: Review, *connectors: str, **issue: Any) -> Publication:
    order = Issue(channels(clerk.council, *connectors), **issue)
    _, publication = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order)
    assert publication is not None
    return publication


def waits(publication: Publication) -> dict[str, datetime]:
    return dict(publication.deliveries.values_list("channel__connector", "due_at"))


BOTH = ("newsroom", "press_email")


def test_now_is_now_for_every_channel(clerk: Person) -> None:
    publication = approved(clerk, make_review(author=clerk), *BOTH)

    assert set(waits(publication)) == set(BOTH)
    assert all(due <= timezone.now() for due in waits(publication).values())
    assert (publication.state, publication.issue, publication.is_correction) == ("scheduled", 1, False)


def test_a_time_that_is_past_is_now(clerk: Person) -> None:
    publication = approved(clerk, make_review(author=clerk), *BOTH, go_at=timezone.now() - timedelta(days=1))

    assert timezone.now() - publication.go_at < timedelta(minutes=1)


def test_under_an_embargo_the_press_gets_it_at_once_and_the_newsroom_waits(clerk: Person) -> None:
    ends = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    review = make_review(author=clerk, embargo=ends.isoformat())

    publication = approved(clerk, review, *BOTH)

    assert waits(publication)["press_email"] <= timezone.now()
    assert (waits(publication)["newsroom"], publication.embargo_until) == (ends, ends)


def test_an_embargo_that_ends_before_the_issue_changes_nothing(clerk: Person) -> None:
    start = timezone.now() + timedelta(days=3)
    review = make_review(author=clerk, embargo=(timezone.now() + timedelta(days=1)).isoformat())

    assert set(waits(approved(clerk, review, *BOTH, go_at=start)).values()) == {start}


@pytest.mark.parametrize("hours", [-1, 0, 24, 48])
def test_it_cannot_be_taken_down_before_it_is_published(clerk: Person, hours: int) -> None:
    ends = timezone.now() + timedelta(days=2)
    review = make_review(author=clerk, embargo=ends.replace(second=59, microsecond=0).isoformat())

    with pytest.raises(InvalidInput, match="taken down before it is published"):
        approved(
            clerk,
            review,
            *BOTH,
            take_down_at=ends.replace(second=0, microsecond=0) - timedelta(hours=48 - hours),
        )

    assert (Publication.objects.count(), Review.objects.get().state) == (0, "waiting")


CHOICES: list[tuple[str, tuple[str, ...], type[Refusal] | None]] = [
    ("press_release", BOTH, None),
    ("press_release", ("newsroom",), InvalidInput),
    ("press_release", ("press_email",), InvalidInput),
    ("press_release", (), InvalidInput),
    ("press_release", (*BOTH, "letter"), InvalidInput),
    ("notice", ("newsroom",), None),
    ("notice", ("press_email",), InvalidInput),
    ("letter", ("letter",), None),
    ("letter", ("newsroom",), InvalidInput),
    ("leaflet", (), None),
]


@pytest.mark.parametrize(("kind", "chosen", "refused"), CHOICES)
def test_what_a_kind_may_and_must_choose(
    clerk: Person, kind: str, chosen: tuple[str, ...], refused: type[Refusal] | None
) -> None:
    item = make_revision(author=clerk, kind=kind).communication

    if refused:
        with pytest.raises(refused):
            chosen_channels(item, channels(clerk.council, *chosen))
    else:
        found = chosen_channels(item, channels(clerk.council, *chosen))
        assert tuple(channel.connector for channel in found) == chosen


def test_a_kind_without_channels_is_cleared_and_not_published(clerk: Person) -> None:
    review = make_review(author=clerk, kind="leaflet")

    _, publication = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=Issue())

    assert (publication, Publication.objects.count()) == (None, 0)
    assert Communication.objects.get().reference.endswith("/0001")


def test_a_closed_channel_is_not_offered_and_cannot_be_chosen(clerk: Person) -> None:
    item = make_revision(author=clerk).communication
    press = channels(clerk.council, *BOTH)
    Channel.objects.filter(connector="press_email").update(is_open=False)

    assert [c.connector for c in channels_for(item.council_id, item.spec.outputs, item.body_id)] == [
        "newsroom"
    ]
    with pytest.raises(InvalidInput):
        chosen_channels(item, press)
    Channel.objects.update(is_open=False)
    with pytest.raises(Refusal, match="No open channel"):
        chosen_channels(item, press)


def test_another_councils_channel_and_another_bodys_voice_cannot_be_chosen(clerk: Person) -> None:
    item = make_revision(author=clerk, kind="notice").communication
    (theirs,) = make_channels(make_council(), "newsroom")
    charity = Body.objects.create(council=clerk.council, kind="charity", name="The Hall Trust")
    own = Channel.objects.create(council=clerk.council, body=charity, connector="newsroom", name="Hall news")

    for channel in (theirs, own):
        with pytest.raises(InvalidInput):
            chosen_channels(item, [channel.pk])


def test_the_release_is_recorded_with_its_time_and_channels(clerk: Person) -> None:
    publication = approved(clerk, make_review(author=clerk), *BOTH)

    body = LedgerEntry.objects.get(verb="release_ordered").body
    assert f'"publication":{publication.pk}' in body
    assert f'"channels":[{",".join(str(pk) for pk in channels(clerk.council, *BOTH))}]' in body


# --- corrections ------------------------------------------------------------------------------------------


def correction(clerk: Person, first: Publication, **issue: Any) -> Publication:
    item = first.communication
    make_revision(author=clerk, communication=item, title="Mill Lane is closed on Monday")
    item.refresh_from_db()
    return approved(clerk, make_review_of(clerk, item), "newsroom", **issue)


def make_review_of(clerk: Person, item: Communication) -> Review:
    assert item.current_revision_id is not None
    return submit(actor=clerk, communication_id=item.pk, revision_id=item.current_revision_id)


def test_a_correction_of_what_was_live_needs_a_note_and_keeps_address_and_reference(clerk: Person) -> None:
    first = make_approved(author=clerk, clerk=clerk, kind="notice")
    make_live(first)

    with pytest.raises(InvalidInput, match="a note that tells readers what changed"):
        correction(clerk, first, public_note="  ")
    review = Review.objects.get(state="waiting")
    second = approved(clerk, review, "newsroom", public_note=" The day was wrong. ")

    assert (second.issue, second.is_correction, second.public_note) == (2, True, "The day was wrong.")
    assert second.slug == first.slug
    assert Communication.objects.get().reference.endswith("/0001")


def test_an_issue_that_was_scheduled_is_cancelled_by_the_next(clerk: Person) -> None:
    first = make_approved(
        author=clerk, clerk=clerk, kind="notice", issue={"go_at": timezone.now() + timedelta(days=1)}
    )

    second = correction(clerk, first)

    assert Publication.objects.get(pk=first.pk).state == "cancelled"
    assert list(first.deliveries.values_list("state", flat=True)) == ["cancelled"]
    assert (second.issue, second.is_correction, second.public_note) == (2, False, "")


def test_the_database_lets_one_issue_wait_at_a_time(clerk: Person) -> None:
    first = make_approved(author=clerk, clerk=clerk, kind="notice")

    with pytest.raises(IntegrityError, match="one_issue_waits_at_a_time"), transaction.atomic():
        Publication.objects.create(
            council=first.council,
            communication=first.communication,
            revision=first.revision,
            clearance=first.clearance,
            issue=2,
            slug=first.slug,
            go_at=first.go_at,
            circumstances_version=1,
            ordered_by=first.ordered_by,
        )


def test_titles_that_make_no_address_get_one_from_their_kind(clerk: Person) -> None:
    publication = make_approved(author=clerk, clerk=clerk, kind="notice", title="日本語 ✔")

    assert publication.slug == f"notice-{publication.communication_id}"


def test_the_longest_title_makes_an_address_that_fits(clerk: Person) -> None:
    publication = make_approved(author=clerk, clerk=clerk, kind="notice", title="closed " * 28)

    assert len(publication.slug) <= 120


# --- changing the time ------------------------------------------------------------------------------------


def test_rescheduling_moves_every_channel_and_keeps_the_embargo(clerk: Person) -> None:
    ends = (timezone.now() + timedelta(days=9)).replace(second=0, microsecond=0)
    publication = make_approved(
        author=clerk,
        clerk=clerk,
        embargo=ends.isoformat(),
        issue={"go_at": timezone.now() + timedelta(days=1)},
    )
    moved = timezone.now() + timedelta(days=5)

    reschedule(actor=clerk, communication_id=publication.communication_id, go_at=moved)

    assert waits(publication) == {"newsroom": ends, "press_email": moved}
    assert Publication.objects.get().go_at == moved


def test_rescheduling_beyond_the_taking_down_is_refused(clerk: Person) -> None:
    day = timedelta(days=1)
    publication = make_approved(
        author=clerk,
        clerk=clerk,
        kind="notice",
        issue={"go_at": timezone.now() + day, "take_down_at": timezone.now() + 2 * day},
    )

    with pytest.raises(InvalidInput, match="taken down before it is published"):
        reschedule(actor=clerk, communication_id=publication.communication_id, go_at=timezone.now() + 3 * day)


def test_a_cancelled_issue_leaves_a_draft_that_needs_a_new_approval(clerk: Person) -> None:
    publication = make_approved(author=clerk, clerk=clerk, kind="notice")

    cancel_schedule(actor=clerk, communication_id=publication.communication_id, reason="Not yet")

    assert Publication.objects.get().state == "cancelled"
    assert Communication.objects.get().stage == "draft"
    assert Delivery.objects.get().state == "cancelled"

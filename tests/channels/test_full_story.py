"""A short post goes out with its full story at the earliest, however and whenever either gets its hour."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from approvals.urgent import issue_at_once
from approvals.withdrawing import reschedule, withdraw
from portal.channels.full_story import (
    DOWN_FIRST,
    NOT_OUT,
    STORY_LEAVES,
    STUCK,
    hour_of_story,
    story_in_the_way,
    story_in_words,
)
from portal.channels.models import AnswerTo, Channel, Delivery, Publication, ShortVersion
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.judging_again import judge_again
from portal.channels.outbox.rows import RowKind
from portal.channels.shortening import begin_post_of, told_in_full_by
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.templatetags.words import moment
from portal.drafts.models import Communication
from portal.drafts.reusing import duplicate
from portal.records.models import LedgerEntry
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_review,
    make_revision,
    put_at,
    read_again,
    sign_in,
)
from tests.makers.standing import make_live

pytestmark = pytest.mark.django_db
KIND = RowKind.DELIVERY
BEGAN = timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def council() -> Council:
    made = make_council(slug="ptc")
    make_channels(made, "newsroom", "press_email")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def days(many: int) -> datetime:
    return BEGAN + timedelta(days=many)


def begun(clerk: Person, story: Communication) -> Communication:
    return begin_post_of(actor=clerk, communication_id=story.pk)


def approved(clerk: Person, item: Communication, **issue: Any) -> Publication:
    """Approve ``item`` as it stands, on all channels that carry it."""
    item.refresh_from_db()
    assert item.current_revision_id is not None
    review = submit(actor=clerk, communication_id=item.pk, revision_id=item.current_revision_id)
    rows = Channel.objects.filter(council=clerk.council, connector__in=item.spec.outputs)
    order = Issue(list(rows.order_by("pk").values_list("pk", flat=True)), **issue)
    _, made = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order)
    assert made is not None
    return made


def post_of(clerk: Person, story: Communication, **issue: Any) -> Delivery:
    """Return what waits of a post that was made of ``story`` and approved."""
    return Delivery.objects.select_related("publication").get(
        publication=approved(clerk, begun(clerk, story), **issue)
    )


def hours(row: Delivery) -> tuple[datetime | None, datetime]:
    row.refresh_from_db()
    row.publication.refresh_from_db()
    return row.publication.embargo_until, row.due_at


def carried(row: Delivery, *, due: bool = True) -> Delivery:
    """Let a worker try to take ``row`` in hand, its time come unless told otherwise."""
    if due:
        Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now())
    claim(KIND, row.pk)
    row.refresh_from_db()
    return row


def test_a_post_waits_for_the_embargo_of_its_release_whatever_hour_was_chosen(clerk: Person) -> None:
    ends = days(2)
    release = make_approved(author=clerk, clerk=clerk, embargo=ends.isoformat())
    make_live(release)

    at_once, earlier, later = (
        post_of(clerk, release.communication),
        post_of(clerk, make_same(clerk, ends), go_at=days(1)),
        post_of(clerk, make_same(clerk, ends), go_at=days(3)),
    )

    assert hours(at_once) == (ends, ends)
    assert hours(earlier) == (ends, ends)
    assert hours(later) == (ends, days(3))
    assert carried(at_once, due=False).state == "pending"


def make_same(clerk: Person, ends: datetime) -> Communication:
    """Return another release under the same embargo that the press has already."""
    made = make_approved(author=clerk, clerk=clerk, title=f"Again {timezone.now()}", embargo=ends.isoformat())
    make_live(made)
    return made.communication


@pytest.mark.parametrize("then", [3, 4])
def test_a_post_whose_story_moves_past_its_taking_down_is_held_until_it_moves_back(
    clerk: Person, then: int
) -> None:
    notice = make_approved(author=clerk, clerk=clerk, kind="notice", issue={"go_at": days(1)}).communication
    row = post_of(clerk, notice, take_down_at=days(3))
    assert (row.state, row.due_at) == ("pending", days(1))

    reschedule(actor=clerk, communication_id=notice.pk, go_at=days(then))

    row.refresh_from_db()
    assert (row.state, row.problem) == ("held", DOWN_FIRST)
    held = LedgerEntry.objects.get(verb="delivery_held")
    assert json.loads(held.body)["facts"] == {"key": str(row.key)}
    page = sign_in(clerk).get(f"/ptc/desk/queue/item/{row.publication.communication_id}/")
    assert DOWN_FIRST in page.content.decode()
    reschedule(actor=clerk, communication_id=notice.pk, go_at=days(2))
    row.refresh_from_db()
    assert (row.state, row.problem, row.due_at) == ("pending", "", days(2))


def test_an_urgent_post_is_held_too_where_the_embargo_moves_past_its_taking_down(clerk: Person) -> None:
    release = make_approved(author=clerk, clerk=clerk, issue={"go_at": days(1)}).communication
    row = urgent_post_of(clerk, release, take_down_at=days(2))
    assert row.state == "pending"

    make_revision(author=clerk, communication=release, embargo=days(2).isoformat())
    approved(clerk, release)

    row.refresh_from_db()
    assert (row.state, row.problem) == ("held", DOWN_FIRST)


def test_a_time_before_the_end_of_the_embargo_moves_it_no_further_than_that(clerk: Person) -> None:
    ends = days(2)
    release = make_approved(author=clerk, clerk=clerk, embargo=ends.isoformat())
    row = post_of(clerk, release.communication, go_at=days(4))

    reschedule(actor=clerk, communication_id=row.publication.communication_id, go_at=days(1))

    assert hours(row) == (ends, ends)


@pytest.mark.parametrize("then", [5, 1, 0])
def test_where_the_embargo_is_changed_later_the_post_that_waits_moves_with_it(
    clerk: Person, then: int
) -> None:
    release = make_approved(
        author=clerk, clerk=clerk, embargo=days(2).isoformat(), issue={"go_at": days(1)}
    ).communication
    row = post_of(clerk, release, go_at=timezone.now())
    assert hours(row) == (days(2), days(2))

    changed = days(then).isoformat() if then else ""
    make_revision(author=clerk, communication=release, embargo=changed)
    approved(clerk, release)

    embargo, due_at = hours(row)
    if then:
        assert (embargo, due_at) == (days(then), days(then))
    else:
        assert embargo is None
        assert due_at <= timezone.now()
    entry = LedgerEntry.objects.get(verb="followed_full_story")
    assert (entry.object_id, json.loads(entry.body)["facts"]) == (
        row.publication.communication_id,
        {"publication": row.publication_id, "from": embargo.isoformat() if embargo else ""},
    )


def test_a_post_goes_when_its_story_goes_and_moves_with_its_hour(clerk: Person) -> None:
    notice = make_approved(author=clerk, clerk=clerk, kind="notice", issue={"go_at": days(1)})
    row = post_of(clerk, notice.communication)
    assert hours(row) == (days(1), days(1))

    reschedule(actor=clerk, communication_id=notice.communication_id, go_at=days(3))

    assert hours(row) == (days(3), days(3))
    early = carried(row)
    assert (early.state, early.due_at, early.problem) == ("pending", days(3), STORY_LEAVES)
    assert early.tries == 0


def test_while_its_story_is_leaving_the_post_waits_a_moment_and_then_goes(clerk: Person) -> None:
    notice = make_approved(author=clerk, clerk=clerk, kind="notice")
    row = carried(post_of(clerk, notice.communication))
    assert (row.state, row.problem) == ("pending", STORY_LEAVES)
    assert timezone.now() < row.due_at < timezone.now() + timedelta(minutes=1)

    make_live(notice)

    assert carried(row).state == "sending"


def test_that_the_press_has_a_release_puts_it_on_no_page(clerk: Person) -> None:
    release = make_approved(author=clerk, clerk=clerk)
    row = post_of(clerk, release.communication)
    make_live(release)
    Delivery.objects.filter(publication=release, channel__connector="newsroom").update(state="pending")

    assert carried(row).state == "pending"


@pytest.mark.parametrize("state", ["held", "failed"])
def test_where_its_story_is_stopped_the_post_is_held(clerk: Person, state: str) -> None:
    notice = make_approved(author=clerk, clerk=clerk, kind="notice")
    row = post_of(clerk, notice.communication)
    Delivery.objects.filter(publication=notice).update(state=state)

    row = carried(row)

    assert (row.state, row.problem) == ("held", STUCK)


@pytest.mark.parametrize("stage", ["draft", "submitted", "returned", "approved"])
def test_before_its_story_is_ordered_the_post_is_held(clerk: Person, stage: str) -> None:
    notice = make_revision(author=clerk, kind="notice").communication
    row = post_of(clerk, notice, go_at=days(1))
    put_at(notice, stage)

    judge_again([row.publication_id])

    row.refresh_from_db()
    assert (row.state, row.problem) == ("held", NOT_OUT)
    approved(clerk, put_at(notice, "draft"))
    judge_again([row.publication_id])
    row.refresh_from_db()
    assert row.state == "pending"


def test_of_a_story_that_is_being_written_the_post_keeps_the_embargo_that_stands_in_it(
    clerk: Person,
) -> None:
    draft = make_revision(author=clerk, embargo=days(2).isoformat()).communication
    row = post_of(clerk, draft)
    assert hours(row) == (days(2), days(2))

    approved(clerk, draft)

    assert hours(row) == (days(2), days(2))


def test_a_correction_that_is_being_written_stops_no_post_of_what_is_out(clerk: Person) -> None:
    notice = make_approved(author=clerk, clerk=clerk, kind="notice")
    make_live(notice)
    make_revision(author=clerk, communication=notice.communication, kind="notice", title="Other words")
    row = post_of(clerk, notice.communication)

    assert carried(row).state == "sending"


def test_what_ended_after_the_post_was_approved_holds_it_and_what_ended_before_was_known(
    clerk: Person,
) -> None:
    notice = make_approved(author=clerk, clerk=clerk, kind="notice")
    make_live(notice)
    row, other = post_of(clerk, notice.communication, go_at=days(1)), begun(clerk, notice.communication)
    make_revision(author=clerk, communication=other, kind="social_post", text="It is another road.", link="")
    assert story_in_the_way(read_again(row.publication)) == ""

    withdraw(actor=clerk, communication_id=notice.communication_id, reason="Wrong road.")

    assert story_in_the_way(read_again(row.publication)).startswith(
        "Its full story was withdrawn after this was approved."
    )
    known = read_again(approved(clerk, other))
    assert story_in_the_way(known) == ""


def test_a_story_that_was_rejected_meanwhile_holds_it_too(clerk: Person) -> None:
    notice = make_revision(author=clerk, kind="notice").communication
    row = post_of(clerk, notice)
    put_at(notice, "rejected")
    Communication.objects.filter(pk=notice.pk).update(changed_at=timezone.now())

    assert story_in_the_way(read_again(row.publication)).startswith(
        "Its full story was rejected after this was approved."
    )


def test_what_is_urgent_waits_for_no_approval_but_breaks_no_embargo(clerk: Person) -> None:
    notice = make_revision(author=clerk, kind="notice").communication
    row = post_of(clerk, notice)
    other = post_of(clerk, make_same(clerk, days(2)))
    found = Delivery.objects.select_related("publication__clearance", "publication__communication")
    first, second = found.get(pk=row.pk), found.get(pk=other.pk)
    assert story_in_the_way(first.publication) == NOT_OUT

    first.publication.clearance.urgent = second.publication.clearance.urgent = True

    assert (story_in_the_way(first.publication), hour_of_story(first)) == ("", None)
    assert hour_of_story(second) == days(2)


def urgent_post_of(clerk: Person, story: Communication, **issue: Any) -> Delivery:
    """Return what waits of a post that was made of ``story`` and issued at once."""
    post = begun(clerk, story)
    made = issue_at_once(
        actor=clerk,
        communication_id=post.pk,
        revision_id=post.current_revision_id or 0,
        reason="Burst main in Mill Lane.",
        issue=Issue([Channel.objects.get(council=clerk.council, connector="newsroom").pk], **issue),
    )
    assert made is not None
    return Delivery.objects.select_related("publication").get(publication=made)


def test_an_urgent_post_goes_at_once_though_its_story_is_scheduled_for_later_and_gets_another_hour(
    clerk: Person,
) -> None:
    notice = make_approved(author=clerk, clerk=clerk, kind="notice", issue={"go_at": days(1)})

    row = urgent_post_of(clerk, notice.communication)

    embargo, due_at = hours(row)
    assert embargo is None
    assert due_at <= timezone.now()
    reschedule(actor=clerk, communication_id=notice.communication_id, go_at=days(3))
    assert hours(row) == (None, due_at)
    assert carried(row, due=False).state == "sending"


def test_an_urgent_post_breaks_no_embargo_of_its_story(clerk: Person) -> None:
    ends = days(2)
    release = make_approved(
        author=clerk, clerk=clerk, embargo=ends.isoformat(), issue={"go_at": days(1)}
    ).communication

    row = urgent_post_of(clerk, release)

    assert hours(row) == (ends, ends)
    reschedule(actor=clerk, communication_id=release.pk, go_at=days(3))
    assert hours(row) == (ends, ends)


def test_what_is_no_post_asks_the_database_nothing(
    clerk: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issue = read_again(make_approved(author=clerk, clerk=clerk, kind="notice"))

    with django_assert_num_queries(0):
        assert story_in_the_way(issue) == ""


def test_a_copy_of_a_post_is_bound_as_it_is_and_an_answer_beneath_it_is_not(clerk: Person) -> None:
    release = make_same(clerk, days(2))
    post = begun(clerk, release)

    copy = duplicate(actor=clerk, communication_id=post.pk)

    assert ShortVersion.objects.get(communication=copy).of_id == release.pk
    entry = LedgerEntry.objects.get(verb="communication_copied")
    assert json.loads(entry.body)["facts"] == {"source": post.pk, "short_of": release.pk}
    answer = make_revision(author=clerk, kind="social_post").communication
    channel = Channel.objects.get(council=clerk.council, connector="newsroom")
    AnswerTo.objects.create(communication=answer, channel=channel, remote_id="1", debate="1")
    assert told_in_full_by(clerk, post, answer) == {}
    assert not ShortVersion.objects.filter(communication=answer).exists()


def test_whoever_writes_and_whoever_decides_are_told_when_it_can_go(clerk: Person) -> None:
    release = make_same(clerk, days(2))
    post = begun(clerk, release)
    words = f"Its full story is in public from {moment(days(2))}. This goes out then at the earliest."
    desk = sign_in(clerk)

    assert words in desk.get(f"/ptc/desk/drafts/{post.pk}/").content.decode()
    review = submit(actor=clerk, communication_id=post.pk, revision_id=post.current_revision_id or 0)
    assert words in desk.get(f"/ptc/desk/queue/{review.pk}/").content.decode()


def test_of_a_story_that_nobody_approved_they_are_told_that_it_is_held(clerk: Person) -> None:
    post = begun(clerk, make_revision(author=clerk, kind="notice").communication)

    assert story_in_words(post).startswith(
        "Its full story is not approved yet. This goes out only after that"
    )
    assert story_in_words(make_review(author=clerk, kind="social_post").communication) == ""

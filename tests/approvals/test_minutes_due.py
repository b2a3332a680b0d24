"""Minutes of a meeting are due in the queue when they must be published."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.claiming import claim
from approvals.dates import waiting_dates
from approvals.expiring import give_new_time
from approvals.falling_due import LABELS, has_expired, shown_due
from approvals.models import Review
from approvals.submitting import submit
from policies.dates import MINUTES, meetings_of
from portal.channels.models import Publication
from portal.councils.dates.things import Span
from portal.councils.minutes import minutes_due_on
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.settling import change_details
from portal.drafts.content import LONDON
from portal.refusals import InvalidInput
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_review,
    make_revision,
    sign_in,
)
from tests.makers.circumstances import make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def minutes(clerk: Person, held_on: date, **content: Any) -> Review:
    """Return the review of a notice with the minutes of a meeting."""
    author = make_person(council=clerk.council)
    parts = {"minutes_of": held_on.isoformat(), "concerns_on": "", **content}
    return make_review(author=author, kind="notice", **parts)


def end_of(day: date) -> datetime:
    """Return the midnight in London that ends ``day``."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("held_on", "month", "fortnight"),
    [
        (date(2026, 11, 4), date(2026, 12, 4), date(2026, 11, 18)),
        (date(2027, 1, 31), date(2027, 2, 28), date(2027, 2, 14)),
        (date(2028, 1, 30), date(2028, 2, 29), date(2028, 2, 13)),
        (date(2026, 12, 31), date(2027, 1, 31), date(2027, 1, 14)),
    ],
)
def test_minutes_are_due_on_the_same_day_of_the_next_month_unless_the_council_says_otherwise(
    held_on: date, month: date, fortnight: date
) -> None:
    assert minutes_due_on(Council(), held_on) == month
    assert minutes_due_on(Council(minutes_within="fortnight"), held_on) == fortnight
    assert minutes_due_on(Council(minutes_within="untimed"), held_on) is None
    assert minutes_due_on(Council(), date.max) is None


def test_what_holds_the_minutes_of_a_meeting_is_due_with_them_in_the_queue_and_in_the_inbox(
    clerk: Person,
) -> None:
    held_on = timezone.localdate() - timedelta(days=3)
    review = minutes(clerk, held_on)
    last = minutes_due_on(clerk.council, held_on)
    assert last is not None
    assert (review.due_at, review.due_for) == (end_of(last), "minutes")
    assert shown_due(review) == ("Minutes to be published by", last)
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/queue/?order=due").content.decode()
    assert "Minutes to be published by" in page
    home = sign_in(clerk).get(f"/{clerk.council.slug}/desk/").content.decode()
    assert "Minutes to be published by" in home


def test_the_first_of_all_times_counts_and_late_minutes_have_none(clerk: Person) -> None:
    today = timezone.localdate()
    review = minutes(clerk, today, concerns_on=(today + timedelta(days=2)).isoformat())
    assert review.due_for == "concerns_on"
    assert minutes(clerk, today - timedelta(days=40)).due_at is None
    assert (
        make_review(author=make_person(council=clerk.council), kind="notice", concerns_on="").due_at is None
    )


def test_a_council_that_set_no_time_for_its_minutes_has_none_nor_has_what_waits(clerk: Person) -> None:
    today = timezone.localdate()
    review = minutes(clerk, today)
    change_details(actor=clerk, minutes_within="untimed")
    with pytest.raises(InvalidInput):
        change_details(actor=clerk, minutes_within="a year")
    here = person_now(clerk.membership.pk)
    assert here.council.minutes_within == "untimed"
    assert minutes(here, today).due_at is None
    review.refresh_from_db()
    assert (review.due_at, review.due_for) == (None, "")


def told(clerk: Person) -> dict[str, Any]:
    """Return by when the minutes that wait are to be out: as the queue has it, and as the calendar shows it."""
    here = person_now(clerk.membership.pk)
    today = timezone.localdate()
    span = Span(today - timedelta(days=40), today + timedelta(days=40))
    queued = {
        row.communication.title: shown_due(row) for row in Review.objects.select_related("communication")
    }
    dated = {one.title: one.begins for one in waiting_dates(here, span) if one.note.endswith("published by")}
    return {
        "queue": {title: due[1] for title, due in queued.items() if due and due[0] == LABELS["minutes"]},
        "calendar": dated,
        "meetings": [one.begins for one in meetings_of(here, span) if one.sort is MINUTES],
    }


def test_where_the_council_sets_another_time_queue_and_calendar_say_the_same_of_what_waits(
    clerk: Person,
) -> None:
    today = timezone.localdate()
    week, old = today - timedelta(days=7), today - timedelta(days=20)
    minutes(clerk, week, title="A week ago")
    minutes(clerk, old, title="Long ago")
    make_meeting(clerk=clerk, held_on=week)
    month = minutes_due_on(clerk.council, week)
    both = {"A week ago": month, "Long ago": minutes_due_on(clerk.council, old)}
    assert told(clerk) == {"queue": both, "calendar": both, "meetings": [month]}

    change_details(actor=clerk, minutes_within="fortnight")
    soon = week + timedelta(days=14)
    assert told(clerk) == {
        "queue": {"A week ago": soon},
        "calendar": {"A week ago": soon},
        "meetings": [soon],
    }
    late = Review.objects.get(communication__title="Long ago")
    assert (late.due_at, has_expired(late)) == (None, False)

    change_details(actor=clerk, minutes_within="untimed")
    assert told(clerk) == {"queue": {}, "calendar": {}, "meetings": []}
    change_details(actor=clerk, minutes_within="month")
    assert told(clerk) == {"queue": both, "calendar": both, "meetings": [month]}


def test_another_time_counts_for_the_minutes_that_stand_in_the_text_now(clerk: Person) -> None:
    review = make_review(author=make_person(council=clerk.council), kind="notice", concerns_on="")
    claim(actor=clerk, review_id=review.pk)
    today = timezone.localdate()
    parts: dict[str, Any] = {"minutes_of": today.isoformat(), "concerns_on": ""}
    make_revision(author=clerk, communication=review.communication, **parts)

    change_details(actor=clerk, minutes_within="fortnight")

    review.refresh_from_db()
    assert (review.due_at, review.due_for) == (end_of(today + timedelta(days=14)), "minutes")


def test_what_was_not_decided_in_time_keeps_the_day_that_it_missed_in_queue_and_calendar(
    clerk: Person,
) -> None:
    review = minutes(clerk, timezone.localdate() - timedelta(days=3), title="Late")
    yesterday = timezone.localdate() - timedelta(days=1)
    Review.objects.filter(pk=review.pk).update(due_at=end_of(yesterday))
    change_details(actor=clerk, minutes_within="fortnight")
    assert told(clerk)["queue"] == told(clerk)["calendar"] == {"Late": yesterday}


def test_another_time_for_minutes_changes_nothing_of_what_holds_none_nor_of_another_council(
    clerk: Person,
) -> None:
    today = timezone.localdate()
    elsewhere = minutes(make_person(council=make_council(), role=Role.CLERK), today)
    road = make_review(
        author=make_person(council=clerk.council),
        kind="notice",
        concerns_on=(today + timedelta(days=9)).isoformat(),
    )
    mixed = minutes(clerk, today, concerns_on=(today + timedelta(days=20)).isoformat())
    change_details(actor=clerk, minutes_within="fortnight")
    for review in (elsewhere, road):
        due = (review.due_at, review.due_for)
        review.refresh_from_db()
        assert (review.due_at, review.due_for) == due
    mixed.refresh_from_db()
    assert (mixed.due_at, mixed.due_for) == (end_of(today + timedelta(days=14)), "minutes")


def test_a_new_time_for_minutes_that_were_not_decided_still_ends_with_their_deadline(clerk: Person) -> None:
    today = timezone.localdate()
    review = minutes(clerk, today)
    passed = timezone.now() - timedelta(hours=1)
    Review.objects.filter(pk=review.pk).update(wished_at=passed, due_at=passed, due_for="wished")
    give_new_time(
        actor=clerk, communication_id=review.communication_id, decide_by=timezone.now() + timedelta(days=90)
    )
    review.refresh_from_db()
    assert review.due_for == "minutes"


def corrected(clerk: Person, issue: Publication, state: str, held_on: date, **content: Any) -> Review:
    """Return the review of a correction of what stands in ``state``, with the minutes of this day."""
    Publication.objects.filter(pk=issue.pk).update(state=state, live_at=timezone.now())
    item = issue.communication
    item.refresh_from_db()
    type(item).objects.filter(pk=item.pk).update(stage="issued")
    parts = {"minutes_of": held_on.isoformat(), "concerns_on": "", **content}
    made = make_revision(author=clerk, communication=item, title="Corrected", **parts)
    return submit(actor=clerk, communication_id=item.pk, revision_id=made.pk)


@pytest.mark.parametrize("state", ["live", "withdrawn", "taken_down"])
@pytest.mark.parametrize("other_day", [0, 1])
def test_a_correction_of_minutes_that_are_out_is_due_by_no_time_for_minutes(
    clerk: Person, state: str, other_day: int
) -> None:
    make_channels(clerk.council, "newsroom")
    today = timezone.localdate()
    first: dict[str, Any] = {"minutes_of": today.isoformat(), "concerns_on": ""}
    issue = make_approved(author=clerk, clerk=clerk, kind="notice", **first)

    review = corrected(clerk, issue, state, today - timedelta(days=other_day))

    is_out = state == "live" and not other_day
    assert review.due_for == ("" if is_out else "minutes")
    change_details(actor=clerk, minutes_within="fortnight")
    review.refresh_from_db()
    assert (review.due_at is None, review.due_for) == (is_out, "" if is_out else "minutes")


def test_a_correction_of_minutes_that_are_out_is_due_by_its_other_times(clerk: Person) -> None:
    make_channels(clerk.council, "newsroom")
    today = timezone.localdate()
    first: dict[str, Any] = {"minutes_of": today.isoformat(), "concerns_on": ""}
    issue = make_approved(author=clerk, clerk=clerk, kind="notice", **first)
    far = (today + timedelta(days=80)).isoformat()
    assert corrected(clerk, issue, "live", today, concerns_on=far).due_for == "concerns_on"

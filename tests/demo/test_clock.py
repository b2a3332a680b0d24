"""The demo's clock: forward only, never past the present, and gone when the demo is loaded."""

import contextlib
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from portal.demo.clock import DemoClock, Play, play_in_order, told_by
from portal.drafts.content import LONDON

WEDNESDAY = datetime(2026, 7, 15, 10, 0, tzinfo=UTC)


def test_it_begins_at_nine_in_london_and_no_two_readings_are_the_same() -> None:
    clock = DemoClock(WEDNESDAY, days_ago=28)
    assert clock.began == datetime(2026, 6, 17, 8, 0, tzinfo=UTC)  # nine o'clock in summer time
    assert clock.began < clock.read() < clock.read()


def test_it_goes_forward_only_and_never_past_the_present() -> None:
    clock = DemoClock(WEDNESDAY, days_ago=28)
    clock.go_on_to(WEDNESDAY - timedelta(days=1))
    clock.go_on_to(WEDNESDAY - timedelta(days=2))
    assert clock.moment == WEDNESDAY - timedelta(days=1)
    clock.go_on_to(WEDNESDAY + timedelta(days=1))
    assert clock.moment == WEDNESDAY


@pytest.mark.parametrize(("days", "told"), [(1, 14), (2, 13), (3, 10), (4, 10), (5, 10), (6, 9)])
def test_nobody_at_the_office_works_at_a_weekend(days: int, told: int) -> None:
    assert DemoClock(WEDNESDAY, days_ago=28).back(days, time(10)).day == told


@pytest.mark.parametrize(
    ("present", "told"),
    [
        ("2026-07-15 10:00", "2026-07-15 09:00"),
        ("2026-07-15 09:00", "2026-07-15 08:00"),
        ("2026-07-15 08:59", "2026-07-14 16:00"),
        ("2026-07-15 00:30", "2026-07-14 16:00"),
        ("2026-07-18 12:00", "2026-07-17 16:00"),
        ("2026-07-20 07:00", "2026-07-17 16:00"),
        ("2026-12-25 12:00", "2026-12-24 16:00"),
        ("2027-01-01 12:00", "2026-12-31 16:00"),
    ],
)
def test_what_was_written_lately_was_written_in_office_hours_of_a_working_day(
    present: str, told: str
) -> None:
    clock = DemoClock(datetime.fromisoformat(present).replace(tzinfo=LONDON), days_ago=28)
    assert clock.lately(60) == datetime.fromisoformat(told).replace(tzinfo=LONDON)


def test_now_tells_its_time_while_it_is_shown_and_the_true_time_afterwards() -> None:
    clock = DemoClock(WEDNESDAY, days_ago=28)
    with contextlib.suppress(KeyError), told_by(clock):
        assert timezone.now() - clock.began == timedelta(milliseconds=1)
        assert timezone.localdate().isoformat() == "2026-06-17"
        raise KeyError  # also after a load that broke off
    assert abs(timezone.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_stories_go_on_side_by_side_in_the_order_of_their_moments() -> None:
    clock = DemoClock(WEDNESDAY, days_ago=28)
    told: list[tuple[str, int]] = []

    def story(name: str, *days: int) -> Play:
        for day in days:
            yield clock.began + timedelta(days=day)
            told.append((name, day))

    play_in_order([story("letter", 3, 9), story("notice", 1, 4, 8)], clock)
    assert told == [("notice", 1), ("letter", 3), ("notice", 4), ("notice", 8), ("letter", 9)]

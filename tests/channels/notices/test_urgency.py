"""The table of what goes at once, and the hours of the daily mail."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.channels.notices.urgency import BOUND, NEWS, Way, next_digest, way_of, words_at_once
from portal.channels.notices.vocabulary import What

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize("what", sorted(BOUND))
@pytest.mark.parametrize("chosen", Way.values)
def test_what_has_a_time_by_law_or_policy_goes_at_once_whatever_was_chosen(what: What, chosen: str) -> None:
    assert way_of(what, chosen) == Way.AT_ONCE


@pytest.mark.parametrize("what", sorted(NEWS))
def test_news_goes_the_way_that_was_chosen(what: What) -> None:
    assert [way_of(what, chosen) for chosen in Way.values] == Way.values


@pytest.mark.parametrize("what", [*sorted(set(What) - NEWS - BOUND), "a_word_of_tomorrow"])
def test_what_demands_an_act_is_never_put_into_a_digest(what: str) -> None:
    assert [way_of(what, chosen) for chosen in Way.values] == [Way.AT_ONCE, Way.AT_ONCE, Way.PORTAL]


@pytest.mark.parametrize(
    "what", [What.REVIEWER_COMMENTED, What.REVIEWER_FINISHED, What.VIEW_GIVEN, What.PRESS_VIEW_SAID]
)
def test_what_somebody_who_was_asked_has_said_waits_for_the_daily_mail(what: What) -> None:
    assert way_of(what, Way.DIGEST) == Way.DIGEST
    assert way_of(what, Way.AT_ONCE) == Way.AT_ONCE


@pytest.mark.parametrize(
    "what", [What.CONDUCT_REPORTED, What.CONDUCT_DECIDED, What.CONDUCT_DUE, What.COMPLAINT_MOVED]
)
def test_what_a_case_decided_or_sets_a_day_for_is_mailed_to_who_chose_the_portal_alone(what: What) -> None:
    assert way_of(what, Way.PORTAL) == Way.AT_ONCE


def test_nothing_is_news_and_bound_to_a_time() -> None:
    assert set() == NEWS & BOUND
    assert set(words_at_once(Way.DIGEST)) == set(What) - NEWS
    assert set(words_at_once(Way.PORTAL)) == set(BOUND)


@given(
    st.integers(0, 30 * 366 * 86_400).map(
        lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
    st.integers(0, 23),
    st.booleans(),
)
def test_the_next_daily_mail_is_at_the_hour_and_soon(now: datetime, hour: int, weekends: bool) -> None:
    at = next_digest(now, hour=hour, weekends=weekends)
    here = at.astimezone(LONDON)
    assert at > now
    assert at - now <= timedelta(days=1 if weekends else 3, hours=1)
    assert weekends or here.weekday() < 5
    skipped = here.month == 3 and hour == 1 and here.hour == 2
    assert (here.hour, here.minute) == (hour, 0) or skipped


@pytest.mark.parametrize(
    ("now", "hour", "weekends", "expected"),
    [
        ("2026-11-20T07:59:59+00:00", 8, True, "2026-11-20T08:00:00+00:00"),
        ("2026-11-20T08:00:00+00:00", 8, True, "2026-11-21T08:00:00+00:00"),
        ("2026-11-20T08:00:00+00:00", 8, False, "2026-11-23T08:00:00+00:00"),
        ("2026-03-28T09:00:00+00:00", 8, True, "2026-03-29T07:00:00+00:00"),  # the clocks go forward
        ("2026-10-24T09:00:00+01:00", 8, True, "2026-10-25T08:00:00+00:00"),  # and back
        ("2026-03-28T09:00:00+00:00", 1, True, "2026-03-29T01:00:00+00:00"),  # an hour that is skipped
        (
            "2026-10-24T09:00:00+01:00",
            1,
            True,
            "2026-10-25T00:00:00+00:00",
        ),  # one that comes twice: the first
        ("2026-10-25T00:30:00+00:00", 1, True, "2026-10-26T01:00:00+00:00"),  # and not the second
    ],
)
def test_the_hour_is_london_s_on_the_days_on_which_clocks_change(
    now: str, hour: int, weekends: bool, expected: str
) -> None:
    found = next_digest(datetime.fromisoformat(now), hour=hour, weekends=weekends)
    assert found == datetime.fromisoformat(expected)

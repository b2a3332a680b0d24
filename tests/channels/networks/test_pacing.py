"""Whose turn it is: what networks say of their limits, in all their ways of saying it, and who may ask next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from portal.channels.connectors.base import Paced
from portal.channels.models import HostPace
from portal.channels.networks.pacing import (
    FIRST_REST,
    LONGEST,
    LONGEST_REST,
    UNSAID,
    Pace,
    note_answer,
    note_fault,
    rest_asked_for,
    take_turn,
)
from portal.channels.networks.usage import rest_of_usage
from tests.makers import make_channels, make_council
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
PACE = Pace("social.example", "7")
NOW = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)

SAID: list[tuple[int, Mapping[str, str], float | None]] = [
    (200, {"retry-after": "9"}, None),
    (500, {"retry-after": "9"}, None),
    (429, {"retry-after": "9"}, 9),
    (429, {"retry-after": "Wed, 04 Nov 2026 12:01:00 GMT"}, 60),
    (429, {"retry-after": "Wed, 04 Nov 2026 11:00:00 GMT"}, 0),
    (429, {"x-ratelimit-reset": "2026-11-04T12:05:00.000Z"}, 300),
    (429, {"ratelimit-reset": str(int(NOW.timestamp()) + 90)}, 90),
    (429, {"x-rate-limit-reset": str(int(NOW.timestamp()) + 30)}, 30),
    (429, {"ratelimit-reset": "45"}, 45),
    (429, {"retry-after": "9", "x-ratelimit-reset": "2026-11-04T12:05:00Z"}, 9),
    (429, {}, UNSAID),
    (429, {"retry-after": "soon"}, UNSAID),
    (429, {"retry-after": "9" * 400}, UNSAID),
    (429, {"retry-after": "-5"}, UNSAID),
    (429, {"retry-after": "99999999"}, LONGEST),
    (429, {"retry-after": "Wed, 04 Nov 9999 12:01:00 GMT"}, LONGEST),
    (503, {"retry-after": "9"}, 9),
    (503, {}, None),
]


@pytest.mark.parametrize(("status", "headers", "seconds"), SAID)
def test_each_way_of_asking_for_peace_is_understood(
    status: int, headers: Mapping[str, str], seconds: float | None
) -> None:
    assert rest_asked_for(status, headers, NOW) == seconds


def test_who_is_not_known_may_be_asked() -> None:
    take_turn(PACE)

    assert HostPace.objects.count() == 0


def test_an_account_that_asked_too_much_waits_and_the_others_do_not() -> None:
    note_answer(PACE, 429, {"retry-after": "100"})

    with pytest.raises(Paced) as caught:
        take_turn(PACE)
    take_turn(Pace("social.example", "8"))
    take_turn(Pace("other.example", "7"))

    assert 75 < (caught.value.retry_after or 0) < 125


def test_what_remains_is_counted_down_and_then_waited_for() -> None:
    reset = timezone.now() + timedelta(seconds=100)
    note_answer(PACE, 200, {"x-ratelimit-remaining": "2", "x-ratelimit-reset": reset.isoformat()})

    take_turn(PACE)
    take_turn(PACE)
    with pytest.raises(Paced):
        take_turn(PACE)

    assert HostPace.objects.get().remaining == 0


def test_when_the_network_counts_anew_everybody_goes_on() -> None:
    note_answer(PACE, 200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "100"})
    HostPace.objects.update(counts_anew_at=timezone.now() - timedelta(seconds=1))

    take_turn(PACE)

    assert HostPace.objects.get().remaining == 0


def test_an_answer_that_was_overtaken_gives_nothing_back() -> None:
    reset = (timezone.now() + timedelta(seconds=100)).isoformat()
    note_answer(PACE, 200, {"x-ratelimit-remaining": "3", "x-ratelimit-reset": reset})
    note_answer(PACE, 200, {"x-ratelimit-remaining": "5", "x-ratelimit-reset": reset})
    assert HostPace.objects.get().remaining == 3

    later = (timezone.now() + timedelta(seconds=400)).isoformat()
    note_answer(PACE, 200, {"x-ratelimit-remaining": "299", "x-ratelimit-reset": later})
    assert HostPace.objects.get().remaining == 299


@pytest.mark.parametrize(
    "headers",
    [
        {"x-ratelimit-remaining": "3"},
        {"x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "many", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "-1", "x-ratelimit-reset": "60"},
        {"x-ratelimit-remaining": "9" * 30, "x-ratelimit-reset": "60"},
    ],
)
def test_half_a_word_about_limits_is_no_word(headers: Mapping[str, str]) -> None:
    note_answer(PACE, 200, headers)

    assert HostPace.objects.count() == 0


def _rest_over() -> None:
    HostPace.objects.update(rests_until=timezone.now() - timedelta(seconds=1))


def two_councils() -> tuple[Pace, Pace]:
    """Return how two councils ask one host."""
    one, other = (make_channels(make_council(), "mastodon")[0] for _ in range(2))
    return Pace("social.example", str(one.pk)), Pace("social.example", str(other.pk))


def test_faults_in_a_row_double_the_rest_of_whom_they_met_up_to_a_bound() -> None:
    rests = []
    for _ in range(12):
        note_fault(PACE)
        row = HostPace.objects.get()
        assert (row.account, row.rests_until is not None) == ("7 at fault", True)
        rests.append((row.rests_until - row.changed_at).total_seconds() if row.rests_until else 0)
        with pytest.raises(Paced):
            take_turn(PACE)
        _rest_over()

    assert FIRST_REST * 0.8 <= rests[0] <= FIRST_REST * 1.2
    assert FIRST_REST * 4 * 0.8 <= rests[2] <= FIRST_REST * 4 * 1.2
    assert LONGEST_REST * 0.8 <= rests[11] <= LONGEST_REST * 1.2


def test_what_makes_a_host_fail_for_one_council_holds_up_no_other() -> None:
    mine, theirs = two_councils()
    for _ in range(12):
        note_fault(mine)
        _rest_over()
    note_fault(mine)

    assert take_turn(theirs) is False
    with pytest.raises(Paced):
        take_turn(mine)


def test_two_channels_of_one_council_are_one_council() -> None:
    council = make_council()
    first, second = make_channels(council, "mastodon", "webhook")
    for channel in (first, second):
        note_fault(Pace("social.example", str(channel.pk)))

    take_turn(two_councils()[0])


def test_where_two_councils_met_faults_the_host_is_left_in_peace_by_all() -> None:
    mine, theirs = two_councils()
    note_fault(mine)
    note_fault(theirs)
    third, _ = two_councils()

    with pytest.raises(Paced):
        take_turn(third)
    take_turn(replace(third, host="other.example"))

    _rest_over()
    assert take_turn(third) is True
    note_answer(third, 200, {})
    assert take_turn(third) is False
    assert set(HostPace.objects.filter(faults__gt=0).values_list("account", flat=True)) == {
        mine.faulted,
        theirs.faulted,
    }


def test_faults_that_are_long_past_or_over_are_none_beside_another() -> None:
    mine, theirs = two_councils()
    note_fault(mine)
    HostPace.objects.update(changed_at=timezone.now() - timedelta(minutes=16))
    note_fault(theirs)
    note_answer(theirs, 200, {})
    HostPace.objects.filter(account=mine.faulted).delete()
    note_fault(mine)

    assert not HostPace.objects.filter(account="").exists()


def test_a_fault_beside_another_is_the_same_fault() -> None:
    note_fault(PACE)
    note_fault(PACE)

    assert HostPace.objects.get().faults == 1


def test_an_answer_ends_the_back_off_and_a_failing_server_begins_it() -> None:
    note_answer(PACE, 502, {})
    assert HostPace.objects.get().faults == 1

    note_answer(PACE, 404, {})

    row = HostPace.objects.get()
    assert (row.faults, row.rests_until) == (0, None)
    take_turn(PACE)


def test_a_host_that_does_not_do_one_thing_is_well() -> None:
    note_answer(PACE, 501, {})

    assert HostPace.objects.count() == 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-app-usage": '{"call_count":94,"total_time":0,"total_cputime":0}'}, None),
        ({"x-app-usage": '{"call_count":95,"total_time":0,"total_cputime":0}'}, 600),
        ({"x-page-usage": '{"call_count":1,"total_time":99.5,"total_cputime":0}'}, 600),
        (
            {"x-business-use-case-usage": '{"7":[{"type":"pages","estimated_time_to_regain_access":19}]}'},
            19 * 60,
        ),
        ({"x-business-use-case-usage": '{"7":[{"call_count":100}]}', "x-app-usage": "nonsense"}, 600),
        ({"x-app-usage": "[1]", "x-page-usage": '{"call_count":"100"}'}, None),
    ],
)
def test_a_limit_told_by_the_share_that_is_used_is_understood(
    headers: Mapping[str, str], seconds: float | None
) -> None:
    assert rest_of_usage(headers) == seconds


def test_a_limit_that_is_nearly_used_up_is_left_in_peace() -> None:
    note_answer(PACE, 200, {"x-app-usage": '{"call_count":100}'})

    with pytest.raises(Paced):
        take_turn(PACE)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_share_three_requests() -> None:
    reset = (timezone.now() + timedelta(seconds=100)).isoformat()
    note_answer(PACE, 200, {"x-ratelimit-remaining": "3", "x-ratelimit-reset": reset})

    results = at_once(*[lambda: take_turn(PACE)] * 8)

    assert results.count(False) == 3
    assert sum(isinstance(result, Paced) for result in results) == 5


@pytest.mark.django_db(transaction=True)
def test_workers_that_fail_together_note_one_fault() -> None:
    assert at_once(*[lambda: note_fault(PACE)] * 6) == [None] * 6

    assert [(row.account, row.faults) for row in HostPace.objects.all()] == [("7 at fault", 1)]


def test_an_endpoint_that_is_used_up_holds_up_no_other_where_they_are_counted_apart() -> None:
    posts, looks = replace(PACE, endpoint="POST /2/tweets"), replace(PACE, endpoint="GET /2/tweets/:id")
    note_answer(posts, 429, {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "900"})

    take_turn(looks)
    take_turn(replace(posts, account="8"))
    with pytest.raises(Paced):
        take_turn(posts)


def test_a_host_at_fault_is_left_in_peace_at_each_of_its_endpoints() -> None:
    note_fault(replace(PACE, endpoint="POST /2/tweets"))

    with pytest.raises(Paced):
        take_turn(replace(PACE, endpoint="GET /2/tweets/:id"))

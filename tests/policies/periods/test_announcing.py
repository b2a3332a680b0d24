"""Announcing polls and days of mourning or celebration."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from policies.gathering import running_at
from policies.models import Period
from policies.periods.announcing import (
    Observance,
    Poll,
    announce,
    end_early,
    observe,
)
from policies.periods.counting import latest_notice, vacancy_deadlines
from policies.periods.extra_days import Day, add_day
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.workdays.deadlines import LONDON
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db
IN_A_YEAR = timezone.localdate() + timedelta(days=365)


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def poll(**changes: Any) -> Poll:
    values: dict[str, Any] = {"kind": "parish_election", "title": "Town election", "on": date(2034, 5, 4)}
    return Poll(**{**values, **changes})


# facts.md 2.3 and 2.5: polls with the latest lawful day of the notice.
VECTORS = [
    ("parish_election", "2015-05-07", "2015-03-30"),
    ("parish_election", "2017-05-04", "2017-03-27"),
    ("parish_election", "2018-07-19", "2018-06-14"),
    ("parish_election", "2022-07-07", "2022-05-31"),
    ("parish_election", "2024-05-02", "2024-03-26"),
    ("parish_election", "2025-05-01", "2025-03-25"),
    ("parish_election", "2026-05-07", "2026-03-30"),
    ("parish_election", "2027-01-21", "2026-12-11"),
    ("parish_election", "2027-02-04", "2026-12-30"),
    ("parish_election", "2027-05-06", "2027-03-31"),
    ("parish_election", "2028-05-04", "2028-03-27"),
    ("principal_election", "2027-05-06", "2027-03-31"),
    ("parliament", "2024-07-04", "2024-06-04"),
    ("parliament", "2019-12-12", "2019-11-12"),
    ("referendum", "2027-05-06", "2027-03-24"),
]


@pytest.mark.parametrize(("kind", "on", "latest"), VECTORS)
def test_the_latest_lawful_day_is_counted_by_the_rule_of_each_kind(
    clerk: Person, kind: str, on: str, latest: str
) -> None:
    assert latest_notice(kind, date.fromisoformat(on), clerk.council.pk) == date.fromisoformat(latest)


def test_a_vacancy_gives_fourteen_and_sixty_days(clerk: Person) -> None:
    assert vacancy_deadlines(date(2027, 2, 1), clerk.council.pk) == (date(2027, 2, 19), date(2027, 4, 27))


def test_a_day_of_mourning_moves_the_notice_of_this_council_alone(clerk: Person) -> None:
    add_day(actor=clerk, day=Day(date(2027, 4, 14), "thanksgiving_or_mourning", "State funeral"))

    assert latest_notice("parish_election", date(2027, 5, 6), clerk.council.pk) == date(2027, 3, 30)
    assert latest_notice("parish_election", date(2027, 5, 6), make_council().pk) == date(2027, 3, 31)


def test_a_poll_is_announced_and_nothing_begins(clerk: Person) -> None:
    made = announce(actor=clerk, poll=poll(title="  Town   election ", ward="Mill"))

    assert (made.title, made.ward, made.begins_at) == ("Town election", "Mill", None)
    assert made.latest_notice_on == latest_notice("parish_election", date(2034, 5, 4), clerk.council.pk)
    assert made.ends_at == datetime(2034, 5, 4, 22, tzinfo=LONDON)
    assert not running_at(clerk.council.pk, datetime(2034, 4, 20, tzinfo=LONDON)).exists()
    entry = LedgerEntry.objects.get(verb="period_announced")
    assert entry.object_id == made.pk


def test_local_policy_can_add_days_after_the_poll(clerk: Person) -> None:
    made = announce(actor=clerk, poll=poll(ends_on=date(2034, 7, 3)))

    assert made.ends_at == datetime(2034, 7, 4, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": "   "}, "Give it a title"),
        ({"title": "x" * 151}, "Give it a title"),
        ({"ward": "x" * 101}, "up to 100 characters"),
        ({"kind": "mourning"}, "Choose what is polled"),
        ({"kind": "tea"}, "Choose what is polled"),
        ({"on": date(2024, 5, 2)}, "has come or is over"),
        ({"on": timezone.localdate()}, "has come or is over"),
        ({"ends_on": date(2034, 5, 3)}, "cannot end before the poll"),
        ({"ends_on": date(2034, 7, 4)}, "at most 60 days after the poll"),
        ({"ends_on": date(2304, 5, 4)}, "at most 60 days after the poll"),
        ({"on": date(2050, 5, 5)}, "outside it"),
    ],
)
def test_what_cannot_be_a_poll_is_refused(clerk: Person, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        announce(actor=clerk, poll=poll(**changes))

    assert not Period.objects.exists()


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, True),
        ({"on": date(2034, 4, 27)}, True),
        ({"on": date(2034, 6, 15)}, False),
        ({"ward": "Mill"}, True),
        ({"kind": "parliament"}, False),
        ({"kind": "principal_election", "ward": "Mill"}, False),
    ],
)
def test_a_period_of_the_same_kind_may_not_overlap_that_of_the_whole_area(
    clerk: Person, changes: dict[str, Any], refused: bool
) -> None:
    announce(actor=clerk, poll=poll(title="The first"))

    if refused:
        with pytest.raises(Refusal, match="It overlaps “The first”"):
            announce(actor=clerk, poll=poll(**changes))
    else:
        announce(actor=clerk, poll=poll(**changes))
    assert Period.objects.count() == (1 if refused else 2)


@pytest.mark.parametrize("ward", ["MILL", "Mill ward", "the Ward of Mill", "mill  WARD.", ""])
def test_a_ward_is_the_same_however_it_is_written_and_the_whole_area_has_it_in(
    clerk: Person, ward: str
) -> None:
    announce(actor=clerk, poll=poll(ward="Mill"))

    with pytest.raises(Refusal, match="It overlaps"):
        announce(actor=clerk, poll=poll(ward=ward))
    assert Period.objects.count() == 1


@pytest.mark.parametrize("ward", ["Hill", "Mill East", "Ward"])
def test_polls_in_different_wards_stand_beside_each_other(clerk: Person, ward: str) -> None:
    announce(actor=clerk, poll=poll(ward="Mill ward"))
    announce(actor=clerk, poll=poll(ward=ward))

    assert Period.objects.count() == 2


def test_days_of_mourning_begin_and_end_by_themselves(clerk: Person) -> None:
    today = timezone.localdate()
    before = Council.objects.get(pk=clerk.council.pk).circumstances_version
    made = observe(actor=clerk, observance=Observance("mourning", "National mourning", today, today))

    assert list(running_at(clerk.council.pk, timezone.now())) == [made]
    assert not running_at(clerk.council.pk, timezone.now() + timedelta(days=1)).exists()
    assert Council.objects.get(pk=clerk.council.pk).circumstances_version == before + 1


@pytest.mark.parametrize(
    ("observance", "why"),
    [
        (Observance("parliament", "x", IN_A_YEAR, IN_A_YEAR), "Choose mourning"),
        (Observance("mourning", " ", IN_A_YEAR, IN_A_YEAR), "Give it a title"),
        (Observance("mourning", "x", IN_A_YEAR, IN_A_YEAR - timedelta(days=1)), "before the first"),
        (Observance("mourning", "x", date(2022, 9, 9), date(2022, 9, 19)), "are over"),
        (Observance("mourning", "x", date.max, date.max), "end by 2035. Check the year"),
        (Observance("celebration", "x", IN_A_YEAR, IN_A_YEAR + timedelta(days=367)), "last at most 366 days"),
        (Observance("mourning", "x", IN_A_YEAR, IN_A_YEAR, "w" * 101), "up to 100 characters"),
    ],
)
def test_what_cannot_be_days_of_mourning_is_refused(clerk: Person, observance: Observance, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        observe(actor=clerk, observance=observance)


@pytest.mark.parametrize(("ward", "refused"), [("Mill WARD", True), ("", True), ("Hill", False)])
def test_mourning_in_one_ward_may_stand_beside_that_of_another(
    clerk: Person, ward: str, refused: bool
) -> None:
    observe(actor=clerk, observance=Observance("mourning", "For one", IN_A_YEAR, IN_A_YEAR, " Mill "))
    second = Observance("mourning", "For another", IN_A_YEAR, IN_A_YEAR, ward)

    if refused:
        with pytest.raises(Refusal, match="It overlaps “For one”"):
            observe(actor=clerk, observance=second)
    else:
        observe(actor=clerk, observance=second)
    assert list(Period.objects.order_by("pk").values_list("ward", flat=True)) == (
        ["Mill"] if refused else ["Mill", "Hill"]
    )


def test_ending_early_needs_a_reason_and_happens_once(clerk: Person) -> None:
    made = announce(actor=clerk, poll=poll())
    with pytest.raises(InvalidInput, match="Say why it ends early"):
        end_early(actor=clerk, period_id=made.pk, reason="  ")

    end_early(actor=clerk, period_id=made.pk, reason="The poll is uncontested.")

    with pytest.raises(Refusal, match="over already"):
        end_early(actor=clerk, period_id=made.pk, reason="Again")
    assert "reason_sha256" in LedgerEntry.objects.get(verb="period_ended").body
    announce(actor=clerk, poll=poll())


def test_another_council_s_period_cannot_be_ended(clerk: Person) -> None:
    made = announce(actor=clerk, poll=poll())
    stranger = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(Refusal, match="over already"):
        end_early(actor=stranger, period_id=made.pk, reason="x")
    assert Period.objects.get().ended_early_at is None


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_only_who_configures_enters_periods(clerk: Person, role: str) -> None:
    somebody = make_person(council=clerk.council, role=role)
    today = timezone.localdate()

    with pytest.raises(NotYours):
        announce(actor=somebody, poll=poll())
    with pytest.raises(NotYours):
        observe(actor=somebody, observance=Observance("mourning", "x", today, today))
    with pytest.raises(NotYours):
        end_early(actor=somebody, period_id=1, reason="x")

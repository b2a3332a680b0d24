"""A suspension that gives way to another is not lost: it holds again while its own time lasts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from moderation.conduct.carrying_out import review_suspension
from moderation.conduct.suspending import suspend_meanwhile
from moderation.conduct.triaging import set_aside
from moderation.models import ConductCase, ConductOutcome
from policies.models import Clause
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.refusals import Refusal
from tests.makers import make_person, sign_in
from tests.makers.conduct import make_answered, make_outcome, make_taken_up, near

pytestmark = pytest.mark.django_db
SOON = date(2199, 1, 1)


@pytest.fixture
def waiting(clerk: Person, councillor: Person, clause: Clause) -> ConductOutcome:
    """Return a suspension until a case is decided."""
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    return suspend_meanwhile(
        actor=clerk, case_id=made.pk, clause_id=made.clauses.get().pk, reason="Now.", review_on=near()
    )


@pytest.fixture
def other(clerk: Person, councillor: Person, clause: Clause) -> ConductCase:
    """Return another case about the same person that can be decided."""
    return make_answered(about=councillor, handler=clerk, clause=clause)


def suspended(who: Person) -> bool:
    return person_now(who.membership.pk).suspended


def lift(outcome: ConductOutcome, by: Person, **changes: Any) -> None:
    review_suspension(
        actor=by, outcome_id=outcome.pk, kind="appeal", lifted=True, reason="Heard.", minute="7/26", **changes
    )


def test_what_holds_until_one_case_is_decided_outlasts_the_last_day_of_another(
    waiting: ConductOutcome, other: ConductCase, clerk: Person, councillor: Person, later: Any
) -> None:
    today = timezone.localdate()
    made = make_outcome(other, by=clerk, kind="suspension", until=timezone.now() + timedelta(days=1))
    assert suspended(councillor)
    page = f"/{clerk.council.slug}/desk/conduct/mine/{other.pk}/"
    assert "Another suspension runs in its place." in sign_in(councillor).get(page).content.decode()

    later(today + timedelta(days=3))

    assert suspended(councillor)
    set_aside(actor=clerk, case_id=waiting.case_id, why="no_case", reason="Nothing in it.")
    assert not suspended(councillor)
    assert made.suspension is not None


def test_once_that_case_is_decided_the_rest_of_the_other_runs(
    waiting: ConductOutcome, other: ConductCase, clerk: Person, councillor: Person, later: Any
) -> None:
    today = timezone.localdate()
    made = make_outcome(other, by=clerk, kind="suspension", until=timezone.now() + timedelta(days=9))
    set_aside(actor=clerk, case_id=waiting.case_id, why="no_case", reason="Nothing in it.")

    assert suspended(councillor)
    made.refresh_from_db()
    assert made.suspension is not None
    assert made.suspension.ended_at is None
    later(today + timedelta(days=11))
    assert not suspended(councillor)


def test_what_waits_can_be_lifted_and_does_not_come_back(
    waiting: ConductOutcome, other: ConductCase, clerk: Person, councillor: Person
) -> None:
    made = make_outcome(other, by=clerk, kind="suspension", until=timezone.now() + timedelta(days=9))
    lift(made, clerk)
    assert suspended(councillor)
    with pytest.raises(Refusal, match="is over"):
        lift(made, clerk)

    set_aside(actor=clerk, case_id=waiting.case_id, why="no_case", reason="Nothing in it.")
    assert not suspended(councillor)


def test_lifting_the_later_of_two_leaves_the_rest_of_the_earlier(
    other: ConductCase, clerk: Person, councillor: Person
) -> None:
    long, short = timezone.now() + timedelta(days=60), timezone.now() + timedelta(days=20)
    first = make_outcome(other, by=clerk, kind="suspension", until=long)
    again = make_answered(about=councillor, handler=clerk, clause=other.clauses.get().clause)
    second = make_outcome(again, by=clerk, kind="suspension", until=short)

    lift(second, clerk)

    assert suspended(councillor)
    assert first.suspension is not None
    first.suspension.refresh_from_db()
    assert (first.suspension.ended_at, first.suspension.until) == (None, long)
    lift(first, clerk)
    assert not suspended(councillor)


def test_one_without_an_end_takes_its_place_and_gives_it_back_where_it_is_lifted(
    waiting: ConductOutcome, other: ConductCase, clerk: Person, councillor: Person
) -> None:
    made = make_outcome(other, by=clerk, kind="suspension", review_on=SOON)
    lift(made, clerk)

    assert suspended(councillor)
    lift(waiting, clerk)
    assert not suspended(councillor)


def test_what_is_about_the_clerk_goes_the_same_way_by_the_chairman(
    clerk: Person, chair: Person, clause: Clause
) -> None:
    held = make_taken_up(about=clerk, handler=chair, clause=clause)
    cited = held.clauses.get().pk
    suspend_meanwhile(
        actor=chair, case_id=held.pk, clause_id=cited, reason="Now.", review_on=near(), minute="6/26"
    )
    make_person(council=clerk.council, role=Role.CLERK)
    decided = make_answered(about=clerk, handler=chair, clause=clause)
    end = timezone.now() + timedelta(days=1)
    make_outcome(decided, by=chair, kind="suspension", until=end, minute="7/26")

    assert suspended(clerk)
    running = ConductOutcome.objects.get(suspension__ended_at__isnull=True)
    assert running.case == held

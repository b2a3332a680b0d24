"""What was reported, alleged, answered and decided is as it was: the database refuses anything else; what is due."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from moderation.conduct import reminding
from moderation.conduct.capturing import Shown
from moderation.conduct.carrying_out import prove, review_suspension
from moderation.conduct.reminding import remind_of_conduct
from moderation.conduct.triaging import set_aside
from moderation.models import ConductCase, ConductOutcome
from policies.models import Clause
from portal.channels.models import Notice
from portal.councils.people import Person
from tests.makers.conduct import make_answered, make_case, make_outcome, make_taken_up, make_told
from tests.makers.sealing import refused

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SOON = date(2199, 1, 1)


def rows_of(about: Person, clerk: Person, clause: Clause) -> dict[str, models.Model]:
    """Return a row of every table of a case that was decided, one outcome done and one not."""
    shown = Shown(pasted="What stood there.")
    case = make_answered(about=about, handler=clerk, clause=clause, shown=shown)
    link = {"account": "https://network.example/p/1", "due_on": timezone.localdate()}
    done = make_outcome(case, by=clerk, kind="removal", **link)
    prove(actor=clerk, outcome_id=done.pk, note="It is gone.", shown=Shown())
    done.refresh_from_db()
    held = make_outcome(case, by=clerk, kind="suspension", review_on=SOON)
    review_suspension(
        actor=clerk, outcome_id=held.pk, kind="date", lifted=False, reason="It stands.", review_on=SOON
    )
    case.refresh_from_db()
    return {
        "case": case,
        "clause": case.clauses.get(),
        "evidence": case.evidence.get(kind="words"),
        "open": make_outcome(case, by=clerk, kind="removal", **link),
        "done": done,
        "review": held.reviews.get(),
    }


_CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("case", {"words": "Something milder."}),
    ("case", {"alleged": "Something else."}),
    ("case", {"answer": "I did it."}),
    ("case", {"answered_at": NOW}),
    ("case", {"told_at": None}),
    ("case", {"reported_at": NOW}),
    ("case", {"reference": "AAAAAAAAAA"}),
    ("case", {}),
    ("clause", {"text": "You may not."}),
    ("clause", {"version": 9}),
    ("clause", {}),
    ("evidence", {"text": "Other words."}),
    ("evidence", {"sha256": "0" * 64}),
    ("evidence", {"erased_at": NOW}),
    ("evidence", {}),
    ("open", {"reason": "Because."}),
    ("open", {"due_on": SOON}),
    ("open", {"kind": "advice"}),
    ("open", {}),
    ("done", {"proof": "Never."}),
    ("done", {"done_at": None, "done_by": None, "proof": ""}),
    ("review", {"result": "lifted"}),
    ("review", {"reason": "Because."}),
    ("review", {}),
]


def test_nothing_that_was_said_or_decided_in_a_case_is_changed_or_deleted(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    rows = rows_of(councillor, clerk, clause)

    assert [(name, changes) for name, changes in _CHANGES if not refused(rows[name], **changes)] == []
    ConductOutcome.objects.filter(pk=rows["open"].pk).update(
        done_at=NOW, done_by=clerk.membership, proof="It is gone."
    )


@pytest.mark.parametrize("kind", ["monitoring", "disciplinary", "engager"])
def test_a_referral_says_to_whom(clerk: Person, councillor: Person, clause: Clause, kind: str) -> None:
    case = make_answered(about=councillor, handler=clerk, clause=clause)
    given = {"case": case, "clause": case.clauses.get(), "reason": "x", "decided_by": clerk.membership}

    with pytest.raises(IntegrityError, match="a_referral_says_to_whom"), transaction.atomic():
        ConductOutcome.objects.create(kind=kind, **given)
    assert ConductOutcome.objects.create(kind=kind, referred_to="The Monitoring Officer", **given).pk
    assert ConductOutcome.objects.create(kind="advice", **given).pk


def due_of(case: ConductCase) -> list[int | None]:
    rows = Notice.objects.filter(what="conduct_due", object_id=case.pk)
    return list(rows.values_list("recipient_id", flat=True))


def test_those_who_were_told_do_not_stand_in_the_way_of_the_others(
    clerk: Person, councillor: Person, clause: Clause, monkeypatch: pytest.MonkeyPatch, later: Any
) -> None:
    cases = [make_told(about=councillor, handler=clerk, clause=clause) for _ in range(3)]
    monkeypatch.setattr(reminding, "AT_ONCE", 2)
    assert cases[0].answer_by is not None
    later(cases[0].answer_by + timedelta(days=1))

    assert [remind_of_conduct() for _ in range(3)] == [2, 1, 0]
    assert [due_of(one) for one in cases] == [[clerk.membership.pk]] * 3


def test_each_deadline_of_a_case_reminds_on_its_day_then_weekly_and_of_several_by_one_notice(
    clerk: Person, councillor: Person, clause: Clause, later: Any
) -> None:
    day = timezone.localdate() + timedelta(days=14)
    case = make_answered(about=councillor, handler=clerk, clause=clause)
    for days in (0, 0, 1, 3):
        due = day + timedelta(days=days)
        make_outcome(case, by=clerk, kind="removal", account=f"Post {days}", due_on=due)

    told = []
    for days in range(12):
        later(day + timedelta(days=days))
        told.append((remind_of_conduct(), remind_of_conduct()))

    assert [number for number, again in told] == [1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0]
    assert not any(again for _, again in told)
    assert len(due_of(case)) == 6


def test_a_review_that_is_put_off_reminds_on_its_new_day(
    clerk: Person, councillor: Person, clause: Clause, later: Any
) -> None:
    day = timezone.localdate() + timedelta(days=14)
    case = make_answered(about=councillor, handler=clerk, clause=clause)
    outcome = make_outcome(case, by=clerk, kind="suspension", review_on=day)
    later(day + timedelta(days=2))
    assert remind_of_conduct() == 1

    put_off: dict[str, Any] = {"kind": "date", "lifted": False, "review_on": day + timedelta(days=4)}
    review_suspension(actor=clerk, outcome_id=outcome.pk, reason="Not yet.", **put_off)

    assert remind_of_conduct() == 0
    later(day + timedelta(days=4))
    assert (remind_of_conduct(), remind_of_conduct()) == (1, 0)


def test_a_report_that_nobody_looked_at_for_a_week_is_due_once_a_week_until_somebody_does(
    clerk: Person, councillor: Person, clause: Clause, later: Any
) -> None:
    today = timezone.localdate()
    untouched = make_case(about=councillor)
    taken_up = make_taken_up(about=councillor, handler=clerk, clause=clause)
    aside = make_case(about=councillor)
    told = make_told(about=councillor, handler=clerk, clause=clause)
    set_aside(actor=clerk, case_id=aside.pk, why="not_here", reason="A private quarrel.")

    later(today + timedelta(days=6))
    assert remind_of_conduct() == 0
    later(today + timedelta(days=8))
    assert (remind_of_conduct(), remind_of_conduct()) == (2, 0)
    assert [len(due_of(one)) for one in (untouched, taken_up, aside, told)] == [1, 1, 0, 0]
    later(today + timedelta(days=15))
    assert remind_of_conduct() == 3  # the answer is late by then as well
    assert [len(due_of(one)) for one in (untouched, taken_up)] == [2, 2]

"""Who decides has read what the case says by then: what happened while a page stood open is shown before."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from moderation.conduct.answering import answer, enter_answer, tell_subject
from moderation.conduct.capturing import Shown, add_evidence
from moderation.conduct.carrying_out import close_case, prove, review_suspension
from moderation.conduct.handling import Overtaken, mark_of
from moderation.conduct.packing import take_pack
from moderation.conduct.suspending import suspend_meanwhile
from moderation.conduct.told import told_mark
from moderation.conduct.triaging import set_aside, take_up
from moderation.models import ConductCase, ConductOutcome
from policies.models import Clause
from portal.councils.people import Person
from tests.makers import sign_in
from tests.makers.conduct import (
    ALLEGED,
    REPLY,
    make_answered,
    make_case,
    make_outcome,
    make_taken_up,
    make_told,
    mark_on,
    near,
)

pytestmark = pytest.mark.django_db
WHY = "He wrote it in the council’s name."


@pytest.fixture
def silent(clerk: Person, councillor: Person, clause: Clause, later: Any) -> ConductCase:
    """Return a case whose date for the answer is over, and nobody answered."""
    made = make_told(about=councillor, handler=clerk, clause=clause)
    assert made.answer_by is not None
    later(made.answer_by + timedelta(days=1))
    return made


def decision(case: ConductCase, seen: str) -> dict[str, Any]:
    clause = case.clauses.get()
    return {"kind": "advice", "clause": clause.pk, "reason": WHY, "personal": "no", "seen": seen}


def test_an_answer_that_comes_while_the_page_of_the_decision_is_open_is_read_first(
    silent: ConductCase, clerk: Person, councillor: Person
) -> None:
    at, client = f"/{clerk.council.slug}/desk/conduct/{silent.pk}/decide/", sign_in(clerk)
    shown = mark_on(client, at)
    answer(actor=councillor, case_id=silent.pk, words=REPLY)

    refused = client.post(at, decision(silent, shown))

    page = refused.content.decode()
    assert (refused.status_code, ConductOutcome.objects.count()) == (409, 0)
    assert [one in page for one in ("Something happened in this case", REPLY, WHY)] == [True] * 3
    now = mark_of(silent.council_id, silent.pk)
    assert f'name="seen" value="{now}"' in page
    assert client.post(at, decision(silent, now)).status_code == 302
    assert ConductOutcome.objects.get().reason == WHY


def test_what_is_mistyped_does_not_pass_over_that_something_happened(
    silent: ConductCase, clerk: Person, councillor: Person
) -> None:
    at, client = f"/{clerk.council.slug}/desk/conduct/{silent.pk}/decide/", sign_in(clerk)
    shown = mark_on(client, at)
    answer(actor=councillor, case_id=silent.pk, words=REPLY)

    mistyped = client.post(at, {**decision(silent, shown), "clause": ""})

    assert mistyped.status_code == 422
    assert f'name="seen" value="{shown}"' in mistyped.content.decode()
    assert client.post(at, decision(silent, shown)).status_code == 409


@pytest.mark.parametrize("sent", [{}, {"seen": ""}, {"seen": "x"}, {"seen": "999999"}])
def test_without_the_mark_of_a_page_nothing_is_decided(
    silent: ConductCase, clerk: Person, sent: dict[str, str]
) -> None:
    at = f"/{clerk.council.slug}/desk/conduct/{silent.pk}/decide/"
    typed = decision(silent, "")
    del typed["seen"]

    assert sign_in(clerk).post(at, {**typed, **sent}).status_code == 409
    assert not ConductOutcome.objects.exists()


def test_another_outcome_stands_on_the_page_that_is_shown_again(silent: ConductCase, clerk: Person) -> None:
    at, client = f"/{clerk.council.slug}/desk/conduct/{silent.pk}/decide/", sign_in(clerk)
    shown = mark_on(client, at)
    make_outcome(silent, by=clerk, reason="Somebody else said this.")

    refused = client.post(at, decision(silent, shown))

    assert refused.status_code == 409
    assert "Somebody else said this." in refused.content.decode()


def test_that_a_pack_was_taken_is_nothing_that_happened(silent: ConductCase, clerk: Person) -> None:
    make_outcome(silent, by=clerk)
    before = mark_of(silent.council_id, silent.pk)

    take_pack(actor=clerk, case_id=silent.pk, form="json", names_reporter=False, reason="")

    assert mark_of(silent.council_id, silent.pk) == before
    make_outcome(silent, by=clerk, seen=before)


def test_whatever_happens_in_a_case_changes_its_mark(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_case(about=councillor)
    which: dict[str, Any] = {"actor": clerk, "case_id": made.pk}
    marks = [mark_of(made.council_id, made.pk)]

    def then(_: object) -> None:
        marks.append(mark_of(made.council_id, made.pk))

    then(take_up(**which, subject_id=councillor.membership.pk, clause_ids={clause.pk}, reason="x"))
    cited = made.clauses.get().pk
    held = suspend_meanwhile(**which, clause_id=cited, reason="x", review_on=near())
    then(held)
    looked: dict[str, Any] = {"kind": "date", "lifted": False, "review_on": near()}
    then(review_suspension(actor=clerk, outcome_id=held.pk, reason="x", **looked))
    then(tell_subject(**which, alleged=ALLEGED, evidence_ids=[]))
    then(add_evidence(**which, shown=Shown(pasted="A second post.")))
    then(enter_answer(**which, words="x", came="By telephone.", received_on=made.reported_at.date()))
    then(answer(actor=councillor, case_id=made.pk, words=REPLY))
    then(ordered := make_outcome(made, by=clerk, kind="removal", account="A post", due_on=near()))
    then(prove(actor=clerk, outcome_id=ordered.pk, note="It is gone.", shown=Shown()))
    then(close_case(**which, reason="Done."))

    assert len(set(marks)) == len(marks) == 11


@pytest.mark.parametrize("page", ["take-up", "set-aside", "tell", "answer", "evidence", "suspend", "close"])
def test_every_page_of_a_case_says_how_it_stood_and_is_refused_when_it_stands_otherwise(
    clerk: Person, councillor: Person, clause: Clause, page: str
) -> None:
    if page == "take-up":
        made = make_case(about=councillor)
    else:
        makers: dict[str, Any] = {"answer": make_told, "close": make_answered}
        made = makers.get(page, make_taken_up)(about=councillor, handler=clerk, clause=clause)
    if page == "close":
        make_outcome(made, by=clerk)
    forms: dict[str, dict[str, Any]] = {
        "take-up": {"member": councillor.membership.pk, "clause": clause.pk, "reason": "x"},
        "set-aside": {"member": councillor.membership.pk, "why": "no_case", "reason": "x"},
        "tell": {"alleged": ALLEGED},
        "answer": {
            "words": "x",
            "came": "By post.",
            "received_on": timezone.localdate(),
        },
        "evidence": {"where": "", "pasted": "x"},
        "suspend": {"reason": "x", "review_on": near()},
        "close": {"reason": "x"},
    }
    typed = forms[page]
    if page == "suspend":
        typed["clause"] = made.clauses.get().pk
    at, client = f"/{clerk.council.slug}/desk/conduct/{made.pk}/{page}/", sign_in(clerk)
    shown = mark_on(client, at)

    assert client.post(at, {**typed, "seen": "0"}).status_code == 409
    made.refresh_from_db()
    assert mark_of(made.council_id, made.pk) == shown
    assert client.post(at, {**typed, "seen": shown}).status_code == 302
    assert mark_of(made.council_id, made.pk) != shown


@pytest.mark.parametrize("act", ["done", "review"])
def test_the_pages_of_an_outcome_say_so_too(
    clerk: Person, councillor: Person, clause: Clause, act: str
) -> None:
    made = make_answered(about=councillor, handler=clerk, clause=clause)
    ordered = {"done": {"kind": "removal", "account": "A post", "due_on": near()}}
    suspended = {"kind": "suspension", "review_on": near()}
    outcome = make_outcome(made, by=clerk, **ordered.get(act, suspended))
    typed = {
        "done": {"note": "It is gone.", "where": "", "pasted": ""},
        "review": {"why": "date", "lifted": "yes", "reason": "Heard."},
    }[act]
    at, client = f"/{clerk.council.slug}/desk/conduct/outcomes/{outcome.pk}/{act}/", sign_in(clerk)
    shown = mark_on(client, at)

    assert client.post(at, {**typed, "seen": "0"}).status_code == 409
    assert client.post(at, {**typed, "seen": shown}).status_code == 302


def test_a_verb_without_a_page_behind_it_asks_for_no_mark(clerk: Person, councillor: Person) -> None:
    made = make_case(about=councillor)

    with pytest.raises(Overtaken):
        set_aside(actor=clerk, case_id=made.pk, why="no_case", reason="x", seen="")
    assert set_aside(actor=clerk, case_id=made.pk, why="no_case", reason="x").state == "not_taken"


def test_whom_it_is_about_answers_to_no_evidence_that_came_while_their_page_was_open(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    at, client = f"/{clerk.council.slug}/desk/conduct/mine/{made.pk}/", sign_in(councillor)
    shown = mark_on(client, at)
    add_evidence(actor=clerk, case_id=made.pk, shown=Shown(pasted="A second post."))

    refused = client.post(at, {"words": REPLY, "seen": shown})

    page = refused.content.decode()
    made.refresh_from_db()
    assert (refused.status_code, made.answered_at) == (409, None)
    assert [one in page for one in ("Something happened in this case", "A second post.", REPLY)] == [True] * 3
    assert f'name="seen" value="{told_mark(made)}"' in page
    assert client.post(at, {"words": REPLY, "seen": told_mark(made)}).status_code == 302
    made.refresh_from_db()
    assert made.answer == REPLY


def test_whom_it_is_about_reads_first_what_was_entered_for_them_or_decided(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    marks = [told_mark(made)]
    today = timezone.localdate()
    made = enter_answer(actor=clerk, case_id=made.pk, words="x", came="By telephone.", received_on=today)
    marks.append(told_mark(made))
    cited = made.clauses.get().pk
    suspend_meanwhile(actor=clerk, case_id=made.pk, clause_id=cited, reason="x", review_on=near())
    marks.append(told_mark(made))

    assert len(set(marks)) == 3
    for old in marks[:2]:
        with pytest.raises(Overtaken):
            answer(actor=councillor, case_id=made.pk, words=REPLY, seen=old)
    assert answer(actor=councillor, case_id=made.pk, words=REPLY, seen=marks[2]).answer == "x"


def test_what_they_are_not_shown_does_not_show_in_the_mark_of_their_page(
    silent: ConductCase, clerk: Person
) -> None:
    ordered = make_outcome(
        silent, by=clerk, kind="removal", account="A post", due_on=near() + timedelta(days=30)
    )
    before = told_mark(silent)

    prove(actor=clerk, outcome_id=ordered.pk, note="It is gone.", shown=Shown(pasted="Nothing is there."))

    assert silent.evidence.filter(shared=False).count() == 1
    assert told_mark(silent) == before

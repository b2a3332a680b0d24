"""Taken up by a clause in force, told without the reporter, answered in time or late; nobody is judged before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from moderation.conduct.answering import answer, answer_by, choose_days, enter_answer, tell_subject
from moderation.conduct.capturing import Shown, add_evidence
from moderation.conduct.carrying_out import close_case
from moderation.conduct.reminding import tell_new_handlers
from moderation.conduct.seeing import about_me, handled_by, handlers_of
from moderation.conduct.suspending import suspend_meanwhile
from moderation.conduct.telling import about_case
from moderation.conduct.triaging import set_aside, take_up
from moderation.models import ConductCase, ConductTimes
from policies.models import Clause
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.models import Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Power, Role
from portal.councils.suspending import suspend
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.conduct import (
    ALLEGED,
    REPLY,
    WORDS,
    make_answered,
    make_case,
    make_outcome,
    make_taken_up,
    make_told,
    mark_on,
    near,
)
from tests.makers.policies import make_adopted_policy

pytestmark = pytest.mark.django_db
SOON = date(2199, 1, 1)


def test_it_goes_on_by_clauses_in_force_whose_words_are_copied(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)

    made.refresh_from_db()
    copied = made.clauses.get()
    assert (made.state, made.taken_up_by) == ("taken_up", clerk.membership)
    assert (copied.policy, copied.version, copied.text) == ("Terms of use", 1, clause.text or clause.heading)


@pytest.mark.parametrize("which", ["none", "another council’s", "four"])
def test_it_does_not_go_on_without_a_clause_of_the_council_s_in_force(
    clerk: Person, councillor: Person, clause: Clause, which: str
) -> None:
    other = make_person(council=make_council(), role=Role.CLERK)
    chosen = {
        "none": set[int](),
        "another council’s": {make_adopted_policy(clerk=other).clauses.get(ref="2.1").pk},
        "four": set(clause.version.clauses.values_list("pk", flat=True)[:4]),
    }[which]
    made = make_case(about=councillor)
    with pytest.raises(InvalidInput, match="clauses in force"):
        take_up(
            actor=clerk,
            case_id=made.pk,
            subject_id=councillor.membership.pk,
            clause_ids=chosen | ({0} if which == "four" else set()),
            reason="x",
        )


def test_a_report_that_turns_out_to_be_about_the_clerk_passes_to_the_chairman(
    clerk: Person, chair: Person, councillor: Person, clause: Clause
) -> None:
    made = make_case(about=clerk, member_id=None, who=f"{councillor.name}, it seems")
    assert made.route == "clerk"

    passed = take_up(
        actor=clerk,
        case_id=made.pk,
        subject_id=clerk.membership.pk,
        clause_ids={clause.pk},
        reason="This is about myself.",
    )

    assert (passed.route, passed.state) == ("chair", "reported")
    assert not handled_by(clerk).exists()
    assert list(handled_by(chair)) == [passed]
    assert Notice.objects.filter(recipient=chair.membership, what="conduct_reported").exists()


def test_the_chairman_passes_on_what_is_not_about_the_clerk(
    clerk: Person, chair: Person, councillor: Person, clause: Clause
) -> None:
    made = make_case(about=clerk, member_id=None, office="clerk")

    passed = take_up(
        actor=chair,
        case_id=made.pk,
        subject_id=councillor.membership.pk,
        clause_ids={clause.pk},
        reason="They mean the councillor.",
    )
    assert (passed.route, list(handled_by(chair))) == ("clerk", [])


def test_it_is_taken_no_further_with_a_reason_and_whom_it_is_about_learns_nothing(
    clerk: Person, councillor: Person
) -> None:
    made = make_case(about=councillor)
    with pytest.raises(InvalidInput, match="Why: this is needed"):
        set_aside(actor=clerk, case_id=made.pk, why="no_case", reason=" ")

    set_aside(actor=clerk, case_id=made.pk, why="no_case", reason="It is not about the council.")

    made.refresh_from_db()
    assert (made.state, made.aside, made.over_at is not None) == ("not_taken", "no_case", True)
    assert not about_me(councillor).exists()
    with pytest.raises(Refusal, match="This case is over"):
        set_aside(actor=clerk, case_id=made.pk, why="not_here", reason="Again.")


def test_they_are_told_what_is_alleged_with_a_date_and_nothing_of_the_report(
    clerk: Person, councillor: Person, officer: Person, clause: Clause, later: Any
) -> None:
    later(date(2026, 11, 23))
    shown = Shown(where="https://www.example.org/secret", pasted="Words that they see.")
    made = make_taken_up(about=councillor, handler=clerk, clause=clause, by=officer, shown=shown)
    seen = made.evidence.get(kind="words")
    page = f"/{clerk.council.slug}/desk/conduct/mine/{made.pk}/"
    assert sign_in(councillor).get(page).status_code == 404

    tell_subject(actor=clerk, case_id=made.pk, alleged=ALLEGED, evidence_ids=[seen.pk])

    html = sign_in(councillor).get(page).content.decode()
    made.refresh_from_db()
    assert made.answer_by == date(2026, 12, 7)
    assert ALLEGED in html
    assert "Words that they see." in html
    for hidden in (WORDS, officer.name, "example.org/secret", "It speaks for the council."):
        assert hidden not in html
    notice = Notice.objects.get(what="conduct_alleged")
    words = about_case(notice, councillor)
    assert isinstance(words, Words)
    assert "7 December 2026" in words.body
    assert ALLEGED not in words.body
    assert about_case(notice, officer) is None


def test_a_council_s_own_days_and_its_closed_days_count(clerk: Person, later: Any) -> None:
    today = date(2026, 12, 21)
    assert answer_by(clerk.council.pk, today) == date(
        2027, 1, 7
    )  # Christmas Day, 28 December, New Year's Day

    choose_days(actor=clerk, days=5, reason="Our standing orders.")
    assert answer_by(clerk.council.pk, today) == date(2026, 12, 30)
    assert ConductTimes.objects.get().answer_days == 5
    for days in (4, 41):
        with pytest.raises(InvalidInput, match="from 5 to 40"):
            choose_days(actor=clerk, days=days, reason="x")


@pytest.mark.parametrize(("after", "late"), [(0, False), (1, True)])
def test_an_answer_is_taken_late_too_and_marked(
    clerk: Person, councillor: Person, clause: Clause, later: Any, after: int, late: bool
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    assert made.answer_by is not None
    later(made.answer_by + timedelta(days=after))

    answer(actor=councillor, case_id=made.pk, words=REPLY)

    made.refresh_from_db()
    assert (made.state, made.answered_late, made.answer) == ("answered", late, REPLY)
    assert Notice.objects.get(what="conduct_answered").recipient == clerk.membership
    with pytest.raises(Refusal, match="answered already"):
        answer(actor=councillor, case_id=made.pk, words="More.")


def test_who_is_suspended_answers_all_the_same(clerk: Person, councillor: Person, clause: Clause) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    suspend(actor=clerk, member=councillor.membership, reason="x", review_on=date(2199, 1, 1))
    client = sign_in(person_now(councillor.membership.pk))

    at = f"/{clerk.council.slug}/desk/conduct/mine/{made.pk}/"
    sent = client.post(at, {"words": REPLY, "seen": mark_on(client, at)})

    assert sent.status_code == 302
    assert ConductCase.objects.get().answer == REPLY


def test_nobody_answers_for_somebody_else(
    clerk: Person, chair: Person, councillor: Person, clause: Clause
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)

    for other in (clerk, chair):
        with pytest.raises(Refusal, match="no such case"):
            answer(actor=other, case_id=made.pk, words="x")


def test_nothing_is_decided_before_the_answer_or_its_date(
    clerk: Person, councillor: Person, clause: Clause, later: Any
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    assert made.answer_by is not None
    for day in (made.told_at.date() if made.told_at else None, made.answer_by):
        assert day is not None
        later(day)
        with pytest.raises(Refusal, match="nobody decides before it"):
            make_outcome(made, by=clerk)

    later(made.answer_by + timedelta(days=1))
    make_outcome(made, by=clerk)
    made.refresh_from_db()
    assert made.state == "decided"


def test_a_late_answer_after_the_decision_is_kept_and_changes_nothing(
    clerk: Person, councillor: Person, clause: Clause, later: Any
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    assert made.answer_by is not None
    later(made.answer_by + timedelta(days=1))
    make_outcome(made, by=clerk)

    answer(actor=councillor, case_id=made.pk, words=REPLY)

    made.refresh_from_db()
    assert (made.state, made.answered_late) == ("decided", True)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR, Role.VOLUNTEER])
def test_nobody_but_the_clerk_handles_what_is_not_about_the_clerk(
    clerk: Person, councillor: Person, clause: Clause, role: str
) -> None:
    made = make_case(about=councillor)
    other = make_person(council=clerk.council, role=role)

    with pytest.raises((NotYours, Refusal)):
        set_aside(actor=other, case_id=made.pk, why="no_case", reason="x")
    assert ConductCase.objects.get().state == "reported"


def test_pages_of_a_case_are_no_pages_for_anybody_else(
    clerk: Person, officer: Person, chair: Person, councillor: Person, clause: Clause
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    home = f"/{clerk.council.slug}/desk/conduct/"
    for act in ("", "take-up/", "tell/", "evidence/", "suspend/", "decide/", "close/", "pack/", "set-aside/"):
        for other in (officer, chair, councillor):
            assert sign_in(other).get(f"{home}{made.pk}/{act}").status_code == 404
    assert made.reference not in sign_in(chair).get(home).content.decode()
    assert Client().get(home).status_code == 302
    assert made.reference in sign_in(clerk).get(home).content.decode()


@pytest.mark.parametrize("act", ["set aside", "advice"])
def test_what_held_until_the_decision_ends_with_any_decision_and_when_it_goes_no_further(
    clerk: Person, councillor: Person, clause: Clause, act: str
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    kept = suspend_meanwhile(
        actor=clerk, case_id=made.pk, clause_id=made.clauses.get().pk, reason="Now.", review_on=near()
    )
    if act == "set aside":
        set_aside(actor=clerk, case_id=made.pk, why="no_case", reason="Nothing in it.")
    else:
        tell_subject(actor=clerk, case_id=made.pk, alleged=ALLEGED, evidence_ids=[])
        answer(actor=councillor, case_id=made.pk, words=REPLY)
        make_outcome(made, by=clerk)

    assert kept.suspension is not None
    kept.suspension.refresh_from_db()
    assert kept.suspension.ended_at is not None
    assert person_now(councillor.membership.pk).may(Power.DRAFT)


def test_a_case_does_not_close_while_a_suspension_until_its_decision_runs(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_answered(about=councillor, handler=clerk, clause=clause)
    cited = made.clauses.get()
    suspend_meanwhile(actor=clerk, case_id=made.pk, clause_id=cited.pk, reason="Now.", review_on=near())
    ConductCase.objects.filter(pk=made.pk).update(state="decided", decided_at=timezone.now())

    with pytest.raises(Refusal, match="still runs"):
        close_case(actor=clerk, case_id=made.pk, reason="Done.")


def test_the_chairman_sets_nothing_about_the_clerk_aside_without_a_minute(
    clerk: Person, chair: Person
) -> None:
    made = make_case(about=clerk)
    at = f"/{clerk.council.slug}/desk/conduct/{made.pk}/set-aside/"
    typed = {"member": clerk.membership.pk, "why": "no_case", "reason": "Nothing in it.", "minute": ""}
    assert sign_in(chair).post(at, typed).status_code == 422
    with pytest.raises(InvalidInput, match="enter the minute"):
        set_aside(actor=chair, case_id=made.pk, why="no_case", reason="Nothing in it.")

    set_aside(actor=chair, case_id=made.pk, why="no_case", reason="Nothing in it.", minute="64/26")

    made.refresh_from_db()
    assert (made.state, made.aside_minute) == ("not_taken", "64/26")
    with pytest.raises(DatabaseError), transaction.atomic():
        ConductCase.objects.filter(pk=made.pk).update(aside_minute="")


def test_the_chairman_passes_on_what_is_really_about_the_chairman(
    clerk: Person, chair: Person, deputy: Person, clause: Clause
) -> None:
    made = make_case(about=clerk, member_id=None, office="", who="the clerk’s friend in the chair")
    assert made.route == "chair"

    passed = take_up(
        actor=chair,
        case_id=made.pk,
        subject_id=chair.membership.pk,
        clause_ids={clause.pk},
        reason="This is about myself.",
    )

    assert (passed.route, passed.subject) == ("clerk", chair.membership)
    assert [one for one in (clerk, chair, deputy) if handled_by(one).exists()] == [clerk]


def test_nothing_is_set_aside_without_saying_whom_it_is_about_and_never_one_s_own(
    clerk: Person, chair: Person, councillor: Person, officer: Person
) -> None:
    either = f"{councillor.name} or {officer.name}"
    made = make_case(about=clerk, member_id=None, who=either)
    with pytest.raises(InvalidInput, match="Choose whom it is about"):
        set_aside(actor=clerk, case_id=made.pk, why="no_case", reason="x")

    passed = set_aside(
        actor=clerk, case_id=made.pk, why="no_case", reason="x", subject_id=clerk.membership.pk
    )

    assert (passed.state, passed.route, list(handled_by(chair))) == ("reported", "chair", [passed])
    other = make_case(about=clerk, member_id=None, who=either)
    assert set_aside(actor=clerk, case_id=other.pk, why="not_here", reason="Not ours.").state == "not_taken"


def test_a_case_is_handled_by_whoever_holds_the_office_now(
    clerk: Person, chair: Person, deputy: Person, officer: Person
) -> None:
    made = make_case(about=clerk)
    assert handlers_of(made) == [chair.membership.pk]

    suspend(actor=clerk, member=chair.membership, reason="x", review_on=SOON, minute="12/26")
    assert handlers_of(made) == [deputy.membership.pk]
    assert list(handled_by(person_now(deputy.membership.pk))) == [made]

    about_officer = make_case(about=officer)
    assert about_officer in handled_by(clerk)
    Membership.objects.filter(pk=officer.membership.pk).update(role=Role.CLERK)
    about_officer.refresh_from_db()
    assert about_officer not in handled_by(clerk)
    assert about_officer in handled_by(deputy)
    assert handlers_of(about_officer) == [deputy.membership.pk]


def test_who_reported_and_became_chairman_leaves_it_to_the_vice_chairman(
    clerk: Person, councillor: Person, deputy: Person
) -> None:
    made = make_case(about=clerk, by=councillor, nameless=True)
    Membership.objects.filter(pk=councillor.membership.pk).update(role=Role.CHAIR)

    assert not handled_by(person_now(councillor.membership.pk)).exists()
    assert list(handled_by(deputy)) == [made]


def test_who_comes_into_office_later_is_told_of_what_nobody_was_told(
    clerk: Person,
) -> None:
    made = make_case(about=clerk)
    assert not Notice.objects.exists()
    assert tell_new_handlers() == 0

    chair = make_person(council=clerk.council, role=Role.CHAIR)

    assert (tell_new_handlers(), tell_new_handlers()) == (1, 0)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.object_id) == (chair.membership, made.pk)
    assert about_case(notice, chair) is not None


def test_what_is_added_after_they_were_told_is_shown_to_them_and_their_date_begins_anew(
    clerk: Person, councillor: Person, clause: Clause, later: Any
) -> None:
    later(date(2026, 11, 23))
    made = make_told(about=councillor, handler=clerk, clause=clause)
    assert made.answer_by == date(2026, 12, 7)
    later(date(2026, 11, 30))

    (more,) = add_evidence(actor=clerk, case_id=made.pk, shown=Shown(pasted="What came later."))

    made.refresh_from_db()
    more.refresh_from_db()
    assert (made.answer_by, more.shared) == (date(2026, 12, 14), True)
    page = f"/{clerk.council.slug}/desk/conduct/mine/{made.pk}/"
    assert "What came later." in sign_in(councillor).get(page).content.decode()
    assert Notice.objects.filter(what="conduct_alleged", recipient=councillor.membership).count() == 2
    answer(actor=councillor, case_id=made.pk, words=REPLY)
    with pytest.raises(Refusal, match="could not answer"):
        add_evidence(actor=clerk, case_id=made.pk, shown=Shown(pasted="Too late."))


def test_who_is_in_office_no_more_is_served_and_their_answer_is_entered(
    clerk: Person, councillor: Person, clause: Clause
) -> None:
    made = make_taken_up(about=councillor, handler=clerk, clause=clause)
    Membership.objects.filter(pk=councillor.membership.pk).update(ended_at=timezone.now())
    home = f"/{clerk.council.slug}/desk/conduct/{made.pk}/"
    with pytest.raises(InvalidInput, match="How and when they were served"):
        tell_subject(actor=clerk, case_id=made.pk, alleged=ALLEGED, evidence_ids=[])

    assert sign_in(clerk).post(f"{home}tell/", {"alleged": ALLEGED}).status_code == 422
    how = {
        "alleged": ALLEGED,
        "served": "By letter, signed for.",
        "seen": mark_on(sign_in(clerk), f"{home}tell/"),
    }
    assert sign_in(clerk).post(f"{home}tell/", how).status_code == 302
    typed: dict[str, Any] = {"words": REPLY, "came": "By post."}
    today = timezone.localdate()
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(InvalidInput, match="the day on which it came"):
            enter_answer(actor=clerk, case_id=made.pk, received_on=day, **typed)
    sent = {**typed, "received_on": today, "seen": mark_on(sign_in(clerk), f"{home}answer/")}
    assert sign_in(clerk).post(f"{home}answer/", sent).status_code == 302

    made.refresh_from_db()
    assert (made.state, made.answer, made.answer_came, made.served) == (
        "answered",
        REPLY,
        "By post.",
        "By letter, signed for.",
    )
    with pytest.raises(Refusal, match="answered already"):
        enter_answer(actor=clerk, case_id=made.pk, received_on=today, **typed)


def test_an_answer_that_came_in_time_is_not_late_because_it_is_entered_later(
    clerk: Person, councillor: Person, clause: Clause, later: Any
) -> None:
    made = make_told(about=councillor, handler=clerk, clause=clause)
    assert made.answer_by is not None
    later(made.answer_by + timedelta(days=3))

    kept = enter_answer(
        actor=clerk, case_id=made.pk, words=REPLY, came="By post.", received_on=made.answer_by
    )
    assert kept.answered_late is False

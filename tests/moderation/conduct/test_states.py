"""Every state of a case and every act: what is let through, and in which words the rest is refused."""

import pytest

from moderation.conduct.states import MOVES, Act, CaseState, Facts, after, refusal

S, A = CaseState, Act
ACTS = tuple(Act)
LET = "let through"
ALREADY, OVER = "already", "over"
TABLE: dict[CaseState, dict[Act, str]] = {
    S.REPORTED: {
        A.TAKE_UP: LET,
        A.SET_ASIDE: LET,
        A.TELL: "Take the case up first",
        A.ANSWER: "Nothing is alleged yet",
        A.CONFIRM: "No answer was entered",
        A.ADD: LET,
        A.SUSPEND: "Take the case up first",
        A.DECIDE: "nobody decides before they could answer",
        A.PROVE: "Nothing was ordered yet",
        A.REVIEW: "Nothing was suspended",
        A.CLOSE: "Nothing was decided yet",
        A.PACK: "once the case is decided",
    },
    S.TAKEN_UP: {
        A.TAKE_UP: "taken up already",
        A.SET_ASIDE: LET,
        A.TELL: LET,
        A.ANSWER: "Nothing is alleged yet",
        A.CONFIRM: "No answer was entered",
        A.ADD: LET,
        A.SUSPEND: LET,
        A.DECIDE: "nobody decides before they could answer",
        A.PROVE: "Nothing was ordered yet",
        A.REVIEW: LET,
        A.CLOSE: "Nothing was decided yet",
        A.PACK: "once the case is decided",
    },
    S.AWAITING: {
        A.TAKE_UP: "taken up already",
        A.SET_ASIDE: "ends by a decision",
        A.TELL: "told already",
        A.ANSWER: LET,
        A.CONFIRM: "No answer was entered",
        A.ADD: LET,
        A.SUSPEND: LET,
        A.DECIDE: "is not over: nobody decides before it",
        A.PROVE: "Nothing was ordered yet",
        A.REVIEW: LET,
        A.CLOSE: "Nothing was decided yet",
        A.PACK: "once the case is decided",
    },
    S.ANSWERED: {
        A.TAKE_UP: "taken up already",
        A.SET_ASIDE: "ends by a decision",
        A.TELL: "told already",
        A.ANSWER: "answered already",
        A.CONFIRM: "No answer was entered",
        A.ADD: "could not answer",
        A.SUSPEND: LET,
        A.DECIDE: LET,
        A.PROVE: "Nothing was ordered yet",
        A.REVIEW: LET,
        A.CLOSE: "Nothing was decided yet",
        A.PACK: "once the case is decided",
    },
    S.DECIDED: {
        A.TAKE_UP: "taken up already",
        A.SET_ASIDE: "ends by a decision",
        A.TELL: "told already",
        A.ANSWER: LET,
        A.CONFIRM: "decided about it",
        A.ADD: "could not answer",
        A.SUSPEND: "a suspension is one of its outcomes",
        A.DECIDE: LET,
        A.PROVE: LET,
        A.REVIEW: LET,
        A.CLOSE: LET,
        A.PACK: LET,
    },
    S.CLOSED: {**dict.fromkeys(ACTS, "over: closed"), A.REVIEW: LET, A.PACK: LET},
    S.NOT_TAKEN: dict.fromkeys(ACTS, "over: not taken further"),
}


@pytest.mark.parametrize(
    ("state", "act", "expected"),
    [(state, act, expected) for state, row in TABLE.items() for act, expected in row.items()],
)
def test_each_act_in_each_state_is_let_through_or_refused_in_words(
    state: CaseState, act: Act, expected: str
) -> None:
    said = refusal(state, act)

    assert said == "" if expected == LET else expected in said


def test_the_table_has_every_state_and_every_act() -> None:
    assert {state: set(row) for state, row in TABLE.items()} == {state: set(Act) for state in CaseState}


def test_once_the_date_is_over_it_is_decided_without_an_answer() -> None:
    assert refusal(S.AWAITING, A.DECIDE, Facts(time_over=True)) == ""
    assert refusal(S.TAKEN_UP, A.DECIDE, Facts(time_over=True)) != ""


def test_what_was_entered_for_somebody_waits_for_their_own_words_or_their_date() -> None:
    assert refusal(S.ANSWERED, A.CONFIRM, Facts(entered=True)) == ""
    assert "is not over: nobody decides before it" in refusal(S.ANSWERED, A.DECIDE, Facts(entered=True))
    assert refusal(S.ANSWERED, A.DECIDE, Facts(entered=True, time_over=True)) == ""


def test_a_second_answer_is_refused_also_a_late_one() -> None:
    assert "answered already" in refusal(S.DECIDED, A.ANSWER, Facts(answered=True))


def test_a_case_closes_when_nothing_is_left_to_be_carried_out() -> None:
    assert "2 of its outcomes are still" in refusal(S.DECIDED, A.CLOSE, Facts(undone=2))
    assert "1 of its outcomes is still" in refusal(S.DECIDED, A.CLOSE, Facts(undone=1))


def test_a_case_goes_on_and_never_back() -> None:
    order = list(CaseState)
    back = [(was, act) for (was, act), to in MOVES.items() if order.index(to) < order.index(was)]
    assert back == []
    assert after(S.REPORTED, A.TAKE_UP) == S.TAKEN_UP

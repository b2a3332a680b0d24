"""The council's own rules about comments: what they add to the phases, where, and never twice."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from moderation.screening.hearing import Concern, Earlier, Ground, Heard, Note, Outcome, OwnRule, Screened
from moderation.screening.judging.silent import Silent
from moderation.screening.own_rules import READ_ALREADY
from moderation.screening.screening import screen
from policies.checks.base import COMMENT, DRAFT, Check, Hit
from policies.evaluate import all_checks, check_by_id
from policies.subjects import Subject

SALE = "The path is muddy. Come to our new shop, 20% off all boots this weekend!"
INSULT = "You are a worthless lying scumbag."


def rule(check_id: str, parameters: Mapping[str, Any] | None = None, **changes: Any) -> OwnRule:
    check = check_by_id(check_id)
    assert check is not None
    return replace(OwnRule(check, parameters or {}, "clause 2.1 of Our policy", "advise"), **changes)


def screened(text: str, *rules: OwnRule, **heard: Any) -> Screened:
    return screen(Heard(text, rules=rules, **heard), judge=Silent())


def told(answer: Screened, text: str) -> list[tuple[str, list[str]]]:
    """Return what the rules say, each with the words that caused it."""
    notes = [note for note in answer.notes if note.concern is Concern.RULE]
    return [(note.said, [text[start:end] for start, end in note.spans]) for note in notes]


def test_a_rule_is_told_with_its_clause_and_the_words_that_it_is_about() -> None:
    answer = screened(SALE, rule("commercial"))

    assert told(answer, SALE) == [("Commercial promotion: see clause 2.1 of Our policy.", ["20% off all"])]
    assert (answer.outcome, answer.findings) == (Outcome.FLAG, ())
    assert screened(SALE).outcome is Outcome.PASS
    assert screened("The new bench is lovely.", rule("commercial")).outcome is Outcome.PASS


def test_it_reads_through_spelling_tricks_and_marks_the_words_as_they_were_written() -> None:
    text = "Visit our shop, 2\u200b0% o\u200bff this weekend!"

    assert told(screened(text, rule("commercial")), text) == [
        ("Commercial promotion: see clause 2.1 of Our policy.", ["2\u200b0% o\u200bff"])
    ]


def test_a_rule_that_holds_keeps_it_back_whatever_else_the_channel_holds() -> None:
    held = screened(SALE, rule("commercial", severe="block", holds=True))

    assert held.outcome is Outcome.HOLD
    assert screened("Lovely bench.", rule("commercial", severe="block", holds=True)).outcome is Outcome.PASS


def test_what_was_said_before_is_held_by_a_rule_as_the_first_was() -> None:
    before = Earlier(SALE, "a", datetime(2026, 1, 1, tzinfo=UTC), same_thread=True)
    answer = screened(SALE, rule("commercial", severe="block", holds=True), author="a", earlier=(before,))

    assert (answer.ended_by, answer.outcome) == ("duplicate", Outcome.HOLD)


@pytest.mark.parametrize("check_id", READ_ALREADY)
def test_what_a_phase_reads_itself_is_not_found_a_second_time(check_id: str) -> None:
    text = f"{INSULT} Ring Mrs Dunn of Mill Lane on 07700 900123. Mr Dunn stole £400. Shit."

    alone, with_rule = screened(text), screened(text, rule(check_id))

    assert (with_rule.findings, with_rule.notes) == (alone.findings, alone.notes)
    assert with_rule.outcome is Outcome.FLAG


def test_the_words_that_a_rule_adds_to_what_a_phase_reads_are_found() -> None:
    added = rule("abuse", {"also": ["toad of toad hall"]})
    text = f"He behaves like Toad of Toad Hall. {INSULT}"

    answer = screened(text, added)

    assert told(answer, text) == [("Abuse: see clause 2.1 of Our policy.", ["Toad of Toad Hall"])]
    assert answer.grounds == {Ground.ABUSIVE}
    assert told(screened(INSULT, added), INSULT) == []


class Broken(Check):
    """A check that cannot be completed."""

    id = "broken"
    name = "Broken"
    description = "Raises."

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        raise RuntimeError(subject, parameters)


def test_a_check_that_breaks_has_a_person_look() -> None:
    [note] = [
        note for note in screened(SALE, OwnRule(Broken(), {}, "clause 9 of P", "advise")).notes if note.check
    ]

    assert note == Note(
        Concern.RULE,
        0.8,
        ((0, len(SALE)),),
        "Broken could not be completed: look yourself. See clause 9 of P.",
        "broken",
        "advise",
    )


def test_only_checks_that_go_by_the_words_of_anybody_judge_comments() -> None:
    able = {check.id for check in all_checks() if COMMENT in check.targets}

    assert able == {*READ_ALREADY, "commercial", "links", "party-political", "safeguarding", "tone"}
    assert all(DRAFT in check.targets for check in all_checks())
    assert not [one.id for one in all_checks() if one.id in able and (one.apart.writer or one.apart.capacity)]


@pytest.mark.parametrize(
    "check", [one for one in all_checks() if COMMENT in one.targets], ids=lambda one: one.id
)
def test_every_check_for_comments_runs_on_any_of_them(check: Check) -> None:
    for text in (
        "",
        "☃",
        SALE,
        INSULT,
        "VOTE LABOUR!!! http://bit.ly/x " * 50,
        "Ellie, 9, of Mill Lane Primary.",
    ):
        notes = screened(text, OwnRule(check, {}, "clause 1 of P", "advise")).notes
        assert not [note for note in notes if "could not be completed" in note.said]

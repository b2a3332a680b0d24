"""Judging: every finding names its clause, and what cannot be judged blocks."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from policies.checks.base import Check, Hit
from policies.evaluate import Blocked, Rule, Severity, evaluate
from policies.rules import STATUTORY
from policies.subjects import Subject, subject_of
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS
from tests.makers import content_for
from tests.policies.checks.contract import subject


class Finds(Check):
    """Finds the word named in its parameters, wherever it stands in the title."""

    id = "finds"
    name = "Finds"
    description = "Finds a word."

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        title, word = subject.fields["title"], parameters["word"]
        start = title.find(word)
        while start >= 0:
            yield Hit("title", f"It says {word}.", "Say it otherwise.", start, start + len(word))
            start = title.find(word, start + 1)


class Raises(Check):
    """Finds one thing and then fails."""

    id = "raises"
    name = "Raises"
    description = "Fails."

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        yield Hit("title", f"{subject.fields['title']} {len(parameters)}.", "x")
        raise ZeroDivisionError


def rule(check: str, severity: Severity = Severity.ADVISE, clause: str = "1.1", **parameters: Any) -> Rule:
    return Rule(check, severity, clause, "What it says.", parameters)


@pytest.fixture(autouse=True)
def checks(settings: Settings) -> None:
    settings.CHECKS = [f"{__name__}.Finds", f"{__name__}.Raises"]


SEEN = subject("notice", title="Café café is closed is it")


def test_a_finding_names_its_clause_its_place_and_its_remedy() -> None:
    (found,) = evaluate(SEEN, [rule("finds", Severity.ANSWER, "4.2", word="closed")]).findings

    assert (found.clause, found.clause_text, found.severity) == ("4.2", "What it says.", "answer")
    assert (found.field, SEEN.fields["title"][found.start : found.end]) == ("title", "closed")
    assert (found.message, found.remedy, len(found.key)) == ("It says closed.", "Say it otherwise.", 32)


def test_findings_stand_in_the_order_of_the_rules() -> None:
    verdict = evaluate(SEEN, [rule("finds", word="is", clause="2"), rule("finds", word="Café", clause="1")])

    assert [(f.clause, f.start) for f in verdict.findings] == [("2", 10), ("2", 20), ("1", 0)]


def test_a_check_that_is_not_installed_blocks_and_says_so() -> None:
    verdict = evaluate(SEEN, [rule("unheard-of")])

    assert (verdict.word, verdict.blocking[0].message) == (
        "blocked",
        "The check “unheard-of” is not part of this installation.",
    )


@pytest.mark.parametrize("broken", [rule("raises"), rule("finds")], ids=["raises", "lacks its parameters"])
def test_a_check_that_fails_blocks_and_what_it_found_before_is_not_the_whole(broken: Rule) -> None:
    verdict = evaluate(SEEN, [broken, rule("finds", word="closed")])

    assert [(f.severity, f.check) for f in verdict.findings] == [("block", broken.check), ("advise", "finds")]
    assert "could not be completed" in verdict.findings[0].message


def test_a_key_survives_as_long_as_rule_field_and_words_stay() -> None:
    def key(seen: Subject, clause: str = "1.1") -> str:
        return evaluate(seen, [rule("finds", word="closed", clause=clause)]).findings[0].key

    moved = subject("notice", title="Now it is closed")

    assert key(SEEN) == key(moved)
    assert key(SEEN) != key(SEEN, clause="1.2")


@pytest.mark.parametrize(
    ("rules", "word"),
    [
        ([], "clear"),
        ([rule("finds", word="is")], "advised"),
        ([rule("finds", Severity.BLOCK, word="is")], "blocked"),
    ],
)
def test_the_verdict_in_a_word(rules: list[Rule], word: str) -> None:
    assert evaluate(SEEN, rules).word == word


def test_the_refusal_says_which_reasons_stand_against_it() -> None:
    verdict = evaluate(SEEN, [rule("finds", Severity.BLOCK, word="closed"), rule("finds", word="is")])

    refusal = Blocked(verdict)

    assert refusal.what == "This cannot go out as it is. It says closed."
    assert (refusal.status, refusal.verdict) == (409, verdict)


@pytest.mark.parametrize("kind", KINDS)
def test_before_a_policy_is_adopted_only_the_statutory_rules_judge_and_none_merely_advises(
    kind: str, settings: Settings
) -> None:
    assert {rule.severity for rule in STATUTORY} == {Severity.BLOCK, Severity.ANSWER}
    assert all(len(rule.clause) <= 120 and rule.clause_text for rule in STATUTORY)
    verdict = evaluate(subject_of(kind, normalise(KINDS[kind], content_for(kind))), STATUTORY)
    assert verdict.word == "blocked"  # here no statutory check is installed: nothing passes

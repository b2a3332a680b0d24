"""What a survey lacks before anybody could answer it."""

from typing import Any

import pytest

from policies.checks.survey_form import gaps_of_survey
from policies.subjects import subject_of
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS
from tests.makers.surveys import QUESTIONS, survey_content


def gaps(**changes: Any) -> list[tuple[str, str]]:
    content = normalise(KINDS["survey_invitation"], survey_content(**changes))
    return [(hit.field, hit.message) for hit in gaps_of_survey(subject_of("survey_invitation", content))]


def asks(**changes: str) -> list[dict[str, str]]:
    return [{**QUESTIONS[0], **changes}]


def test_a_survey_that_can_be_answered_lacks_nothing() -> None:
    assert gaps() == []
    assert gaps(questions=[], survey_link="https://www.example.org/survey") == []


LACKS: list[tuple[dict[str, Any], str, str]] = [
    ({"questions": []}, "questions", "There is nothing to answer"),
    ({"survey_link": "https://www.example.org/s"}, "survey_link", "an address elsewhere is given too"),
    ({"privacy": ""}, "privacy", "what is done with the replies"),
    ({"kept_until": ""}, "kept_until", "how long the replies are kept"),
    ({"kept_until": "2020-01-01"}, "kept_until", "erased before the survey closes"),
    ({"closes_at": "2020-01-01T12:00"}, "closes_at", "not on the closing date"),
    ({"opens_at": "2199-01-01T12:00"}, "opens_at", "open after it has closed"),
    ({"questions": asks(text="")}, "questions", "Question 1 has no words"),
    ({"questions": asks(options="Yes")}, "questions", "Question 1 offers fewer than two"),
    ({"questions": asks(options="Yes\nyes")}, "questions", "Question 1 offers an answer twice"),
    ({"questions": [*asks(), *asks()]}, "questions", "Question 2 is asked twice"),
    ({"questions": asks(text="What is your name?")}, "questions", "“your name”"),
    ({"questions": asks(text="What is your email address?")}, "questions", "“your email address”"),
    ({"questions": asks(text="What is your ethnic background?")}, "questions", "“your ethnic”"),
]


@pytest.mark.parametrize(("changes", "field", "message"), LACKS)
def test_what_a_survey_lacks_is_named(changes: dict[str, Any], field: str, message: str) -> None:
    found = gaps(**changes)
    assert [name for name, _ in found] == [field]
    assert message in found[0][1]


def test_what_is_asked_about_a_person_with_a_reason_is_let_through() -> None:
    assert gaps(questions=asks(text="What is your postcode?", why="To see which streets answer.")) == []

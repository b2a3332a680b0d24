"""Reading answers: what each question takes, once for the form online, for paper and for whoever calls a verb."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.drafts.questions import CHOICE, SCALE, SCALE_STEPS, SEVERAL, WORDS, Question
from portal.refusals import InvalidInput
from portal.typed import stated

LONGEST_WORDS = 2000
"""Characters of an answer in somebody's own words."""
Answers = dict[str, Any]
"""By the question's key: the number of the answer chosen (from 0), a list of such, 1 to 5, or words."""


def checked(questions: Sequence[Question], given: Mapping[str, Any], *, strict: bool) -> Answers:
    """Return the answers that were given, and nothing that was not asked.

    ``strict``: what needs an answer must have one; paper that comes back with a gap is counted with its gap.
    Raises InvalidInput for what the form does not offer, or where nothing was answered at all.
    """
    found: Answers = {}
    for number, question in enumerate(questions, start=1):
        answer = _READ[question.sort](question, given.get(question.key))
        if answer in (None, "", []):
            if strict and question.needed:
                raise InvalidInput(
                    f"Question {number} needs an answer.", "Nothing was sent yet. Answer it and go on."
                )
            continue
        found[question.key] = answer
    if not found:
        raise InvalidInput("No question was answered.", "Nothing was sent yet. Answer at least one question.")
    return found


def _one_of(question: Question, value: Any) -> int | None:
    if value is None or value == "":
        return None
    if type(value) is not int or not 0 <= value < len(question.options):
        raise _not_offered()
    return value


def _several_of(question: Question, value: Any) -> list[int]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _not_offered()
    return sorted({found for one in value if (found := _one_of(question, one)) is not None})


def _step(question: Question, value: Any) -> int | None:  # noqa: ARG001  every reader takes its question
    if value is None or value == "":
        return None
    if type(value) is not int or value not in SCALE_STEPS:
        raise _not_offered()
    return value


def _words(question: Question, value: Any) -> str:  # noqa: ARG001
    words = stated(value) if isinstance(value, str) else ""
    if len(words) > LONGEST_WORDS:
        raise InvalidInput(f"An answer is longer than {LONGEST_WORDS:,} characters.", "Shorten it and go on.")
    return words


def _not_offered() -> InvalidInput:
    return InvalidInput(
        "An answer was sent that this form does not offer.", "Open the form again and choose there."
    )


_READ: dict[str, Any] = {CHOICE: _one_of, SEVERAL: _several_of, SCALE: _step, WORDS: _words}


def in_words(question: Question, answer: Any) -> list[str]:
    """Return an answer as somebody reads it, a line each."""
    if answer is None:
        return []
    if question.sort == CHOICE:
        return [question.options[answer]]
    if question.sort == SEVERAL:
        return [question.options[one] for one in answer]
    return [str(answer)]


def step_label(question: Question, step: int) -> str:
    """Return a step of a scale with the words at its end, where it has any: "1 (never)"."""
    ends = dict(zip((SCALE_STEPS[0], SCALE_STEPS[-1]), question.options, strict=False))
    return f"{step} ({ends[step]})" if step in ends else str(step)

"""What a survey lacks before anybody could answer it, or before they were told what becomes of their answers."""

import re
from collections.abc import Iterator, Mapping

from policies.checks.base import Hit
from policies.subjects import Subject
from portal.drafts.questions import CHOICE, SEVERAL

_ABOUT_A_PERSON = re.compile(
    r"\b(?:your\s+(?:\w+\s+){0,2}(?:names?|surname|address|e-?mail|(?:tele)?phone|mobile|number|age|birth\w*|postcode|"
    r"ethnic\w*|race|religio\w*|belief|faith|health|disabilit\w*|sexual\w*|gender|income|salary|politic\w*)"
    r"|date of birth|how old|disabled|ethnic\w*|religio\w*|sexual orientation)\b",
    re.IGNORECASE,
)
"""What asks for personal data, or for the special categories of UK GDPR Art. 9(1)."""


def gaps_of_survey(subject: Subject) -> Iterator[Hit]:
    """Yield a hit for everything that a survey lacks; one that is held elsewhere needs only its address."""
    rows = subject.content.get("questions", [])
    if not rows:
        if not subject.content.get("survey_link"):
            yield Hit(
                "questions",
                "There is nothing to answer: no question, and no address of a survey elsewhere.",
                "Ask at least one question, or give the address.",
            )
        return
    yield from _notice(subject.content)
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        yield from _question(number, row)
        if row["text"].casefold() in seen and row["text"]:
            yield Hit(
                "questions", f"Question {number} is asked twice.", "Remove one of the two, or word it apart."
            )
        seen.add(row["text"].casefold())


def _notice(content: Mapping[str, str]) -> Iterator[Hit]:
    """Yield what is not said to whoever answers (UK GDPR Art. 13: what for, and how long kept), or cannot be so."""
    if content.get("survey_link"):
        yield Hit(
            "survey_link",
            "Questions are asked here, and an address elsewhere is given too.",
            "Remove the one or the other: replies would be in two places.",
        )
    if not content.get("privacy"):
        yield Hit(
            "privacy",
            "Nobody is told what is done with the replies.",
            "Say what they are for and who reads them.",
        )
    closes, kept = content.get("closes_on", ""), content.get("kept_until", "")
    if not kept:
        yield Hit(
            "kept_until",
            "Nobody is told how long the replies are kept.",
            "Give the day after which they are erased.",
        )
    elif closes and kept <= closes:
        yield Hit(
            "kept_until",
            "The replies would be erased before the survey closes.",
            "Give a day after the closing date.",
        )
    if content.get("closes_at") and closes and content["closes_at"][:10] != closes:
        yield Hit("closes_at", "The closing time is not on the closing date.", "Correct one of the two.")
    if content.get("opens_at") and closes and content["opens_at"][:10] > closes:
        yield Hit(
            "opens_at",
            "The form would open after it has closed.",
            "Correct the opening time or the closing date.",
        )


def _question(number: int, row: Mapping[str, str]) -> Iterator[Hit]:
    if not row["text"]:
        yield Hit("questions", f"Question {number} has no words.", "Write the question, or remove it.")
    options = [line for line in row["options"].split("\n") if line]
    if row["sort"] in {CHOICE, SEVERAL} and len(options) < 2:
        yield Hit(
            "questions",
            f"Question {number} offers fewer than two answers.",
            "Write each answer on its own line.",
        )
    if len({line.casefold() for line in options}) < len(options):
        yield Hit("questions", f"Question {number} offers an answer twice.", "Remove one of the two.")
    found = _ABOUT_A_PERSON.search(row["text"])
    if found and not row["why"]:
        yield Hit(
            "questions",
            f"Question {number} asks for something about the person: “{found.group()}”.",
            "Remove it, or say beside the question why it is needed.",
        )

"""The survey of the demo: its invitation, its questions, and what residents answered."""

from datetime import date, time, timedelta

from portal.demo.script import Fate, Item, next_weekday, official

_YES_NO = "Yes\nNo\nI do not know"

QUESTIONS = [
    {
        "sort": "choice",
        "text": "Should the play area in Mill Lane have a fence?",
        "options": _YES_NO,
        "needed": "yes",
        "why": "",
    },
    {
        "sort": "several",
        "text": "What should be mended first?",
        "options": "Swings\nSlide\nBenches\nPath from the gate",
        "needed": "no",
        "why": "",
    },
    {
        "sort": "scale",
        "text": "How safe is the play area after dark?",
        "options": "Not safe at all\nVery safe",
        "needed": "no",
        "why": "",
    },
    {
        "sort": "words",
        "text": "Is there anything else that the council should know?",
        "options": "",
        "needed": "no",
        "why": "",
    },
]

Values = tuple[int | list[int] | str | None, ...]
"""Answers in the order of the questions."""

ANSWERS: tuple[Values, ...] = (
    (0, [0, 2], 2, "A bench near the swings would help grandparents."),
    (0, [1], 3, None),
    (1, [3], 4, "The path floods by the gate. Call me on 01632 960145."),
    (0, [0], 2, None),
    (2, None, 3, None),
)
ON_PAPER: tuple[tuple[Values, int], ...] = (
    ((0, [2, 3], None, "Please keep the lime tree."), 1),
    ((1, None, 5, None), 2),
)


def survey(today: date) -> Item:
    """Return the invitation, as written on ``today``."""
    closes = next_weekday(today, 4, 9)
    return Item(
        "survey_invitation",
        "officer",
        Fate.ISSUED,
        {
            "title": "The play area in Mill Lane: what matters to you?",
            "body": "<p>The council has set money aside to mend the play area in Mill Lane. Tell us what should come "
            "first. It takes about three minutes, online or on paper.</p>",
            "closes_on": closes.isoformat(),
            "questions": QUESTIONS,
            "privacy": "The council reads the replies and plans the work by them. The figures are published; what "
            "people write in their own words is not.",
            "kept_until": (closes + timedelta(days=90)).isoformat(),
            **official("minute", "Minute 44/26", "Residents say what should be mended first."),
        },
        days_ago=4,
        at=time(9, 20),
    )

"""The questions of a survey as a revision holds them: what may be asked, cleaned, read plainly, named for ever."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.records.canonical import canonical_json, sha256_of

CHOICE, SEVERAL, SCALE, WORDS = "choice", "several", "scale", "words"
SORTS = (
    (CHOICE, "Choose one"),
    (SEVERAL, "Choose as many as apply"),
    (SCALE, "A scale from 1 to 5"),
    (WORDS, "In their own words"),
)
COLUMNS = ("sort", "text", "options", "needed", "why")
SCALE_STEPS = (1, 2, 3, 4, 5)
MOST_OPTIONS = 12
LONGEST = {"text": 300, "option": 150, "why": 300}
"""Characters of a question, of one answer offered, and of why something about a person is asked."""


@dataclass(frozen=True)
class Question:
    """One question. ``options`` are the answers offered; of a scale, the words at its two ends where there are any.

    ``key`` is made of all that a reader sees of the question: the same question keeps it in every later revision, and
    one that was worded anew is another question, whose answers are never counted with the earlier one's.
    """

    key: str
    sort: str
    text: str
    options: tuple[str, ...]
    needed: bool
    why: str

    @property
    def sort_label(self) -> str:
        """Return how it is answered, in words."""
        return dict(SORTS)[self.sort]


def clean_questions(label: str, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the rows that ask or offer anything, cleaned. ValueError says what cannot be read.

    Whether a question can be answered at all is asked when the item is submitted (policies.checks.survey_form).
    """
    return [_clean(label, row) for row in rows if row["text"] or row["options"] or row["why"]]


def _clean(label: str, row: Mapping[str, str]) -> dict[str, str]:
    sort = row["sort"] or CHOICE
    if sort not in dict(SORTS):
        raise ValueError(f"{label}: choose how the question is answered.")
    options = [re.sub(r"\s+", " ", line).strip() for line in row["options"].split("\n")]
    options = [line for line in options if line]
    text = re.sub(r"\s+", " ", row["text"]).strip()
    if len(options) > MOST_OPTIONS:
        raise ValueError(f"{label}: the most answers that one question offers is {MOST_OPTIONS}.")
    if any(len(line) > LONGEST["option"] for line in options):
        raise ValueError(f"{label}: an answer is longer than {LONGEST['option']} characters.")
    if len(text) > LONGEST["text"] or len(row["why"]) > LONGEST["why"]:
        raise ValueError(
            f"{label}: a question, or why it is asked, is longer than {LONGEST['text']} characters."
        )
    return {
        "sort": sort,
        "text": text,
        "options": "\n".join(options),
        "needed": "yes" if row["needed"] == "yes" else "no",
        "why": re.sub(r"\s+", " ", row["why"]).strip(),
    }


def plain_questions(rows: Sequence[Mapping[str, str]]) -> str:
    """Return the questions as somebody reads them, with every answer offered."""
    return "\n\n".join(_plain(number, row) for number, row in enumerate(rows, start=1))


def _plain(number: int, row: Mapping[str, str]) -> str:
    must = "an answer is needed" if row["needed"] == "yes" else "optional"
    head = f"{number}. {row['text']}\n{dict(SORTS).get(row['sort'], '')}, {must}"
    offered = [f"• {line}" for line in row["options"].split("\n") if line]
    why = [f"Why we ask: {row['why']}"] if row["why"] else []
    return "\n".join([head, *offered, *why])


def questions_of(content: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return the questions of a revision's content in their order; none for a text that asks nothing."""
    return tuple(_question(row) for row in content.get("questions", []))


def _question(row: Mapping[str, str]) -> Question:
    seen = {name: row[name] for name in ("sort", "text", "options")}
    return Question(
        key=sha256_of(canonical_json(seen))[:16],
        sort=row["sort"],
        text=row["text"],
        options=tuple(line for line in row["options"].split("\n") if line),
        needed=row["needed"] == "yes",
        why=row["why"],
    )

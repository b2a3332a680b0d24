"""Screening texts by the line: one JSON object in, one out, nothing kept and no council asked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from moderation.screening.grounds import grounds
from moderation.screening.hearing import Heard
from moderation.screening.judging.interface import Judge
from moderation.screening.material import Material

NOT_SURE = 0.49
"""The highest score that is told of a text that is not flagged."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be read: its number (from 1), and why."""

    number: int
    why: str


def triage(lines: Iterable[bytes], judge: Judge) -> Iterator[dict[str, Any] | BadLine]:
    """Yield for each line of ``lines`` what is found in its text, or why it cannot be read; blank ones are passed over.

    Spans are half-open, in code points of the text as it was given. One line is held in memory at a time.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _row(number, line)
            yield row if isinstance(row, BadLine) else _answer(row, judge)


def _row(number: int, line: bytes) -> dict[str, Any] | BadLine:
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return BadLine(number, "is not UTF-8")
    except (ValueError, RecursionError):
        return BadLine(number, "is not JSON")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return BadLine(number, "has no “text”")
    if not isinstance(row.get("id"), str | int | float | None):
        return BadLine(number, "has an “id” that is neither a text nor a number")
    return row


def _answer(row: dict[str, Any], judge: Judge) -> dict[str, Any]:
    material = Material(Heard(row["text"]), judge)
    found = list(grounds(material))
    doubt = max(
        (passage.score for each in material.judged.passages.values() for passage in each), default=0.0
    )
    return {
        "id": row.get("id"),
        "flagged": bool(found),
        "score": max((finding.score for finding in found), default=round(min(doubt, NOT_SURE), 3)),
        "grounds": [
            {
                "ground": finding.ground.value,
                "score": finding.score,
                "spans": [list(span) for span in finding.spans],
            }
            for finding in found
        ],
    }

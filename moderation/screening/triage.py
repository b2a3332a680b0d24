"""Screening texts by the line: one JSON object in, one out, nothing kept and no council asked."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

from moderation.screening.grounds import grounds
from moderation.screening.hearing import Heard
from moderation.screening.judging.interface import Judge
from moderation.screening.material import Material, judged_together

TOGETHER = 64
"""Lines that are judged together."""
_READ = 1 << 16
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
    return triage_rounds(([line] for line in lines), judge)


def triage_rounds(rounds: Iterable[Sequence[bytes]], judge: Judge) -> Iterator[dict[str, Any] | BadLine]:
    """Yield what ``triage`` yields of the lines of all ``rounds``, in their order.

    Those of one round are judged together, TOGETHER at a time, which costs less and answers the same.
    """
    number = 0
    for lines in rounds:
        for first in range(0, len(lines), TOGETHER):
            some = lines[first : first + TOGETHER]
            rows = [_row(number + place, line) for place, line in enumerate(some, 1) if line.strip()]
            number += len(some)
            heard = [Heard(row["text"]) for row in rows if not isinstance(row, BadLine)]
            answers = iter(judged_together(heard, judge))
            for row in rows:
                yield row if isinstance(row, BadLine) else _answer(row, next(answers))


def rounds_of(stream: BufferedReader) -> Iterator[list[bytes]]:
    """Yield the lines of ``stream`` as they come: who writes one and waits for its answer is not kept waiting."""
    held: list[bytes] = []
    while some := stream.read1(_READ):
        *lines, last = some.split(b"\n")
        if lines:
            lines[0] = b"".join([*held, lines[0]])
            held = []
        held.append(last)
        yield lines
    yield [b"".join(held)]


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


def _answer(row: dict[str, Any], material: Material) -> dict[str, Any]:
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

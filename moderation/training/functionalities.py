"""Measuring on a suite of test cases by functionality, as HateCheck has them: read, judged, counted, never learnt from.

The suite is no part of this repository. Nothing of its texts is kept or printed.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from moderation.screening.folding import folded
from moderation.screening.hearing import Ground, Heard
from moderation.screening.judging.interface import Head, Judge
from moderation.screening.screening import screen

COLUMNS = ("functionality", "test_case", "label_gold")
_LABELS = {"hateful": True, "non-hateful": False}
EVEN = 0.5
Decision = Callable[[str], bool]


class NoSuite(Exception):
    """A file that is no suite of test cases."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: what it tests, its text, and whether it is hateful."""

    functionality: str
    text: str
    hateful: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """How one way of deciding did: all of it, and per functionality how many cases there are and how many are right."""

    accuracy: float
    macro_f1: float
    right: Mapping[str, tuple[int, int]]


def cases(path: Path) -> list[Case]:
    """Return the cases in the csv file at ``path``, UTF-8. Raises NoSuite, which names the line and what is wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(_read(csv.DictReader(lines)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NoSuite(f"“{path}” cannot be read as csv in UTF-8.") from error


def _read(rows: "csv.DictReader[str]") -> Iterator[Case]:
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise NoSuite(f"The file has no column {', '.join(missing)}.")
    for row in rows:
        functionality, text, label = (row[name] or "" for name in COLUMNS)
        if label not in _LABELS:
            raise NoSuite(f"Line {rows.line_num} is labelled neither hateful nor non-hateful.")
        yield Case(functionality, text, _LABELS[label])


def by_head(judge: Judge) -> Decision:
    """Return the decision of the hate head of ``judge`` alone, at even odds in its surest passage."""
    return lambda text: judge.judge([folded(text).text])[0].score(Head.HATE) >= EVEN


def by_product(judge: Judge) -> Decision:
    """Return what screening decides with ``judge``: whether it names the comment discriminatory, rules and all."""
    return lambda text: Ground.DISCRIMINATORY in screen(Heard(text), judge=judge).grounds


def measured(suite: Iterable[Case], decides: Decision) -> Measured:
    """Return how ``decides`` does on ``suite``: macro-F1 is the mean of both classes' F1."""
    counted: Counter[tuple[bool, bool]] = Counter()
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for case in suite:
        said = decides(case.text)
        counted[case.hateful, said] += 1
        every[case.functionality] += 1
        right[case.functionality] += said == case.hateful
    wrong = counted[True, False] + counted[False, True]
    f1 = [2 * counted[kind, kind] / max(1, 2 * counted[kind, kind] + wrong) for kind in (True, False)]
    accuracy = 1 - wrong / max(1, counted.total())
    return Measured(accuracy, sum(f1) / 2, {name: (right[name], every[name]) for name in sorted(every)})

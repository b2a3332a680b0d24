"""Judging texts that were written before anybody had seen how the checks do on them: one check each, found or not."""

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from policies.subjects import Circumstances
from tests.corpus.judging import Score, checks_of_meaning
from tests.policies.checks.meaning import text_subject

_FOLDER = Path(__file__).parent / "unseen"
_OWN = frozenset(
    {"clerk@ottermouth-tc.example", "https://ottermouth-tc.example", "01632 960010", "@ottermouthtc"}
)
SETS = ("first", "second", "third", "fourth", "fifth")
"""In the order in which they were written. The checks were mended by all of them; each text is for one check."""
WHOLE = ("sixth", "seventh", "eighth", "ninth")
"""Sets whose texts say of every check whether it should find something."""
LAST = "seventh"
"""The set by which no wording was mended."""


@cache
def texts(name: str) -> tuple[dict[str, Any], ...]:
    """Return the texts of the set ``name``."""
    return tuple(tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["text"])


@cache
def found_in(text: str, kind: str, capacity: str) -> frozenset[str]:
    """Return the ids of the checks that find something in ``text``, in a council whose addresses are known."""
    around = Circumstances(official_addresses=_OWN)
    seen = text_subject(text, kind=kind, capacity=capacity, around=around)
    return frozenset(check.id for check in checks_of_meaning() if list(check.run(seen, {})))


def judge_unseen(*names: str) -> dict[str, Score]:
    """Return the score of each check on the sets ``names``; whatever is found in an innocent text is wrong."""
    scores: dict[str, Score] = defaultdict(Score)
    for name in names:
        for row in texts(name):
            found = found_in(row["text"], row["kind"], row["capacity"])
            if not row["check"]:
                for check in sorted(found):
                    _wrong(scores[check], name, row)
            elif row["found"]:
                _wanted(scores[row["check"]], name, row, found=row["check"] in found)
            elif row["check"] in found:
                _wrong(scores[row["check"]], name, row)
    return dict(scores)


def judge_whole(name: str) -> dict[str, Score]:
    """Return the score of each check on the set ``name``, whose texts are labelled for every check.

    What ``perhaps`` names counts neither way.
    """
    scores: dict[str, Score] = defaultdict(Score)
    for row in texts(name):
        found = found_in(row["text"], row["kind"], row["capacity"])
        for check in row["checks"]:
            _wanted(scores[check], name, row, found=check in found)
        for check in sorted(found - {*row["checks"], *row.get("perhaps", ())}):
            _wrong(scores[check], name, row)
    return dict(scores)


def _wrong(score: Score, name: str, row: dict[str, Any]) -> None:
    score.wrong += 1
    score.remarks.append(f"wrong in the {name} set: {row['text'][:90]}")


def _wanted(score: Score, name: str, row: dict[str, Any], *, found: bool) -> None:
    if found:
        score.right += 1
        return
    score.missed += 1
    score.remarks.append(f"missed in the {name} set: {row['text'][:90]}")

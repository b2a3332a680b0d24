"""Comments written for training by hand, one by one (`comments/*.jsonl`): what residents may write on council matters.

Each line names the grounds of screening that its text meets; none is a comment that somebody made.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from moderation.screening.hearing import Ground
from moderation.screening.judging.interface import Head
from moderation.training.grammar import Example

FOLDER = Path(__file__).resolve().parent / "comments"
APART = 8
"""One comment in so many is kept apart, to measure with."""
FOUND = 3.0
"""What a comment that meets a ground weighs beside one that meets none: most of what is learnt from meets none."""
HEARD_BY = {
    Head.HATE: Ground.DISCRIMINATORY,
    Head.ABUSE: Ground.ABUSIVE,
    Head.SEXUAL: Ground.SEXUAL,
    Head.OBSCENE: Ground.OBSCENE,
    Head.ILLEGAL: Ground.ILLEGAL,
    Head.DECEPTIVE: Ground.DECEPTIVE,
}
"""Which ground each head hears."""
_BESIDE = {Head.ABUSE: {Ground.DISCRIMINATORY, Ground.OBSCENE, Ground.SEXUAL}}
"""Grounds of which nobody can say that they are not the head's as well."""
SOURCE = "comments"


def every() -> Iterator[tuple[str, frozenset[Ground]]]:
    """Yield each comment with its grounds."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            yield told["text"], frozenset(Ground(ground) for ground in told["grounds"])


def kept_apart() -> list[tuple[str, frozenset[Ground]]]:
    """Return the comments that nothing is learnt from."""
    return [(text, met) for text, met in every() if _is_apart(text)]


def to_learn(weight: float = 1.0) -> Iterator[Example]:
    """Yield the comments that are learnt from, as examples of ``weight``; of FOUND times it where a ground is met."""
    for text, met in every():
        if not _is_apart(text):
            labels = tuple(_label(head, met) for head in Head)
            yield Example(text, labels, SOURCE, weight * (FOUND if met else 1.0))


def _label(head: Head, met: frozenset[Ground]) -> int | None:
    if HEARD_BY[head] in met:
        return 1
    return None if met & _BESIDE.get(head, set()) else 0


def _is_apart(text: str) -> bool:
    return crc32(text.encode()) % APART == 0

"""Remarks written for training by hand (`remarks/*.txt`): the telling part of a comment, in as many words as there are.

Whole comments (comments.py) show how people write; there are never enough of them to hold every word, image and turn of
phrase by which a ground is met. Each line here is one, with the letters of the grounds that it meets before it.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from moderation.screening.hearing import Ground
from moderation.screening.judging.interface import Head
from moderation.training.comments import HEARD_BY
from moderation.training.grammar import Example

FOLDER = Path(__file__).resolve().parent / "remarks"
LETTERS = {
    "a": Ground.ABUSIVE,
    "s": Ground.SEXUAL,
    "o": Ground.OBSCENE,
    "d": Ground.DISCRIMINATORY,
    "i": Ground.ILLEGAL,
    "c": Ground.DECEPTIVE,
}
SOURCE = "remarks"
"""Where these examples come from, as they say themselves."""
REMARK = 4.0
"""What a remark weighs beside a row of public data: alike whether or not it meets a ground, so that the words for
groups of people stay neutral."""


def every() -> Iterator[tuple[str, frozenset[Ground]]]:
    """Yield each remark with its grounds."""
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            letters, _, text = line.partition("\t")
            yield text, frozenset(LETTERS[letter] for letter in letters if letter in LETTERS)


def told(weight: float, random_: random.Random) -> Iterator[Example]:
    """Yield each remark by itself and once beside one that meets no ground, as examples of ``weight``.

    Second letters were given in haste. So nobody says of a remark that meets a ground that it is not abusive or obscene
    as well; of one that meets none everybody does.
    """
    remarks = list(every())
    harmless = [text for text, met in remarks if not met]
    for text, met in remarks:
        labels = tuple(1 if HEARD_BY[head] in met else _otherwise(head, met) for head in Head)
        yield Example(text, labels, SOURCE, weight)
        beside = random_.choice(harmless)
        both = f"{beside} {text}" if random_.random() < 0.5 else f"{text} {beside}"
        yield Example(both, labels, SOURCE, weight / 2)


_OFTEN_BESIDE = {Head.ABUSE, Head.OBSCENE}


def _otherwise(head: Head, met: frozenset[Ground]) -> int | None:
    """Return 0 where nobody found that a remark meets the ground of ``head``, None where it may all the same."""
    return None if met and head in _OFTEN_BESIDE else 0

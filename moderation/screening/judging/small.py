"""The small classifier: a logistic regression a head over hashed groups of signs and words, in int8, by numpy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moderation.screening.judging.features import laid_out, plain, words_of
from moderation.screening.judging.interface import Head, Judged, Passage, Span

LEAST = 0.3
"""Scores below are not told."""
PIECE = 20_000
"""Signs that are read at once; a longer text is read in pieces, so memory stays bounded."""
_LONGEST = 45
"""Words of the longest passage that is judged as one."""
_END = re.compile(r"[.!?\n]+[\s\"')]*|$")
_SHOWN = 5
_SHARE = 0.35


@dataclass(frozen=True)
class Weights:
    """What was learnt: int8 weights by bucket and head, and per head their scale, bias and the logit that means 0.5."""

    table: NDArray[np.int8]
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]
    heads: tuple[Head, ...]
    digest: str


def load(path: Path) -> Weights:
    """Return the weights in the file at ``path``. Raises OSError or ValueError where they cannot be read."""
    content = path.read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        table = np.ascontiguousarray(stored["table"].T)
        heads = tuple(Head(str(name)) for name in stored["heads"])
        return Weights(table, stored["scales"], stored["biases"], heads, sha256(content).hexdigest()[:8])


class Small:
    """Judges passages of a text: each sentence, neighbours together, and a short text as a whole."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.name = f"small-{weights.digest}"

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return what it says of each of ``texts``; linear in their length."""
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Judged:
        found: dict[Head, list[Passage]] = {}
        for begin in range(0, len(text), PIECE):
            for head, passage in self._piece(text[begin : begin + PIECE], begin):
                found.setdefault(head, []).append(passage)
        return Judged({head: tuple(passages) for head, passages in found.items()})

    def _piece(self, text: str, begin: int) -> list[tuple[Head, Passage]]:
        low = plain(text)
        words = words_of(low)
        if not words:
            return []
        sums, counts = self._totals(low, words)
        bounds = passages_of(low, words)
        starts, ends = (np.array(side, dtype=np.int64) for side in zip(*bounds, strict=True))
        number = np.maximum(counts[ends] - counts[starts], 1.0)
        logits = (sums[ends] - sums[starts]) * self._weights.scales / np.sqrt(number)[
            :, None
        ] + self._weights.biases
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))
        told = []
        for place, column in zip(*np.nonzero(scores >= LEAST), strict=True):
            start, end = bounds[place]
            shown = _strongest(sums[:, column], words, start, end)
            spans = tuple((begin + first, begin + last) for first, last in shown)
            passage = Passage(begin + start, begin + end, float(scores[place, column]), spans)
            told.append((self._weights.heads[column], passage))
        return told

    def words(self, text: str, head: Head) -> tuple[Span, ...]:
        """Return the words of ``text``, a passage of some lines, that speak most for ``head``, whatever the sum."""
        low = plain(text)
        if not (words := words_of(low)):
            return ()
        sums, _ = self._totals(low, words)
        return tuple(_strongest(sums[:, self._weights.heads.index(head)], words, 0, len(low)))

    def _totals(self, text: str, words: list[Span]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return running totals of what the features add to each head, and of their number, by place."""
        buckets, of_signs, of_words = laid_out(text, words)
        rows = self._weights.table.take(buckets, axis=0)
        added = np.zeros((len(text) + 1, len(self._weights.heads)), dtype=np.int32)
        number = np.zeros(len(text) + 1, dtype=np.int32)
        begin = 0
        for size in of_signs:
            added[1 : size + 1] += rows[begin : begin + size]
            number[1 : size + 1] += 1
            begin += size
        spoken = np.zeros((len(words), added.shape[1]), dtype=np.int32)
        counted = np.zeros(len(words), dtype=np.int32)
        for size in of_words:
            spoken[:size] += rows[begin : begin + size]
            counted[:size] += 1
            begin += size
        places = np.array([start + 1 for start, _ in words], dtype=np.int64)
        added[places] += spoken
        number[places] += counted
        return added.cumsum(axis=0, dtype=np.float64), number.cumsum(dtype=np.float64)


def passages_of(text: str, words: list[Span]) -> list[Span]:
    """Return the passages of ``text`` that are judged: sentences, pairs of neighbours, a short text as a whole."""
    single: list[Span] = []
    first = 0
    for end in _END.finditer(text):
        last = first
        while last < len(words) and words[last][0] < end.end():
            last += 1
        for cut in range(first, last, _LONGEST):
            upto = min(cut + _LONGEST, last)
            single.append((words[cut][0], max(words[upto - 1][1], end.start() if upto == last else 0)))
        first = last
    pairs = [(one[0], other[1]) for one, other in pairwise(single) if other[1] - one[0] < 400]
    whole = [(single[0][0], single[-1][1])] if len(single) > 2 and len(words) <= _LONGEST else []
    return single + pairs + whole


def _strongest(totals: NDArray[np.float64], words: list[Span], start: int, end: int) -> list[Span]:
    """Return the words between ``start`` and ``end`` that speak most for the head, neighbours as one."""
    inside = [(first, last) for first, last in words if start <= first and last <= end]
    speaking = [(totals[last] - totals[first]) / sqrt(last - first) for first, last in inside]
    if not speaking or max(speaking) <= 0:
        return []
    least = max(max(speaking) * _SHARE, sorted(speaking)[-min(_SHOWN, len(speaking))])
    found: list[Span] = []
    for (first, last), weight in zip(inside, speaking, strict=True):
        if weight < least:
            continue
        if found and first - found[-1][1] <= 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found

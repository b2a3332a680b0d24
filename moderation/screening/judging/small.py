"""The small classifier, in int8 and by numpy: a logistic regression a head over hashed groups of signs and words, and
beside it what words mean next to one another (meanings.py)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moderation.screening.judging.features import SIGNS, laid_out, plain, sums_of, words_of
from moderation.screening.judging.interface import Head, Judged, Passage, Span
from moderation.screening.judging.meanings import Meanings, numbered

LEAST = 0.3
"""Scores below are not told."""
ENOUGH: Mapping[Head, float] = {
    Head.HATE: 0.6,
    Head.ABUSE: 0.7,
    Head.SEXUAL: 0.5,
    Head.OBSCENE: 0.55,
    Head.ILLEGAL: 0.65,
    Head.DECEPTIVE: 0.75,
}
"""How sure it must be for its word alone: so that one in twenty harmless comments is flagged (docs/model-card.md)."""
PIECE = 20_000
"""Signs that are read at once; a longer text is read in pieces, so memory stays bounded."""
_TOGETHER = 4_000
"""Signs up to which short texts are reckoned together."""
_SPOKEN = (1, 2, 3, 3)
"""How many words the groups of words reach over, in their order."""
_LONGEST = 45
"""Words of the longest passage that is judged as one."""
_END = re.compile(r"[.!?\n]+[\s\"')]*|$")
SHARES: Mapping[Head, float] = {
    Head.HATE: 0.5,
    Head.ABUSE: 0.4,
    Head.SEXUAL: 0.6,
    Head.OBSCENE: 0.5,
    Head.ILLEGAL: 0.2,
    Head.DECEPTIVE: 0.5,
}
"""What the meanings of words weigh beside the groups of signs and words, in logits."""
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


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: of which one, where it begins there, in plain letters, its words, and where it is laid."""

    number: int
    begin: int
    text: str
    words: list[Span]
    at: int


def load(path: Path) -> Weights:
    """Return the weights in the file at ``path``. Raises OSError or ValueError where they cannot be read."""
    content = path.read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        table = np.ascontiguousarray(stored["table"].T)
        heads = tuple(Head(str(name)) for name in stored["heads"])
        return Weights(table, stored["scales"], stored["biases"], heads, sha256(content).hexdigest()[:8])


class Small:
    """Judges passages of a text: each sentence, neighbours together, and a short text as a whole.

    Raises ValueError where the two halves were not learnt for the same heads in the same order.
    """

    def __init__(self, weights: Weights, meanings: Meanings) -> None:
        if weights.heads != meanings.heads:
            raise ValueError(
                f"One half judges {weights.heads}, the other {meanings.heads}: train both again."
            )
        self._weights, self._meanings = weights, meanings
        self._shares = np.array([SHARES[head] for head in weights.heads], dtype=np.float32)
        both = sha256(f"{weights.digest}{meanings.digest}".encode()).hexdigest()
        self.name = f"small-{both[:8]}"

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return what it says of each of ``texts``; linear in their length. Short ones are reckoned together."""
        found: list[dict[Head, list[Passage]]] = [{} for _ in texts]
        for pieces in together(texts):
            for piece, head, passage in self._told(pieces):
                found[piece.number].setdefault(head, []).append(passage)
        return [Judged({head: tuple(several) for head, several in one.items()}, ENOUGH) for one in found]

    def _told(self, pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Head, Passage]]:
        words = [(piece.at + start, piece.at + end) for piece in pieces for start, end in piece.words]
        text = "".join([piece.text for piece in pieces])
        hashes = sums_of(text, words)
        sums, counts = self._totals(pieces, text, words, hashes)
        bounds = [
            (piece, start, end) for piece in pieces for start, end in passages_of(piece.text, piece.words)
        ]
        starts = np.array([piece.at + start for piece, start, _ in bounds], dtype=np.int64)
        ends = np.array([piece.at + end for piece, _, end in bounds], dtype=np.int64)
        number = np.maximum(counts[ends] - counts[starts], 1.0)
        logits = (sums[ends] - sums[starts]) * self._weights.scales
        logits = logits / np.sqrt(number)[:, None] + self._weights.biases
        begun = np.array([start for start, _ in words], dtype=np.int64)
        passages = np.stack([np.searchsorted(begun, starts), np.searchsorted(begun, ends)], axis=1)
        meant = self._meanings.logits(hashes, numbered([len(piece.words) for piece in pieces]), passages)
        logits = logits * (1.0 - self._shares) + meant * self._shares
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))
        for place, column in zip(*(side.tolist() for side in np.nonzero(scores >= LEAST)), strict=True):
            piece, start, end = bounds[place]
            own = sums[piece.at : piece.at + len(piece.text) + 1, column]
            shown = _strongest(own, piece.words, start, end)
            spans = tuple((piece.begin + first, piece.begin + last) for first, last in shown)
            score = float(scores[place, column])
            yield (
                piece,
                self._weights.heads[column],
                Passage(piece.begin + start, piece.begin + end, score, spans),
            )

    def words(self, text: str, head: Head) -> tuple[Span, ...]:
        """Return the words of ``text``, a passage of some lines, that speak most for ``head``, whatever the sum."""
        low = plain(text)
        if not (words := words_of(low)):
            return ()
        sums, _ = self._totals([Piece(0, 0, low, words, 0)], low, words, sums_of(low, words))
        return tuple(_strongest(sums[:, self._weights.heads.index(head)], words, 0, len(low)))

    def _totals(
        self, pieces: Sequence[Piece], text: str, words: list[Span], hashes: NDArray[np.uint32]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return running totals of what the features add to each head, and of their number, by place."""
        buckets, of_signs, of_words = laid_out(text, words, hashes)
        rows = self._weights.table.take(buckets, axis=0)
        ends = np.array([piece.at for piece in pieces[1:]], dtype=np.int64)
        added, number = _added(rows, of_signs, len(text), ends, SIGNS)
        if of_words:
            ends = np.cumsum([len(piece.words) for piece in pieces[:-1]], dtype=np.int64)
            spoken, counted = _added(rows[sum(of_signs) :], of_words, len(words), ends, _SPOKEN)
            places = np.array([start for start, _ in words], dtype=np.int64)
            added[places] += spoken
            number[places] += counted
        sums = np.zeros((len(text) + 1, added.shape[1]))
        counts = np.zeros(len(text) + 1)
        np.cumsum(added, axis=0, dtype=np.float64, out=sums[1:])
        np.cumsum(number, dtype=np.float64, out=counts[1:])
        return sums, counts


def together(texts: Sequence[str]) -> Iterator[list[Piece]]:
    """Yield the pieces of ``texts`` that have words, those that are reckoned together in one list."""
    held: list[Piece] = []
    at = 0
    for number, text in enumerate(texts):
        for begin in range(0, len(text), PIECE):
            low = plain(text[begin : begin + PIECE])
            if not (words := words_of(low)):
                continue
            # What is shorter than the longest group of signs is judged without its words (features.py): by itself.
            if len(low) < SIGNS[-1]:
                yield [Piece(number, begin, low, words, 0)]
                continue
            if held and at + len(low) > _TOGETHER:
                yield held
                held, at = [], 0
            held.append(Piece(number, begin, low, words, at))
            at += len(low)
    if held:
        yield held


def _added(
    rows: NDArray[np.int8], sizes: Sequence[int], length: int, ends: NDArray[np.int64], reaches: Sequence[int]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return what groups add at each place, and how many do: none that reaches over one of ``ends``."""
    added = np.zeros((length, rows.shape[1]), dtype=np.int32)
    number = np.zeros(length, dtype=np.int32)
    begin = 0
    for size, reach in zip(sizes, reaches, strict=False):
        group = rows[begin : begin + size]
        if len(ends) and reach > 1:
            over = (ends[:, None] - np.arange(1, reach)).ravel()
            over = over[(over >= 0) & (over < size)]
            group[over] = 0
            number[over] -= 1
        added[:size] += group
        number[:size] += 1
        begin += size
    return added, number


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

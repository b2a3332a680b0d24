"""Fitting the small classifier: logistic regressions over shared hashed features, by AdaGrad, then rounded to int8."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.screening.folding import folded
from moderation.screening.judging.features import BITS, features, plain, words_of
from moderation.screening.judging.interface import Head
from moderation.training.grammar import Example
from moderation.training.noise import noisy

SEED = 20_261_122
ROUNDS = 6
BATCH = 2_048
RATE = 0.5
SHRINK = 8e-7
NOISY = 0.15
"""Share of the examples that are learnt a second time with slips of the fingers."""
SMALLEST = 0.012
"""Weights below this share of a head's largest ones are left out: they are noise, and the file shrinks."""
RARER: Mapping[Head, float] = {Head.ABUSE: 1.0}
"""How much rarer a head's ground is among comments on a council than among the examples, in logits: off its bias."""
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Laid:
    """Examples as numbers: buckets of all texts one after another, where each text's begin, labels and weights."""

    buckets: NDArray[np.uint32]
    begins: NDArray[np.int64]
    labels: Array
    weights: Array


def laid(examples: Sequence[Example]) -> Laid:
    """Return ``examples`` as numbers. A label that nobody gave weighs nothing."""
    rows: list[NDArray[np.uint32]] = []
    begins = [0]
    for example in examples:
        low = plain(folded(example.text).text)
        found = [buckets for buckets, _ in features(low, words_of(low))] or [np.zeros(1, dtype=np.uint32)]
        rows.append(np.concatenate(found))
        begins.append(begins[-1] + len(rows[-1]))
    labels = np.array([[each or 0 for each in e.labels] for e in examples], dtype=np.float32)
    known = np.array([[each is not None for each in e.labels] for e in examples], dtype=np.float32)
    weights = known * np.array([e.weight for e in examples], dtype=np.float32)[:, None]
    return Laid(np.concatenate(rows), np.array(begins, dtype=np.int64), labels, weights)


def with_noise(examples: Sequence[Example], random_: random.Random) -> list[Example]:
    """Return ``examples``, and a share of them once more with slips."""
    more = [
        Example(noisy(e.text, random_), e.labels, e.source, e.weight * 0.7)
        for e in examples
        if random_.random() < NOISY and e.text.strip()
    ]
    return [*examples, *more]


class Fitted:
    """The weights while they are learnt."""

    def __init__(self) -> None:
        shape = (len(Head), 1 << BITS)
        self.table: Array = np.zeros(shape, dtype=np.float32)
        self.biases: Array = np.full(len(Head), -1.0, dtype=np.float32)
        self._seen: Array = np.full(shape, 1e-3, dtype=np.float32)
        self._seen_biases: Array = np.full(len(Head), 1.0, dtype=np.float32)

    def logits(self, buckets: NDArray[np.uint32], begins: NDArray[np.int64]) -> Array:
        """Return the logits of texts whose buckets stand one after another."""
        sums = np.add.reduceat(self.table[:, buckets], begins[:-1], axis=1).T
        scaled = sums / np.sqrt(np.diff(begins))[:, None]
        found: Array = (scaled + self.biases).astype(np.float32)
        return found

    def step(
        self, buckets: NDArray[np.uint32], begins: NDArray[np.int64], labels: Array, weights: Array
    ) -> None:
        """Learn from one batch."""
        lengths = np.diff(begins)
        wrong = (1 / (1 + np.exp(-self.logits(buckets, begins))) - labels) * weights
        each = np.repeat(wrong / np.sqrt(lengths)[:, None].astype(np.float32), lengths, axis=0)
        for head in range(len(Head)):
            slope = np.bincount(buckets, weights=each[:, head], minlength=1 << BITS).astype(np.float32)
            slope += SHRINK * len(lengths) * self.table[head]
            self._seen[head] += slope * slope
            self.table[head] -= RATE * slope / np.sqrt(self._seen[head])
        total = wrong.sum(axis=0)
        self._seen_biases += total * total
        self.biases -= (RATE * total / np.sqrt(self._seen_biases)).astype(np.float32)


def fit(examples: Sequence[Example], say: Callable[[str], None], seed: int = SEED) -> Fitted:
    """Return what is learnt from ``examples`` in ROUNDS rounds, the same for the same seed."""
    random_ = random.Random(seed)  # noqa: S311 (no secret)
    data = laid(with_noise(examples, random_))
    order = np.random.default_rng(seed)
    fitted = Fitted()
    for turn in range(ROUNDS):
        shuffled = order.permutation(len(data.labels))
        for begin in range(0, len(shuffled), BATCH):
            chosen = shuffled[begin : begin + BATCH]
            pieces = [data.buckets[data.begins[one] : data.begins[one + 1]] for one in chosen]
            begins = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces])))
            fitted.step(np.concatenate(pieces), begins, data.labels[chosen], data.weights[chosen])
        say(f"round {turn + 1} of {ROUNDS}")
    return fitted


def rounded(fitted: Fitted) -> dict[str, NDArray[Any]]:
    """Return the weights in int8 with a scale per head; the largest thousandth of a percent is cut off."""
    top = np.quantile(np.abs(fitted.table), 0.99999, axis=1).astype(np.float32)
    scales = top / 127
    table = np.clip(np.rint(fitted.table / scales[:, None]), -127, 127).astype(np.int8)
    table[np.abs(fitted.table) < SMALLEST * top[:, None]] = 0
    heads = np.array([head.value for head in Head])
    biases = fitted.biases - np.array([RARER.get(head, 0.0) for head in Head], dtype=np.float32)
    return {"table": table, "scales": scales, "biases": biases, "heads": heads}


def save(fitted: Fitted, path: Path) -> None:
    """Write the weights to ``path``, compressed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **rounded(fitted))

"""What words mean beside one another: vectors of words, three neighbours at a time, by numpy.

The other half of the small classifier. Groups of signs and words know only what was learnt from; a word's vector lies
near those of words like it, so what nobody wrote before in these words may still be heard. Made by
``python -m moderation.training.meanings``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moderation.screening.judging.interface import Head

Array = NDArray[np.float32]
Logits = NDArray[np.float64]


@dataclass(frozen=True)
class Meanings:
    """What was learnt: words by their CRC-32 in rising order, a vector for each, and what is made of three neighbours.

    The first vector is nothing: that of a word which is not there.
    """

    sums: NDArray[np.uint32]
    vectors: NDArray[np.int8]
    heard: Array
    heard_scale: Array
    heard_bias: Array
    said: Logits
    said_bias: Logits
    heads: tuple[Head, ...]
    digest: str

    def logits(
        self, sums: NDArray[np.uint32], pieces: NDArray[np.int64], passages: NDArray[np.int64]
    ) -> Logits:
        """Return the logit of each head for each of ``passages``.

        ``sums``: the CRC-32 of the words one after another; ``pieces``: of each word the number of its piece, from 0 on
        and rising: nothing is heard across pieces; ``passages``: of each its first word and the one after its last.
        """
        heard = self._heard(self._places(sums), pieces)
        firsts, lasts = passages[:, 0], passages[:, 1]
        # Between the pieces stands a row of nothing, so a word's row is further on by the number of its piece.
        rows = np.stack([firsts + pieces[firsts], lasts + pieces[firsts]], axis=1)
        most = np.maximum.reduceat(heard, rows.ravel(), axis=0)[::2]
        totals = np.zeros((len(heard) + 1, heard.shape[1]))
        np.cumsum(heard, axis=0, dtype=np.float64, out=totals[1:])
        mean = (totals[rows[:, 1]] - totals[rows[:, 0]]) / np.sqrt(lasts - firsts)[:, None]
        found = np.concatenate([most, mean], axis=1) @ self.said + self.said_bias
        # What stands beside a text may change its sums in their last digits, and nothing else of them.
        rounded: Logits = np.round(found, 6)
        return rounded

    def _places(self, sums: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return the line of each word's vector; 0, which is nothing, for a word that is not there."""
        near = np.minimum(np.searchsorted(self.sums, sums), len(self.sums) - 1)
        return np.where(self.sums[near] == sums, near + 1, 0)

    def _heard(self, places: NDArray[np.int64], pieces: NDArray[np.int64]) -> Array:
        """Return what is heard at each word with its neighbours, a row of nothing behind each piece."""
        rows = np.zeros(len(places) + int(pieces[-1]) + 3, dtype=np.int64)
        rows[np.arange(1, len(places) + 1) + pieces] = places
        vectors = self.vectors[rows].astype(np.float32)
        three = np.concatenate([vectors[:-2], vectors[1:-1], vectors[2:]], axis=1)
        # Whole numbers, 192 products of seven bits each: every sum is exact, in whatever order it is added up.
        heard: Array = np.maximum(three @ self.heard * self.heard_scale + self.heard_bias, 0.0)
        return heard


def load(path: Path) -> Meanings:
    """Return what the file at ``path`` holds. Raises OSError or ValueError where it cannot be read."""
    content = path.read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        wide = {name: stored[name].astype(np.float32) for name in ("heard", "heard_scale", "heard_bias")}
        said = {name: stored[name].astype(np.float64) for name in ("said", "said_bias")}
        heads = tuple(Head(str(name)) for name in stored["heads"])
        return Meanings(
            stored["sums"],
            stored["vectors"],
            **wide,
            **said,
            heads=heads,
            digest=sha256(content).hexdigest()[:8],
        )


def numbered(pieces: Sequence[int]) -> NDArray[np.int64]:
    """Return of each word the number of its piece, where ``pieces`` says how many words each has."""
    return np.repeat(np.arange(len(pieces), dtype=np.int64), pieces)

"""Training what words mean beside one another: ``python -m moderation.training.meanings FOLDER BASE --to FILE``.

The second half of the small classifier (moderation/screening/judging/meanings.py). FOLDER holds the public data, BASE
the encoder that the large classifier begins with: each word's vector begins as what that encoder says of the word
alone, narrowed, so that words which nobody wrote here lie near those that somebody did. Needs torch, as the large one
does.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from moderation.screening.folding import folded
from moderation.screening.judging.features import plain, sums_of, words_of
from moderation.screening.judging.interface import Head
from moderation.screening.judging.pieces import Vocabulary
from moderation.training.comments import to_learn
from moderation.training.encoder import WIDTH as WHOLE
from moderation.training.encoder import begun, logits
from moderation.training.fitting import RARER, SEED, with_noise
from moderation.training.grammar import Example, written
from moderation.training.large import tensors
from moderation.training.public import public
from moderation.training.remarks import REMARK, told

NARROW = 64
"""Numbers in the vector of a word."""
HEARD = 128
"""What is listened for in three neighbours."""
ROUNDS = 3
BATCH = 256
RATE = 2e-3
LONGEST = 60
"""Words of an example that are read."""
OFTEN = 2
"""A word that occurs less often in the examples, and is no whole piece of the encoder's, has no vector."""
MOST = 127
"""The largest number that a weight is rounded to."""
VECTORS_DROPPED, HEARD_DROPPED = 0.2, 0.3
WEIGHT = 4.0
"""What a comment that was written for training weighs beside a row of public data (see train_screening)."""
Array = NDArray[np.float32]
Net = dict[str, Any]


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    random_ = random.Random(SEED)  # noqa: S311 (no secret)
    own = (*written(random_), *to_learn(WEIGHT), *told(REMARK, random_))
    examples = with_noise([*public(options.folder), *own], random_)
    texts = [spoken(example.text) for example in examples]
    names = (options.base / "vocab.txt").read_text(encoding="utf-8").splitlines()
    words = known(texts, names)
    sys.stdout.write(f"{len(examples)} examples, {len(words)} words\n")
    net = learnt(net_of(vectors_of(words, Vocabulary(names), options.base)), examples, numbers(texts, words))
    save(net, words, options.to)
    sys.stdout.write(f"written to {options.to}\n")


def spoken(text: str) -> list[str]:
    """Return the words of ``text`` as the classifier hears them."""
    low = plain(folded(text).text)
    return [low[start:end] for start, end in words_of(low)][:LONGEST]


def known(texts: Sequence[Sequence[str]], pieces: Sequence[str]) -> list[str]:
    """Return the words that have a vector: those said OFTEN, and the encoder's own whole ones."""
    often = Counter(word for words in texts for word in words)
    said = {word for word, times in often.items() if times >= OFTEN}
    return sorted(said | {name for name in pieces if len(name) > 1 and name.isascii() and name.isalpha()})


def numbers(texts: Sequence[Sequence[str]], words: Sequence[str]) -> list[list[int]]:
    """Return each text as the lines of its words' vectors; 0 for a word without one."""
    place = {word: number for number, word in enumerate(words, 1)}
    return [[place.get(word, 0) for word in text] or [0] for text in texts]


def vectors_of(words: Sequence[str], pieces: Vocabulary, base: Path) -> Array:
    """Return what the encoder says of each word alone, along the NARROW directions in which words differ most."""
    weights = begun(tensors(base / "model.safetensors"), WHOLE)
    weights |= {"heads.weight": torch.eye(WHOLE), "heads.bias": torch.zeros(WHOLE)}
    rows = [pieces.windows(word) for word in words]
    cut = [tuple(row[0].pieces) if row else tuple(pieces.windows("a")[0].pieces) for row in rows]
    order = sorted(range(len(words)), key=lambda one: len(cut[one]))
    found = np.zeros((len(words), WHOLE), dtype=np.float32)
    with torch.no_grad():
        for low in range(0, len(order), BATCH):
            batch = order[low : low + BATCH]
            inside, mask = _laid([cut[one] for one in batch])
            found[batch] = logits(weights, inside, mask, learning=False).numpy()
    found -= found.mean(axis=0)
    _, _, directions = np.linalg.svd(found[::3], full_matrices=False)
    narrow = found @ directions[:NARROW].T
    scaled: Array = narrow / narrow.std()
    return scaled


def net_of(vectors: Array) -> Net:
    """Return the weights to begin with."""
    three, heads = 3 * NARROW, len(Head)
    net: Net = {
        "vectors": torch.cat([torch.zeros(1, NARROW), torch.tensor(vectors)]),
        "heard": (torch.rand(three, HEARD) * 2 - 1) * three**-0.5,
        "heard_bias": torch.zeros(HEARD),
        "said": (torch.rand(2 * HEARD, heads) * 2 - 1) * (2 * HEARD) ** -0.5,
        "said_bias": torch.full((heads,), -2.0),
    }
    for value in net.values():
        value.requires_grad_(requires_grad=True)
    return net


def answered(net: Net, places: Any, mask: Any) -> Any:
    """Return the logits of the heads for a batch, a share of everything left out, as it is while learning."""
    shown = mask[..., None]
    vectors = functional.embedding(places, net["vectors"], sparse=True) * shown
    vectors = functional.dropout(vectors, VECTORS_DROPPED)
    nothing = torch.zeros_like(vectors[:, :1])
    before = torch.cat([nothing, vectors[:, :-1]], 1)
    after = torch.cat([vectors[:, 1:], nothing], 1)
    heard = functional.relu(torch.cat([before, vectors, after], 2) @ net["heard"] + net["heard_bias"]) * shown
    mean = heard.sum(1) / mask.sum(1, keepdim=True).sqrt()
    pooled = functional.dropout(torch.cat([heard.max(1)[0], mean], 1), HEARD_DROPPED)
    return pooled @ net["said"] + net["said_bias"]


def learnt(net: Net, examples: Sequence[Example], places: Sequence[Sequence[int]]) -> Net:
    """Return ``net`` after ROUNDS rounds over ``examples``, whose words are ``places``."""
    labels = torch.tensor([[float(each or 0) for each in e.labels] for e in examples])
    weights = torch.tensor([[e.weight if each is not None else 0.0 for each in e.labels] for e in examples])
    dense = torch.optim.Adam([net[name] for name in net if name != "vectors"], lr=RATE, weight_decay=1e-6)
    sparse = torch.optim.SparseAdam([net["vectors"]], lr=RATE)
    steps, done = ROUNDS * (len(places) // BATCH + 1), 0
    for turn in range(ROUNDS):
        total = 0.0
        for batch in _batches(places, turn):
            for group in (*dense.param_groups, *sparse.param_groups):
                group["lr"] = RATE * max(0.02, 1 - done / steps)
            logits_ = answered(net, *_laid([places[one] for one in batch]))
            each = functional.binary_cross_entropy_with_logits(logits_, labels[batch], reduction="none")
            loss = (each * weights[batch]).mean()
            dense.zero_grad()
            sparse.zero_grad()
            loss.backward()
            dense.step()
            sparse.step()
            total += loss.item()
            done += 1
        sys.stdout.write(f"round {turn + 1} of {ROUNDS}, loss {total * ROUNDS / steps:.4f}\n")
        sys.stdout.flush()
    return net


def _batches(places: Sequence[Sequence[int]], turn: int) -> list[list[int]]:
    """Return the numbers of all examples in batches of like length, in an order drawn for ``turn``."""
    order = [int(one) for one in np.random.default_rng(SEED + turn).permutation(len(places))]
    pool = BATCH * 40
    found: list[list[int]] = []
    for low in range(0, len(order), pool):
        alike = sorted(order[low : low + pool], key=lambda one: len(places[one]))
        found += [alike[at : at + BATCH] for at in range(0, len(alike), BATCH)]
    random.Random(SEED + turn).shuffle(found)  # noqa: S311 (no secret)
    return found


def _laid(rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Return ``rows`` as one square of numbers, and 1 where one stands."""
    length = max(map(len, rows))
    places = torch.tensor([[*row, *[0] * (length - len(row))] for row in rows])
    mask = torch.tensor([[1.0] * len(row) + [0.0] * (length - len(row)) for row in rows])
    return places, mask


def save(net: Net, words: Sequence[str], path: Path) -> None:
    """Write ``net``: vectors by the words' CRC-32, and what is listened for, in seven bits and a sign."""
    found = {name: value.detach().numpy() for name, value in net.items()}
    sums = np.array([int(sums_of(word, [(0, len(word))])[0]) for word in words], dtype=np.uint32)
    sums, order = np.unique(sums, return_index=True)  # of two words with one sum the first
    scale = np.quantile(np.abs(found["vectors"]), 0.9999) / MOST
    vectors = np.clip(np.rint(found["vectors"] / scale), -MOST, MOST).astype(np.int8)
    steps = np.abs(found["heard"]).max(axis=0) / MOST
    rarer = np.array([RARER.get(head, 0.0) for head in Head])
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        sums=sums,
        vectors=np.concatenate([np.zeros((1, NARROW), dtype=np.int8), vectors[1:][order]]),
        heard=np.rint(found["heard"] / steps).astype(np.int8),
        heard_scale=(steps * scale).astype(np.float32),
        heard_bias=found["heard_bias"].astype(np.float32),
        said=found["said"].astype(np.float32),
        said_bias=(found["said_bias"] - rarer).astype(np.float32),
        heads=np.array([head.value for head in Head]),
    )


if __name__ == "__main__":
    main()

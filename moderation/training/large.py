"""Training the large classifier again: ``python -m moderation.training.large FOLDER BASE --to FILE``.

FOLDER holds the public data, BASE the weights and the pieces to begin with (docs/model-card.md names both, and what has
to be installed to train). The same seed and the same machine give the same weights.

Two encoders learn, from the same beginning, one with the remarks and one without. What is kept are their weights in the
mean: beginnings alike, they stay near enough to each other for that, and the mean errs less than either (Wortsman et
al. 2022, Model soups) in the time of one.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from moderation.screening.folding import folded
from moderation.screening.judging.features import plain
from moderation.screening.judging.interface import Head
from moderation.screening.judging.pieces import Vocabulary
from moderation.training.comments import to_learn
from moderation.training.contrasts import kept_apart, parted
from moderation.training.encoder import TABLE, Tensors, begun, logits
from moderation.training.fitting import SEED, with_noise
from moderation.training.grammar import Example, written
from moderation.training.onnx_file import save
from moderation.training.public import public
from moderation.training.remarks import told

LEARNT = tuple(Head)
"""The heads of the encoder, in the order of its outputs."""
LENGTH = 64
ROUNDS = 2
BATCH = 48
SAID = 25
RATE = 1e-4
HEADS_RATE = 1e-3
WARMING = 0.06
"""Share of the steps in which the rate grows; then it falls in a line to nothing."""
DECAY = 0.01
OWN = 0.25
"""Share of the own sentences that are learnt from: they repeat one another."""
THRICE = 3
"""How often a comment that was written for training is learnt from: no two of them are alike."""
REMARK = 2.0
"""What a remark weighs here: there are more of them than comments, and nobody writes one by itself."""
WITH_REMARKS = 0.65
"""Share of the encoder that learnt from the remarks in the mean of both."""
PUBLIC = 0.6
"""Share of the public rows that are learnt from: they speak of two heads alone, and were written far from here."""
LEAST = 0.7
"""Examples that weigh less than this are drawn in proportion to their weight, and then weigh this."""
TWICE = "hatemoji"
"""What is learnt from twice: pairs that differ by a word, of which one is hateful."""


@dataclass(frozen=True, slots=True)
class Row:
    """One example as numbers: its pieces, and per head a label with its weight."""

    pieces: tuple[int, ...]
    labels: tuple[float, ...]
    weights: tuple[float, ...]


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=None, help="learn from so many only, to try")
    options = parser.parse_args()
    torch.set_num_threads(1)  # on a shared machine two wait for each other more than they help
    names = (options.base / "vocab.txt").read_text(encoding="utf-8").splitlines()
    without, with_them = (
        taught(options.folder, options.base, names, with_remarks=which, most=options.rows)
        for which in (False, True)
    )
    weights = mean_of(without, with_them, WITH_REMARKS)
    save({name: value.detach().numpy() for name, value in weights.items()}, names, LEARNT, options.to)
    summed = sha256(options.to.read_bytes()).hexdigest()
    options.to.with_name(f"{options.to.name}.sha256").write_text(f"{summed}\n", encoding="utf-8")
    sys.stdout.write(f"written to {options.to}\n")


def taught(
    folder: Path, base: Path, names: Sequence[str], *, with_remarks: bool, most: int | None = None
) -> Tensors:
    """Return one encoder's weights, learnt from ``base`` on; of ``most`` examples only, to try."""
    torch.manual_seed(SEED)
    random_ = random.Random(SEED)  # noqa: S311 (no secret)
    examples = chosen(folder, random_, with_remarks=with_remarks)
    vocabulary = Vocabulary(names)
    rows = [row for example in examples[:most] if (row := numbered(example, vocabulary))]
    sys.stdout.write(f"{len(rows)} examples\n")
    sys.stdout.flush()
    return learnt(begun(tensors(base / "model.safetensors"), len(LEARNT)), rows, random_)


def mean_of(one: Tensors, other: Tensors, share: float) -> Tensors:
    """Return the weights of two that learnt from the same beginning in the mean, ``share`` of them ``other``'s."""
    return {name: (1 - share) * value + share * other[name] for name, value in one.items()}


def chosen(folder: Path, random_: random.Random, *, with_remarks: bool) -> list[Example]:
    """Return what is learnt from, in a drawn order: public and own examples, less what is kept apart."""
    found: list[Example] = []
    for example in parted(public(folder), kept_apart(folder)):
        if random_.random() >= PUBLIC:
            continue
        if example.weight >= LEAST:
            found += [example] * (2 if example.source == TWICE else 1)
        elif random_.random() < example.weight / LEAST:
            found.append(Example(example.text, example.labels, example.source, LEAST))
    found += [example for example in written(random_) if random_.random() < OWN]
    found += [*to_learn()] * THRICE
    if with_remarks:
        found += told(REMARK, random_)
    found = with_noise(found, random_)
    random_.shuffle(found)
    return found


def numbered(example: Example, vocabulary: Vocabulary) -> Row | None:
    """Return ``example`` as numbers; None where it says nothing of the encoder's heads, or has no words."""
    labels = [example.labels[list(Head).index(head)] for head in LEARNT]
    windows = vocabulary.windows(plain(folded(example.text).text), LENGTH)
    if not windows or all(label is None for label in labels):
        return None
    weights = tuple(example.weight if label is not None else 0.0 for label in labels)
    return Row(windows[0].pieces, tuple(float(label or 0) for label in labels), weights)


def tensors(path: Path) -> Tensors:
    """Return what a safetensors file holds: its length of head, its head in JSON, and numbers one after another."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    found: Tensors = {}
    for name, described in json.loads(content[8:start]).items():
        if name != "__metadata__" and described["dtype"] == "F32":
            low, high = described["data_offsets"]
            flat = torch.frombuffer(bytearray(content[start + low : start + high]), dtype=torch.float32)
            found[name] = flat.view(described["shape"])
    return found


def learnt(weights: Tensors, rows: Sequence[Row], random_: random.Random) -> Tensors:
    """Return ``weights`` after ROUNDS rounds over ``rows``."""
    heads = [value for name, value in weights.items() if name.startswith("heads.")]
    body = [value for name, value in weights.items() if not name.startswith("heads.") and name != TABLE]
    groups = [{"params": body, "lr": RATE}, {"params": heads, "lr": HEADS_RATE}]
    steppers = [
        torch.optim.AdamW(groups, weight_decay=DECAY, fused=True),
        torch.optim.SparseAdam([weights[TABLE]], lr=RATE),
    ]
    batches = [batch for _ in range(ROUNDS) for batch in batched(rows, random_)]
    rates = [torch.optim.lr_scheduler.LambdaLR(each, _rate(len(batches))) for each in steppers]
    began, shown = time.monotonic(), 0.0
    for number, batch in enumerate(batches, 1):
        loss = _loss(weights, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body, 1.0)
        for each in (*steppers, *rates):
            each.step()
        for each in steppers:
            each.zero_grad()
        shown += loss.item()
        if number % SAID == 0 or number == len(batches):
            taken = time.monotonic() - began
            sys.stdout.write(f"{number} of {len(batches)}, loss {shown / SAID:.4f}, {taken:.0f} s\n")
            sys.stdout.flush()
            shown = 0.0
    return weights


def _rate(steps: int) -> Callable[[int], float]:
    """Return the share of the full rate at each of ``steps``: it grows for a while, then falls in a line to nothing."""
    warm = max(1, int(WARMING * steps))
    return lambda step: min((step + 1) / warm, (steps - step) / max(1, steps - warm))


def batched(rows: Sequence[Row], random_: random.Random) -> Iterator[list[Row]]:
    """Return ``rows`` in batches of like length, in a drawn order, so that little is padded."""
    order = list(range(len(rows)))
    random_.shuffle(order)
    pool = BATCH * 50
    found = []
    for begin in range(0, len(order), pool):
        alike = sorted(order[begin : begin + pool], key=lambda one: len(rows[one].pieces))
        found += [alike[low : low + BATCH] for low in range(0, len(alike), BATCH)]
    random_.shuffle(found)
    return ([rows[one] for one in batch] for batch in found)


def _loss(weights: Tensors, batch: Sequence[Row]) -> Any:
    length = max(len(row.pieces) for row in batch)
    pieces = torch.tensor([[*row.pieces, *[0] * (length - len(row.pieces))] for row in batch])
    mask = torch.tensor([[1.0] * len(row.pieces) + [0.0] * (length - len(row.pieces)) for row in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = logits(weights, pieces, mask, learning=True)
    labels = torch.tensor([row.labels for row in batch])
    each = torch.tensor([row.weights for row in batch])
    return (
        functional.binary_cross_entropy_with_logits(found.float(), labels, reduction="none") * each
    ).mean()


if __name__ == "__main__":
    main()

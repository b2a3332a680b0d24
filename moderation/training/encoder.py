"""The encoder of the large classifier while it learns: a small BERT (MiniLM-L6) with a line for each of its two heads.

Needs torch, which the portal does not: it is installed only where somebody trains (docs/model-card.md).
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch.nn import functional

LAYERS, WIDTH, HEADS = 6, 384, 12
EPSILON = 1e-12
TABLE = "embeddings.word_embeddings.weight"
"""Half of all weights; each batch touches few of its lines, so only those are stepped."""
DROPPED = 0.1
"""Share of the values that are left out at random while it learns."""
Tensors = dict[str, Any]


def begun(base: Mapping[str, Any], outputs: int) -> Tensors:
    """Return the weights to begin with: those of ``base``, and ``outputs`` heads that know nothing yet."""
    wanted = ("embeddings.", "encoder.")
    kept = {name: value.float().clone() for name, value in base.items() if name.startswith(wanted)}
    kept.pop("embeddings.position_ids", None)
    # Every window is one sentence to the model, so what marks the first of two is added to the places for good.
    kinds = kept.pop("embeddings.token_type_embeddings.weight")
    kept["embeddings.position_embeddings.weight"] += kinds[0]
    kept["heads.weight"] = torch.randn(outputs, WIDTH) * 0.02
    kept["heads.bias"] = torch.full((outputs,), -1.0)
    for value in kept.values():
        value.requires_grad_(requires_grad=True)
    return kept


def logits(weights: Tensors, pieces: Any, mask: Any, *, learning: bool) -> Any:
    """Return the logits of the heads, a row for each window. ``mask`` is 1 where a piece stands and 0 after the end."""
    places = weights["embeddings.position_embeddings.weight"][: pieces.shape[1]]
    words = functional.embedding(pieces, weights[TABLE], sparse=learning)
    state = _normed(weights, "embeddings.LayerNorm", words + places)
    state = functional.dropout(state, DROPPED, learning)
    shut = (1.0 - mask[:, None, None, :]) * -10_000.0
    for layer in range(LAYERS):
        state = _layer(weights, f"encoder.layer.{layer}", state, shut, learning=learning)
    inside = mask[:, :, None].to(state.dtype)
    pooled = (state * inside).sum(1) / inside.sum(1)
    return functional.linear(pooled.float(), weights["heads.weight"], weights["heads.bias"])


def _layer(weights: Tensors, name: str, state: Any, shut: Any, *, learning: bool) -> Any:
    batch, length, _ = state.shape
    query, key, value = (
        _line(weights, f"{name}.attention.self.{part}", state).view(batch, length, HEADS, -1).transpose(1, 2)
        for part in ("query", "key", "value")
    )
    # Written out: for windows this short, torch's own attention takes as long as all the rest.
    shares = functional.softmax(query @ key.transpose(2, 3) * (WIDTH / HEADS) ** -0.5 + shut, dim=-1)
    heard = (shares.to(value.dtype) @ value).transpose(1, 2).reshape(batch, length, WIDTH)
    heard = functional.dropout(_line(weights, f"{name}.attention.output.dense", heard), DROPPED, learning)
    state = _normed(weights, f"{name}.attention.output.LayerNorm", state + heard)
    wide = functional.gelu(_line(weights, f"{name}.intermediate.dense", state))
    narrow = functional.dropout(_line(weights, f"{name}.output.dense", wide), DROPPED, learning)
    return _normed(weights, f"{name}.output.LayerNorm", state + narrow)


def _line(weights: Tensors, name: str, state: Any) -> Any:
    return functional.linear(state, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _normed(weights: Tensors, name: str, state: Any) -> Any:
    return functional.layer_norm(state, (WIDTH,), weights[f"{name}.weight"], weights[f"{name}.bias"], EPSILON)

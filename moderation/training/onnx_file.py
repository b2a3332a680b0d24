"""The large classifier as one ONNX file: its graph, its weights in int8, and its pieces and heads among the metadata.

Needs onnx and torch, which are installed only where somebody trains.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from moderation.screening.judging.interface import Head
from moderation.training.encoder import EPSILON, HEADS, LAYERS, WIDTH

OPSET = 20
Array = NDArray[np.float32]


class Graph:
    """A graph while it is drawn: its steps and the numbers in them."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._weights = weights
        self.steps: list[Any] = []
        self.numbers: list[Any] = []

    def step(self, kind: str, *inputs: str, **told: Any) -> str:
        """Add a step of ``kind`` and return the name of what it yields."""
        name = f"{kind.lower()}_{len(self.steps)}"
        self.steps.append(helper.make_node(kind, list(inputs), [name], name=f"step_{name}", **told))
        return name

    def number(self, value: NDArray[Any]) -> str:
        """Add ``value`` and return its name."""
        name = f"number_{len(self.numbers)}"
        self.numbers.append(numpy_helper.from_array(value, name))
        return name

    def line(self, name: str, state: str) -> str:
        """Add a line of weights with its bias."""
        turned = np.ascontiguousarray(self._weights[f"{name}.weight"].T)
        product = self.step("MatMul", state, self.number(turned))
        return self.step("Add", product, self.number(self._weights[f"{name}.bias"]))

    def normed(self, name: str, state: str) -> str:
        """Add the evening out of a state."""
        scale, shift = (self.number(self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.step("LayerNormalization", state, scale, shift, axis=-1, epsilon=EPSILON)

    def table(self, name: str) -> str:
        """Add the table of that name."""
        return self.number(self._weights[name])


def drawn(weights: Mapping[str, Array], outputs: int) -> Any:
    """Return the model with numbers in full: pieces and mask in, logits out."""
    graph = Graph(weights)
    minus, zero, one = (graph.number(np.array([value], dtype=np.int64)) for value in (-1, 0, 1))
    length = graph.step("Shape", "pieces", start=1, end=2)
    words = graph.step("Gather", graph.table("embeddings.word_embeddings.weight"), "pieces")
    places = graph.step("Slice", graph.table("embeddings.position_embeddings.weight"), zero, length, zero)
    state = graph.normed("embeddings.LayerNorm", graph.step("Add", words, places))
    spread = graph.step("Unsqueeze", "mask", graph.number(np.array([1, 2], dtype=np.int64)))
    missing = graph.step("Sub", graph.number(np.array(1, dtype=np.float32)), spread)
    shut = graph.step("Mul", missing, graph.number(np.array(-10_000, dtype=np.float32)))
    for layer in range(LAYERS):
        state = _layer(graph, f"encoder.layer.{layer}", state, shut)
    inside = graph.step("Unsqueeze", "mask", minus)
    total = graph.step("ReduceSum", graph.step("Mul", state, inside), one, keepdims=0)
    pooled = graph.step("Div", total, graph.step("ReduceSum", inside, one, keepdims=0))
    found = graph.line("heads", pooled)
    graph.steps.append(helper.make_node("Identity", [found], ["logits"]))
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT64, ["windows", "length"]),
        helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["windows", "length"]),
    ]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["windows", outputs])
    whole = helper.make_graph(graph.steps, "large", inputs, [output], graph.numbers)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    onnx.checker.check_model(model)
    return model


def _layer(graph: Graph, name: str, state: str, shut: str) -> str:
    shape = graph.number(np.array([0, 0, HEADS, WIDTH // HEADS], dtype=np.int64))
    query, key, value = (
        graph.step("Reshape", graph.line(f"{name}.attention.self.{part}", state), shape)
        for part in ("query", "key", "value")
    )
    query, value = (graph.step("Transpose", one, perm=[0, 2, 1, 3]) for one in (query, value))
    key = graph.step("Transpose", key, perm=[0, 2, 3, 1])
    scale = graph.number(np.array((WIDTH / HEADS) ** -0.5, dtype=np.float32))
    scores = graph.step("Mul", graph.step("MatMul", query, key), scale)
    shares = graph.step("Softmax", graph.step("Add", scores, shut), axis=-1)
    heard = graph.step("Transpose", graph.step("MatMul", shares, value), perm=[0, 2, 1, 3])
    heard = graph.step("Reshape", heard, graph.number(np.array([0, 0, WIDTH], dtype=np.int64)))
    heard = graph.line(f"{name}.attention.output.dense", heard)
    state = graph.normed(f"{name}.attention.output.LayerNorm", graph.step("Add", state, heard))
    wide = graph.step("Gelu", graph.line(f"{name}.intermediate.dense", state))
    narrow = graph.line(f"{name}.output.dense", wide)
    return graph.normed(f"{name}.output.LayerNorm", graph.step("Add", state, narrow))


def save(weights: Mapping[str, Array], pieces: Sequence[str], heads: Sequence[Head], path: Path) -> None:
    """Write the model with weights in int8 to ``path``: a sum of 7 bits is the same on every kind of processor."""
    with TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        onnx.save(drawn(weights, len(heads)), full)
        quantize_dynamic(
            full,
            small,
            op_types_to_quantize=["MatMul", "Gather"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
        model = onnx.load(small)
    helper.set_model_props(model, {"pieces": "\n".join(pieces), "heads": " ".join(heads)})
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)

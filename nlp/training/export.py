"""Write the transformer as an ONNX graph for onnxruntime, its weights in eight bits or in full.

The graph reads one text at a time (no padding, no mask), so that what a text gives never depends
on others. It is put together here, node by node, from the operators that onnxruntime has for
transformers: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md

In eight bits: the weights of the dense layers with a scale for each column, their inputs measured
anew for each text (dynamic quantisation). In sixteen: the word embeddings; with eight there, half
a point of F1 is lost, and without, none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from training.model import HEADS, LAYERS, WIDTH

Array = NDArray[np.float32]
OPSET = 17
CONTRIB = "com.microsoft"


@dataclass
class Graph:
    """An ONNX graph that is being written."""

    weights: Mapping[str, Array]
    nodes: list[NodeProto] = field(default_factory=list)
    kept: dict[str, TensorProto] = field(default_factory=dict)

    def keep(self, name: str, value: NDArray[np.generic]) -> str:
        """Put a tensor into the graph, once."""
        if name not in self.kept:
            self.kept[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Put a node with one output into the graph."""
        contrib = kind in {
            "MultiHeadAttention",
            "SkipLayerNormalization",
            "DynamicQuantizeMatMul",
        }
        self.nodes.append(
            helper.make_node(
                kind, inputs, [output], domain=CONTRIB if contrib else "", **attributes
            )
        )
        return output

    def dense(self, rows: str, names: list[str], output: str, *, small: bool) -> str:
        """Put one or several dense layers side by side."""
        matrix = np.concatenate([self.weights[f"{name}.weight"] for name in names]).T
        bias = self.keep(
            f"{output}.bias", np.concatenate([self.weights[f"{n}.bias"] for n in names])
        )
        if small:
            scale = np.maximum(np.abs(matrix).max(axis=0) / 127, 1e-12).astype(np.float32)
            numbers = np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8)
            inputs = [
                rows,
                self.keep(f"{output}.weight", numbers),
                self.keep(f"{output}.scale", scale),
                self.keep(f"{output}.zero", np.zeros(len(scale), np.int8)),
                bias,
            ]
            return self.node("DynamicQuantizeMatMul", inputs, output)
        product = self.node(
            "MatMul", [rows, self.keep(f"{output}.weight", matrix)], f"{output}.raw"
        )
        return self.node("Add", [product, bias], output)

    def norm(self, rows: str, beside: str, name: str, output: str) -> str:
        """Put the sum of two and its normalisation."""
        gamma = self.keep(f"{name}.gamma", self.weights[f"{name}.weight"])
        beta = self.keep(f"{name}.beta", self.weights[f"{name}.bias"])
        inputs = [rows, beside, gamma, beta]
        return self.node("SkipLayerNormalization", inputs, output, epsilon=1e-12)


def embeddings(graph: Graph, *, small: bool) -> str:
    """Put the first rows: word, place and kind, normalised."""
    words = graph.weights["words.weight"]
    if small:
        raw = graph.node(
            "Gather", [graph.keep("words", words.astype(np.float16)), "pieces"], "words.raw"
        )
        rows = graph.node("Cast", [raw], "words.rows", to=TensorProto.FLOAT)
    else:
        rows = graph.node("Gather", [graph.keep("words", words), "pieces"], "words.rows")
    places = graph.keep("places", graph.weights["positions.weight"] + graph.weights["kind"])
    length = graph.node("Shape", ["pieces"], "length", start=1, end=2)
    zero = graph.keep("zero", np.array([0], np.int64))
    here = graph.node("Slice", [places, zero, length, zero], "places.here")
    lifted = graph.node("Unsqueeze", [here, zero], "places.rows")
    return graph.norm(rows, lifted, "norm", "hidden")


def layer(graph: Graph, number: int, rows: str, *, small: bool) -> str:
    """Put one layer of the transformer."""
    at = f"layers.{number}"
    names = [f"{at}.{part}" for part in ("query", "key", "value")]
    three = graph.dense(rows, names, f"{at}.three", small=small)
    sizes = graph.keep("three.sizes", np.array([WIDTH] * 3, np.int64))
    parts = [f"{at}.{part}.rows" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [three, sizes], parts, axis=2))
    seen = graph.node("MultiHeadAttention", parts, f"{at}.seen", num_heads=HEADS)
    seen = graph.dense(seen, [f"{at}.output"], f"{at}.attended", small=small)
    rows = graph.norm(rows, seen, f"{at}.attention_norm", f"{at}.middle")
    wide = graph.dense(rows, [f"{at}.wide"], f"{at}.widened", small=small)
    half = graph.keep("half", np.array(0.5, np.float32))
    one = graph.keep("one", np.array(1.0, np.float32))
    root = graph.keep("root", np.array(0.5**0.5, np.float32))
    scaled = graph.node("Mul", [wide, root], f"{at}.scaled")
    error = graph.node("Erf", [scaled], f"{at}.erf")
    raised = graph.node("Add", [error, one], f"{at}.raised")
    product = graph.node("Mul", [wide, raised], f"{at}.product")
    bent = graph.node("Mul", [product, half], f"{at}.bent")
    made = graph.dense(bent, [f"{at}.narrow"], f"{at}.narrowed", small=small)
    return graph.norm(rows, made, f"{at}.norm", f"{at}.out")


def graph_of(weights: Mapping[str, Array], *, small: bool = True) -> ModelProto:
    """Give the graph: `pieces` (1, length) in, `rows` (1, length, 384) out.

    Args:
        weights: those of `model.Transformer`, by name.
        small: whether the weights are written small.
    """
    graph = Graph(weights)
    rows = embeddings(graph, small=small)
    for number in range(LAYERS):
        rows = layer(graph, number, rows, small=small)
    graph.node("Identity", [rows], "rows")
    made = helper.make_graph(
        graph.nodes,
        "transformer",
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, [1, "length"])],
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [1, "length", WIDTH])],
        list(graph.kept.values()),
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=9)
    checker.check_model(model)
    return model

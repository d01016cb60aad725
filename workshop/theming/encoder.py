"""Encoder: a sentence encoder from a folder that the operator names, run by onnxruntime.

It takes about 10 ms of a core for a phrase, so every vector is kept, and a room that is large asks
for its vectors in parts while the plain view is on screen.
"""

import importlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workshop.errors import Unavailable
from workshop.theming.gloss import BRIDGE, gloss
from workshop.theming.text import REMEMBERED, clean, language_of
from workshop.theming.vectors import Matrix, unit

LONGEST = 128  # tokens of a response that are read
BATCH = 32  # texts at a time, of like length, so that little is padded
MANY_LANGUAGES = 60_000  # words of a vocabulary that is of more than one language
MODELS = ("model.onnx", "onnx/model.onnx")
TOKENIZER, POOLING = "tokenizer.json", "1_Pooling/config.json"
FILES = (*MODELS, TOKENIZER, POOLING)

Stamp = tuple[int, int] | None  # when a file was last changed, and its bytes; None where it is not

Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Encoder:
    """Vectors of whole texts: (n, width), length 1. Keeps those of the latest 50,000 texts."""

    session: Any  # Any: onnxruntime and tokenizers ship no types
    tokenizer: Any
    pools_first: bool  # the first token stands for the text; else the mean of all
    knows_english_only: bool  # other languages are glossed
    _kept: OrderedDict[str, Rows] = field(default_factory=OrderedDict)
    _turn: Lock = field(default_factory=Lock)

    def lacks(self, texts: Sequence[str]) -> list[str]:
        """Return the texts, once each, whose vectors are not there yet."""
        return [text for text in dict.fromkeys(texts) if text not in self._kept]

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of the texts, working out those that are lacking; by any thread."""
        with self._turn:
            return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Matrix:
        found = {text: self._kept[text] for text in texts if text in self._kept}
        lacking = sorted(self.lacks(texts), key=lambda text: (len(text), text))
        for start in range(0, len(lacking), BATCH):
            part = lacking[start : start + BATCH]
            found.update(zip(part, self._run(part), strict=True))
        for text in found:
            self._kept[text] = found[text]
            self._kept.move_to_end(text)
        while len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return np.array([found[text] for text in texts], dtype=np.float64)

    def _run(self, texts: Sequence[str]) -> Rows:
        read = self.tokenizer.encode_batch([self._told(text) for text in texts])
        given = {
            "input_ids": np.array([one.ids for one in read], dtype=np.int64),
            "attention_mask": np.array([one.attention_mask for one in read], dtype=np.int64),
            "token_type_ids": np.array([one.type_ids for one in read], dtype=np.int64),
        }
        asked = [one.name for one in self.session.get_inputs()]
        out = self.session.run(None, {name: given[name] for name in asked})[0]
        if out.ndim == 3:
            mask = given["attention_mask"][:, :, None]
            out = out[:, 0] if self.pools_first else (out * mask).sum(1) / mask.sum(1)
        return np.asarray(unit(out), dtype=np.float32)

    def _told(self, text: str) -> str:
        return (
            gloss(clean(text), language_of(text) or BRIDGE)
            if self.knows_english_only
            else clean(text)
        )


def find_encoder(folder: str) -> Encoder:
    """Return the encoder of a folder: `model.onnx` and `tokenizer.json`, as exports have them.

    What was found is remembered, a failure too, until one of its files changes.

    Raises Unavailable `no_encoder` (folder, problem: no_onnxruntime, no_model, bad_model).
    """
    found = open_encoder(folder, tuple(_stamp(Path(folder) / name) for name in FILES))
    if isinstance(found, str):
        raise Unavailable("no_encoder", folder=folder, problem=found)
    return found


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(2)
def open_encoder(folder: str, _: tuple[Stamp, ...]) -> Encoder | str:
    """Return the encoder of a folder, or what is wrong; once for files as they are stamped."""
    home = Path(folder)
    model = next((home / name for name in MODELS if (home / name).is_file()), None)
    if model is None or not (home / TOKENIZER).is_file():
        return "no_model"
    try:
        onnxruntime = importlib.import_module("onnxruntime")  # an extra, and it ships no types
        from tokenizers import Tokenizer
    except ImportError:
        return "no_onnxruntime"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the other core serves the room
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(home / TOKENIZER))
        few_words = tokenizer.get_vocab_size() < MANY_LANGUAGES
        encoder = Encoder(session, tokenizer, _pools_first(home), few_words)
        tokenizer.enable_truncation(LONGEST)
        tokenizer.enable_padding()
        encoder.encode(["warm"])
    except Exception:  # both libraries raise their own kinds, none of them documented
        return "bad_model"
    return encoder


def _pools_first(home: Path) -> bool:
    """Whether sentence-transformers' pooling file asks for the first token."""
    pooling = home / POOLING
    return pooling.is_file() and bool(
        json.loads(pooling.read_text()).get("pooling_mode_cls_token", False)
    )

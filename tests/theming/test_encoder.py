"""Encoder: a sentence encoder from a folder, here one of thirteen words that fits in a kilobyte."""

from pathlib import Path

import numpy as np
import pytest

from workshop.errors import Unavailable
from workshop.theming import Themer
from workshop.theming.desk import AT_ONCE, answer
from workshop.theming.encoder import Encoder, find_encoder, open_encoder

FOLDER = str(Path(__file__).parents[1] / "fixtures" / "encoder")
TEXTS = ["bus", "late transport", "ride", "lunch", "pizza", "cafeteria food", "choir", "drums"]


@pytest.fixture
def encoder() -> Encoder:
    open_encoder.cache_clear()
    return find_encoder(FOLDER)


def test_texts_that_mean_the_same_lie_together_though_they_share_no_word(encoder: Encoder):
    rows = encoder.encode(TEXTS)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert rows[0] @ rows[2] > 0.8 > 0.4 > rows[0] @ rows[3]


def test_a_vector_does_not_depend_on_what_else_is_encoded(encoder: Encoder):
    together = encoder.encode(["bus", "a much longer text about singing in a choir"])
    open_encoder.cache_clear()
    assert np.allclose(together[0], find_encoder(FOLDER).encode(["bus"])[0], atol=1e-6)


def test_vectors_are_kept_and_only_the_lacking_ones_worked_out(encoder: Encoder):
    assert encoder.lacks(["bus", "lunch", "bus"]) == ["bus", "lunch"]
    encoder.encode(["bus"])
    assert encoder.lacks(["bus", "lunch"]) == ["lunch"]


def test_themes_form_by_meaning_where_there_is_an_encoder():
    themer = Themer(3, encoder=FOLDER).fit(TEXTS)
    label = themer.labels_.tolist()
    assert label[0] == label[1] == label[2] >= 0
    assert label[3] == label[4] == label[5] >= 0
    assert label[0] != label[3]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "no_model"),
        ({"model.onnx": b"x"}, "no_model"),
        ({"model.onnx": b"no model", "tokenizer.json": b"{}"}, "bad_model"),
    ],
)
def test_rejects_a_folder_that_is_no_encoder(tmp_path: Path, files: dict, problem: str):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Unavailable) as refused:
        find_encoder(str(tmp_path))
    assert refused.value.params["problem"] == problem


def test_a_folder_that_is_no_encoder_is_tried_again_only_when_its_files_change(tmp_path: Path):
    open_encoder.cache_clear()
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    (tmp_path / "model.onnx").write_bytes(b"no model")
    for _ in range(3):
        with pytest.raises(Unavailable, match="no_encoder"):
            find_encoder(str(tmp_path))
    assert open_encoder.cache_info().misses == 1
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes((Path(FOLDER) / name).read_bytes())
    assert find_encoder(str(tmp_path)).encode(["bus"]).shape[0] == 1


# ── at the desk ────────────────────────────────────────────────────────────


def group(words: list[str], folder: str | None = FOLDER) -> dict:
    texts = [{"id": f"r{row}", "text": text} for row, text in enumerate(words)]
    found = answer({"id": 1, "do": "group", "texts": texts}, folder)
    assert found["ok"], found
    return found


def test_ping_says_whether_the_encoder_is_used(tmp_path: Path):
    assert answer({"do": "ping"}, FOLDER)["encoder"] == "used"
    assert answer({"do": "ping"}, str(tmp_path))["encoder"] == "no_model"
    assert "encoder" not in answer({"do": "ping"})


def test_a_large_room_is_answered_by_words_until_its_vectors_are_in(encoder: Encoder):
    words = [f"{word} {n}" for n in range(AT_ONCE) for word in ("bus", "pizza")]
    assert group(words)["waiting"] == 2 * AT_ONCE
    assert answer({"id": 2, "do": "embed", "texts": words}, FOLDER) == {"id": 2, "ok": True}
    assert "waiting" not in group(words)


def test_an_encoder_reads_responses_without_the_words_of_the_question(encoder: Encoder):
    asked = {"prompt": "How is the bus?", "about": "Fairview"}
    words = ["the bus in Fairview is cold", "bus", "late bus"]
    assert answer({"do": "embed", **asked, "texts": words}, FOLDER)["ok"]
    assert encoder.lacks(["the in is cold", "bus", "late"]) == []
    assert encoder.lacks(words) == ["the bus in Fairview is cold", "late bus"]


def test_an_encoder_that_cannot_be_read_leaves_the_room_its_themes_by_words(tmp_path: Path):
    assert group(TEXTS, str(tmp_path)) == {**group(TEXTS, None), "encoder": "no_model"}


def test_a_board_is_drafted_anew_by_meaning_too(encoder: Encoder):
    encoder.encode(TEXTS)
    placed = [{"id": f"r{n}", "text": text, "theme": "ta"} for n, text in enumerate(TEXTS)]
    asked = {"id": 1, "do": "group", "texts": placed, "themes": [{"id": "ta", "name": "All"}]}
    asked |= {"afresh": True, "n_themes": 3}
    by_meaning, by_words = answer(asked, FOLDER)["draft"], answer(asked)["draft"]
    assert by_meaning != by_words
    gone = {move["response"]: move["to"] for move in by_meaning["moves"]}
    bus, ride, lunch, pizza = (gone.get(f"r{n}") for n in (0, 2, 3, 4))
    assert bus == ride != lunch == pizza


@pytest.mark.parametrize("texts", [None, "bus", [1], [{"text": "bus"}]])
def test_rejects_texts_to_embed_that_are_none(texts: object):
    assert answer({"id": 1, "do": "embed", "texts": texts}, FOLDER)["error"] == "bad_request"

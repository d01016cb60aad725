"""Which phrases say the same in other spelling; `tests/journeys/test_alike.py` asks a browser."""

import json
from pathlib import Path
from typing import Any

import pytest

from workshop.room.text import alike
from workshop.web.alike import shared

FIXTURES = Path(__file__).parents[1] / "fixtures"
ALIKE = json.loads((FIXTURES / "alike.json").read_text())
NEAR = json.loads((FIXTURES / "near.json").read_text())


@pytest.mark.parametrize("row", ALIKE, ids=lambda row: row["alike"])
def test_FA10_near_identical_phrases_share_a_key(row: dict[str, Any]) -> None:
    assert {alike(text) for text in row["texts"]} == set(shared(row["texts"])) == {row["alike"]}


@pytest.mark.parametrize("row", NEAR, ids=lambda row: row["texts"][-1])
def test_FA10_plurals_and_slips_of_the_keyboard_stand_as_one(row: dict[str, Any]) -> None:
    assert (len(set(shared(row["texts"]))) == 1) == row["near"]


def test_what_is_near_stands_under_the_first_of_it() -> None:
    assert shared(["Small class", "art", "small classes!"]) == ["small class", "art", "small class"]

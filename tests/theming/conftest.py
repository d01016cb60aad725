"""Small rooms to group."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parents[1] / "fixtures" / "scenarios"

BUSES = ["more school buses", "buses are late", "bus routes are too long", "late bus every day"]
LUNCH = ["better school lunch", "hot lunch", "lunch lines too long", "healthy lunch menu"]
MUSIC = ["band and choir", "music lessons", "a choir for all ages", "music room"]


@pytest.fixture
def room() -> list[str]:
    """Twelve responses with three ideas."""
    return [*BUSES, *LUNCH, *MUSIC]


@pytest.fixture
def scenario() -> Callable[[str, str], tuple[str, list[dict[str, str]]]]:
    """Return a function from file and kind to a prompt's question and its responses."""

    def read(name: str, kind: str) -> tuple[str, list[dict[str, str]]]:
        page = json.loads((SCENARIOS / f"{name}.json").read_text())
        prompt = next(p for p in page["prompts"] if p["kind"] == kind)
        return prompt["question"], prompt["responses"]

    return read

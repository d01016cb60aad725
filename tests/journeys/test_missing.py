"""Who is missing: the same counts through Python and JavaScript, on the same fixture."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from workshop.web import board

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "missing.json").read_text())
ROOMS = 400

MISSING = "async (views) => views.map((await import('/js/console/board.js')).missing)"


def view(counts: dict[str, int], populations: dict[str, int]) -> dict[str, Any]:
    """Return the parts of a console's view in which people are counted."""
    groups = {key: {"name": key} for key in sorted({*counts, *populations})}
    for key, population in populations.items():
        groups[key]["population"] = population
    return {"crowd": {"groups": counts}, "workshop": {"groups": groups}}


def told(counts: dict[str, int], populations: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "group": one.group,
            "code": one.code,
            "people": one.people or 0,
            "room": one.room_percent,
            "district": one.population_percent,
        }
        for one in board.missing(view(counts, populations))
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_FA19_the_server_says_who_is_missing(case: dict[str, Any]) -> None:
    assert told(case["counts"], case["populations"]) == case["found"]


@pytest.mark.journey
def test_FA19_the_browser_says_the_same_of_any_room(bench: Page) -> None:
    chance = random.Random(19)
    rooms = [(case["counts"], case["populations"]) for case in CASES]
    for _ in range(ROOMS):
        groups = [f"g{n}" for n in range(1, chance.randint(2, 7))]
        counts = {g: chance.choice((0, 1, 3, 4, 5, 6, 8, 12, 25)) for g in groups}
        known = chance.sample(groups, chance.randint(1, len(groups)))
        rooms.append((counts, {g: chance.choice((7, 40, 80, 125, 875, 6_000)) for g in known}))
    theirs = bench.evaluate(MISSING, [view(*room) for room in rooms])
    assert theirs == [told(*room) for room in rooms]

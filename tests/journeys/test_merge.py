"""Merge: the law of views and patches, on the same fixtures in Python and in the browser."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.evenings import Evening
from workshop.room.patch import merge

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "merge.json").read_text())

MERGE_ALL = """async (cases) => {
  const { merge } = await import('/js/live/merge.js')
  const results = JSON.parse(cases).map(({ first, patches }) => {
    const before = JSON.stringify(first)
    const last = patches.reduce(merge, first)
    if (JSON.stringify(first) !== before) throw new Error('merge changed its target')
    return last
  })
  if ({}.polluted) throw new Error('a prototype was touched')
  return JSON.stringify(results)
}"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_V1_python_merges_as_the_fixtures_say(case: dict[str, Any]) -> None:
    assert merge(case["target"], case["patch"]) == case["result"]


@pytest.mark.journey
def test_V1_the_browser_merges_as_the_fixtures_say(bench: Page) -> None:
    given = [{"first": case["target"], "patches": [case["patch"]]} for case in CASES]
    # As text: the driver's own way of passing objects knows no `__proto__`.
    results = json.loads(bench.evaluate(MERGE_ALL, json.dumps(given)))
    for case, result in zip(CASES, results, strict=True):
        assert result == case["result"], case["name"]


@pytest.mark.journey
def test_V1_whole_evenings_merge_alike_in_python_and_in_the_browser(bench: Page) -> None:
    heard = [each for seed in range(20) for each in Evening(seed).passes(60)]
    assert sum(len(each.patches) for each in heard) > 1000
    given = [{"first": each.first, "patches": each.patches} for each in heard]
    results = json.loads(bench.evaluate(MERGE_ALL, json.dumps(given)))
    for each, result in zip(heard, results, strict=True):
        made = each.first
        for patch in each.patches:
            made = merge(made, patch)
        assert made == each.last, each.who
        assert result == each.last, each.who

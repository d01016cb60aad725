"""The same words through Python and JavaScript: what is marked while one types is what is kept."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from workshop.plan.echo import heard, pieces

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = json.loads((FIXTURES / "echo.json").read_text())
SCENARIO = FIXTURES / "scenarios" / "s1_focus_group_40.json"

pytestmark = pytest.mark.journey


def test_a_word_has_the_root_that_the_server_finds(bench: Page) -> None:
    theirs = bench.evaluate(
        """async (words) => {
          const { stem } = await import('/js/dom/echo.js')
          return Object.fromEntries(words.map((word) => [word, stem(word)]))
        }""",
        list(CASES["roots"]),
    )
    assert theirs == CASES["roots"]


def test_the_browser_marks_the_words_that_the_server_marks(bench: Page) -> None:
    said = [r["text"] for p in json.loads(SCENARIO.read_text())["prompts"] for r in p["responses"]]
    rows = [(case["text"], case["said"]) for case in CASES["runs"]]
    rows += [(text, said[:at] + said[at + 1 :]) for at, text in enumerate(said[:60])]
    theirs = bench.evaluate(
        """async (rows) => {
          const { heard, pieces } = await import('/js/dom/echo.js')
          return rows.map(([text, said]) => pieces(text, heard(said)))
        }""",
        rows,
    )
    assert theirs == [[list(one) for one in pieces(text, heard(told))] for text, told in rows]
    assert theirs[: len(CASES["runs"])] == [case["pieces"] for case in CASES["runs"]]
    assert any(" " in piece for row in theirs for piece, own in row if own)

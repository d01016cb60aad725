"""The same pairs through Python and JavaScript: what stacks on one screen stacks on every other."""

import json
from pathlib import Path

from playwright.sync_api import Page

from workshop.web import board
from workshop.web.alike import shared
from workshop.web.faces import gather

FIXTURES = Path(__file__).parents[1] / "fixtures"
SCENARIO = FIXTURES / "scenarios" / "s1_focus_group_40.json"


def pairs() -> list[list[str]]:
    """Return the texts of every fixture, and a whole room's."""
    rows = [
        row
        for name in ("alike", "near")
        for row in json.loads((FIXTURES / f"{name}.json").read_text())
    ]
    prompts = json.loads(SCENARIO.read_text())["prompts"]
    said = [[response["text"] for response in prompt["responses"]] for prompt in prompts]
    return [*[row["texts"] for row in rows], *said]


def test_FA10_the_browser_gathers_what_the_server_gathers(bench: Page) -> None:
    theirs = bench.evaluate(
        """async (rows) => {
          const { shared } = await import('/js/dom/alike.js')
          const { gather } = await import('/js/wall/picture.js')
          const told = ([, one]) => [one.text, one.times]
          return rows.map((texts) => [shared(texts), gather(texts).map(told)])
        }""",
        pairs(),
    )
    assert theirs == [
        [shared(texts), [[one.text, one.times] for one in gather(texts)]] for texts in pairs()
    ]


def test_FA10_the_boards_stack_by_that_rule_on_both_sides(bench: Page) -> None:
    rooms = [
        [
            {"id": f"r{n}", "text": text, "state": "shown", "place": n}
            | ({"suggested": "t1"} if n % 3 else {})
            for n, text in enumerate(texts)
        ]
        for texts in pairs()
    ]
    theirs = bench.evaluate(
        "async (rooms) => rooms.map((await import('/js/console/board.js')).stacks)", rooms
    )
    assert theirs == [board.stacks(room) for room in rooms]
    assert any(len(stack["ids"]) > 1 for room in theirs for stack in room)

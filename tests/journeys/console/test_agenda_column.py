"""The agenda beside the board: only what can be done now is offered, and what ran is told."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import come
from tests.web.stage import Stage
from workshop.room.agenda import ClosePrompt, CloseWorkshop

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_nothing_is_opened_beside_what_does_not_run(console: Page, stage: Stage) -> None:
    steps = console.locator("[data-agenda] > li")
    expect(steps.nth(0)).to_contain_text("6 phrases · 3 answered")
    steps.nth(1).get_by_role("link").click()
    beside = console.locator("[data-does=open_prompt]:visible")
    expect(beside).to_have_text("Open beside what runs")
    stage.leads(ClosePrompt("p1"))
    expect(beside).to_have_count(0)
    expect(steps.nth(1).get_by_role("button", name="Go to it")).to_be_visible()
    come(console, stage, "?prompt=p2")  # as the server has it
    expect(beside).to_have_count(0)


def test_after_the_end_nothing_is_offered_that_cannot_be_done(console: Page, stage: Stage) -> None:
    stage.leads(CloseWorkshop())
    steps = console.locator("[data-agenda] > li")
    expect(steps.nth(0).locator("button:visible")).to_have_count(0)
    expect(steps.nth(1)).not_to_contain_text("0 phrases")
    console.keyboard.press("f")
    expect(console.get_by_text("The workshop is closed: nothing is to be led now.")).to_be_visible()
    expect(console.get_by_role("button", name="Take the lead")).to_be_hidden()
    come(console, stage, "?prompt=p1")
    expect(steps.nth(0).locator("button:visible")).to_have_count(0)
    expect(steps.nth(1)).not_to_contain_text("0 phrases")

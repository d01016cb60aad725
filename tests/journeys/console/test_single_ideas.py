"""Single ideas lie apart from what is unsorted."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.console.hands import cell, engine, settled, slip, tray
from tests.web.stage import Stage
from workshop.room.suggest import SuggestThemes

pytestmark = [pytest.mark.journey, pytest.mark.whole]


@pytest.fixture
def alone(console: Page, stage: Stage, phrases: list[str]) -> Locator:
    """The place of single ideas, with two in it."""
    engine(stage, SuggestThemes("p1", singles=(phrases[3], phrases[5])))
    place = console.locator("[data-singles]")
    expect(place.get_by_role("heading", name="Single ideas 2")).to_be_visible()
    expect(place).to_contain_text("They count too.")
    return place


def test_single_ideas_lie_apart_from_what_is_unsorted(console: Page, alone: Locator) -> None:
    expect(alone.locator(".slip")).to_have_text([re.compile("one place"), re.compile("paint")])
    expect(tray(console).get_by_role("heading", name="Unsorted 1")).to_be_visible()
    expect(console.locator('[data-list="tray"] .slip')).to_have_count(1)


def test_a_single_idea_is_moved_named_and_promoted_as_any_phrase(
    console: Page, alone: Locator, stage: Stage, phrases: list[str]
) -> None:
    slip(console, "paint the gym").click()
    expect(console.get_by_role("link", name="Promote")).to_be_visible()
    expect(console.locator('[data-slot="why"]')).to_have_text("It is a single idea so far.")
    console.keyboard.press("2")
    expect(cell(console, "Rooms")).to_contain_text("paint the gym")
    slip(console, "one place").click()
    console.keyboard.press("s")
    console.keyboard.type("Keeping in touch")
    console.keyboard.press("Enter")
    expect(cell(console, "Keeping in touch")).to_contain_text("one place")
    expect(alone).to_be_hidden()


def test_a_single_idea_that_a_hand_calls_unsorted_stays_so(
    console: Page, alone: Locator, stage: Stage, phrases: list[str]
) -> None:
    slip(console, "paint the gym").drag_to(slip(console, "one place"))
    slip(console, "one place").drag_to(slip(console, "bathrooms"))
    expect(console.locator('[data-list="tray"]')).to_contain_text("one place")
    engine(stage, SuggestThemes("p1", singles=(phrases[3], phrases[5])))
    settled(stage)
    expect(alone.locator(".slip")).to_have_text([re.compile("paint")])
    expect(console.locator('[data-list="tray"]')).to_contain_text("one place")


def test_folded_single_ideas_are_not_on_the_way_of_the_keys(console: Page, alone: Locator) -> None:
    alone.locator("summary").click()
    expect(slip(console, "paint the gym")).to_be_hidden()
    reached = set()
    console.locator("h1").click()
    for key in ["ArrowDown"] * 6 + ["ArrowRight"] * 4:
        console.keyboard.press(key)
        reached.add(console.evaluate("document.activeElement.value"))
    assert not {"r4", "r6"} & reached
    assert "r5" in reached
    alone.locator("summary").press("Enter")
    expect(slip(console, "paint the gym")).to_be_visible()
    expect(alone.locator("summary")).to_be_focused()

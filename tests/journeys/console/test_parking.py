"""The parking lot: one key from any card, with who answers and until when."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import come, settled, slip
from tests.web.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_FA15_a_card_is_parked_by_one_key_and_brought_back(console: Page, stage: Stage) -> None:
    slip(console, "paint the gym").click()
    console.keyboard.press("x")
    expect(slip(console, "paint the gym")).to_have_count(0)
    expect(console.locator(".agenda__places")).to_contain_text("Parked 1")
    console.get_by_role("link", name="Parked").click()
    item = console.locator(".lot__item")
    expect(item).to_contain_text("paint the gym")
    expect(item).to_contain_text("nobody answers it yet")
    console.locator(".console[data-live]").wait_for()
    item.get_by_text("Change").click()
    item.get_by_label("Who answers it").fill("Principal Ortiz")
    item.get_by_label("Until when").fill("2026-12-01")
    item.get_by_role("button", name="Save").click()
    expect(item).to_contain_text("Principal Ortiz · until Dec 1, 2026")
    console.keyboard.press("z")
    expect(item).to_contain_text("nobody answers it yet")


@pytest.mark.whole
def test_FA15_words_of_ones_own_are_parked_and_the_wall_shows_the_list(
    console: Page, stage: Stage
) -> None:
    come(console, stage, "/parked")
    console.get_by_label("What it says").locator("visible=true").fill("The gym roof")
    console.get_by_role("button", name="Park it").click()
    expect(console.locator(".lot__item")).to_contain_text("The gym roof")
    expect(console.get_by_label("What it says").locator("visible=true")).to_have_value("")
    console.get_by_role("heading", name="Parking lot").click()
    console.keyboard.press("l")
    expect(console.locator("[data-top]")).to_contain_text("Wall: Parking lot")
    assert settled(stage)["workshop"]["face"] == "parked"
    console.get_by_role("button", name="Remove The gym roof").click()
    expect(console.locator(".lot__none")).to_be_visible()


@pytest.mark.whole
def test_FA15_what_is_parked_is_found_by_its_words(console: Page, stage: Stage) -> None:
    slip(console, "paint the gym").click()
    console.keyboard.press("x")
    expect(slip(console, "paint the gym")).to_have_count(0)
    console.keyboard.press("/")
    console.get_by_role("searchbox").fill("gym")
    expect(console.locator(".search__result")).to_contain_text("in Parking lot")
    console.keyboard.press("Enter")
    console.wait_for_url("**/console/parked")
    console.keyboard.press("z")
    expect(console.locator(".lot__none")).to_be_visible()

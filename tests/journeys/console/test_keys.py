"""Keys: every step without a mouse, and letters that never act while somebody types."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import cell, settled, slip, tray
from tests.web.stage import Stage

pytestmark = pytest.mark.journey


def test_FA7_a_digit_moves_what_is_chosen_and_z_takes_it_back(console: Page) -> None:
    slip(console, "bathrooms").click()
    slip(console, "paint the gym").click(modifiers=["Control"])
    expect(console.get_by_text("2 phrases chosen")).to_be_visible()
    console.keyboard.press("2")
    expect(cell(console, "Rooms")).to_contain_text("paint the gym")
    expect(console.locator(".toast")).to_contain_text("2 phrases moved.")
    console.keyboard.press("z")
    expect(tray(console)).to_contain_text("paint the gym")
    expect(tray(console)).to_contain_text("bathrooms")
    console.keyboard.press("y")
    expect(cell(console, "Rooms")).to_contain_text("bathrooms")


def test_a_digit_moves_one_phrase_and_hides_none(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    """The reasons for hiding have digits too, but only while they can be seen."""
    slip(console, "paint the gym").click()
    console.keyboard.press("1")
    expect(cell(console, "Arts")).to_contain_text("paint the gym")
    slip(console, "paint the gym").click()
    console.keyboard.press("h")
    console.keyboard.press("1")
    expect(slip(console, "paint the gym")).to_have_count(0)
    assert settled(stage)["responses"][phrases[5]]["reason"] == "off_topic"


def test_arrows_and_space_choose_without_a_mouse(console: Page) -> None:
    console.locator("body").press("ArrowDown")
    expect(console.locator(":focus")).to_have_value("r1")
    console.keyboard.press("ArrowDown")
    console.keyboard.press("Space")
    expect(slip(console, "a band for everybody").locator("input")).to_be_checked()
    console.keyboard.press("g")
    expect(tray(console)).to_contain_text("a band for everybody")
    expect(cell(console, "Arts")).not_to_contain_text("a band for everybody")
    expect(console.locator(":focus")).to_have_value("r1")  # its neighbour is the next in hand
    console.keyboard.press("2")
    expect(cell(console, "Rooms")).to_contain_text("more music and art")


def test_letters_are_off_in_fields_and_where_somebody_says_so(console: Page) -> None:
    console.keyboard.press("t")
    console.keyboard.type("zzz")
    expect(console.get_by_label("Its name").first).to_have_value("zzz")
    console.keyboard.press("Escape")
    console.keyboard.press("?")
    console.get_by_label("Letters and digits act as keys").uncheck()
    console.keyboard.press("Escape")
    console.keyboard.press("t")
    expect(console.get_by_label("Its name").first).to_be_hidden()


def test_the_wall_is_turned_by_two_keys_and_blanked_by_one(console: Page, stage: Stage) -> None:
    console.keyboard.press("w")
    console.keyboard.press("4")
    expect(console.get_by_role("button", name="Wall: Themes")).to_be_visible()
    console.keyboard.press("b")
    expect(console.get_by_role("button", name="Wall: Blank")).to_be_visible()


def test_next_says_what_happens_and_the_board_follows(console: Page) -> None:
    expect(console.locator("#next")).to_contain_text("Closes “Strengths”")
    console.keyboard.press("n")
    expect(console.locator("[data-chosen]")).to_contain_text("Values")
    expect(console.locator("[aria-current=step]")).to_contain_text("Values")
    expect(console.locator("#next")).to_contain_text("Close “Values”")

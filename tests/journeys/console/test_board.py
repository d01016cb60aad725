"""The board: themes and slips in their places, by hand and by button; nothing moves by itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import cell, slip, tray, view
from tests.web.stage import Stage
from workshop.room.theme import MoveResponses

pytestmark = pytest.mark.journey


def test_a_name_is_rewritten_in_its_place(console: Page) -> None:
    console.get_by_role("link", name="Arts").click()
    console.keyboard.press("r")
    field = console.locator(".theme__rename [name=name]")
    expect(field).to_be_focused()
    field.fill("Music for all")
    field.press("Enter")
    expect(cell(console, "Music for all")).to_be_visible()
    console.keyboard.press("r")
    console.keyboard.type("not this")
    console.keyboard.press("Escape")
    expect(cell(console, "Music for all")).to_be_visible()


def test_a_cell_shows_whole_slips_and_counts_the_others(console: Page, stage: Stage) -> None:
    console.emulate_media(reduced_motion="reduce")  # nothing is on its way while we measure
    said = [stage.says(stage.seats[0], f"music for everybody, verse {n}") for n in range(20)]
    stage.leads(MoveResponses(tuple(said), "t1"))
    expect(cell(console, "Arts").locator(".theme__more")).to_contain_text("more")
    cut = console.locator(".board .slip:not([data-cut])").evaluate_all(
        """slips => slips.filter((slip) => {
            const [all, one] = [slip.parentElement, slip].map((e) => e.getBoundingClientRect())
            return one.top < all.top - 2 || one.bottom > all.bottom + 2
        }).length"""
    )
    assert cut == 0


def test_FA7_themes_are_merged_split_and_set_aside(console: Page, stage: Stage) -> None:
    slip(console, "more music").click()
    console.locator("[data-side=phrases]").wait_for()
    console.keyboard.press("s")
    console.keyboard.type("Music")
    console.keyboard.press("Enter")
    expect(cell(console, "Music")).to_contain_text("more music and art")
    console.locator("[data-side=theme]").wait_for()
    console.keyboard.press("m")
    console.get_by_label("Put it into").select_option(label="Arts")
    console.get_by_role("button", name="Merge").click()
    expect(cell(console, "Arts")).to_contain_text("more music and art")
    console.keyboard.press("a")
    expect(cell(console, "Arts")).to_have_count(0)
    console.keyboard.press("a")
    expect(cell(console, "Arts")).to_be_visible()


def test_FA7_a_slip_is_dragged_into_a_theme_and_out_of_it(console: Page, stage: Stage) -> None:
    slip(console, "paint the gym").drag_to(cell(console, "Arts"))
    expect(cell(console, "Arts")).to_contain_text("paint the gym")
    slip(console, "smaller classes").drag_to(tray(console).locator("header"))
    expect(tray(console)).to_contain_text("smaller classes")
    expect(console.locator(".slip--hand")).to_have_count(0)


def test_a_chosen_phrase_is_the_one_thing_that_looks_chosen(console: Page) -> None:
    console.get_by_role("link", name="Arts").click()
    expect(cell(console, "Arts")).to_have_attribute("aria-current", "true")
    slip(console, "paint the gym").click()
    expect(console.locator(".board [aria-current]")).to_have_count(0)
    console.keyboard.press("Escape")
    expect(cell(console, "Arts")).to_have_attribute("aria-current", "true")


def test_a_theme_that_is_being_named_has_the_side_to_itself(console: Page) -> None:
    slip(console, "paint the gym").click()
    expect(console.locator("[data-move]")).to_be_visible()
    console.keyboard.press("s")
    expect(console.locator("#gather").get_by_role("button", name="Make it")).to_be_visible()
    expect(console.locator("[data-move]")).to_be_hidden()
    console.keyboard.press("Escape")
    expect(console.locator("[data-move]")).to_be_visible()


def test_FA10_near_duplicates_are_one_card_that_moves_whole_and_can_be_taken_apart(
    console: Page, stage: Stage
) -> None:
    made = [stage.says(seat, "Small classes") for seat in (*stage.seats, stage.seats[0])]
    stage.leads(MoveResponses(tuple(made), "t1"))
    stack = cell(console, "Arts").locator(".slip", has_text="Small classes")
    expect(stack.locator(".slip__times")).to_contain_text("×3")  # four times, by three people
    expect(stack).to_have_count(1)
    stack.click(position={"x": 20, "y": 8})
    expect(console.get_by_text("4 phrases chosen")).to_be_visible()
    console.keyboard.press("2")
    expect(cell(console, "Rooms").locator(".slip__times:visible")).to_contain_text("×3")
    moved = [view(stage)["responses"][key].get("theme") for key in made]
    assert moved == ["t2"] * 4
    cell(console, "Rooms").locator(".slip__times:visible").click()
    expect(cell(console, "Rooms").locator(".slip", has_text="Small classes")).to_have_count(4)
    cell(console, "Rooms").locator(".slip__times:visible").click()
    expect(cell(console, "Rooms").locator(".slip", has_text="Small classes")).to_have_count(1)


def test_FA7_every_drag_has_a_button(console: Page) -> None:
    slip(console, "paint the gym").click()
    console.locator("[data-move]").get_by_role("button", name="Rooms").click()
    expect(cell(console, "Rooms")).to_contain_text("paint the gym")


def test_FA9_what_comes_from_others_enters_the_tray_at_its_end(console: Page, stage: Stage) -> None:
    before = {name: cell(console, name).bounding_box() for name in ("Arts", "Rooms")}
    first = tray(console).locator(".tray__item").first.bounding_box()
    stage.says(stage.seats[0], "a new phrase from the back of the room")
    expect(tray(console).locator(".tray__item").last).to_contain_text("from the back of the room")
    expect(console.get_by_text("1 new since you last looked")).to_be_visible()
    assert {name: cell(console, name).bounding_box() for name in before} == before
    assert tray(console).locator(".tray__item").first.bounding_box() == first


def test_a_theme_that_goes_leaves_its_place_empty(console: Page) -> None:
    place = cell(console, "Rooms").bounding_box()
    console.get_by_role("link", name="Arts").click()
    console.get_by_role("button", name="Remove").click()
    expect(cell(console, "Arts")).to_have_count(0)
    assert cell(console, "Rooms").bounding_box() == place


def test_the_inspector_keeps_what_is_typed_while_the_room_goes_on(
    console: Page, stage: Stage
) -> None:
    slip(console, "paint the gym").click()
    console.locator("[data-side=phrases]").wait_for()
    console.keyboard.press("s")
    console.keyboard.type("The g")
    stage.says(stage.seats[1], "meanwhile somebody says this")
    expect(tray(console)).to_contain_text("meanwhile somebody says this")
    console.keyboard.type("ym")
    expect(console.locator("#gather input[name=name]")).to_have_value("The gym")
    expect(console.locator("#gather input[name=name]")).to_be_focused()

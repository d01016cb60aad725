"""Where things stand on the board: places moved by hand, cells that grow, what is over what."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.console.hands import cell, slip, tray, view
from tests.web.stage import Stage
from workshop.room.moderate import HoldResponse
from workshop.room.theme import MakeTheme, MoveResponses, RenameTheme

pytestmark = [pytest.mark.journey, pytest.mark.whole]

LONG = "People who know every child by name, and stay with them until they are grown"


def names(page: Page) -> Locator:
    return page.locator(".board .theme__link")


def box(found: Locator) -> dict[str, float]:
    shape = found.bounding_box()
    assert shape is not None
    return dict(shape)


@pytest.fixture
def row(console: Page, stage: Stage) -> Page:
    """A board of three themes: Arts, Rooms, Food."""
    stage.leads(MakeTheme("p1", "Food"))
    expect(names(console)).to_have_text(["Arts", "Rooms", "Food"])
    return console


def on_the_wall(stage: Stage) -> list[str]:
    """Return the themes as the wall has them."""
    stage.published()
    themes = stage.view("wall")["themes"].values()
    return [t["name"] for t in sorted(themes, key=lambda theme: theme["place"])]


def test_T28_FA7_a_theme_is_moved_by_key_and_taken_back(row: Page, stage: Stage) -> None:
    row.get_by_role("link", name="Food").click()
    expect(row.get_by_role("button", name="Later")).to_be_hidden()
    row.keyboard.press("j")
    expect(names(row)).to_have_text(["Arts", "Food", "Rooms"])
    row.keyboard.press("j")
    expect(names(row)).to_have_text(["Food", "Arts", "Rooms"])
    expect(row.get_by_role("button", name="Earlier")).to_be_hidden()
    assert on_the_wall(stage) == ["Food", "Arts", "Rooms"]
    row.keyboard.press("k")
    expect(names(row)).to_have_text(["Arts", "Food", "Rooms"])
    expect(row.get_by_role("button", name="Undo moving the theme")).to_be_visible()
    row.keyboard.press("z")
    expect(names(row)).to_have_text(["Food", "Arts", "Rooms"])


def test_T28_FA7_a_theme_is_dragged_by_its_head_both_ways(row: Page, stage: Stage) -> None:
    row.locator(".theme__head", has_text="Arts").drag_to(cell(row, "Food"))
    expect(names(row)).to_have_text(["Rooms", "Food", "Arts"])
    row.locator(".theme__head", has_text="Arts").drag_to(cell(row, "Rooms"))
    expect(names(row)).to_have_text(["Arts", "Rooms", "Food"])
    assert on_the_wall(stage) == ["Arts", "Rooms", "Food"]
    row.locator(".theme__head", has_text="Arts").drag_to(tray(row))  # no place for a theme
    expect(names(row)).to_have_text(["Arts", "Rooms", "Food"])


def test_FA10_near_duplicates_stack_in_the_tray_and_are_moved_as_one(
    console: Page, stage: Stage
) -> None:
    texts = ("Buses on time", "buses on time!", "Bus on time")
    made = [stage.says(seat, text) for seat, text in zip(stage.seats, texts, strict=True)]
    stack = tray(console).locator(".slip", has_text="on time")
    expect(stack).to_have_count(1)
    expect(stack.locator(".slip__times")).to_contain_text("×3")
    stack.locator(".slip__pick").click(position={"x": 5, "y": 5})
    expect(console.get_by_text("3 phrases chosen")).to_be_visible()
    console.keyboard.press("2")
    expect(cell(console, "Rooms").locator(".slip", has_text="on time")).to_have_count(1)
    assert {view(stage)["responses"][key].get("theme") for key in made} == {"t2"}


def test_an_empty_tray_leaves_the_room_to_the_board(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    held = box(tray(console))["height"]
    stage.leads(MoveResponses(tuple(phrases[3:]), "t1"))
    expect(tray(console)).to_contain_text("New phrases arrive here")
    expect(tray(console).locator(".tray__item")).to_have_count(0)
    assert box(tray(console))["height"] < held / 2
    stage.says(stage.seats[0], "something new")
    expect(slip(console, "something new")).to_be_visible()
    assert box(tray(console))["height"] == held


def test_what_is_chosen_may_be_sent_anywhere_without_scrolling(console: Page, stage: Stage) -> None:
    for n in range(6):
        stage.leads(MakeTheme("p1", f"A theme of the room, the {n + 3}th"))
    expect(names(console)).to_have_count(8)
    slip(console, "paint the gym").click()
    targets = console.locator("[data-move] .mover, [data-move] button")
    expect(targets.last).to_be_visible()
    bottoms = [box(target)["y"] + box(target)["height"] for target in targets.all()]
    assert max(bottoms) <= 800
    acts = box(console.locator(".side > .acts"))
    assert acts["y"] >= max(bottoms)
    assert acts["y"] + acts["height"] <= 800


def test_more_opens_over_the_board_and_leaves_the_clock_in_sight(console: Page) -> None:
    step = console.locator("[data-agenda] > [aria-current]")
    stood = box(step), box(console.locator(".board"))
    console.locator(".console__more > summary").click()
    body = console.locator(".console__more > .act__body")
    expect(body.get_by_role("link", name="Arrange the agenda")).to_be_visible()
    assert (box(step), box(console.locator(".board"))) == stood
    assert box(body)["x"] >= box(step)["x"] + box(step)["width"]
    assert box(body)["y"] >= 0
    console.keyboard.press("Escape")
    expect(body).to_be_hidden()


def test_a_symbol_stands_at_the_first_line_of_a_long_name(console: Page, stage: Stage) -> None:
    stage.leads(RenameTheme("t1", LONG))
    head = cell(console, LONG).locator(".theme__head")
    name, symbol = box(head.locator(".theme__link")), box(head.locator(".symbol"))
    line = 0.9375 * 16 * 1.1  # px
    assert name["height"] > 2 * line
    assert name["y"] - 2 <= symbol["y"]
    assert symbol["y"] + symbol["height"] <= name["y"] + line + 2


def test_FA22_a_star_is_an_icon_that_says_what_it_is(console: Page) -> None:
    slip(console, "paint the gym").click()
    console.keyboard.press("q")
    star = slip(console, "paint the gym").locator(".slip__star")
    expect(star).to_be_visible()
    expect(star).to_have_text("starred")
    assert box(star)["width"] < 24
    console.keyboard.press("q")
    expect(star).to_be_hidden()


def test_one_thing_at_a_time_is_filled_in(console: Page) -> None:
    console.get_by_role("link", name="Arts").click()
    console.keyboard.press("m")
    expect(console.get_by_label("Put it into")).to_be_focused()
    expect(console.get_by_role("link", name="Promote")).to_be_hidden()
    console.keyboard.press("Escape")
    expect(console.get_by_role("link", name="Promote")).to_be_visible()


def test_a_held_phrase_is_in_no_stack(console: Page, stage: Stage) -> None:
    stage.leads(HoldResponse(stage.says(stage.seats[1], "Paint the gym!")))
    expect(tray(console).locator(".slip", has_text="aint the gym")).to_have_count(2)

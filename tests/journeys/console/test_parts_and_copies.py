"""A phrase that is cut into ideas, or stands in two themes."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import cell, come, engine, slip, tray
from tests.web.stage import Stage
from workshop.room.suggest import SuggestThemes

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_what_lists_several_ideas_is_cut_by_keys_and_its_parts_are_sorted(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    key = stage.says(stage.seats[0], "better lunches; paint the halls, later start")
    engine(stage, SuggestThemes("p1", ideas={key: ["better lunches", "paint the halls"]}))
    expect(slip(console, "better lunches;")).to_contain_text("several ideas?")
    slip(console, "better lunches;").click()
    console.keyboard.press("c")
    lines = console.get_by_label("One idea a line")
    expect(lines).to_be_focused()
    expect(lines).to_have_value("better lunches\npaint the halls")
    lines.fill("better lunches\npaint the roof")
    console.get_by_role("button", name="Split it").press("Enter")
    expect(console.get_by_text("Each line must be a piece of the phrase")).to_be_visible()
    lines.fill("better lunches\npaint the halls\nlater start")
    console.get_by_role("button", name="Split it").press("Enter")
    expect(slip(console, "better lunches").locator(".slip__box")).to_be_focused()
    console.keyboard.press("2")
    expect(cell(console, "Rooms")).to_contain_text("better lunches")
    expect(tray(console)).to_contain_text("later start")
    slip(console, "better lunches").click()
    expect(console.get_by_text("It is a part of “better lunches; paint")).to_be_visible()
    console.get_by_role("button", name="Put it together again").click()
    expect(tray(console)).to_contain_text("better lunches; paint the halls, later start")
    console.keyboard.press("z")
    expect(cell(console, "Rooms")).to_contain_text("better lunches")


def test_a_phrase_stands_in_two_themes_by_key(console: Page, stage: Stage) -> None:
    come(console, stage, "?responses=r2")
    console.keyboard.press("e")
    expect(console.get_by_label("It also belongs to")).to_be_focused()
    expect(console.get_by_label("It also belongs to").locator("option")).to_have_text(["Rooms"])
    console.get_by_role("button", name="Put a second card there").press("Enter")
    expect(cell(console, "Rooms")).to_contain_text("a band for everybody")
    expect(cell(console, "Arts")).to_contain_text("a band for everybody")
    cell(console, "Rooms").locator(".slip", has_text="a band").click()
    expect(console.get_by_text("It also stands in: Arts.")).to_be_visible()
    console.get_by_role("button", name="Take this card away").click()
    expect(cell(console, "Rooms")).not_to_contain_text("a band")

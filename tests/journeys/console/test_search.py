"""Search: what was typed stands out where it is found, and the focus goes where the eye goes."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import cell, engine, slip
from tests.web.stage import Stage
from workshop.room.suggest import SuggestThemes
from workshop.room.theme import SetThemeAside

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_FA21_what_was_typed_is_marked_in_what_is_found(console: Page, stage: Stage) -> None:
    stage.says(stage.seats[0], "Más MÚSICA en la tarde")
    expect(slip(console, "MÚSICA")).to_be_visible()
    console.keyboard.press("/")
    console.keyboard.type("musi tarde")
    found = console.locator(".search__result")
    expect(found).to_have_count(1)
    expect(found.locator("mark")).to_have_text(["MÚSI", "tarde"])
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console/search?q=mus")
    expect(console.locator(".search__result mark")).to_have_text(["mus", "MÚS"])


def test_the_focus_comes_back_or_goes_to_what_was_found(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    console.get_by_role("button", name="Search").click()
    console.keyboard.press("Escape")
    expect(console.locator(".search__opener")).to_be_focused()
    console.keyboard.press("/")
    console.keyboard.type("gym")
    console.keyboard.press("Enter")
    expect(slip(console, "paint the gym").locator(".slip__box")).to_be_focused()
    stage.leads(SetThemeAside("t2"))
    expect(cell(console, "Rooms")).to_have_count(0)
    console.keyboard.press("/")
    console.keyboard.type("Rooms")
    console.keyboard.press("Enter")
    expect(console.locator("[data-side=theme]")).to_contain_text("Rooms")
    expect(console.locator("[data-side=theme] :focus")).to_have_count(1)


def test_a_single_idea_that_is_folded_away_is_unfolded_when_it_is_found(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    engine(stage, SuggestThemes("p1", singles=(phrases[3],)))
    expect(console.locator("[data-singles]")).to_contain_text("one place to get")
    console.locator("[data-singles] > summary").click()
    expect(slip(console, "one place to get")).to_be_hidden()
    console.keyboard.press("/")
    console.keyboard.type("one place")
    console.keyboard.press("Enter")
    expect(slip(console, "one place to get").locator(".slip__box")).to_be_focused()


def test_two_phrases_that_stack_are_found_as_their_stack(console: Page, stage: Stage) -> None:
    for seat in stage.seats[:2]:
        stage.says(seat, "longer library hours")
    expect(console.locator(".slip__times:visible")).to_contain_text("×2")
    console.keyboard.press("/")
    console.keyboard.type("library")
    console.locator(".search__result a").nth(1).click()
    expect(console.get_by_text("2 phrases chosen")).to_be_visible()
    expect(slip(console, "longer library hours").locator(".slip__box")).to_be_focused()

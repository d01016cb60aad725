"""Drafts and suggestions: seen before anything moves, taken whole or in part."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import (
    cell,
    engine,
    slip,
    suggests,
    tray,
    view,
    worded,
)
from tests.web.stage import Stage
from workshop.room.suggest import SuggestThemes
from workshop.room.theme import RenameTheme

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_FA8_sorting_the_rest_is_shown_before_it_is_done(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    suggests(stage, {phrases[5]: "t1", phrases[4]: "t2"})
    expect(tray(console).get_by_role("button", name="Put it into Arts")).to_be_visible()
    console.get_by_role("button", name="Sort the rest like this: 2 cards").click()
    expect(console.locator(".slip[data-gap]")).to_have_count(2)
    console.keyboard.press("Escape")
    expect(console.locator(".slip[data-gap]")).to_have_count(0)
    assert "theme" not in view(stage)["responses"][phrases[5]]
    console.keyboard.press("l")
    console.keyboard.press("Enter")
    expect(cell(console, "Arts")).to_contain_text("paint the gym")
    expect(cell(console, "Rooms")).to_contain_text("bathrooms")
    expect(console.locator(".slip[data-gap]")).to_have_count(0)


def test_a_preview_leaves_cards_of_the_theme_in_sight(console: Page, stage: Stage) -> None:
    console.emulate_media(reduced_motion="reduce")
    more = [stage.says(stage.seats[0], f"a song in every school, verse {n}") for n in range(12)]
    suggests(stage, dict.fromkeys(more, "t1"))
    console.get_by_role("button", name="Sort the rest like this: 12 cards").click()
    gaps = cell(console, "Arts").locator(".slip[data-gap]:not([data-cut])")
    expect(gaps.first).to_be_visible()
    own = cell(console, "Arts").locator(".slip:not([data-gap], [data-cut])")
    expect(own).to_have_text([re.compile("a band for everybody")])


def test_sorting_by_itself_is_on_or_off_in_words(console: Page) -> None:
    switch = console.get_by_role("switch", name="Sorts by itself")
    before = switch.inner_text()
    switch.click()
    expect(switch).not_to_have_text(before)
    assert {before, switch.inner_text()} == {"Sorts by itself: on", "Sorts by itself: off"}


def test_a_draft_is_taken_in_part(console: Page, stage: Stage, phrases: list[str]) -> None:
    themes = {
        "n1": {"name": "Repairs", "words": [], "responses": {phrases[4]: True, phrases[5]: True}},
        "n2": {"name": "News", "words": [], "responses": {phrases[3]: True}},
    }
    engine(stage, SuggestThemes("p1", draft={"themes": themes}))
    expect(console.get_by_text("3 of 6 cards would move")).to_be_visible()
    console.get_by_text("Choose themes").click()
    console.get_by_label(re.compile("News")).uncheck()
    console.get_by_role("button", name="Take these").click()
    expect(cell(console, "Repairs")).to_contain_text("paint the gym")
    expect(console.get_by_text("1 of 6 cards would move")).to_be_visible()
    console.get_by_role("button", name="Dismiss").click()
    expect(console.locator("[data-offer]")).to_be_hidden()


def test_T16_what_a_language_model_worded_says_so_until_it_is_renamed(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    offer, mark = console.locator("[data-offer]"), "worded by a language model"
    draft = {"themes": {"m1": worded("Repairs", phrases[4], phrases[5])}}
    engine(stage, SuggestThemes("p1", draft=draft))
    expect(offer.get_by_text(mark)).to_be_visible()
    offer.get_by_role("button", name="Take all of it").click()
    cell(console, "Repairs").get_by_role("link").click()
    expect(console.get_by_text("A language model worded the name.")).to_be_visible()

    again = {"m1": worded("Better rooms", phrases[3], theme="t3")}
    engine(stage, SuggestThemes("p1", draft={"themes": again}))
    offer.get_by_text("Choose themes").click()
    expect(offer.get_by_text("now “Repairs”")).to_be_visible()
    console.reload()
    expect(offer.get_by_text(mark)).to_be_visible()
    offer.get_by_text("Choose themes").click()
    expect(offer.get_by_text("now “Repairs”")).to_be_visible()
    offer.get_by_role("button", name="Take these").click()
    expect(cell(console, "Better rooms")).to_contain_text("paint the gym")

    stage.leads(RenameTheme("t3", "Our rooms"))
    expect(cell(console, "Our rooms")).to_be_visible()
    expect(console.get_by_text("A language model worded the name.")).to_be_hidden()


def test_a_theme_that_holds_no_one_thought_says_so_wherever_it_is_named(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    plan = {"name": "Gym · information", "mixed": True, "responses": {phrases[5]: True}}
    draft = {"themes": {"n1": plan}, "merges": {"t2": "n1"}}
    engine(stage, SuggestThemes("p1", draft=draft))
    console.get_by_text("Choose themes").click()
    expect(console.locator(".offer__themes")).to_contain_text("Mixed: Gym · information")
    console.get_by_role("button", name="Take these").click()
    expect(cell(console, "Mixed: Gym · information")).to_contain_text("paint the gym")
    suggests(stage, {phrases[4]: "t3"})
    expect(slip(console, "bathrooms").locator(".tray__go")).to_contain_text("Mixed: Gym")
    slip(console, "bathrooms").click()
    expect(console.locator(".mover").last).to_contain_text("Mixed: Gym · information")
    expect(console.locator('[data-slot="why"]')).to_contain_text("It would go to “Mixed: Gym")
    console.keyboard.press("Escape")
    cell(console, "Arts").get_by_role("link").click()
    expect(console.locator('[name="into"] option').last).to_have_text("Mixed: Gym · information")


def test_a_draft_asked_for_in_vain_is_answered_kindly(console: Page, stage: Stage) -> None:
    console.locator("summary", has_text="Otherwise …").click()
    console.get_by_role("button", name="Fewer themes").click()
    expect(console.get_by_text("A draft is being made …")).to_be_visible()
    wish = stage.view("console")["prompts"]["p1"]["wish"]
    engine(stage, SuggestThemes("p1", wish=wish))
    told = tray(console).get_by_role("status").filter(has_text="Nothing else to offer")
    expect(told).to_contain_text("no themes can be joined")
    expect(console.locator(".toast")).to_have_count(0)
    expect(console.get_by_text("A draft is being made …")).to_be_hidden()
    console.locator("summary", has_text="Otherwise …").click()
    console.get_by_role("button", name="More themes").click()
    expect(told).to_have_count(0)

"""What is held: one phrase in hand, shown, redacted or hidden; danger first."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import come, slip
from tests.web.stage import Stage
from workshop.room.moderate import HoldResponse, SetModeration

pytestmark = pytest.mark.journey


def test_FA5_one_key_each_decides_and_the_next_comes_up(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(SetModeration("flagged"))
    stage.says(stage.seats[0], "call me at 555-201-3344")
    stage.leads(HoldResponse(phrases[4]))
    stage.leads(HoldResponse(phrases[5]))
    come(console, stage, "/held")
    hand = console.locator(".held__item[aria-current]")
    expect(hand).to_contain_text("bathrooms")
    console.keyboard.press("a")
    expect(hand).to_contain_text("paint the gym")
    console.keyboard.press("h")
    console.keyboard.press("1")
    expect(hand.locator("mark")).to_have_text("555-201-3344")
    console.keyboard.press("r")
    expect(console.get_by_role("heading", name="No phrase waits for you")).to_be_visible()
    expect(console.locator(".held__done")).to_contain_text("Hidden: Off topic.")
    console.keyboard.press("z")
    expect(hand).to_contain_text("paint the gym")


def test_FA5_danger_is_read_first_with_its_card_a_name_is_cut_out_and_a_seat_muted(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(SetModeration("flagged"))
    stage.says(stage.seats[0], "My son Orrin sits alone 🙂 at lunch")
    come(console, stage, "/held")
    hand = console.locator(".held__item[aria-current]")
    expect(hand.locator("mark")).to_have_text("Orrin")
    expect(hand).to_contain_text("Names somebody")
    expect(console.get_by_label("The room will read")).to_have_value(
        "My son [name removed] sits alone 🙂 at lunch"
    )
    expect(hand.get_by_text("Call the contact below now")).to_be_hidden()
    console.keyboard.press("!")
    expect(hand.get_by_text("Call the contact below now")).to_be_visible()
    stage.says(stage.seats[1], "i want to die")
    expect(console.locator(".held__item").first).to_contain_text("Somebody may be in danger")
    expect(console.locator('[data-slot="news"]')).to_contain_text("may tell of danger")
    console.keyboard.press("u")
    expect(console.locator("[data-seat]")).to_contain_text("Muted: what it sends is held.")
    console.keyboard.press("r")
    expect(hand).to_contain_text("i want to die")
    expect(hand.get_by_text("Call the contact below now")).to_be_visible()
    console.keyboard.press("h")
    console.keyboard.press("3")
    expect(console.locator(".held__done")).to_contain_text("it is in no public report")
    stage.says(stage.seats[0], "More art")
    expect(hand).to_contain_text("More art")
    console.get_by_role("button", name="End the mute").click()
    expect(console.get_by_role("button", name="Mute this seat")).to_be_visible()


def test_FA5_redacting_nothing_offers_the_words_instead(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(HoldResponse(phrases[5]))
    expect(console.get_by_role("link", name="1 phrase waits for you")).to_be_visible()
    console.keyboard.press("r")
    field = console.get_by_label("The room will read")
    expect(field).to_be_focused()
    field.fill("paint the [removed]")
    console.get_by_role("button", name="Redact and show").click()
    expect(slip(console, "paint the [removed]")).to_be_visible()


def test_FA5_where_somebody_may_be_in_danger_the_help_comes_first_and_all_else_is_quiet(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.says(stage.seats[1], "i want to die")
    come(console, stage, "/held")
    hand = console.locator(".held__item[aria-current]")
    expect(hand.locator("button:visible, summary:visible").first).to_have_text(
        "Hide as a question of safety S"
    )
    loud = hand.locator(".button--first:visible")
    expect(loud).to_have_count(1)
    expect(hand.get_by_text("Call now:")).to_be_visible()
    field = hand.get_by_label("The room will read")
    expect(field).to_be_hidden()
    console.keyboard.press("r")
    expect(field).to_be_focused()
    come(console, stage, "/held")
    console.keyboard.press("s")
    expect(console.locator(".held__done")).to_contain_text("Hidden: A question of safety.")


def test_FA5_it_says_who_held_a_phrase_and_when_it_was_said(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(HoldResponse(phrases[5]))
    come(console, stage, "/held")
    hand = console.locator(".held__item[aria-current]")
    expect(hand).to_contain_text("Held by Fay")
    expect(hand).to_contain_text("in the first minute")
    expect(hand.get_by_label("The room will read")).to_be_hidden()
    expect(hand.locator(".button--first:visible")).to_have_text("Show as it is A")

"""Wording what is promoted."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.stage import Stage

pytestmark = pytest.mark.journey


def test_the_rooms_own_words_are_marked_in_what_is_written(console: Page, stage: Stage) -> None:
    console.get_by_role("link", name="Arts").click()
    console.keyboard.press("p")
    console.get_by_role("textbox", name="Statement").fill(
        "We will have bands and music in every school."
    )
    marks = console.locator(".echo__marks mark")
    expect(marks).to_have_text(["bands", "music"])
    expect(console.locator("[data-sources] mark")).to_have_text(["music", "band"])
    console.get_by_label("Value statement").check()
    console.get_by_role("button", name="Make it a value statement").click()
    made = console.locator(".made__item")
    expect(made).to_contain_text("We will have bands")
    expect(made).to_contain_text("From “Arts”, 2 phrases")
    made.get_by_role("button", name="Remove").click()
    expect(made).to_have_count(0)
    console.get_by_role("button", name="Undo").click()
    expect(made).to_have_count(1)

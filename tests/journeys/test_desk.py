"""The desk in a browser: from the first look to a room that people walk into."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.worth_seeing import FirstDay
from workshop.web import auth

pytestmark = pytest.mark.journey

MOST_CLICKS = 6  # BARS: from sign-in to an open workshop with the QR code on the wall


@pytest.fixture
def house(tmp_path: Path) -> Iterator[FirstDay]:
    stage = FirstDay(tmp_path)
    yield stage
    stage.close()


class Newcomer:
    """Somebody who has never been here, and whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def clicks_on(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def loud(self, name: str) -> Locator:
        """Return the one button of the page that cannot be overlooked."""
        loud = self.page.locator(".button--first:visible")
        expect(loud).to_have_text([name])
        return loud


@pytest.mark.whole
def test_FA1_a_newcomer_opens_a_workshop_with_its_code_on_the_wall_in_six_clicks(
    browser: Browser, house: FirstDay
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    page = context.new_page()
    page.goto(f"{house.url}/welcome?token={house.first_token()}")
    page.get_by_label("Your name").fill("Fay")
    page.get_by_label("Mail address").fill("fay@maple.example")
    page.get_by_label("Password").fill("a calm and generous room")
    page.get_by_role("button", name="Begin").click()
    fay = Newcomer(page)
    fay.loud("Make a workshop")

    fay.clicks_on(page.get_by_role("link", name="Vision night"))
    fay.clicks_on(fay.loud("Make the workshop"))
    with page.expect_popup() as shown:
        fay.clicks_on(fay.loud("Show the wall on this computer"))
    wall = shown.value
    code = wall.locator(".wall-join__code").inner_text()
    page.bring_to_front()
    fay.clicks_on(fay.loud("Open the workshop"))
    fay.loud("Open the console")

    expect(page.locator(".invite__head .status")).to_contain_text("Open now")
    expect(page.locator(".invite__code")).to_have_text(code)
    expect(wall.get_by_role("img", name="QR code")).to_be_visible()
    assert fay.clicks <= MOST_CLICKS
    context.close()


def test_FA1_a_row_of_the_agenda_says_what_is_typed_behind_it(
    browser: Browser, house: FirstDay
) -> None:
    context = browser.new_context(locale="en-US")
    context.add_cookies([{"name": auth.COOKIE, "value": house.sign_in, "url": house.url}])
    page = context.new_page()
    page.goto(f"{house.url}/workshops/new?template=blank")
    row = page.locator("#step-1")
    row.get_by_label("Minutes of step 1").fill("25")
    expect(page.locator(".setup__head").first).to_contain_text("25 minutes")
    row.locator(".steps__said").click()
    row.get_by_label("In English").fill("What would you keep?")
    row.get_by_label("In Spanish").fill("")
    row.get_by_label("Kind").select_option("values")
    row.locator(".steps__said").click()
    expect(row.locator(".steps__said")).to_contain_text("Values")
    expect(row.get_by_text("What would you keep?").first).to_be_visible()
    expect(row.get_by_text("Not in Spanish yet")).to_be_visible()
    context.close()

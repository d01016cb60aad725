"""An agenda with steps: console, phone and wall go through it together."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.test_phone import VALUES, join, say
from tests.web.stage import STRENGTHS, Stage
from workshop.room.arrange import AddPrompt, EditPrompt
from workshop.web import auth

pytestmark = pytest.mark.journey

PAIRS = "Now in pairs: add what is missing."
COFFEE = "Coffee is in the hall."


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-US", viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def question(page: Page) -> str:
    return page.locator('[data-slot="question"]').inner_text()


@pytest.mark.whole
def test_FA3_everybody_goes_through_the_agenda_with_its_steps(
    stage: Stage, context: BrowserContext, phone: Page
) -> None:
    stage.leads(AddPrompt(PAIRS, "information", 5, after="p1"))
    stage.leads(AddPrompt(COFFEE, "break", 10, after="a1"))
    stage.leads(EditPrompt("p1", STRENGTHS, waves=(2, 0)))
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    console, wall = context.new_page(), context.new_page()
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console")
    wall.goto(stage.wall_url)
    go_on = console.locator("#next button")
    expect(go_on).to_contain_text("Open “Strengths”")
    go_on.click()
    join(phone, stage)

    # FA20: each sends as many as the round takes, and more in the next
    expect(phone.get_by_text("Round 1 of 2. Please send 2 ideas, your clearest.")).to_be_visible()
    for text in ("Caring teachers", "The band", "Small classes"):
        say(phone, text)
    expect(phone.get_by_text("You have sent all that this round takes: 2.")).to_be_visible()
    console.get_by_role("button", name="Begin round 2").click()
    expect(phone.get_by_text("Round 2 of 2. Send what is still missing.")).to_be_visible()
    phone.get_by_role("button", name="Put the words back").click()
    phone.keyboard.press("Enter")
    expect(phone.locator(".yours__item .state", has_text="Sent")).to_have_count(3)

    # while people are told something, who is writing stays where they are
    phone.get_by_label("One idea at a time").fill("I am still wri")
    expect(go_on).to_contain_text("Go on with “Information”")
    go_on.click()
    expect(wall.get_by_role("heading", name=PAIRS)).to_be_visible()
    expect(phone.locator(".phone__told")).to_have_text(PAIRS)
    assert question(phone) == STRENGTHS
    expect(phone.get_by_label("One idea at a time")).to_have_value("I am still wri")
    phone.keyboard.press("Enter")
    expect(phone.locator(".yours__item .state", has_text="Sent")).to_have_count(4)
    phone.get_by_label("One idea at a time").blur()

    # a break closes what was asked, and phones say so
    go_on.click()
    expect(wall.get_by_role("heading", name=COFFEE)).to_be_visible()
    expect(wall.get_by_role("timer")).to_have_text("10:00", use_inner_text=True)
    expect(phone.locator('[data-slot="question"]')).to_have_text(COFFEE)
    expect(phone.get_by_text("A break. The next question will appear here.")).to_be_visible()

    go_on.click()
    expect(phone.locator('[data-slot="question"]')).to_have_text(VALUES)
    expect(console.locator('.agenda__step[aria-current="step"]')).to_have_count(1)


def test_FA1_on_a_small_lectern_the_next_step_stays_in_sight(
    stage: Stage, context: BrowserContext
) -> None:
    for number in range(14):
        stage.leads(AddPrompt(f"Step number {number}", "information", 5))
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    console = context.new_page()
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console")
    for _ in range(3):
        expect(console.locator("#next button")).to_be_in_viewport(ratio=1)
        console.locator("#next button").click()
        expect(console.locator('.agenda__step[aria-current="step"]').last).to_be_in_viewport()
    console.set_viewport_size({"width": 390, "height": 844})
    expect(console.locator("#next button")).to_be_in_viewport(ratio=1)

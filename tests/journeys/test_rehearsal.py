"""A rehearsal, and examples where nothing arrives, on every screen at once."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.stage import Stage
from workshop.room.agenda import NextPrompt
from workshop.room.show import ShowFace
from workshop.web import auth

pytestmark = [pytest.mark.journey, pytest.mark.whole]


@pytest.fixture
def desk(browser: Browser, stage: Stage) -> Iterator[BrowserContext]:
    """Fay's browser; nothing goes wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context
    context.close()
    assert wrong == []


def joins(browser: Browser, stage: Stage, code: str) -> Page:
    """Let a phone join by a code."""
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="en-US", has_touch=True
    ).new_page()
    phone.goto(f"{stage.url}/w/{code}")
    phone.get_by_label("I would rather not say").check()
    phone.get_by_role("button", name="I understand. Join").click()
    expect(phone.locator("main.phone[data-seat]")).to_be_visible()
    return phone


def test_FA24_practised_marked_and_gone_when_the_real_one_begins(
    browser: Browser, desk: BrowserContext, stage: Stage
) -> None:
    stage.house.rehearsals.pace = 0.02
    console = desk.new_page()
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console")
    console.get_by_label("Simulated people").select_option("15")
    console.get_by_role("button", name="Practise").click()
    console.wait_for_url(lambda url: stage.workshop.code not in url)
    code = console.url.split("/")[4]
    expect(console.locator(".rehearsed")).to_contain_text("Rehearsal")
    expect(console.locator("[data-slot=joined]")).to_have_text("15")
    console.locator("#next button").click()
    expect(console.locator(".slip").nth(4)).to_be_attached()
    console.goto(f"{stage.url}{console.locator('#faces a').get_attribute('href')}")
    with desk.expect_page() as opened:
        console.get_by_role("button", name="Show the wall on this computer").click()
    wall = opened.value
    console.goto(f"{stage.url}/w/{code}/console")
    phone = joins(browser, stage, code)
    for page in (wall, phone):
        expect(page.locator(".rehearsed")).to_contain_text("Rehearsal")
    expect(wall.locator("html")).to_have_attribute("data-live", "live")
    stage.leads(NextPrompt())  # the workshop itself begins
    expect(wall.get_by_role("heading", name="The rehearsal is over")).to_be_visible()
    expect(phone.locator("[data-slot=news-text]")).to_contain_text("The rehearsal is over")
    expect(console.get_by_role("heading", name="The rehearsal is over")).to_be_visible()
    console.get_by_role("link", name="Open the console of the workshop").click()
    expect(console).to_have_url(f"{stage.url}/w/{stage.workshop.code}/console")
    expect(console.locator(".rehearsed")).to_have_count(0)
    phone.context.close()


@pytest.mark.whole  # on time only where it has the machine for itself
def test_E3_examples_are_marked_on_every_screen_and_gone_within_a_second(
    browser: Browser, desk: BrowserContext, stage: Stage
) -> None:
    stage.leads(NextPrompt())
    stage.leads(ShowFace("phrases", prompt="p1"))
    console, wall = desk.new_page(), desk.new_page()
    wall.goto(stage.wall_url)
    text = desk.new_page()
    text.goto(f"{stage.url}/w/{stage.workshop.code}/wall?text")
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console")
    phone = joins(browser, stage, stage.workshop.code)
    console.get_by_text("Give examples").click()
    box = console.locator(".examples textarea")
    expect(box).to_have_value(re.compile("teachers who stay late"))
    box.fill("later buses\nsmaller classes")
    console.get_by_role("button", name="Show them").click()
    screens = (console, wall, text, phone)
    for page in screens:
        marked = page.locator("li", has_text="later buses")
        expect(marked).to_contain_text("Example")
    stage.says(stage.joins(), "caring teachers")
    expect(wall.locator("[data-part=list] li")).to_have_count(3)
    expect(console.locator("[data-slot=answered]")).to_have_text("1")
    console.set_viewport_size({"width": 1280, "height": 420})
    remove = console.get_by_role("button", name="Remove the examples")
    expect(remove).to_be_in_viewport(ratio=1)  # in a column that is longer than the screen
    began = time.monotonic()
    remove.click()
    for page in screens:
        expect(page.locator("li", has_text="later buses")).to_have_count(0, timeout=1000)
    assert time.monotonic() - began < 4, "four screens looked at one after the other"
    console.keyboard.press("z")
    expect(phone.locator("li", has_text="later buses")).to_be_visible()
    phone.context.close()

"""The console on a phone, and without script."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.console.hands import SIZE, cell, come, slip
from tests.web.stage import Stage
from workshop.room.agenda import SetTimer
from workshop.room.moderate import HoldResponse
from workshop.web import auth

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_what_opens_on_a_phone_is_seen(browser: Browser, stage: Stage, phrases: list[str]) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    page = context.new_page()
    come(page, stage, "?prompt=p1&theme=t1")
    sheet = page.locator("[data-aside]")
    for name in ("Set aside", "Remove"):
        expect(sheet.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    sheet.get_by_text("Rename", exact=True).first.tap()
    sheet.get_by_label("Name", exact=True).fill("Music")
    sheet.get_by_role("button", name="Rename").tap()
    expect(cell(page, "Music")).to_have_count(1)
    page.get_by_text("New theme", exact=True).first.tap()
    expect(page.get_by_label("Its name").first).to_be_in_viewport(ratio=1)
    expect(sheet).to_be_hidden()
    page.get_by_text("New theme", exact=True).first.tap()
    sheet.get_by_role("link", name="Done").tap()
    expect(sheet.get_by_role("link", name="Done")).to_be_hidden()
    context.close()


def test_it_works_on_a_phone(browser: Browser, stage: Stage, phrases: list[str]) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    stage.leads(SetTimer("p1", 5))
    page = context.new_page()
    come(page, stage)
    expect(page.get_by_role("timer")).to_be_visible()
    page.get_by_role("button", name="Phrases", exact=True).tap()
    expect(page.get_by_role("button", name="Phrases", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    slip(page, "paint the gym").tap()
    page.locator("[data-move]").get_by_role("button", name="Rooms").tap()
    expect(cell(page, "Rooms")).to_contain_text("paint the gym")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
    context.close()


def test_the_basic_steps_work_without_script(
    plain_browser: Browser, stage: Stage, phrases: list[str]
) -> None:
    """Plain http under a made-up name, nothing but forms."""
    port = stage.url.rpartition(":")[2]
    url = f"http://school.test:{port}"
    context = plain_browser.new_context(viewport=SIZE, locale="en-US", java_script_enabled=False)
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": url}])
    stage.leads(HoldResponse(phrases[5]))
    page = context.new_page()
    page.goto(f"{url}/w/{stage.workshop.code}/console/held")
    page.get_by_role("button", name="Show as it is").click()
    expect(page.get_by_role("heading", name="No phrase waits for you")).to_be_visible()
    page.get_by_role("button", name="Undo showing").click()
    expect(page.get_by_role("heading", name="1 phrase waits for you")).to_be_visible()
    page.get_by_role("link", name="Back to the themes").click()
    page.get_by_role("link", name="Arts").click()
    page.get_by_text("Rename").first.click()
    page.get_by_label("Name", exact=True).fill("Music")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="Music").first).to_be_visible()
    page.get_by_label("bathrooms. please fix the bathrooms").check(force=True)
    page.locator("[data-move]").get_by_role("button", name="Rooms").click()
    expect(cell(page, "Rooms")).to_contain_text("bathrooms")
    page.get_by_role("button", name="Open “Values”").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Values")
    context.close()

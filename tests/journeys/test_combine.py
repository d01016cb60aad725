"""Themes of several workshops become one list, by keys alone, on a laptop and on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.across import hold_four
from tests.journeys.test_code_book import signed_in
from tests.web.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.whole]


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """Fay's browser, signed in, with four workshops held."""
    hold_four(stage)
    context = signed_in(browser, stage, stage.sign_in)
    yield context.new_page()
    context.close()


def button(page: Page, does: str, what: str) -> Locator:
    """Return the button that does something to one theme."""
    return page.get_by_role("button", name=re.compile(rf"{does}\s*: {what}"))


def combined(page: Page) -> list[str]:
    return page.locator(".one__name").all_inner_texts()


def test_FA25_four_workshops_become_priorities_of_a_plan_by_keys_alone(
    page: Page, stage: Stage
) -> None:
    page.goto(f"{stage.url}/projects/{stage.project}")
    page.get_by_role("link", name="Combine themes").press("Enter")

    button(page, "These are one theme", "Caring teachers").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“Caring teachers” was combined.")
    page.locator(".across__offers > summary").press("Enter")
    page.get_by_role("button", name="Take all 3 proposals").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("3 proposals were taken.")
    assert len(combined(page)) == 4
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“Caring teachers” was combined.")
    assert combined(page) == ["Caring teachers"]

    page.get_by_role("checkbox", name="Music and sports 7 people").last.press("Space")
    page.get_by_role("checkbox", name="Band and sports").last.press("Space")
    page.get_by_label("Name (empty").fill("Music and sports for all")
    page.locator(".across__bar").get_by_role("button", name="These are one theme").press("Enter")
    expect(page.locator(".one__name").last).to_have_text("Music and sports for all")
    button(page, "Take out", "Band and sports").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("A theme was taken out")

    page.locator(".one").last.locator("summary").press("Enter")
    button(page, "Move up", "Music and sports for all").press("Enter")
    expect(page.locator(".one__name").first).to_have_text("Music and sports for all")

    page.get_by_role("link", name="Compare the workshops").press("Enter")
    row = page.get_by_role("row", name="Caring teachers").first
    expect(row).to_contain_text("3 of 4")
    page.get_by_role("link", name="Themes across the workshops").press("Enter")

    page.get_by_role("link", name="New plan").press("Enter")
    page.get_by_label("Name", exact=True).fill("Larkspur 2031")
    page.locator("main form button").last.press("Enter")
    page.goto(f"{stage.url}/projects/{stage.project}/themes")
    page.locator(".across__plan").get_by_role("checkbox", name="Caring teachers").press("Space")
    page.get_by_role("button", name="Bring into the plan").press("Enter")
    room = page.get_by_role("complementary", name="From the room: Caring teachers")
    for workshop in ("Elementary families", "High school staff", "Familias de la escuela"):
        expect(room).to_contain_text(workshop)


def test_FA25_on_a_phone_everything_is_in_reach(page: Page, stage: Stage) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{stage.url}/projects/{stage.project}/themes")
    page.get_by_role("button", name="Take all 4 proposals").click()
    expect(page.locator(".one")).to_have_count(4)
    for path in ("themes", "themes/compare"):
        page.goto(f"{stage.url}/projects/{stage.project}/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
    table = page.get_by_role("region", name="People by workshop")
    expect(table.get_by_role("row")).to_have_count(5)

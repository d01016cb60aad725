"""Before the doors open: every way is really tried, from this browser and from a phone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.web.stage import Stage
from workshop.web import auth

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_FA26_the_page_tries_every_way_and_hears_of_phones_and_walls(
    browser: Browser, stage: Stage
) -> None:
    context = browser.new_context(locale="en-US")
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    page = context.new_page()
    page.goto(f"{stage.url}/w/{stage.workshop.code}/console/check")
    for way in ("socket", "events", "polling", "clock"):
        expect(page.locator(f'[data-check="{way}"]')).to_have_attribute("data-state", "good")
    expect(page.locator('[data-check="wall"]')).to_have_attribute("data-state", "warn")
    wall = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    wall.goto(stage.wall_url)
    expect(page.locator('[data-check="wall"]')).to_contain_text("1920 × 1080")
    # A phone comes through; another finds sockets blocked.
    phone = browser.new_context(locale="en-US")
    first = phone.new_page()
    first.goto(f"{stage.url}/w/{stage.workshop.code}/check")
    expect(first.get_by_role("status")).to_contain_text("by socket in")
    second = phone.new_page()
    second.route_web_socket(re.compile("/live$"), lambda socket: socket.close(code=1006))
    second.goto(f"{stage.url}/w/{stage.workshop.code}/check")
    expect(second.get_by_role("status")).to_contain_text("sockets are blocked here")
    expect(page.locator('[data-check="phone"]')).to_contain_text("2 phones have come through.")
    expect(page.locator('[data-check="phone"]')).to_contain_text("allow WebSockets")
    for one in (wall.context, phone, context):
        one.close()

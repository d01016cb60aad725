"""Two facilitators, each at a console: hands, lead, remarks; and a laptop that dies."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocketRoute, expect
from sqlmodel import Session

from tests.web.stage import Stage
from workshop.live import presence
from workshop.room.agenda import OpenPrompt
from workshop.room.theme import MakeTheme
from workshop.store import people, workshops
from workshop.web import auth

pytestmark = [pytest.mark.journey, pytest.mark.whole]

LAPTOP = {"width": 1280, "height": 800}
Opens = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
SAID = ("more music and art", "a band for everybody", "paint the gym", "buses are late")


@pytest.fixture
def carls(stage: Stage) -> str:
    """The sign-in of a co-facilitator."""

    def helps(session: Session) -> str:
        email = f"carl-{stage.workshop.code}@x.example".lower()
        carl = people.create_user(
            session, stage.district, email=email, name="Carl", role="cofacilitator", at=0
        )
        workshops.give_right(session, stage.district, stage.workshop.id, user=carl.id, at=0)
        return auth.open_sign_in(session, stage.district, carl.id, stage.house.now())

    return stage.write(helps)


@pytest.fixture
def said(stage: Stage) -> list[str]:
    stage.leads(OpenPrompt("p1"))
    seat = stage.joins("g1")
    made = [stage.says(seat, text) for text in SAID]
    stage.leads(MakeTheme("p1", "Arts", tuple(made[:2])))
    stage.leads(MakeTheme("p1", "Rooms"))
    return made


@pytest.fixture
def open_console(browser: Browser, stage: Stage) -> Iterator[Opens]:
    """Open consoles in browsers of their own."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(
        secret: str, size: Any = None, between: Callable[..., None] | None = None, **more: Any
    ) -> Page:
        context = browser.new_context(viewport=size or LAPTOP, locale="en-US", **more)
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": auth.COOKIE, "value": secret, "url": stage.url}])
        if between is not None:
            context.route_web_socket(re.compile("/live$"), between)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{stage.url}/w/{stage.workshop.code}/console")
        page.locator(".console[data-live]").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def slip(page: Page, text: str) -> Locator:
    return page.locator(".slip", has_text=text)


def test_CF2_CF4_two_see_each_others_hands_and_talk_off_the_wall(
    stage: Stage, open_console: Opens, carls: str, said: list[str]
) -> None:
    deaf: list[bool] = []

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(server.send)
        server.on_message(
            lambda frame: None if deaf and '"type":"patch"' in str(frame) else socket.send(frame)
        )

    fay, carl = open_console(stage.sign_in), open_console(carls, between=between)
    expect(fay.locator("[data-people-opener]")).to_contain_text("Carl")
    slip(carl, "paint the gym").click()
    expect(slip(fay, "paint the gym")).to_contain_text("in Carl’s hand")
    # Both reach for it, and Carl's screen has not heard yet of what Fay does.
    deaf.append(True)
    slip(fay, "paint the gym").click()
    fay.keyboard.press("2")
    expect(fay.locator(".toast")).to_contain_text("1 phrase moved.")
    carl.keyboard.press("1")
    expect(carl.locator(".toast")).to_contain_text("Fay was faster with “paint the gym”")
    expect(fay.locator(".toast")).to_contain_text("Carl reached for “paint the gym”")
    expect(fay.locator('.theme:has-text("Rooms")')).to_contain_text("paint the gym")
    deaf.clear()
    carl.reload()
    carl.locator(".console[data-live]").wait_for()
    carl.locator('.theme:has-text("Rooms") .theme__head').dblclick()
    expect(fay.locator('.theme:has-text("Rooms")')).to_contain_text("Carl is renaming it")
    carl.keyboard.press("Escape")
    # a phrase is flagged, and read
    slip(carl, "buses").click()
    carl.get_by_text("Flag …").click()
    carl.get_by_label("Tell the other facilitators").fill("Whose bus?")
    carl.get_by_role("button", name="Flag it").click()
    expect(fay.locator(".toast")).to_contain_text("Carl: Whose bus?")
    expect(fay.locator("[data-people-opener]")).to_contain_text("1 unread")
    carl.keyboard.press("Escape")
    expect(carl.get_by_text("1 phrase chosen")).to_be_hidden()
    expect(slip(fay, "buses")).to_contain_text("look")
    fay.keyboard.press("f")
    expect(fay.locator(".remark")).to_contain_text("Whose bus?")
    expect(fay.locator("[data-people-opener]")).not_to_contain_text("unread")
    fay.locator(".remark__about").click()
    expect(fay.get_by_text("1 phrase chosen")).to_be_visible()
    carl.keyboard.press("f")
    expect(carl.locator(".remark .chip")).to_have_text("read")


def test_FA16_CF3_a_laptop_dies_and_a_phone_takes_over_within_half_a_minute(
    stage: Stage,
    open_console: Opens,
    carls: str,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laptop, helper = open_console(stage.sign_in), open_console(carls)
    laptop.keyboard.press("2")
    expect(helper.locator(".console__next")).to_be_hidden()
    helper.keyboard.press("f")
    expect(helper.get_by_role("button", name="Take the lead")).to_be_disabled()
    laptop.context.close()  # without a word
    # The same person on a phone: everything is there, and the lead is still theirs.
    began = time.monotonic()
    phone = open_console(stage.sign_in, PHONE, has_touch=True, is_mobile=True)
    for text in SAID:
        expect(slip(phone, text)).to_be_visible()
    expect(phone.get_by_role("button", name="Open “Values”")).to_be_visible()
    assert time.monotonic() - began < 30
    phone.get_by_role("button", name="Blank").click()
    expect(phone.get_by_role("button", name="Blank")).to_have_attribute("aria-pressed", "true")
    # Or the other takes over, once the lead has been away for twenty seconds.
    phone.context.close()
    monkeypatch.setattr(presence, "AWAY_AFTER", 500)
    expect(helper.locator(".person", has_text="Fay")).to_contain_text("away")
    expect(helper.locator("[data-people-opener]")).to_contain_text("take the lead")
    helper.get_by_role("button", name="Take the lead", exact=True).click()
    expect(helper.locator(".toast")).to_contain_text("The lead is yours now.")
    helper.keyboard.press("Escape")
    helper.get_by_role("button", name="Open “Values”").click()
    expect(helper.locator(".agenda__step[aria-current]")).to_contain_text("Values")
    back = open_console(stage.sign_in)
    expect(back.locator(".console__next")).to_be_hidden()
    back.keyboard.press("f")
    back.get_by_role("button", name="Ask for the lead").click()
    expect(helper.locator(".toast")).to_contain_text("Fay asks for the lead")
    helper.keyboard.press("f")
    helper.get_by_role("button", name="Hand over the lead").click()
    expect(back.locator(".console__next")).to_be_visible()

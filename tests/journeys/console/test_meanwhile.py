"""What somebody else did meanwhile: said kindly, and never overwritten unseen."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.journeys.console.hands import cell, come, renames, settled, slip, tomas, tray, view
from tests.web.stage import Stage
from workshop.room import contents
from workshop.room.promote import EditPriority, PromoteTheme

pytestmark = [pytest.mark.journey, pytest.mark.whole]


def test_what_somebody_else_changed_meanwhile_is_said_kindly(
    context: BrowserContext, stage: Stage, phrases: list[str]
) -> None:
    """Tomás is quicker: fay's page has not heard of it, and her step is not done over his."""
    deaf: list[bool] = []

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(server.send)
        server.on_message(
            lambda frame: None if deaf and '"type":"patch"' in str(frame) else socket.send(frame)
        )

    context.route_web_socket(re.compile("/live$"), between)
    page = context.new_page()
    come(page, stage)
    page.get_by_role("link", name="Arts").click()
    expect(page.locator("[data-side=theme]")).to_contain_text("2 people")
    deaf.append(True)
    renames(stage, "t1", "Chosen by Tomás")
    page.keyboard.press("r")
    page.keyboard.type("Chosen by Fay")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Somebody else")).to_be_visible()
    assert view(stage)["themes"]["t1"]["name"] == "Chosen by Tomás"


class SlowLine:
    """A line whose answers come late: kept back while it `holds`."""

    def __init__(self, context: BrowserContext) -> None:
        self.holds = False
        self.kept: list[Callable[[], None]] = []
        context.route_web_socket(re.compile("/live$"), self._between)

    def _between(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(server.send)
        server.on_message(lambda frame: self._answers(partial(socket.send, frame)))

    def _answers(self, comes: Callable[[], None]) -> None:
        if self.holds:
            self.kept.append(comes)
        else:
            comes()

    def lets_go(self, page: Page) -> None:
        """Once there is an answer, let it and all that follows come."""
        while not self.kept:
            page.wait_for_timeout(10)
        self.holds = False
        for comes in self.kept:
            comes()
        self.kept.clear()


def test_on_a_slow_line_what_is_chosen_next_stays_chosen_when_the_last_step_is_answered(
    context: BrowserContext, stage: Stage, phrases: list[str]
) -> None:
    line = SlowLine(context)
    page = context.new_page()
    come(page, stage)
    slip(page, "paint the gym").click()
    page.locator("[data-side=phrases]").wait_for()
    line.holds = True
    page.keyboard.press("1")
    slip(page, "one place to get").click()
    slip(page, "bathrooms").click(modifiers=["Control"])
    line.lets_go(page)
    expect(cell(page, "Arts")).to_contain_text("paint the gym")
    expect(page.locator("[data-tray] .slip__box:checked")).to_have_count(2)
    page.keyboard.press("2")
    expect(cell(page, "Rooms")).to_contain_text("one place to get")
    expect(cell(page, "Rooms")).to_contain_text("bathrooms")


def has_moved_one(context: BrowserContext, stage: Stage) -> tuple[Page, SlowLine]:
    """Open the board and move a phrase, which could be taken back."""
    line = SlowLine(context)
    page = context.new_page()
    come(page, stage)
    slip(page, "bathrooms").click()
    page.keyboard.press("1")
    expect(cell(page, "Arts")).to_contain_text("bathrooms")
    return page, line


@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice"])
def test_on_a_slow_line_z_takes_back_the_step_that_is_on_its_way(
    context: BrowserContext, stage: Stage, phrases: list[str], times: int
) -> None:
    page, line = has_moved_one(context, stage)
    slip(page, "paint the gym").click()
    page.locator("[data-side=phrases]").wait_for()
    line.holds = True
    page.keyboard.press("2")
    for _ in range(times):
        page.keyboard.press("z")
    line.lets_go(page)
    expect(page.get_by_role("button", name="Redo")).to_be_visible()
    expect(tray(page)).to_contain_text("paint the gym")
    stays = expect(cell(page, "Arts"))
    if times == 1:
        stays.to_contain_text("bathrooms")
    else:
        stays.not_to_contain_text("bathrooms")
    themes = [settled(stage)["responses"][phrases[at]].get("theme") for at in (4, 5)]
    assert themes == ["t1" if times == 1 else None, None]


def test_on_a_slow_line_undo_takes_nothing_back_for_a_step_that_was_refused(
    context: BrowserContext, stage: Stage, phrases: list[str]
) -> None:
    page, line = has_moved_one(context, stage)
    page.get_by_role("link", name="Arts").click()
    expect(page.locator("[data-side=theme]")).to_contain_text("people")
    line.holds = True
    renames(stage, "t1", "Chosen by Tomás")
    page.keyboard.press("r")
    page.keyboard.type("Chosen by Fay")
    page.keyboard.press("Enter")
    page.locator("[data-undo] button").click()
    line.lets_go(page)
    expect(page.get_by_role("alert").filter(has_text="Somebody else")).to_be_visible()
    assert settled(stage)["responses"][phrases[4]]["theme"] == "t1"


@pytest.mark.parametrize("width", [1280, 900], ids=["in its place", "at the side"])
def test_C4_a_name_that_somebody_else_gives_meanwhile_is_not_overwritten_unseen(
    console: Page, stage: Stage, width: int
) -> None:
    console.set_viewport_size({"width": width, "height": 800})
    console.get_by_role("link", name="Arts").click()
    console.locator("[data-side=theme]").wait_for()
    renames(stage, "t1", "Before")
    expect(console.locator("[data-side=theme] [data-slot=name]").first).to_have_text("Before")
    console.keyboard.press("r")
    expect(console.locator("[name=name]:focus")).to_have_value("Before")
    console.keyboard.type("By Fay")
    renames(stage, "t1", "By Tomás")
    expect(console.locator("[data-side=theme] [data-slot=name]").first).to_have_text("By Tomás")
    console.keyboard.press("Enter")
    expect(console.get_by_role("alert").filter(has_text="Somebody else")).to_be_visible()
    assert view(stage)["themes"]["t1"]["name"] == "By Tomás"
    console.keyboard.press("Enter")
    expect(console.locator("[data-side=theme] [data-slot=name]").first).to_have_text("By Fay")


def test_C4_a_wording_that_somebody_else_has_changed_meanwhile_is_not_overwritten_unseen(
    console: Page, stage: Stage
) -> None:
    key = stage.leads(PromoteTheme("t1", "priority", "Arts for all", "We will."))[0]
    settled(stage)
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console/promote/{key}")
    expect(console.locator(".draft__advice")).to_contain_text("2 words")
    statement = console.get_by_role("textbox", name="Statement")
    statement.fill("We will, said Fay.")
    tomas(stage, EditPriority(key, "Arts", "We will, said Tomás."), contents.FACILITATOR)
    expect(console.locator(".made__item")).to_contain_text("said Tomás")
    save = console.get_by_role("button", name="Save the wording")
    save.click()
    expect(console.get_by_role("alert").filter(has_text="Somebody else")).to_be_visible()
    assert view(stage)["priorities"][key]["statement"] == "We will, said Tomás."
    save.click()
    expect(console.locator(".made__item")).to_contain_text("said Fay")
    statement.fill("We will, said Fay twice.")
    save.click()
    expect(console.locator(".made__item")).to_contain_text("said Fay twice")

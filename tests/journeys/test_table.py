"""A table's phone, doubts on phone and console, and the way through a phone by keys and by ear."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.test_phone import SIZE, join, own, said, say, texts
from tests.practice import until
from tests.web.stage import Stage
from workshop.room.agenda import NextPrompt, OpenPrompt
from workshop.room.show import OpenView
from workshop.room.theme import MakeTheme
from workshop.web import auth

pytestmark = [pytest.mark.journey, pytest.mark.whole]

LINES = "Band\n\n  Smaller classes\nرسائل بلغتنا\nHm"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZE, locale="en-US", has_touch=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def table(context: BrowserContext, stage: Stage) -> Iterator[Page]:
    """The phone of table 4 with seven people."""
    stage.leads(OpenPrompt("p1"))
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{stage.url}/w/{stage.workshop.code}")
    page.get_by_label("Families").check()
    page.get_by_text("This phone writes for our table").click()
    page.get_by_label("Table number").fill("4")
    page.get_by_label("People at the table").fill("7")
    with page.expect_navigation():
        page.get_by_role("button", name="I understand. Join").click()
    yield page
    assert wrong == []


def looks_at(page: Page, lines: str) -> None:
    page.get_by_text("Send a list").click()
    page.get_by_label("A phrase on each line").fill(lines)
    page.get_by_role("button", name="Look at the lines").click()


def line(page: Page, at: int) -> Locator:
    return page.locator("[data-slot='lines-list'] > li").nth(at)


def test_TS2_TS3_a_list_waits_in_flight_mode_and_arrives_once_in_order(
    table: Page, context: BrowserContext, stage: Stage
) -> None:
    table.wait_for_function("document.querySelector('[data-send-lines]') !== null")
    looks_at(table, LINES)
    expect(table.get_by_text("4 lines. Change them, or leave some out.")).to_be_focused()
    line(table, 3).get_by_role("button", name="Leave out").click()
    line(table, 1).get_by_label("A line").fill("Smaller classes in grade 1")
    line(table, 0).get_by_label("A line").fill("call 417 555 0134")
    expect(line(table, 0).get_by_role("status")).to_contain_text("may hold a number")
    line(table, 0).get_by_label("A line").fill("Band")
    expect(line(table, 0).get_by_role("status")).to_be_empty()
    line(table, 1).get_by_label("Said by").select_option("Teachers")
    context.set_offline(True)
    expect(table.get_by_text("No network. Keep writing.")).to_be_visible()
    table.get_by_role("button", name="Send 3 phrases").click()
    expect(table.get_by_text("3 phrases sent together")).to_be_visible()
    stage.leads(NextPrompt())
    context.set_offline(False)
    expect(table.locator(".yours__item .icon--sent")).to_have_count(3)
    sent = said(stage)
    assert [one.text for one in sent] == ["Band", "Smaller classes in grade 1", "رسائل بلغتنا"]
    assert [(one.prompt, one.group) for one in sent] == [("p1", None), ("p1", "g2"), ("p1", None)]


def test_TS2_TS3_TS4_what_was_sent_is_tagged_marked_and_taken_back_at_once(
    table: Page, stage: Stage
) -> None:
    table.locator("[data-slot='said-by']").get_by_label("Families").check(force=True)
    say(table, "single")
    expect(own(table, "single")).to_contain_text("Families")
    looks_at(table, "Band\nChoir\nGarden")
    table.get_by_role("button", name="Send 3 phrases").click()
    expect(table.locator(".yours__item .icon--sent")).to_have_count(4)
    assert [one.group for one in said(stage)] == ["g1", None, None, None], "each time anew"

    for text in ("Band", "Choir", "Garden"):
        own(table, text).get_by_role("button", name="Top three").click()
    expect(table.locator(".yours__top[aria-pressed='true']")).to_have_count(3)
    own(table, "single").get_by_role("button", name="Top three").click()
    expect(table.get_by_text("Three are marked.")).to_be_visible()
    own(table, "Band").get_by_role("button", name="Top three").click()
    own(table, "single").get_by_role("button", name="Top three").click()
    expect(table.get_by_text("Three are marked.")).to_have_count(0)

    own(table, "single").get_by_text("Edit").click()
    own(table, "single").get_by_role("button", name="Students").click()
    expect(own(table, "single").locator(".yours__who")).to_have_text("Students")
    own(table, "single").get_by_text("Edit").click()

    table.get_by_text("Take all back").click()
    table.get_by_role("button", name="Yes, take them back").click()
    expect(table.locator(".yours__item")).to_have_count(1)
    until(lambda: texts(stage) == ["single"])  # the phone shows it gone before the room knows
    [left] = said(stage)
    assert (left.text, left.group, left.top) == ("single", "g3", True)


def test_TS1_a_phone_is_handed_on_only_once_everything_is_sent(
    table: Page, context: BrowserContext, stage: Stage
) -> None:
    context.set_offline(True)
    say(table, "not sent yet")
    expect(own(table, "not sent yet")).to_contain_text("Waiting for network")
    table.get_by_text("Hand this phone to the next person").click()
    table.get_by_role("button", name="Hand it on").click()
    expect(table.get_by_text("This needs the network.")).to_be_visible()
    context.set_offline(False)
    expect(own(table, "not sent yet")).to_contain_text("Sent")
    table.get_by_label("One idea").fill("half a thought")
    table.get_by_role("button", name="Hand it on").click()
    expect(table.get_by_text("I am here as")).to_be_visible()
    table.get_by_label("Teachers").check()
    with table.expect_navigation():
        table.get_by_role("button", name="I understand. Join").click()
    expect(table.get_by_label("One idea")).to_have_value("")
    expect(table.locator(".yours__item")).to_have_count(0)
    assert texts(stage) == ["not sent yet"]


def test_PA14_an_author_doubts_and_the_facilitator_takes_it_up_by_a_key(
    context: BrowserContext, browser: Browser, stage: Stage
) -> None:
    stage.leads(OpenPrompt("p1"))
    phone = context.new_page()
    join(phone, stage)
    say(phone, "a band for everybody")
    say(phone, "more choirs")
    expect(phone.locator(".icon--sent")).to_have_count(2)
    stage.leads(MakeTheme("p1", "Buses", ("r1", "r2")))
    stage.leads(MakeTheme("p1", "Music"))
    stage.leads(OpenView("p1", "themes"))
    for text in ("a band for everybody", "more choirs"):
        mine = own(phone, text)
        expect(mine).to_contain_text("In “Buses”")
        mine.get_by_text("This is in the wrong place").click()
        if text != "more choirs":
            mine.get_by_label("It belongs to").select_option("Music")
        mine.get_by_role("button", name="Tell the facilitator").click()
        expect(mine.locator(".yours__told")).to_be_visible()

    desk = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    desk.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    console = desk.new_page()
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console")
    console.locator(".console[data-live]").wait_for()
    expect(console.locator(".theme__weigh").first).to_have_text("doubts 2")
    console.locator(".slip", has_text="a band").locator("input").check(force=True)
    expect(console.get_by_text("Its author says: in the wrong place")).to_be_visible()
    console.locator("body").press("k")
    expect(own(phone, "a band for everybody")).to_contain_text("In “Music”")
    expect(own(phone, "a band for everybody").locator(".yours__told")).to_be_hidden()
    console.locator(".slip", has_text="more choirs").locator("input").check(force=True)
    expect(console.get_by_text("They do not say where it belongs.")).to_be_visible()
    console.get_by_role("button", name="Leave it here").click()
    expect(console.get_by_text("Its author says")).to_be_hidden()
    expect(own(phone, "more choirs").locator(".yours__told")).to_be_hidden()
    assert [(one.theme, one.doubted) for one in said(stage)] == [("t2", None), ("t1", None)]
    desk.close()


# ── by keys and by ear ───────────────────────────────────────────────────────


def tabs_to(page: Page, role: str, name: str) -> None:
    """Press Tab until this has the focus."""
    wanted = page.get_by_role(role, name=name).first  # type: ignore[arg-type]  # a role's name
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"no way by Tab to the {role} {name}")


def test_PA1_PA9_everything_is_reached_by_keys_alone_and_read_out(
    browser: Browser, stage: Stage
) -> None:
    """From the code to a withdrawn phrase, without a pointer; each stage as a reader hears it."""
    stage.leads(OpenPrompt("p1"))
    context = browser.new_context(viewport=SIZE, locale="en-US")
    page = context.new_page()
    page.goto(stage.url)
    tabs_to(page, "textbox", "Code")
    page.keyboard.type(stage.workshop.code.lower())
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_match_aria_snapshot("""
        - heading "Strengths and opportunities" [level=1]
        - group "I am here as":
          - radio "Families"
          - radio "Teachers"
          - radio "Students"
          - radio "I would rather not say"
        - group: This phone writes for our table
        - region "Before you write":
          - heading "Before you write" [level=2]
        - button "I understand. Join"
    """)
    tabs_to(page, "radio", "Families")
    page.keyboard.press("ArrowDown")
    tabs_to(page, "button", "I understand. Join")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tabs_to(page, "textbox", "One idea at a time")
    page.keyboard.type("first")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_match_aria_snapshot("""
        - status
        - heading "What are the greatest strengths of our schools today?" [level=1]
        - textbox "One idea at a time, in the language you like"
        - button "Send"
        - region "Yours 1":
          - heading "Yours 1" [level=2]
          - list:
            - listitem:
              - paragraph: first
              - text: Sent
              - group: Edit
              - button "Withdraw"
    """)
    page.keyboard.type("typo")
    tabs_to(page, "button", "Send")
    page.keyboard.press("Enter")
    expect(page.locator(".icon--sent")).to_have_count(2)
    page.keyboard.press("Tab")  # the phrase that was sent last: its "Edit"
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your words").first).to_be_focused()
    page.keyboard.type("s are mended")
    tabs_to(page, "button", "Save")
    page.keyboard.press("Enter")
    expect(own(page, "typos are mended")).to_contain_text("Sent")
    tabs_to(page, "button", "Withdraw")
    page.keyboard.press("Enter")
    expect(page.locator("[data-slot='spoken']")).to_have_text("Withdrawn.")
    assert texts(stage) == ["first"]
    assert [one.group for one in said(stage)] == ["g2"]
    context.close()

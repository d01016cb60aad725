"""An evening of votes led by keys alone: from the themes to a wording that the room recommends."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.hands import cell, settled
from tests.journeys.test_without_a_mouse import WRONG_KEYS, Hands
from tests.web.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.whole]


@pytest.fixture
def hands(console: Page) -> Hands:
    """Fay's hands, on the board; she has pressed Tab once."""
    hands = Hands(console)
    hands.press("Tab")
    hands.sees_the_focus()
    return hands


def opens(hands: Hands) -> None:
    hands.does(hands.page.get_by_role("button", name="Open the vote now"))
    expect(hands.page.get_by_role("button", name="Close the vote")).to_be_visible()
    hands.keeps_the_focus()
    assert hands.page.evaluate(WRONG_KEYS) == []


def closes(hands: Hands) -> None:
    hands.press("c")
    expect(hands.page.get_by_role("button", name="Ask again")).to_be_visible()
    hands.keeps_the_focus()
    assert hands.page.evaluate(WRONG_KEYS) == []


def hears(hands: Hands, people: int) -> None:
    """Wait until the console says how many have voted; nobody's focus is moved by that."""
    expect(hands.page.locator("[data-voted]")).to_contain_text(f"{people} of 3")
    hands.keeps_the_focus()


def goes_to_votes(hands: Hands) -> None:
    hands.press("o")
    hands.page.wait_for_url("**/console/vote")
    hands.page.locator(".console[data-live]").wait_for()
    hands.press("Tab")
    hands.sees_the_focus()


def prepares_another(hands: Hands) -> None:
    hands.press("p")
    expect(hands.page.get_by_role("heading", name="Prepare a vote")).to_be_visible()
    hands.page.locator(".console[data-live]").wait_for()
    hands.press("Tab")
    hands.sees_the_focus()


def test_FA12_dots_a_run_off_and_a_priority_by_keys_alone(hands: Hands, stage: Stage) -> None:
    page = hands.page
    goes_to_votes(hands)
    for theme in ("Arts", "Rooms"):
        expect(page.get_by_role("checkbox", name=theme)).to_be_checked()
    hands.goes_to(page.get_by_role("textbox", name="Further options, one on each line"))
    hands.writes("A later bell")
    hands.goes_to(page.get_by_role("textbox", name="Question"))
    hands.writes("What first?")
    opens(hands)
    for seat in stage.seats[:2]:
        stage.votes(seat, "b1", "o1:1", "o2:1")
    hears(hands, 2)
    closes(hands)
    for name in ("Arts", "Rooms"):
        hands.goes_to(page.get_by_role("checkbox", name=f"Run-off {name}"))
        hands.press("Space")
    hands.does(page.get_by_role("button", name="Run-off between the ticked"))
    expect(page.locator(".ballot__facts")).to_contain_text("round 2")
    hands.keeps_the_focus()
    for seat in stage.seats:
        stage.votes(seat, "b2", "o1:1")
    hears(hands, 3)
    closes(hands)
    hands.does(page.get_by_role("button", name=re.compile("Make it a priority.*Arts")))
    expect(page.get_by_role("link", name=re.compile("Is a priority.*Arts"))).to_be_visible()
    hands.keeps_the_focus()


def test_FA13_a_wording_is_agreed_in_two_rounds_by_keys_alone(hands: Hands, stage: Stage) -> None:
    page = hands.page
    goes_to_votes(hands)
    hands.does(page.get_by_role("link", name="Decide on one wording"))
    page.wait_for_url("**kind=fist")
    page.locator(".console[data-live]").wait_for()
    hands.press("Tab")
    hands.goes_to(page.get_by_role("radio", name="Fist to five"))
    hands.goes_to(page.get_by_role("textbox", name="Words typed here"))
    hands.writes("We know every child.")
    opens(hands)
    stage.votes(stage.seats[0], "b1", "o1:1", reason="Who counts as known")
    stage.votes(stage.seats[1], "b1", "o1:5")
    hears(hands, 2)
    closes(hands)
    expect(page.locator(".verdict")).to_contain_text("Concerns")
    concern = page.get_by_role("listitem").filter(has_text="Who counts as known")
    hands.does(concern.get_by_text("Redact …"))
    hands.goes_to(concern.get_by_role("textbox", name="The room will read"))
    hands.writes("Who is known")
    hands.does(concern.get_by_role("button", name="Redact and show"))
    expect(page.locator(".concern")).to_contain_text("Redacted, and shown.")
    hands.keeps_the_focus()
    hands.press("r")
    expect(page.locator(".ballot__facts")).to_contain_text("round 2")
    hands.keeps_the_focus()
    for seat in stage.seats:
        stage.votes(seat, "b2", "o1:4")
    hears(hands, 3)
    closes(hands)
    expect(page.locator(".verdict")).to_contain_text("Consensus")
    hands.does(page.get_by_role("table").get_by_role("link", name="1"))
    expect(page.locator(".verdict")).to_contain_text("Concerns")


def test_FA12_an_option_is_put_elsewhere_by_keys_alone(hands: Hands, stage: Stage) -> None:
    page = hands.page
    goes_to_votes(hands)
    hands.goes_to(page.get_by_role("radio", name="Dots"))
    hands.press("ArrowDown", "ArrowDown", "ArrowDown")
    expect(page.get_by_role("radio", name="Impact and effort")).to_be_checked()
    hands.keeps_the_focus()
    opens(hands)
    for seat in stage.seats:
        stage.votes(seat, "b1", "o1:5:1", "o2:1:5")
    hears(hands, 3)
    closes(hands)
    rooms = page.get_by_role("listitem").filter(has_text="Put it elsewhere Rooms")
    hands.does(rooms.get_by_text("Put it elsewhere"))
    for name, digit in (("Impact", "4"), ("Effort", "2")):
        hands.goes_to(rooms.get_by_role("combobox", name=name))
        hands.press(digit)
    hands.goes_to(rooms.get_by_role("textbox", name="Why, in a few words"))
    hands.writes("The roof is paid")
    hands.does(rooms.get_by_role("button", name="Put it there"))
    expect(rooms).to_contain_text("put there by hand: impact 4, effort 2")
    expect(rooms).to_contain_text("The roof is paid")
    hands.keeps_the_focus()
    hands.press("z")
    expect(rooms).not_to_contain_text("put there by hand")
    hands.keeps_the_focus()
    prepares_another(hands)


def test_FA15_a_phrase_is_parked_answered_and_brought_back_by_keys_alone(
    hands: Hands, stage: Stage
) -> None:
    page = hands.page
    hands.goes_to_by_arrows(cell(page, "Arts").locator(".slip__box").first)
    text = page.evaluate("document.activeElement.closest('.slip').textContent")
    hands.press("Space", "x")
    expect(cell(page, "Arts").locator(".slip")).to_have_count(1)
    hands.keeps_the_focus()
    hands.press("Escape")
    hands.does(page.get_by_role("link", name=re.compile("^Parked")))
    page.wait_for_url("**/parked")
    page.locator(".console[data-live]").wait_for()
    hands.press("Tab")
    hands.sees_the_focus()
    [parked] = settled(stage)["parked"].values()
    assert parked["text"] in text
    item = page.locator(".lot__item")
    hands.does(item.get_by_text("Change"))
    hands.goes_to(item.get_by_role("textbox", name="Who answers it"))
    hands.writes("Dana")
    hands.does(item.get_by_role("button", name="Save"))
    expect(item).to_contain_text("Dana")
    hands.keeps_the_focus()
    hands.goes_to(page.locator(".lot__new").get_by_role("textbox", name="What it says"))
    hands.writes("The parking spaces")
    hands.does(page.get_by_role("button", name="Park it"))
    expect(item).to_have_count(2)
    hands.keeps_the_focus()
    hands.press("Escape", "l")
    expect(page.get_by_role("button", name=re.compile("^On the wall"))).to_be_visible()
    hands.keeps_the_focus()
    hands.does(item.first.get_by_role("button", name="Put it back"))
    expect(item).to_have_count(1)
    hands.keeps_the_focus()

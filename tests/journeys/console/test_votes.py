"""Votes on the console: prepared, open, counted; with a mouse, by keys, on a phone."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.console.hands import come, settled
from tests.web.stage import Stage
from workshop.room.ballot import CloseBallot, MakeBallot
from workshop.room.moderate import HideResponse, HoldResponse
from workshop.room.promote import EditStatement, PromoteTheme
from workshop.room.show import ShowFace
from workshop.room.theme import MakeTheme

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}


def votes(console: Page, stage: Stage, query: str = "") -> Page:
    come(console, stage, f"/vote{query}")
    return console


def test_FA12_a_dot_vote_is_prepared_run_and_shown_by_keys(console: Page, stage: Stage) -> None:
    console.keyboard.press("o")
    console.wait_for_url("**/console/vote")
    console.locator(".console[data-live]").wait_for()
    expect(console.locator("[data-slot='usual']")).to_have_text(
        "2 options are chosen: 3 dots each is usual."
    )
    console.get_by_label("Further options, one on each line").fill("A later bell\nA garden")
    expect(console.locator("[data-slot='usual']")).to_contain_text("4 options are chosen")
    console.get_by_role("textbox", name="Question").fill("What first?")
    console.get_by_role("heading", name="Prepare a vote").click()
    console.keyboard.press("s")
    expect(console.get_by_role("heading", name="What first?")).to_be_visible()
    expect(console.locator("[data-toasts]")).to_contain_text("The vote is open.")
    expect(console.locator("[data-voted]")).to_contain_text("0 of 3 have voted")
    stage.votes(stage.seats[0], "b1", "o1:2", "o3:1")
    stage.votes(stage.seats[1], "b1", "o3:2")
    expect(console.locator("[data-voted]")).to_contain_text("2 of 3 have voted")
    console.keyboard.press("c")
    rows = console.locator(".ranked__row")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("A later bell")
    expect(rows.first).to_contain_text("3 dots")
    expect(console.locator("[data-top]")).to_contain_text("Wall: Vote")


def test_FA13_who_types_keeps_what_is_typed_while_votes_come_in(
    console: Page, stage: Stage
) -> None:
    stage.leads(MakeBallot("fist", text="We know every child.", open=True))
    votes(console, stage)
    console.keyboard.press("e")
    console.get_by_label("I have a concern").check()
    words = console.get_by_label("Their concern, in their words")
    words.fill("Who pays")
    stage.votes(stage.seats[0], "b1", "o1:1", reason="Not yet")
    expect(console.locator("[data-voted]")).to_contain_text("1 of 3")
    expect(words).to_have_value("Who pays")
    console.get_by_role("button", name="Enter this vote").click()
    expect(console.get_by_role("heading", name="1 vote entered by hand")).to_be_visible()
    expect(console.locator("[data-voted]")).to_contain_text("2 of 4 have voted")
    console.get_by_role("button", name="Remove Vote 1").click()
    expect(console.locator("[data-voted]")).to_contain_text("1 of 3 has voted")


@pytest.mark.whole
def test_FA12_the_button_says_what_is_on_the_wall_whoever_turned_it_there(
    console: Page, stage: Stage
) -> None:
    stage.leads(MakeBallot("dots", text="Music\nBuses", open=True))
    stage.leads(CloseBallot("b1"))
    stage.leads(MakeBallot("fist", text="We know every child.", open=True))
    votes(console, stage)
    on = console.get_by_role("button", name=re.compile("^On the wall"))
    off = console.get_by_role("button", name="Show on the wall")
    expect(on.locator(".icon")).to_be_visible()
    console.keyboard.press("e")
    console.get_by_label("Their concern, in their words").fill("Who pays")
    stage.leads(ShowFace("ballot", ballot="b1"))  # another console, or a key of this one
    expect(off).to_be_visible()
    expect(on).to_have_count(0)
    assert console.get_by_label("Their concern, in their words").input_value() == "Who pays"
    off.click()
    expect(on).to_be_visible()
    console.get_by_role("link", name="Parked").click()
    expect(off).to_be_visible()
    console.locator(".console[data-live]").wait_for()
    console.keyboard.press("l")
    expect(on).to_be_visible()
    stage.leads(ShowFace("blank"))
    expect(off).to_be_visible()


@pytest.mark.whole
def test_FA13_what_is_unfolded_and_in_focus_stays_so_in_its_own_line(
    console: Page, stage: Stage
) -> None:
    stage.leads(MakeBallot("fist", text="We know every child.", open=True))
    for seat, reason in zip(stage.seats, ("Who pays?", "Say how", "Too long"), strict=True):
        stage.votes(seat, "b1", "o1:1", reason=reason)
    stage.leads(CloseBallot("b1"))
    votes(console, stage)
    told = console.locator(".concern")
    folds = told.locator("summary", has_text="Redact")
    folds.nth(1).click()
    folds.nth(1).focus()
    said = [key for key, one in stage.view("console")["responses"].items() if "b1" in one["prompt"]]
    stage.leads(HideResponse(said[0], "off_topic"))
    expect(told.first).to_have_attribute("data-state", "hidden")
    expect(told.nth(1).locator("details[open]")).to_have_count(1)
    expect(told.nth(2).locator("details[open]")).to_have_count(0)
    expect(folds.first).to_be_focused()  # the first line has none any more


@pytest.mark.whole
def test_FA12_the_page_is_not_asked_for_anew_while_votes_come_in(
    console: Page, stage: Stage
) -> None:
    stage.leads(MakeBallot("dots", text="Music\nBuses", open=True))
    votes(console, stage)
    asked: list[str] = []
    console.on("request", lambda request: asked.append(request.url))
    for seat in stage.seats:
        stage.votes(seat, "b1", "o1:2")
    expect(console.locator("[data-voted]")).to_contain_text("3 of 3 have voted")
    assert asked == []


@pytest.mark.whole
def test_FA12_what_is_pressed_stays_under_the_finger_until_it_is_let_go(
    console: Page, stage: Stage
) -> None:
    stage.leads(MakeBallot("dots", text="Music\nBuses", open=True))
    votes(console, stage)
    console.get_by_role("button", name="Close the vote").hover()
    console.mouse.down()
    stage.leads(MakeTheme("p1", "Travel"))  # by another console: this page is drawn anew for it
    stage.votes(stage.seats[0], "b1", "o1:2")
    expect(console.locator("[data-voted]")).to_contain_text("1 of 3 has voted")
    console.wait_for_timeout(500)  # in which a page that nobody presses is drawn anew
    console.mouse.up()
    expect(console.locator(".ranked__row")).to_have_count(2)


@pytest.mark.whole
def test_FA12_a_press_whose_end_is_lost_holds_the_page_no_longer_than_to_the_next_move(
    console: Page, stage: Stage
) -> None:
    stage.leads(MakeBallot("dots", text="Music\nBuses", open=True))
    votes(console, stage)
    close = console.get_by_role("button", name="Close the vote")
    close.hover()
    close.dispatch_event("pointerdown", {"buttons": 1})  # a menu has taken the rest of it
    console.mouse.move(5, 5)
    stage.leads(CloseBallot("b1"))
    expect(console.locator(".ranked__row")).to_have_count(2)


@pytest.mark.whole
def test_FA12_a_page_that_the_network_lost_asks_again(console: Page, stage: Stage) -> None:
    stage.leads(MakeBallot("dots", text="Music\nBuses", open=True))
    votes(console, stage)
    console.route("**/console/vote", lambda route: route.abort(), times=1)
    stage.leads(CloseBallot("b1"))
    expect(console.locator(".ranked__row")).to_have_count(2)


@pytest.mark.whole
def test_FA12_what_reads_alike_is_merged_before_the_vote(console: Page, stage: Stage) -> None:
    stage.leads(MakeTheme("p1", "Rooms for arts and crafts", ()))
    stage.leads(MakeTheme("p1", "Arts and crafts rooms", ()))
    votes(console, stage)
    console.get_by_role("button", name="Merge into “Rooms for arts and crafts”").click()
    expect(console.get_by_role("heading", name="reads alike")).to_have_count(0)
    expect(console.get_by_label("Arts and crafts rooms")).to_have_count(0)


@pytest.mark.whole
def test_FA12_what_reads_alike_in_a_vote_that_is_ready_is_merged_and_prepared_again(
    console: Page, stage: Stage
) -> None:
    [one] = stage.leads(MakeTheme("p1", "Rooms for arts and crafts", ()))
    [other] = stage.leads(MakeTheme("p1", "Arts and crafts rooms", ()))
    ready = MakeBallot("dots", "Which first?", (one, other, "t1"), text="A later bell", dots=4)
    stage.leads(ready)
    votes(console, stage)
    console.get_by_role("button", name="Take it back and merge them").click()
    console.get_by_role("button", name="Merge into “Rooms for arts and crafts”").click()
    expect(console.get_by_label("Arts and crafts rooms")).to_have_count(0)
    console.get_by_role("button", name="Prepare it, open it later").click()
    expect(console.get_by_role("button", name=re.compile("^Open the vote(?! now)"))).to_be_visible()
    [made] = settled(stage)["ballots"].values()
    said = [option["text"] for option in made["options"].values()]
    assert sorted(said) == ["A later bell", "Arts", "Rooms for arts and crafts"]
    assert (made["question"], made["rules"]["dots"]) == ("Which first?", 4)


@pytest.mark.whole
def test_FA13_two_rounds_on_one_wording_with_its_concerns_moderated(
    console: Page, stage: Stage
) -> None:
    [value] = stage.leads(PromoteTheme("t1", "value", "Arts", "We value art."))
    votes(console, stage, f"?source={value}&kind=fist")
    console.keyboard.press("s")
    expect(console.get_by_role("heading", name="We value art.")).to_be_visible()
    stage.votes(stage.seats[0], "b1", "o1:1", reason="And music, Ms. Low?")
    stage.votes(stage.seats[1], "b1", "o1:5")
    console.keyboard.press("c")
    expect(console.locator(".verdict")).to_contain_text("Concerns")
    pen = console.get_by_role("link", name="Change the wording")
    expect(pen).to_have_attribute("href", re.compile(f"/console/promote/{value}$"))
    told = console.locator(".concern")
    expect(told).to_contain_text("Shown")
    [concern] = [k for k, r in settled(stage)["responses"].items() if r["prompt"] == "b1"]
    stage.leads(HoldResponse(concern))
    expect(told).to_contain_text("Waits to be read")
    told.get_by_text("Redact …").click()
    told.get_by_label("The room will read").fill("And music?")
    told.get_by_role("button", name="Redact and show").click()
    expect(told).to_contain_text("And music?")
    expect(told).to_contain_text("Redacted, and shown.")
    stage.leads(EditStatement(value, text="We value art and music."))
    expect(console.locator(".changed")).to_contain_text("We value art and music.")
    console.keyboard.press("r")
    expect(console.get_by_role("heading", name="We value art and music.")).to_be_visible()
    for seat in stage.seats:
        stage.votes(seat, "b2", "o1:4")
    console.keyboard.press("c")
    expect(console.locator(".verdict")).to_contain_text("Consensus")
    rounds = console.locator(".rounds tbody tr")
    expect(rounds).to_have_count(2)
    rounds.first.get_by_role("link").click()
    expect(console.get_by_role("heading", name="We value art.", exact=True)).to_be_visible()


@pytest.mark.whole
def test_FA12_an_option_is_dragged_elsewhere_and_says_why(console: Page, stage: Stage) -> None:
    stage.leads(MakeBallot("impact_effort", sources=("t1", "t2"), open=True))
    for seat in stage.seats:
        stage.votes(seat, "b1", "o1:5:1", "o2:1:5")
    stage.leads(CloseBallot("b1"))
    votes(console, stage)
    square = console.locator(".grid__square").bounding_box()
    assert square is not None
    point = console.locator('.grid__point[data-key="o2"] circle')
    point.hover()
    console.mouse.down()
    to = (square["x"] + square["width"] * 0.3, square["y"] + square["height"] * 0.3)
    console.mouse.move(*to, steps=4)
    console.mouse.up()
    note = console.get_by_label("Why, in a few words").locator("visible=true")
    expect(note).to_be_focused()
    note.fill("The roof is paid")
    console.get_by_role("button", name="Put it there").locator("visible=true").click()
    row = console.locator('.ranked__row[data-key="o2"]')
    expect(row).to_contain_text("put there by hand: impact 4, effort 2")
    expect(row).to_contain_text("The roof is paid")
    console.keyboard.press("Escape")
    console.get_by_role("button", name="Undo putting it there").click()
    expect(row).not_to_contain_text("put there by hand")


@pytest.mark.whole
def test_FA12_a_run_off_between_two_and_the_first_becomes_a_priority(
    console: Page, stage: Stage
) -> None:
    stage.leads(MakeBallot("dots", sources=("t1", "t2"), text="A garden", open=True))
    for seat in stage.seats:
        stage.votes(seat, "b1", "o1:1", "o2:1")
    stage.leads(CloseBallot("b1"))
    votes(console, stage)
    expect(console.locator(".ranked__place").first).to_contain_text("tie")
    console.get_by_label("Run-off Arts").check()
    console.get_by_label("Run-off Rooms").check()
    console.get_by_role("button", name="Run-off between the ticked").click()
    expect(console.locator(".ballot__options li")).to_have_text(["Arts", "Rooms"])
    expect(console.locator(".ballot__facts")).to_contain_text("round 2")
    console.keyboard.press("c")
    console.get_by_role("button", name=re.compile("Make it a priority.*Arts")).click()
    expect(console.get_by_role("link", name=re.compile("Is a priority.*Arts"))).to_be_visible()


@pytest.mark.whole
def test_FA12_a_vote_is_run_from_the_facilitators_phone(
    context: BrowserContext, stage: Stage, phrases: list[str]
) -> None:
    page = context.new_page()
    page.set_viewport_size(PHONE)
    come(page, stage, "/vote")
    page.get_by_role("button", name="Open the vote now").click()
    page.get_by_role("button", name="Close the vote").click()
    expect(page.locator(".ranked__row")).to_have_count(2)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    small = page.evaluate(
        """[...document.querySelectorAll('.ballot :is(button, summary, .choice, a.button)')]
        .filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 44)
        .map((e) => e.textContent.trim())"""
    )
    assert small == [], json.dumps(small)

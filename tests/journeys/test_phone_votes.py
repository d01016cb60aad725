"""Votes on the phone in a browser: nothing set is lost, nobody is moved, each counts once."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.test_phone import (
    SIZE,
    SMALL_TARGETS,
    TOO_WIDE_AT_DOUBLE_SIZE,
    _wrong_on,
    join,
    say,
    sits,
)
from tests.web.stage import STRENGTHS, Stage
from workshop.room.agenda import ClosePrompt, OpenPrompt
from workshop.room.ballot import ABOUT, CloseBallot, MakeBallot
from workshop.room.nouns import Room
from workshop.room.vote import CastVote

pytestmark = pytest.mark.journey

VALUE = "We value trust by sharing our data, our decisions and our reasons."
PLACES = ("Someone to talk to", "The same rules", "One clear voice", "Ready for real life")
IN = "Your vote is in. You can change it until the vote closes."


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZE, locale="en-US", has_touch=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def phone(stage: Stage, context: BrowserContext) -> Iterator[Page]:
    """Ana's phone, joined, with the first prompt open."""
    stage.leads(OpenPrompt("p1"))
    page = context.new_page()
    wrong = _wrong_on(page)
    sits(page, stage)
    yield page
    assert wrong == []


def votes_on(stage: Stage, kind: str, **rules: Any) -> str:
    text = VALUE if kind in ABOUT else "\n".join(PLACES)
    ballot: str = stage.leads(MakeBallot(kind, text=text, open=True, **rules))[0]
    return ballot


def lively(page: Page) -> None:
    expect(page.locator(".vote[data-lively]")).to_be_visible()


def row(page: Page, at: int) -> Any:
    """Return the row of an option, whatever its place."""
    return page.locator(f"[data-option=o{at}]")


def casts(page: Page) -> None:
    page.locator("[data-slot=vote-cast]").click()
    expect(page.locator("[data-slot=vote-state]")).to_have_text(IN)


def cast(stage: Stage) -> list[set[str]]:
    """Return what stands in the room: the choices of each vote."""

    def look(room: Room) -> list[set[str]]:
        return [set(vote.choices) for vote in room.votes.values()]

    found: list[set[str]] = stage.wait(stage.room.read(look))
    return found


def entries(stage: Stage) -> int:
    """Return how many commands the room has taken."""
    return int(stage.room.seq)


# ── the kinds ────────────────────────────────────────────────────────────────


def test_PA11_dots_are_given_up_to_the_stack_moved_and_taken_back(
    phone: Page, stage: Stage
) -> None:
    votes_on(stage, "dots")
    lively(phone)
    left = phone.locator("[data-slot=vote-left]")
    expect(left).to_have_text("3 dots left")
    one, other = row(phone, 1), row(phone, 2)
    for _ in range(2):
        one.get_by_label("Give a dot").click()
    expect(left).to_have_text("1 dot left")
    expect(one.get_by_label("Give a dot")).to_have_attribute("aria-disabled", "true")
    expect(one.get_by_role("img")).to_have_attribute("aria-label", "2 of 2 dots")
    other.get_by_label("Give a dot").click()
    expect(row(phone, 3).get_by_label("Give a dot")).to_have_attribute("aria-disabled", "true")
    casts(phone)
    expect(phone.locator(".vote__said li")).to_have_count(2)
    assert cast(stage) == [{"o1:2", "o2:1"}]
    expect(phone.locator("[data-slot=vote-send]")).to_be_hidden()
    one.get_by_label("Take a dot away").click()
    row(phone, 3).get_by_label("Give a dot").click()
    phone.get_by_role("button", name="Change my vote").click()
    expect(phone.locator(".vote__said")).to_contain_text("One clear voice: 1 dot")
    expect(phone.locator("[data-slot=vote-state]")).to_have_text(IN)
    assert cast(stage) == [{"o1:1", "o2:1", "o3:1"}]
    phone.get_by_role("button", name="Take my vote back").click()
    expect(left).to_have_text("3 dots left")
    state = phone.locator("[data-slot=vote-state]")
    expect(state).to_have_text(re.compile("^Your vote is taken back, and counts no more."))
    expect(phone.locator(".vote__said li")).to_have_count(0)
    expect(phone.get_by_role("button", name="Take my vote back")).to_be_hidden()
    assert cast(stage) == []
    one.get_by_label("Give a dot").click()
    expect(state).to_be_hidden()


def test_PA12_a_fist_says_what_it_sends_and_a_concern_may_have_words(
    phone: Page, stage: Stage
) -> None:
    ballot = votes_on(stage, "fist")
    lively(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text(VALUE)
    phone.get_by_label("I will champion it").focus()
    phone.keyboard.press("4")
    expect(phone.get_by_role("button", name="Send my 4")).to_be_visible()
    expect(phone.get_by_label("What would you need?")).to_be_hidden()
    phone.get_by_label("I have a concern").check()
    reason = phone.get_by_label("What would you need?")
    reason.focus()
    bar = phone.locator("[data-slot=vote-send]").bounding_box()
    field = reason.bounding_box()
    assert bar is not None
    assert field is not None
    assert field["y"] + field["height"] <= bar["y"], "what is written is seen above the button"
    reason.fill("Say who sees the data")
    phone.get_by_role("button", name="Send my 2").click()
    expect(phone.locator("[data-slot=vote-state]")).to_have_text(IN)
    expect(phone.locator(".vote__said li")).to_have_text(
        ["2 I have a concern", "Say who sees the data"]
    )
    assert cast(stage) == [{"o1:2"}]
    words = stage.wait(
        stage.room.read(
            lambda room: [r.text for r in room.responses.values() if r.prompt == ballot]
        )
    )
    assert words == ["Say who sees the data"]


def test_PA16_points_are_cast_when_all_are_spent(phone: Page, stage: Stage) -> None:
    votes_on(stage, "points")
    lively(phone)
    button = phone.get_by_role("button", name="Cast my points")
    for _ in range(7):
        row(phone, 1).get_by_label("10 more").click()
    row(phone, 2).get_by_role("textbox").fill("40")
    expect(phone.locator("[data-slot=vote-why]")).to_have_text(
        "Spend exactly 100 first. 10 points too many."
    )
    button.click(force=True)  # it says why, and sends nothing
    expect(button).to_have_attribute("aria-disabled", "true")
    row(phone, 2).get_by_label("10 fewer").click()
    casts(phone)
    assert cast(stage) == [{"o1:70", "o2:30"}]


@pytest.mark.whole
def test_PA16_the_top_are_ranked_by_taps_and_moved_by_keys(phone: Page, stage: Stage) -> None:
    votes_on(stage, "rank", top=3)
    lively(phone)
    for at in (3, 1, 2, 4):
        row(phone, at).locator("[data-rank]").click()
    assert row(phone, 4).locator("[data-slot=vote-number]").text_content() == ""
    row(phone, 2).get_by_label("One rank up").focus()
    phone.keyboard.press("Enter")
    row(phone, 3).locator("[data-rank]").click()  # taken back: the others move up
    casts(phone)
    assert cast(stage) == [{"o2:1", "o1:2"}]


@pytest.mark.whole
def test_PA16_impact_and_effort_are_rated_together(phone: Page, stage: Stage) -> None:
    votes_on(stage, "impact_effort")
    lively(phone)
    row(phone, 1).get_by_role("radiogroup", name="Impact").get_by_label("4").check(force=True)
    phone.locator("[data-slot=vote-cast]").click()
    refusal = phone.locator("[data-slot=vote-refusal]")
    expect(refusal).to_have_text("Please rate both impact and effort of “Someone to talk to”.")
    row(phone, 1).get_by_role("radiogroup", name="Effort").get_by_label("2").check(force=True)
    casts(phone)
    assert cast(stage) == [{"o1:4:2"}]


@pytest.mark.whole
def test_PA16_pairs_come_one_at_a_time(phone: Page, stage: Stage) -> None:
    votes_on(stage, "pairs")
    lively(phone)
    left = phone.locator("[data-slot=vote-left]")
    expect(left).to_have_text("Pair 1 of 6; decided: 0")
    phone.locator(".pair:visible .pair__key").first.click()
    expect(left).to_have_text("Pair 2 of 6; decided: 1")
    phone.get_by_role("button", name="Skip").click()
    expect(left).to_have_text("Pair 3 of 6; decided: 1")
    phone.locator(".pair:visible .pair__key").last.click()
    expect(left).to_have_text("Pair 4 of 6; decided: 2")
    phone.get_by_role("button", name="Back").click()
    expect(phone.locator(".pair:visible .pair__key input").last).to_be_checked()
    casts(phone)
    assert [len(vote) for vote in cast(stage)] == [2]


def test_PA10_the_options_of_a_pair_begin_on_the_side_on_which_their_words_do(
    phone: Page, stage: Stage
) -> None:
    stage.leads(MakeBallot("pairs", text="رسائل بلغتنا\nOne clear voice", open=True))
    lively(phone)
    gaps = """(name) => {  // from the edges of its key to its words, px
      const words = document.createRange()
      words.selectNodeContents(name)
      const [inner, outer] = [words, name.closest('label')].map((e) => e.getBoundingClientRect())
      return [inner.left - outer.left, outer.right - inner.right]
    }"""
    left, right = phone.locator("[data-of=o1]").evaluate(gaps)
    assert right < 24 < left
    left, right = phone.locator("[data-of=o2]").evaluate(gaps)
    assert left < 24 < right


@pytest.mark.whole
@pytest.mark.parametrize(
    ("kind", "tapped", "choices"),
    [
        ("stars", "[data-option=o2] .scale__key >> nth=4", {"o2:4"}),
        ("thumbs", ".fist__key >> nth=1", {"o1:2"}),
        ("consent", ".fist__key >> nth=0", {"o1:1"}),
    ],
)
def test_PA16_stars_thumbs_and_consent_are_cast(
    phone: Page, stage: Stage, kind: str, tapped: str, choices: set[str]
) -> None:
    votes_on(stage, kind)
    lively(phone)
    phone.locator(tapped).click()
    casts(phone)
    assert cast(stage) == [choices]


# ── nothing set is lost, nobody is moved ─────────────────────────────────────


def test_nobody_who_writes_is_moved_to_a_vote(phone: Page, stage: Stage) -> None:
    box = phone.get_by_label("One idea at a time")
    box.fill("half a thou")
    votes_on(stage, "dots")
    expect(phone.locator(".phone__news")).to_contain_text("A vote is open.")
    expect(box).to_have_value("half a thou")
    phone.get_by_role("link", name="Go there").click()
    lively(phone)
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    phone.get_by_role("link", name=STRENGTHS).click()
    expect(box).to_have_value("half a thou")
    phone.get_by_role("link", name="The vote").click()
    expect(phone.locator(".vote")).to_be_visible()


def test_what_is_set_stays_through_the_rooms_life_and_a_reload(phone: Page, stage: Stage) -> None:
    votes_on(stage, "dots")
    lively(phone)
    row(phone, 4).get_by_label("Give a dot").click()
    stage.leads(ClosePrompt("p1"))
    expect(phone.get_by_role("link", name=STRENGTHS)).to_be_hidden()
    expect(phone.locator("[data-slot=vote-left]")).to_have_text("2 dots left")
    phone.reload()
    lively(phone)
    expect(phone.locator("[data-slot=vote-left]")).to_have_text("2 dots left")
    expect(row(phone, 4).get_by_role("img")).to_have_attribute("aria-label", "1 of 2 dots")
    assert cast(stage) == []


def test_after_the_vote_a_phone_is_back_at_the_question(phone: Page, stage: Stage) -> None:
    ballot = votes_on(stage, "fist")
    lively(phone)
    phone.get_by_label("I like it").check()
    casts(phone)
    stage.leads(CloseBallot(ballot))
    expect(phone.get_by_role("heading", level=1)).to_have_text(STRENGTHS)
    expect(phone.get_by_text("The vote has closed, and your vote is counted.")).to_be_visible()
    expect(phone.locator(".vote")).to_be_hidden()
    say(phone, "and on we go")
    expect(phone.locator(".yours__item")).to_have_count(1)


@pytest.mark.whole
def test_a_vote_that_was_set_and_not_cast_is_said_not_to_count(phone: Page, stage: Stage) -> None:
    ballot = votes_on(stage, "dots")
    lively(phone)
    row(phone, 1).get_by_label("Give a dot").click()
    stage.leads(CloseBallot(ballot))
    told = phone.locator("[data-slot=uncounted]")
    expect(told).to_contain_text("that choice was not counted")
    told.get_by_role("button", name="All right").click()
    expect(told).to_be_hidden()
    expect(phone.get_by_role("heading", level=1)).to_have_text(STRENGTHS)


@pytest.mark.whole
def test_words_begun_beside_a_vote_are_not_taken_away_when_it_closes(
    phone: Page, stage: Stage
) -> None:
    ballot = votes_on(stage, "fist")
    lively(phone)
    phone.get_by_label("I have a concern").check()
    phone.get_by_label("What would you need?").fill("More time")
    stage.leads(CloseBallot(ballot))
    expect(phone.locator(".phone__news")).to_contain_text("The vote has closed.")
    expect(phone.get_by_label("What would you need?")).to_have_value("More time")
    phone.get_by_role("link", name="All right").click()
    expect(phone.get_by_label("One idea at a time")).to_be_visible()


def test_PA8_who_joins_late_lands_on_the_open_vote_in_an_order_of_their_own(
    context: BrowserContext, stage: Stage
) -> None:
    stage.leads(OpenPrompt("p1"))
    votes_on(stage, "dots")
    stage.published()
    page = context.new_page()
    join(page, stage)
    lively(page)
    names = page.locator(".ballot__name").all_text_contents()
    assert sorted(names) == sorted(PLACES)
    page.reload()
    lively(page)
    assert page.locator(".ballot__name").all_text_contents() == names


# ── the network ──────────────────────────────────────────────────────────────


def test_votes_cast_in_flight_mode_are_delivered_in_order_and_once(
    phone: Page, context: BrowserContext, stage: Stage
) -> None:
    votes_on(stage, "dots")
    lively(phone)
    before = entries(stage)
    context.set_offline(True)
    expect(phone.locator('[data-slot="net"]')).to_have_text("No network. You can still vote.")
    row(phone, 1).get_by_label("Give a dot").click()
    phone.locator("[data-slot=vote-cast]").click()
    state = phone.locator("[data-slot=vote-state]")
    expect(state).to_have_text("Your vote is waiting for the network.")
    row(phone, 2).get_by_label("Give a dot").click()
    phone.locator("[data-slot=vote-cast]").click()
    context.set_offline(False)
    expect(state).to_have_text(IN)
    assert cast(stage) == [{"o1:1", "o2:1"}]
    assert entries(stage) == before + 2


def test_a_vote_that_comes_after_the_close_is_said_not_to_count(
    phone: Page, context: BrowserContext, stage: Stage
) -> None:
    ballot = votes_on(stage, "thumbs")
    lively(phone)
    context.set_offline(True)
    expect(phone.locator('[data-slot="net"]')).to_have_text("No network. You can still vote.")
    phone.locator(".fist__key").first.click()
    phone.locator("[data-slot=vote-cast]").click()
    stage.leads(CloseBallot(ballot))
    context.set_offline(False)
    told = phone.locator("[data-slot=uncounted]")
    expect(told).to_contain_text("before your last choice came; that choice was not counted.")
    expect(phone.get_by_text("The vote has closed. You did not vote in it.")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_have_text(STRENGTHS)
    told.get_by_role("button", name="All right").click()
    expect(told).to_be_hidden()
    assert cast(stage) == []


@pytest.mark.whole
def test_a_vote_from_another_phone_of_the_seat_is_shown_here(phone: Page, stage: Stage) -> None:
    ballot = votes_on(stage, "dots")
    lively(phone)
    seat = phone.locator("main").get_attribute("data-seat")
    stage.wait(
        stage.room.command(CastVote(ballot, ("o2:1",)), by=seat, role="participant", ref="x" * 8)
    )
    expect(phone.locator("[data-slot=vote-state]")).to_have_text(IN)
    expect(phone.locator("[data-slot=vote-left]")).to_have_text("2 dots left")


# ── everybody ────────────────────────────────────────────────────────────────


@pytest.mark.whole
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "kind",
    ["dots", "rank", "points", "impact_effort", "stars", "pairs", "fist", "thumbs", "consent"],
)
def test_PA9_what_one_votes_with_is_large_and_fits_at_double_size(
    browser: Browser, stage: Stage, kind: str, language: str
) -> None:
    stage.leads(OpenPrompt("p1"))
    votes_on(stage, kind)
    stage.published()
    context = browser.new_context(viewport=SIZE, locale=language)
    page = context.new_page()
    page.goto(f"{stage.url}/w/{stage.workshop.code}")
    page.locator("input[name=group]").first.check()
    with page.expect_navigation():
        page.locator("form .button--first").click()
    lively(page)
    if kind in ABOUT:
        page.locator(".fist__key").last.click()
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(TOO_WIDE_AT_DOUBLE_SIZE) == []
    context.close()

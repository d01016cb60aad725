"""Wording what is promoted."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.console.hands import cell, come, settled
from tests.web.stage import Stage
from workshop.room.arrange import AddPrompt
from workshop.room.promote import EditPriority, PromoteTheme, RemovePriority, RemoveStatement
from workshop.room.show import ShowFace

pytestmark = pytest.mark.journey


@pytest.fixture
def pen(console: Page) -> Page:
    """The pen's page of the theme "Arts"."""
    console.get_by_role("link", name="Arts").click()
    console.keyboard.press("p")
    console.wait_for_url("**/promote/t1")
    return console


def statement(pen: Page):
    return pen.get_by_role("textbox", name="Statement")


def test_FA14_a_theme_shows_what_it_was_promoted_to_until_that_is_taken_back(
    console: Page, stage: Stage
) -> None:
    stage.leads(PromoteTheme("t1", "priority", "Music for all"))
    stage.leads(PromoteTheme("t1", "value", "Music"))
    arts = cell(console, "Arts").locator(".theme__made")
    expect(arts.get_by_role("link")).to_have_text(
        ["Priority: Music for all", "Value statement: Music"]
    )
    drawn = arts.inner_html()
    come(console, stage)
    assert "".join(arts.inner_html().split()) == "".join(drawn.split())  # the server says the same
    console.get_by_role("link", name="Arts").click()
    expect(console.locator(".side [data-part=made]")).to_contain_text("Music for all")
    stage.leads(RemoveStatement("v1"))
    expect(arts.get_by_role("link")).to_have_count(1)
    stage.leads(RemovePriority("i1"))
    expect(arts.get_by_role("link")).to_have_count(0)
    expect(console.locator(".side [data-part=made]")).to_be_hidden()


def test_the_rooms_own_words_are_marked_in_what_is_written(pen: Page) -> None:
    statement(pen).fill("We will have bands and music in every school.")
    marks = pen.locator(".echo__marks mark")
    expect(marks).to_have_text(["bands", "music"])
    expect(pen.locator("[data-sources] mark")).to_have_text(["music", "band"])
    pen.get_by_label("Value statement").check()
    pen.get_by_role("button", name="Make it a value statement").click()
    made = pen.locator(".made__item")
    expect(made).to_contain_text("We will have bands")
    expect(made).to_contain_text("From “Arts”, 2 phrases")
    made.get_by_role("button", name="Remove").click()
    expect(made).to_have_count(0)
    pen.get_by_role("button", name="Undo").click()
    expect(made).to_have_count(1)


def test_FA14_advice_comes_while_one_types_and_locks_nothing(pen: Page) -> None:
    pen.get_by_role("textbox", name="Title").fill("Communication")
    statement(pen).fill("We will leverage synergies.")
    advice = pen.locator("#advice")
    expect(advice).to_contain_text("Says less than it sounds: leverage, synergies")
    expect(advice).to_contain_text("“Communication” names a drawer")
    statement(pen).fill("We will let every class sing.")
    expect(advice).to_contain_text("6 words")
    expect(advice).not_to_contain_text("Says less")
    pen.get_by_role("button", name="Make it a priority").click()
    expect(pen.locator(".made__item")).to_contain_text("Communication")


def test_FA14_advice_that_came_with_the_page_is_not_said_twice(console: Page, stage: Stage) -> None:
    stage.leads(PromoteTheme("t1", "priority", "Music and art for all of us", "We will sing."))
    settled(stage)
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console/promote/i1")
    statement(console).fill("We will sing every day.")
    expect(console.locator("#advice")).to_contain_text("5 words")
    expect(console.locator("#advice li", has_text="The title has 7 words")).to_have_count(1)


def test_FA13_the_room_is_asked_about_the_words_in_the_pen(console: Page, stage: Stage) -> None:
    stage.leads(PromoteTheme("t1", "priority", "Arts for all", "We will sing."))
    settled(stage)
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console/promote/i1")
    statement(console).fill("We will sing in every school.")
    console.get_by_role("link", name="Ask the room: fist to five").click()
    console.wait_for_url("**/vote?kind=fist&source=i1")
    expect(console.get_by_role("radio", name="We will sing in every school.")).to_be_checked()


def test_FA14_the_wall_shows_the_words_in_the_pen_too(console: Page, stage: Stage) -> None:
    stage.leads(PromoteTheme("t1", "priority", "Arts for all", "We will sing."))
    settled(stage)
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console/promote/i1")
    statement(console).fill("We will sing in every school.")
    console.get_by_role("button", name="Show this text on the wall").click()
    expect(console.get_by_role("status")).to_contain_text("The wall shows it.")
    expect(console.locator(".made__item")).to_contain_text("We will sing in every school.")
    assert stage.view("wall")["workshop"]["face"] == "statement"


def test_FA14_the_pen_says_which_words_are_on_the_wall(console: Page, stage: Stage) -> None:
    stage.leads(PromoteTheme("t1", "priority", "Arts for all", "We will sing."))
    stage.leads(PromoteTheme("t1", "value", "Music", "We value song."))
    stage.leads(ShowFace("statement", statement="i1"))
    settled(stage)
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console/promote/i1")
    here = console.locator(".console__push").get_by_role("button")
    listed = console.locator(".made__item").get_by_role("button", name="the wall")
    expect(here).to_have_text(re.compile("On the wall"))
    expect(here).to_have_accessible_name(re.compile("^On the wall"))
    expect(listed.nth(0)).to_have_accessible_name("On the wall")
    expect(listed.nth(1)).to_have_accessible_name("Show on the wall")
    statement(console).press_sequentially(" Every day.")
    expect(here).to_have_accessible_name(re.compile("^Show this text"))  # these words not yet
    here.click()
    expect(here).to_have_accessible_name(re.compile("^On the wall"))
    listed.nth(1).click()
    expect(listed.nth(1)).to_have_accessible_name("On the wall")
    expect(here).to_have_accessible_name(re.compile("^Show this text"))


def test_FA14_words_that_nobody_saved_are_not_left_without_asking(pen: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    pen.on("dialog", stay)
    statement(pen).press_sequentially("We will sing.")
    with pen.expect_event("dialog"):
        pen.evaluate("document.querySelector('.console__top a').click()")
    assert asked == ["beforeunload"]
    expect(statement(pen)).to_have_value("We will sing.")
    pen.get_by_role("button", name="Make it a priority").click()
    expect(pen.locator(".made__item")).to_contain_text("We will sing.")
    pen.get_by_role("link", name="Back to the themes").click()
    pen.wait_for_url("**/console?prompt=p1&theme=t1")
    assert asked == ["beforeunload"]


@pytest.mark.whole
def test_FA14_a_pattern_gives_a_stem_and_a_first_draft_of_what_was_said(pen: Page) -> None:
    pen.get_by_text("Begin with a pattern …").click()
    pen.get_by_role("button", name="Use this stem").first.click()
    expect(statement(pen)).to_have_value("We will … arts …, so that ….")
    pen.get_by_label("Value statement").check()
    expect(pen.get_by_text("We value … by …").first).to_be_visible()
    pen.get_by_role("button", name="First draft from the room’s words").first.click()
    draft = pen.locator('[data-slot="draft"]')
    expect(draft).to_contain_text("We value")
    clause = draft.locator("mark").first
    clause.hover()
    expect(pen.locator("[data-ids][data-lit]").first).to_be_visible()
    pen.get_by_role("button", name="Begin from this draft").click()
    expect(statement(pen)).to_have_value(draft.text_content() or "none")
    pen.get_by_role("button", name="Put back what stood there").click()
    expect(statement(pen)).to_have_value("We will … arts …, so that ….")


@pytest.mark.whole
def test_FA14_tables_are_asked_and_their_drafts_are_blended(pen: Page, stage: Stage) -> None:
    pen.keyboard.press("t")
    expect(pen.get_by_label("What the tables read")).to_have_value(
        "“Arts”: write one sentence at your table. We will …, so that …"
    )
    pen.get_by_role("button", name="Ask now").click()
    expect(pen.get_by_role("status")).to_contain_text("The step is on the agenda.")
    asked = next(
        key
        for key, prompt in stage.view("console")["prompts"].items()
        if prompt["kind"] == "wording"
    )
    table = stage.joins(table=2, headcount=6)
    stage.says(table, "We will sing every day, so that music is heard.", asked)
    draft = pen.locator(".drafts__item")
    expect(draft).to_contain_text("Table 2 of 6")
    expect(draft).to_contain_text("kept: “music”")
    statement(pen).fill("We will …, together.")
    draft.get_by_role("button", name="so that music is heard").click()
    expect(statement(pen)).to_have_value("We will so that music is heard, together.")
    draft.get_by_role("button", name="Begin from this one").click()
    expect(statement(pen)).to_have_value("We will sing every day, so that music is heard.")


def test_FA14_single_words_of_a_draft_follow_one_another_into_the_pen_by_keyboard(
    console: Page, stage: Stage
) -> None:
    asked = stage.leads(AddPrompt("We will …", "wording", about="t1", open=True))[0]
    stage.says(stage.joins(table=2), "Every band plays, and a band for everybody sings.", asked)
    settled(stage)
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console/promote/t1")
    statement(console).fill("We will hear … in spring.")
    draft = console.locator(".drafts__item")
    draft.get_by_text("Take single words …").press("Enter")
    words = draft.get_by_role("group", name="Take single words").get_by_role("button")
    expect(words).to_have_text(
        ["Every", "band", "plays", "and", "a", "band for everybody", "sings"]
    )
    words.nth(0).press("Enter")
    expect(words.nth(0)).to_be_focused()
    console.keyboard.press("Tab")
    console.keyboard.press("Enter")
    expect(statement(console)).to_have_value("We will hear Every band in spring.")
    expect(console.locator(".echo__marks mark")).to_have_text(["band"])
    expect(console.get_by_text("“band” stands in the statement now.")).to_be_attached()
    console.get_by_role("button", name="Put back what stood there").click()
    expect(statement(console)).to_have_value("We will hear Every in spring.")


@pytest.mark.whole
def test_FA14_an_earlier_wording_is_compared_and_comes_back(console: Page, stage: Stage) -> None:
    stage.leads(PromoteTheme("t1", "priority", "Music", "We will sing."))
    stage.leads(EditPriority("i1", "Music", "We will sing every day."))
    settled(stage)
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console/promote/i1")
    versions = console.locator(".versions__item")
    expect(versions.locator("ins")).to_contain_text("sing every day.")
    expect(versions.locator("ins .hidden-text")).to_have_text("new since:")
    versions.get_by_role("button", name="Go back to this wording").click()
    expect(statement(console)).to_have_value("We will sing.")
    expect(versions).to_have_count(2)
    href = console.get_by_role("link", name="Ask the room: fist to five").get_attribute("href")
    assert href is not None
    assert href.endswith("/console/vote?kind=fist&source=i1")


@pytest.mark.whole
def test_FA14_the_pen_fits_a_phone(pen: Page, stage: Stage) -> None:
    stage.leads(AddPrompt("We will …", "wording", about="t1"))
    pen.set_viewport_size({"width": 390, "height": 844})
    pen.get_by_text("Begin with a pattern …").click()
    assert pen.evaluate("document.documentElement.scrollWidth") <= 390
    come(pen, stage)

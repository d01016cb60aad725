"""The console in a browser: every step by key, by button and by hand; nothing moves by itself."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocketRoute, expect

from tests.live.clients import Talker
from tests.web.stage import Stage
from workshop.live import pulse
from workshop.room import contents
from workshop.room.agenda import AdjustTimer, OpenPrompt, SetTimer
from workshop.room.moderate import HoldResponse, SetModeration
from workshop.room.nouns import ENGINE
from workshop.room.part import CopyResponse, SplitResponse
from workshop.room.promote import EditPriority, PromoteTheme
from workshop.room.suggest import AskDraft, SuggestThemes
from workshop.room.theme import MakeTheme, MoveResponses, RenameTheme
from workshop.room.translate import TranslateResponse
from workshop.web import auth, board
from workshop.web.identity import seat_cookie

pytestmark = pytest.mark.journey

SIZE = {"width": 1280, "height": 800}
PHRASES = [
    "more music and art",
    "a band for everybody",
    "smaller classes in the first grade",
    "one place to get information",
    "bathrooms. please fix the bathrooms",
    "paint the gym",
]


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One server for all of these tests."""
    theatre = Stage(tmp_path_factory.mktemp("console"))
    yield theatre
    theatre.close()


@pytest.fixture
def stage(theatre: Stage) -> Stage:
    """A workshop of its own for each of them."""
    theatre.begins_anew()
    return theatre


@pytest.fixture
def context(browser: Browser, stage: Stage) -> Iterator[BrowserContext]:
    """Fay's browser, signed in."""
    context = browser.new_context(viewport=SIZE, locale="en-US")
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    yield context
    context.close()


@pytest.fixture
def phrases(stage: Stage) -> list[str]:
    """Six phrases under an open prompt: two in Arts, one in Rooms, three unsorted."""
    stage.leads(OpenPrompt("p1"))
    seats = [stage.joins("g1"), stage.joins("g2"), stage.joins("g1")]
    made = [stage.says(seats[at % 3], text) for at, text in enumerate(PHRASES)]
    stage.leads(MakeTheme("p1", "Arts", tuple(made[:2])))
    stage.leads(MakeTheme("p1", "Rooms", (made[2],)))
    return made


@pytest.fixture
def console(context: BrowserContext, stage: Stage, phrases: list[str]) -> Iterator[Page]:
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    come(page, stage)
    yield page
    assert wrong == []


def come(page: Page, stage: Stage, path: str = "") -> None:
    page.goto(f"{stage.url}/w/{stage.workshop.code}/console{path}")
    page.locator(".console[data-live]").wait_for()


def view(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.room.view("console")
    return found


def cell(page: Page, name: str) -> Locator:
    return page.locator(".board .theme", has=page.get_by_role("heading", name=name))


def slip(page: Page, text: str) -> Locator:
    return page.locator(".slip", has_text=text)


def tray(page: Page) -> Locator:
    return page.locator("[data-tray]")


def suggests(stage: Stage, placements: dict[str, str]) -> None:
    """Let the engine say where phrases would go."""
    found = {key: {"theme": theme, "sure": 0.4} for key, theme in placements.items()}
    engine(stage, SuggestThemes("p1", placements=found))


def engine(stage: Stage, command: SuggestThemes) -> None:
    ref = f"engine{stage.room.seq:04}"
    stage.wait(stage.room.command(command, by=ENGINE, role=ENGINE, ref=ref))


# ── keys ─────────────────────────────────────────────────────────────────────


def test_FA7_a_digit_moves_what_is_chosen_and_z_takes_it_back(console: Page) -> None:
    slip(console, "bathrooms").click()
    slip(console, "paint the gym").click(modifiers=["Control"])
    expect(console.get_by_text("2 phrases chosen")).to_be_visible()
    console.keyboard.press("2")
    expect(cell(console, "Rooms")).to_contain_text("paint the gym")
    expect(console.locator(".toast")).to_contain_text("2 phrases moved.")
    console.keyboard.press("z")
    expect(tray(console)).to_contain_text("paint the gym")
    expect(tray(console)).to_contain_text("bathrooms")
    console.keyboard.press("y")
    expect(cell(console, "Rooms")).to_contain_text("bathrooms")


def test_a_digit_moves_one_phrase_and_hides_none(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    """The reasons for hiding have digits too, but only while they can be seen."""
    slip(console, "paint the gym").click()
    console.keyboard.press("1")
    expect(cell(console, "Arts")).to_contain_text("paint the gym")
    slip(console, "paint the gym").click()
    console.keyboard.press("h")
    console.keyboard.press("1")
    expect(slip(console, "paint the gym")).to_have_count(0)
    assert settled(stage)["responses"][phrases[5]]["reason"] == "off_topic"


def test_arrows_and_space_choose_without_a_mouse(console: Page) -> None:
    console.locator("body").press("ArrowDown")
    expect(console.locator(":focus")).to_have_value("r1")
    console.keyboard.press("ArrowDown")
    console.keyboard.press("Space")
    expect(slip(console, "a band for everybody").locator("input")).to_be_checked()
    console.keyboard.press("g")
    expect(tray(console)).to_contain_text("a band for everybody")
    expect(cell(console, "Arts")).not_to_contain_text("a band for everybody")
    expect(console.locator(":focus")).to_have_value("r1")  # its neighbour is the next in hand
    console.keyboard.press("2")
    expect(cell(console, "Rooms")).to_contain_text("more music and art")


def test_a_name_is_rewritten_in_its_place(console: Page) -> None:
    console.get_by_role("link", name="Arts").click()
    console.keyboard.press("r")
    field = console.locator(".theme__rename [name=name]")
    expect(field).to_be_focused()
    field.fill("Music for all")
    field.press("Enter")
    expect(cell(console, "Music for all")).to_be_visible()
    console.keyboard.press("r")
    console.keyboard.type("not this")
    console.keyboard.press("Escape")
    expect(cell(console, "Music for all")).to_be_visible()


def test_a_cell_shows_whole_slips_and_counts_the_others(console: Page, stage: Stage) -> None:
    console.emulate_media(reduced_motion="reduce")  # nothing is on its way while we measure
    said = [stage.says(stage.seats[0], f"music for everybody, verse {n}") for n in range(20)]
    stage.leads(MoveResponses(tuple(said), "t1"))
    expect(cell(console, "Arts").locator(".theme__more")).to_contain_text("more")
    cut = console.locator(".board .slip:not([data-cut])").evaluate_all(
        """slips => slips.filter((slip) => {
            const [all, one] = [slip.parentElement, slip].map((e) => e.getBoundingClientRect())
            return one.top < all.top - 2 || one.bottom > all.bottom + 2
        }).length"""
    )
    assert cut == 0


def test_FA7_themes_are_merged_split_and_set_aside(console: Page, stage: Stage) -> None:
    slip(console, "more music").click()
    console.locator("[data-side=phrases]").wait_for()
    console.keyboard.press("s")
    console.keyboard.type("Music")
    console.keyboard.press("Enter")
    expect(cell(console, "Music")).to_contain_text("more music and art")
    console.locator("[data-side=theme]").wait_for()
    console.keyboard.press("m")
    console.get_by_label("Put it into").select_option(label="Arts")
    console.get_by_role("button", name="Merge").click()
    expect(cell(console, "Arts")).to_contain_text("more music and art")
    console.keyboard.press("a")
    expect(cell(console, "Arts")).to_have_count(0)
    console.keyboard.press("a")
    expect(cell(console, "Arts")).to_be_visible()


def test_letters_are_off_in_fields_and_where_somebody_says_so(console: Page) -> None:
    console.keyboard.press("t")
    console.keyboard.type("zzz")
    expect(console.get_by_label("Its name").first).to_have_value("zzz")
    console.keyboard.press("Escape")
    console.keyboard.press("?")
    console.get_by_label("Letters and digits act as keys").uncheck()
    console.keyboard.press("Escape")
    console.keyboard.press("t")
    expect(console.get_by_label("Its name").first).to_be_hidden()


def test_the_wall_is_turned_by_two_keys_and_blanked_by_one(console: Page, stage: Stage) -> None:
    console.keyboard.press("w")
    console.keyboard.press("4")
    expect(console.get_by_role("button", name="Wall: Themes")).to_be_visible()
    console.keyboard.press("b")
    expect(console.get_by_role("button", name="Wall: Blank")).to_be_visible()


def test_next_says_what_happens_and_the_board_follows(console: Page) -> None:
    expect(console.locator("#next")).to_contain_text("Closes “Strengths”")
    console.keyboard.press("n")
    expect(console.locator("[data-chosen]")).to_contain_text("Values")
    expect(console.locator("[aria-current=step]")).to_contain_text("Values")
    expect(console.locator("#next")).to_contain_text("Close “Values”")


# ── hands ────────────────────────────────────────────────────────────────────


def test_FA7_a_slip_is_dragged_into_a_theme_and_out_of_it(console: Page, stage: Stage) -> None:
    slip(console, "paint the gym").drag_to(cell(console, "Arts"))
    expect(cell(console, "Arts")).to_contain_text("paint the gym")
    slip(console, "smaller classes").drag_to(tray(console).locator("header"))
    expect(tray(console)).to_contain_text("smaller classes")
    expect(console.locator(".slip--hand")).to_have_count(0)


def test_a_chosen_phrase_is_the_one_thing_that_looks_chosen(console: Page) -> None:
    console.get_by_role("link", name="Arts").click()
    expect(cell(console, "Arts")).to_have_attribute("aria-current", "true")
    slip(console, "paint the gym").click()
    expect(console.locator(".board [aria-current]")).to_have_count(0)
    console.keyboard.press("Escape")
    expect(cell(console, "Arts")).to_have_attribute("aria-current", "true")


def test_a_theme_that_is_being_named_has_the_side_to_itself(console: Page) -> None:
    slip(console, "paint the gym").click()
    expect(console.locator("[data-move]")).to_be_visible()
    console.keyboard.press("s")
    expect(console.locator("#gather").get_by_role("button", name="Make it")).to_be_visible()
    expect(console.locator("[data-move]")).to_be_hidden()
    console.keyboard.press("Escape")
    expect(console.locator("[data-move]")).to_be_visible()


def test_FA10_near_duplicates_are_one_card_that_moves_whole_and_can_be_taken_apart(
    console: Page, stage: Stage
) -> None:
    made = [stage.says(seat, "Small classes") for seat in (*stage.seats, stage.seats[0])]
    stage.leads(MoveResponses(tuple(made), "t1"))
    stack = cell(console, "Arts").locator(".slip", has_text="Small classes")
    expect(stack.locator(".slip__times")).to_contain_text("×3")  # four times, by three people
    expect(stack).to_have_count(1)
    stack.click(position={"x": 20, "y": 8})
    expect(console.get_by_text("4 phrases chosen")).to_be_visible()
    console.keyboard.press("2")
    expect(cell(console, "Rooms").locator(".slip__times:visible")).to_contain_text("×3")
    moved = [view(stage)["responses"][key].get("theme") for key in made]
    assert moved == ["t2"] * 4
    cell(console, "Rooms").locator(".slip__times:visible").click()
    expect(cell(console, "Rooms").locator(".slip", has_text="Small classes")).to_have_count(4)
    cell(console, "Rooms").locator(".slip__times:visible").click()
    expect(cell(console, "Rooms").locator(".slip", has_text="Small classes")).to_have_count(1)


def test_FA7_every_drag_has_a_button(console: Page) -> None:
    slip(console, "paint the gym").click()
    console.locator("[data-move]").get_by_role("button", name="Rooms").click()
    expect(cell(console, "Rooms")).to_contain_text("paint the gym")


def test_FA9_what_comes_from_others_enters_the_tray_at_its_end(console: Page, stage: Stage) -> None:
    before = {name: cell(console, name).bounding_box() for name in ("Arts", "Rooms")}
    first = tray(console).locator(".tray__item").first.bounding_box()
    stage.says(stage.seats[0], "a new phrase from the back of the room")
    expect(tray(console).locator(".tray__item").last).to_contain_text("from the back of the room")
    expect(console.get_by_text("1 new since you last looked")).to_be_visible()
    assert {name: cell(console, name).bounding_box() for name in before} == before
    assert tray(console).locator(".tray__item").first.bounding_box() == first


def test_a_theme_that_goes_leaves_its_place_empty(console: Page) -> None:
    place = cell(console, "Rooms").bounding_box()
    console.get_by_role("link", name="Arts").click()
    console.get_by_role("button", name="Remove").click()
    expect(cell(console, "Arts")).to_have_count(0)
    assert cell(console, "Rooms").bounding_box() == place


def test_the_inspector_keeps_what_is_typed_while_the_room_goes_on(
    console: Page, stage: Stage
) -> None:
    slip(console, "paint the gym").click()
    console.locator("[data-side=phrases]").wait_for()
    console.keyboard.press("s")
    console.keyboard.type("The g")
    stage.says(stage.seats[1], "meanwhile somebody says this")
    expect(tray(console)).to_contain_text("meanwhile somebody says this")
    console.keyboard.type("ym")
    expect(console.locator("#gather input[name=name]")).to_have_value("The gym")
    expect(console.locator("#gather input[name=name]")).to_be_focused()


# ── the engine ───────────────────────────────────────────────────────────────


def test_FA8_sorting_the_rest_is_shown_before_it_is_done(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    suggests(stage, {phrases[5]: "t1", phrases[4]: "t2"})
    expect(tray(console).get_by_role("button", name="Put it into Arts")).to_be_visible()
    console.get_by_role("button", name="Sort the rest like this: 2 cards").click()
    expect(console.locator(".slip[data-gap]")).to_have_count(2)
    console.keyboard.press("Escape")
    expect(console.locator(".slip[data-gap]")).to_have_count(0)
    assert "theme" not in view(stage)["responses"][phrases[5]]
    console.keyboard.press("l")
    console.keyboard.press("Enter")
    expect(cell(console, "Arts")).to_contain_text("paint the gym")
    expect(cell(console, "Rooms")).to_contain_text("bathrooms")
    expect(console.locator(".slip[data-gap]")).to_have_count(0)


def test_a_preview_leaves_cards_of_the_theme_in_sight(console: Page, stage: Stage) -> None:
    console.emulate_media(reduced_motion="reduce")
    more = [stage.says(stage.seats[0], f"a song in every school, verse {n}") for n in range(12)]
    suggests(stage, dict.fromkeys(more, "t1"))
    console.get_by_role("button", name="Sort the rest like this: 12 cards").click()
    gaps = cell(console, "Arts").locator(".slip[data-gap]:not([data-cut])")
    expect(gaps.first).to_be_visible()
    own = cell(console, "Arts").locator(".slip:not([data-gap], [data-cut])")
    expect(own).to_have_text([re.compile("a band for everybody")])


def test_sorting_by_itself_is_on_or_off_in_words(console: Page) -> None:
    switch = console.get_by_role("switch", name="Sorts by itself")
    before = switch.inner_text()
    switch.click()
    expect(switch).not_to_have_text(before)
    assert {before, switch.inner_text()} == {"Sorts by itself: on", "Sorts by itself: off"}


def test_a_draft_is_taken_in_part(console: Page, stage: Stage, phrases: list[str]) -> None:
    themes = {
        "n1": {"name": "Repairs", "words": [], "responses": {phrases[4]: True, phrases[5]: True}},
        "n2": {"name": "News", "words": [], "responses": {phrases[3]: True}},
    }
    engine(stage, SuggestThemes("p1", draft={"themes": themes}))
    expect(console.get_by_text("3 of 6 cards would move")).to_be_visible()
    console.get_by_text("Choose themes").click()
    console.get_by_label(re.compile("News")).uncheck()
    console.get_by_role("button", name="Take these").click()
    expect(cell(console, "Repairs")).to_contain_text("paint the gym")
    expect(console.get_by_text("1 of 6 cards would move")).to_be_visible()
    console.get_by_role("button", name="Dismiss").click()
    expect(console.locator("[data-offer]")).to_be_hidden()


def worded(name: str, *held: str, **more: Any) -> dict[str, Any]:
    """Return a theme of a draft as a language model words it."""
    return {"name": name, "machine": True, "responses": dict.fromkeys(held, True), **more}


def test_T16_what_a_language_model_worded_says_so_until_it_is_renamed(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    offer, mark = console.locator("[data-offer]"), "worded by a language model"
    draft = {"themes": {"m1": worded("Repairs", phrases[4], phrases[5])}}
    engine(stage, SuggestThemes("p1", draft=draft))
    expect(offer.get_by_text(mark)).to_be_visible()
    offer.get_by_role("button", name="Take all of it").click()
    cell(console, "Repairs").get_by_role("link").click()
    expect(console.get_by_text("A language model worded the name.")).to_be_visible()

    again = {"m1": worded("Better rooms", phrases[3], theme="t3")}
    engine(stage, SuggestThemes("p1", draft={"themes": again}))
    offer.get_by_text("Choose themes").click()
    expect(offer.get_by_text("now “Repairs”")).to_be_visible()
    console.reload()
    expect(offer.get_by_text(mark)).to_be_visible()
    offer.get_by_text("Choose themes").click()
    expect(offer.get_by_text("now “Repairs”")).to_be_visible()
    offer.get_by_role("button", name="Take these").click()
    expect(cell(console, "Better rooms")).to_contain_text("paint the gym")

    stage.leads(RenameTheme("t3", "Our rooms"))
    expect(cell(console, "Our rooms")).to_be_visible()
    expect(console.get_by_text("A language model worded the name.")).to_be_hidden()


# ── held phrases ─────────────────────────────────────────────────────────────


def test_FA5_one_key_each_decides_and_the_next_comes_up(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(SetModeration("flagged"))
    stage.says(stage.seats[0], "call me at 555-201-3344")
    stage.leads(HoldResponse(phrases[4]))
    stage.leads(HoldResponse(phrases[5]))
    come(console, stage, "/held")
    hand = console.locator(".held__item[aria-current]")
    expect(hand).to_contain_text("bathrooms")
    console.keyboard.press("a")
    expect(hand).to_contain_text("paint the gym")
    console.keyboard.press("h")
    console.keyboard.press("1")
    expect(hand.locator("mark")).to_have_text("555-201-3344")
    console.keyboard.press("r")
    expect(console.get_by_role("heading", name="No phrase waits for you")).to_be_visible()
    expect(console.locator(".held__done")).to_contain_text("Hidden: Off topic.")
    console.keyboard.press("z")
    expect(hand).to_contain_text("paint the gym")


def test_FA5_danger_is_read_first_with_its_card_a_name_is_cut_out_and_a_seat_muted(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(SetModeration("flagged"))
    stage.says(stage.seats[0], "My son Orrin sits alone 🙂 at lunch")
    come(console, stage, "/held")
    hand = console.locator(".held__item[aria-current]")
    expect(hand.locator("mark")).to_have_text("Orrin")
    expect(hand).to_contain_text("Names somebody")
    expect(console.get_by_label("The room will read")).to_have_value(
        "My son [name removed] sits alone 🙂 at lunch"
    )
    expect(hand.get_by_text("Call the contact below now")).to_be_hidden()
    console.keyboard.press("!")
    expect(hand.get_by_text("Call the contact below now")).to_be_visible()
    stage.says(stage.seats[1], "i want to die")
    expect(console.locator(".held__item").first).to_contain_text("Somebody may be in danger")
    expect(console.locator('[data-slot="news"]')).to_contain_text("may tell of danger")
    console.keyboard.press("u")
    expect(console.locator("[data-seat]")).to_contain_text("Muted: what it sends is held.")
    console.keyboard.press("r")
    expect(hand).to_contain_text("i want to die")
    expect(hand.get_by_text("Call the contact below now")).to_be_visible()
    console.keyboard.press("h")
    console.keyboard.press("3")
    expect(console.locator(".held__done")).to_contain_text("it is in no public report")
    stage.says(stage.seats[0], "More art")
    expect(hand).to_contain_text("More art")
    console.get_by_role("button", name="End the mute").click()
    expect(console.get_by_role("button", name="Mute this seat")).to_be_visible()


def test_FA5_redacting_nothing_offers_the_words_instead(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(HoldResponse(phrases[5]))
    expect(console.get_by_role("link", name="1 phrase waits for you")).to_be_visible()
    console.keyboard.press("r")
    field = console.get_by_label("The room will read")
    expect(field).to_be_focused()
    field.fill("paint the [removed]")
    console.get_by_role("button", name="Redact and show").click()
    expect(slip(console, "paint the [removed]")).to_be_visible()


# ── the pen ──────────────────────────────────────────────────────────────────


def test_the_rooms_own_words_are_marked_in_what_is_written(console: Page, stage: Stage) -> None:
    console.get_by_role("link", name="Arts").click()
    console.keyboard.press("p")
    console.get_by_role("textbox", name="Statement").fill(
        "We will have bands and music in every school."
    )
    marks = console.locator(".echo__marks mark")
    expect(marks).to_have_text(["bands", "music"])
    expect(console.locator("[data-sources] mark")).to_have_text(["music", "band"])
    console.get_by_label("Value statement").check()
    console.get_by_role("button", name="Make it a value statement").click()
    made = console.locator(".made__item")
    expect(made).to_contain_text("We will have bands")
    expect(made).to_contain_text("From “Arts”, 2 phrases")
    made.get_by_role("button", name="Remove").click()
    expect(made).to_have_count(0)
    console.get_by_role("button", name="Undo").click()
    expect(made).to_have_count(1)


# ── others ───────────────────────────────────────────────────────────────────


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


def renames(stage: Stage, theme: str, name: str) -> None:
    tomas(stage, RenameTheme(theme, name))


def tomas(stage: Stage, command: Any, role: str = contents.COFACILITATOR) -> None:
    """Let somebody else do it."""
    stage.wait(stage.room.command(command, by="utomas", role=role, ref=f"tomas{stage.room.seq}"))


def test_a_timer_past_its_end_says_so(console: Page, stage: Stage) -> None:
    stage.leads(SetTimer("p1", 5))
    step = console.locator("[data-agenda] > [aria-current]")
    expect(step).to_contain_text("Time left: 4:5")
    stage.leads(AdjustTimer("p1", -360))
    expect(step).to_contain_text("Over by: +0:0")


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
    page.get_by_role("link", name="Back to the board").click()
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


# ── several ideas ────────────────────────────────────────────────────────────


def test_what_lists_several_ideas_is_cut_by_keys_and_its_parts_are_sorted(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    key = stage.says(stage.seats[0], "better lunches; paint the halls, later start")
    engine(stage, SuggestThemes("p1", ideas={key: ["better lunches", "paint the halls"]}))
    expect(slip(console, "better lunches;")).to_contain_text("several ideas?")
    slip(console, "better lunches;").click()
    console.keyboard.press("c")
    lines = console.get_by_label("One idea a line")
    expect(lines).to_be_focused()
    expect(lines).to_have_value("better lunches\npaint the halls")
    lines.fill("better lunches\npaint the roof")
    console.get_by_role("button", name="Split it").press("Enter")
    expect(console.get_by_text("Each line must be a piece of the phrase")).to_be_visible()
    lines.fill("better lunches\npaint the halls\nlater start")
    console.get_by_role("button", name="Split it").press("Enter")
    expect(slip(console, "better lunches").locator(".slip__box")).to_be_focused()
    console.keyboard.press("2")
    expect(cell(console, "Rooms")).to_contain_text("better lunches")
    expect(tray(console)).to_contain_text("later start")
    slip(console, "better lunches").click()
    expect(console.get_by_text("It is a part of “better lunches; paint")).to_be_visible()
    console.get_by_role("button", name="Put it together again").click()
    expect(tray(console)).to_contain_text("better lunches; paint the halls, later start")
    console.keyboard.press("z")
    expect(cell(console, "Rooms")).to_contain_text("better lunches")


def test_a_phrase_stands_in_two_themes_by_key(console: Page, stage: Stage) -> None:
    come(console, stage, "?responses=r2")
    console.keyboard.press("e")
    expect(console.get_by_label("It also belongs to")).to_be_focused()
    expect(console.get_by_label("It also belongs to").locator("option")).to_have_text(["Rooms"])
    console.get_by_role("button", name="Put a second card there").press("Enter")
    expect(cell(console, "Rooms")).to_contain_text("a band for everybody")
    expect(cell(console, "Arts")).to_contain_text("a band for everybody")
    cell(console, "Rooms").locator(".slip", has_text="a band").click()
    expect(console.get_by_text("It also stands in: Arts.")).to_be_visible()
    console.get_by_role("button", name="Take this card away").click()
    expect(cell(console, "Rooms")).not_to_contain_text("a band")


def test_a_theme_that_holds_no_one_thought_says_so_wherever_it_is_named(
    console: Page, stage: Stage, phrases: list[str]
) -> None:
    plan = {"name": "Gym · information", "mixed": True, "responses": {phrases[5]: True}}
    draft = {"themes": {"n1": plan}, "merges": {"t2": "n1"}}
    engine(stage, SuggestThemes("p1", draft=draft))
    console.get_by_text("Choose themes").click()
    expect(console.locator(".offer__themes")).to_contain_text("Mixed: Gym · information")
    console.get_by_role("button", name="Take these").click()
    expect(cell(console, "Mixed: Gym · information")).to_contain_text("paint the gym")
    suggests(stage, {phrases[4]: "t3"})
    expect(slip(console, "bathrooms").locator(".tray__go")).to_contain_text("Mixed: Gym")
    slip(console, "bathrooms").click()
    expect(console.locator(".mover").last).to_contain_text("Mixed: Gym · information")
    expect(console.locator('[data-slot="why"]')).to_contain_text("It would go to “Mixed: Gym")
    console.keyboard.press("Escape")
    cell(console, "Arts").get_by_role("link").click()
    expect(console.locator('[name="into"] option').last).to_have_text("Mixed: Gym · information")


def test_a_draft_asked_for_in_vain_is_answered_kindly(console: Page, stage: Stage) -> None:
    console.locator(".wishes__opener").click()
    console.get_by_role("button", name="Fewer themes").click()
    expect(console.get_by_text("A draft is being made …")).to_be_visible()
    wish = stage.room.view("console")["prompts"]["p1"]["wish"]
    engine(stage, SuggestThemes("p1", wish=wish))
    told = tray(console).get_by_role("status").filter(has_text="Nothing else to offer")
    expect(told).to_contain_text("no themes can be joined")
    expect(console.locator(".toast")).to_have_count(0)
    expect(console.get_by_text("A draft is being made …")).to_be_hidden()
    console.locator(".wishes__opener").click()
    console.get_by_role("button", name="More themes").click()
    expect(told).to_have_count(0)


# ── single ideas ─────────────────────────────────────────────────────────────


@pytest.fixture
def alone(console: Page, stage: Stage, phrases: list[str]) -> Locator:
    """The place of single ideas, with two in it."""
    engine(stage, SuggestThemes("p1", singles=(phrases[3], phrases[5])))
    place = console.locator("[data-singles]")
    expect(place.get_by_role("heading", name="Single ideas 2")).to_be_visible()
    expect(place).to_contain_text("They count too.")
    return place


def test_single_ideas_lie_apart_from_what_is_unsorted(console: Page, alone: Locator) -> None:
    expect(alone.locator(".slip")).to_have_text([re.compile("one place"), re.compile("paint")])
    expect(tray(console).get_by_role("heading", name="Unsorted 1")).to_be_visible()
    expect(console.locator('[data-list="tray"] .slip')).to_have_count(1)


def test_a_single_idea_is_moved_named_and_promoted_as_any_phrase(
    console: Page, alone: Locator, stage: Stage, phrases: list[str]
) -> None:
    slip(console, "paint the gym").click()
    expect(console.get_by_role("link", name="Promote")).to_be_visible()
    expect(console.locator('[data-slot="why"]')).to_have_text("It is a single idea so far.")
    console.keyboard.press("2")
    expect(cell(console, "Rooms")).to_contain_text("paint the gym")
    slip(console, "one place").click()
    console.keyboard.press("s")
    console.keyboard.type("Keeping in touch")
    console.keyboard.press("Enter")
    expect(cell(console, "Keeping in touch")).to_contain_text("one place")
    expect(alone).to_be_hidden()


def test_a_single_idea_that_a_hand_calls_unsorted_stays_so(
    console: Page, alone: Locator, stage: Stage, phrases: list[str]
) -> None:
    slip(console, "paint the gym").drag_to(slip(console, "one place"))
    slip(console, "one place").drag_to(slip(console, "bathrooms"))
    expect(console.locator('[data-list="tray"]')).to_contain_text("one place")
    engine(stage, SuggestThemes("p1", singles=(phrases[3], phrases[5])))
    settled(stage)
    expect(alone.locator(".slip")).to_have_text([re.compile("paint")])
    expect(console.locator('[data-list="tray"]')).to_contain_text("one place")


def test_folded_single_ideas_are_not_on_the_way_of_the_keys(console: Page, alone: Locator) -> None:
    alone.locator("summary").click()
    expect(slip(console, "paint the gym")).to_be_hidden()
    reached = set()
    console.locator("h1").click()
    for key in ["ArrowDown"] * 6 + ["ArrowRight"] * 4:
        console.keyboard.press(key)
        reached.add(console.evaluate("document.activeElement.value"))
    assert not {"r4", "r6"} & reached
    assert "r5" in reached
    alone.locator("summary").press("Enter")
    expect(slip(console, "paint the gym")).to_be_visible()
    expect(alone.locator("summary")).to_be_focused()


# ── one board, read twice ────────────────────────────────────────────────────


def test_the_browser_reads_the_same_board_as_the_server(
    bench: Page, stage: Stage, phrases: list[str]
) -> None:
    stage.leads(SetModeration("flagged"))
    stage.says(stage.seats[2], "write to ana@school.org or call (417) 555 0134")
    stage.says(stage.seats[1], "🙂 my son Orrin cries")
    stage.says(stage.seats[1], "i want to die")
    suggests(stage, {phrases[5]: "t1"})
    stage.leads(SplitResponse(phrases[0], "more music\nart"))
    stage.leads(CopyResponse(phrases[1], "t2"))
    stage.leads(AskDraft("p1", themes=1))
    engine(stage, SuggestThemes("p1", singles=(phrases[3], phrases[5])))
    stage.leads(TranslateResponse(phrases[1], "es", "Más música para todos"))
    seen = settled(stage)
    said = board.with_ids(seen["responses"])
    mine = {
        "also": [board.also(seen, r) for r in said],
        "elsewhere": [board.elsewhere(seen, r) for r in said],
        "may": [board.may_be_split(seen, r) for r in said],
        "next": board.next_step(seen),
        "cells": board.cells(seen, "p1"),
        "tray": board.tray(seen, "p1"),
        "singles": board.singles(seen, "p1"),
        "nothing": board.nothing(seen, "p1"),
        "sortable": board.sortable(seen, "p1"),
        "held": board.held(seen),
        "decided": board.decided(seen),
        "agreed": board.agreed(seen),
        "shares": list(board.shares(seen, {"g1": 1})),
        "marked": [[list(piece) for piece in board.marked(r)] for r in board.held(seen)],
        "redaction": [board.redaction(r, "[…]", "[name]") for r in board.held(seen)],
        "cut": [board.may_be_cut(r) for r in board.held(seen)],
        "stacks": board.stacks(board.live_responses(seen, "p1")),
        "search": [board.search(seen, typed) for typed in ("MÁS musica", "clas", "art")],
    }
    theirs = bench.evaluate(
        """async (view) => {
          const b = await import('/js/console/board.js')
          const { lines, small } = b.shares(view, { g1: 1 })
          const said = b.withIds(view.responses)
          return {
            also: said.map((r) => b.also(view, r)),
            elsewhere: said.map((r) => b.elsewhere(view, r)),
            may: said.map((r) => b.mayBeSplit(view, r)),
            next: b.nextStep(view), cells: b.cells(view, 'p1'), tray: b.tray(view, 'p1'),
            singles: b.singles(view, 'p1'), nothing: b.nothing(view, 'p1'),
            sortable: b.sortable(view, 'p1'), held: b.held(view), decided: b.decided(view),
            agreed: b.agreed(view), shares: [lines, small], marked: b.held(view).map(b.marked),
            redaction: b.held(view).map((r) => b.redaction(r, '[…]', '[name]')),
            cut: b.held(view).map(b.mayBeCut),
            stacks: b.stacks(b.liveResponses(view, 'p1')),
            search: ['MÁS musica', 'clas', 'art'].map((typed) => b.search(view, typed)),
          }
        }""",
        seen,
    )
    assert json.loads(json.dumps(mine)) == theirs


def settled(stage: Stage) -> dict[str, Any]:
    """Return the console's view once everything that happened has been published."""

    async def wait() -> None:
        while stage.room.view_seq("console") < stage.room.seq:
            await asyncio.sleep(0.01)

    stage.wait(wait())
    return view(stage)


# ── how well phones are reached ──────────────────────────────────────────────


def test_the_top_says_how_many_phones_are_connected_and_what_stands_in_their_way(
    console: Page, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = console.locator("[data-lines]")
    expect(opener).to_contain_text("0 phones")
    monkeypatch.setattr(pulse, "EVERY", 0.1)
    port = int(stage.url.rpartition(":")[2])
    seats = [stage.joins(), stage.joins()]
    phones = [
        Talker(
            port,
            f"/w/{stage.workshop.code}/live",
            {seat_cookie(stage.workshop.id): stage.secrets[seat]},
        )
        for seat in seats
    ]
    for phone in phones:
        phone.hello("phone")
    expect(opener).to_contain_text("2 phones · connected")
    opener.click()
    told = console.locator("#lines")
    expect(told).to_contain_text("known within half a minute")
    with closing(sqlite3.connect(stage.house.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # another program holds the file
        phones[0].sends("submit_response", prompt="p1", text="Strong band")
        expect(opener).to_contain_text("2 phones · server busy")
        expect(told).to_contain_text("it catches up by itself")
        expect(console.locator(".console__line")).to_contain_text("server busy")
    expect(opener).to_contain_text("2 phones · connected")
    console.context.set_offline(True)
    expect(told).to_be_hidden()  # nobody knows now
    expect(opener).to_be_hidden()
    console.context.set_offline(False)
    expect(opener).to_contain_text("2 phones · connected")
    for phone in phones:
        phone.close()
    expect(opener).to_contain_text("0 phones")

"""The wall as text: for whoever cannot see it, and for a small screen far from the room."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.stage import FORTALEZAS, STRENGTHS, Stage
from tests.web.test_wall import first_paint, html_text
from workshop.ids import digest_of, new_secret
from workshop.room.agenda import AdjustTimer, OpenPrompt, SetTimer
from workshop.room.arrange import AddPrompt
from workshop.room.promote import PromoteTheme
from workshop.room.show import ShowFace
from workshop.room.star import StarResponses
from workshop.room.theme import MakeTheme
from workshop.store import workshops

pytestmark = pytest.mark.journey

PHONE = {"width": 360, "height": 740}
SAID = ("Small classes", "small clases", "أريد أن يشعر كل طفل بأنه مرحب به", "x" * 90)
READ = "() => document.querySelector('[data-read]').innerText.replace(/\\s+/g, ' ').trim()"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A room with themes, a priority, stars and a step of the agenda."""
    stage = Stage(tmp_path_factory.mktemp("text"))
    stage.leads(OpenPrompt("p1"))
    stage.leads(AddPrompt("Talk in pairs", "information"))
    stage.leads(OpenPrompt("a1"))
    stage.leads(ShowFace("count", prompt="p1"))
    ids = [stage.says(stage.joins(), text) for text in SAID]
    stage.joins(table=3, headcount=6)
    stage.leads(MakeTheme("p1", "Time for each child", tuple(ids[:2])))
    stage.leads(MakeTheme("p1", "Everyone is welcome", tuple(ids[2:])))
    stage.leads(PromoteTheme("t1", "priority", statement="Every child is seen."))
    stage.leads(StarResponses((ids[0], ids[2])))
    yield stage
    stage.close()


@pytest.fixture
def reader(room: Stage, browser: Browser) -> Iterator[Page]:
    """A phone in the hand of somebody who is not in the room."""
    context = browser.new_context(viewport=PHONE, locale="en-US")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(room.wall_url + "&text")
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    yield page
    context.close()
    assert wrong == []


def turn(room: Stage, page: Page, face: ShowFace) -> None:
    room.leads(face)
    key = f"{face.face} {face.step or face.theme or face.statement or face.prompt or ''}".strip()
    expect(page.locator("[data-read]")).to_have_attribute("data-key", key)


def test_says_what_the_wall_shows_by_headings_lists_and_words(room: Stage, reader: Page) -> None:
    turn(room, reader, ShowFace("themes", prompt="p1"))
    expect(reader.locator("main")).to_match_aria_snapshot(f"""
    - paragraph: "On the wall now: Themes"
    - heading "{STRENGTHS}" [level=1]
    - paragraph: {FORTALEZAS}
    - paragraph: Our strengths, so far.
    - paragraph: 2 themes
    - heading "Time for each child" [level=2]
    - paragraph: 2 people, in 2 phrases
    - list:
      - listitem: Small classes said 2 times
    - heading "Everyone is welcome" [level=2]
    - paragraph: 2 people, in 2 phrases
    - list:
      - listitem: {SAID[2]}
      - listitem: {SAID[3]}
    """)
    wide = "document.scrollingElement.scrollWidth > innerWidth"
    assert not reader.evaluate(wide), "a long word wraps"


@pytest.mark.whole
def test_says_after_a_change_what_a_new_reader_is_told(room: Stage, reader: Page) -> None:
    """The page that the server renders and the one that the browser keeps live are the same."""
    faces = [
        *(ShowFace(face, prompt="p1") for face in ("count", "phrases", "quotes", "themes")),
        ShowFace("theme", theme="t1"),
        ShowFace("statement", statement="i1"),
        ShowFace("step", step="a1"),
        ShowFace("thanks"),
        ShowFace("blank"),
        ShowFace("join"),
    ]
    for face in faces:
        turn(room, reader, face)
        kept = reader.evaluate(READ)
        room.published()
        first = html_text(first_paint(reader.request.get(reader.url).text()))
        assert squeezed(kept) == squeezed(first), face


@pytest.mark.whole
def test_tells_politely_and_not_too_often(room: Stage, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.clock.install()
    page.goto(room.wall_url + "&text")
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    news = page.locator("[data-news]")
    expect(news).to_have_attribute("role", "status")
    turn_slowly(room, page, ShowFace("blank"))
    expect(news).to_contain_text("The wall is blank for now")
    turn_slowly(room, page, ShowFace("count", prompt="p1"))
    expect(news).to_have_text(f"On the wall now: People are writing. {STRENGTHS}")
    said = room.view("wall")["prompts"]["p1"]["phrases"]
    for n in range(3):
        room.says(room.seats[n], f"another thought {n}")
    page.wait_for_timeout(300)
    page.clock.run_for(5_000)
    expect(page.locator("[data-read]")).to_contain_text(f"{said + 3} phrases")
    expect(news).to_contain_text("People are writing")
    page.clock.run_for(28_000)
    expect(news).to_have_text(f"{said + 3} phrases from 4 of 5 phones")
    room.leads(SetTimer("p1", 2))
    page.wait_for_timeout(300)
    page.clock.run_for(2_000)
    room.leads(AdjustTimer("p1", -65))
    page.wait_for_timeout(300)
    page.clock.run_for(2_000)
    expect(news).to_have_text("1 minute left")
    context.close()


def squeezed(text: str) -> str:
    return "".join(text.split())


def turn_slowly(room: Stage, page: Page, face: ShowFace) -> None:
    room.leads(face)
    page.wait_for_timeout(300)
    page.clock.run_for(2_000)


def test_DI4_says_that_it_is_away_and_comes_back(room: Stage, reader: Page) -> None:
    turn(room, reader, ShowFace("count", prompt="p1"))
    loaded: list[str] = []
    reader.on("framenavigated", lambda frame: loaded.append(frame.url))
    reader.context.set_offline(True)
    line = reader.get_by_text("Trying to reach the server")
    expect(line).to_be_visible()
    expect(reader.get_by_role("heading", level=1)).to_have_text(STRENGTHS)
    said = room.view("wall")["prompts"]["p1"]["phrases"]
    room.says(room.seats[0], "while it was away")
    reader.context.set_offline(False)
    expect(line).to_be_hidden()
    expect(reader.locator("[data-read]")).to_contain_text(f"{said + 1} phrases")
    assert loaded == []


@pytest.mark.whole
def test_is_reached_from_the_picture_by_the_first_tab(room: Stage, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(room.wall_url + "&prompt=p1")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Read the wall as text")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url("**/wall?text&prompt=p1*")
    expect(page.get_by_role("heading", level=1)).to_have_text(STRENGTHS)
    page.get_by_role("link", name="The wall as a picture").click()
    page.wait_for_url("**/wall?prompt=p1")
    context.close()


def test_DI1_says_nothing_more_once_its_key_is_revoked(room: Stage, reader: Page) -> None:
    turn(room, reader, ShowFace("phrases", prompt="p1"))
    old, new = digest_of(room.wall_key), digest_of(new_secret())
    room.write(lambda s: workshops.set_wall_key(s, room.district, room.workshop.id, new))
    room.runs(lambda: room.house.revoke(old))
    expect(reader.get_by_role("heading")).to_have_text("This link to the wall has ended")
    assert SAID[0] not in reader.locator("main").inner_text()

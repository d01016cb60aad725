"""The wall in a browser: every face fits every projector, follows the room, and heals itself."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.stage import Stage
from workshop.ids import digest_of, new_secret
from workshop.room.agenda import AdjustTimer, OpenPrompt, SetTimer
from workshop.room.arrange import AddPrompt
from workshop.room.moderate import HideResponse
from workshop.room.promote import PromoteTheme
from workshop.room.show import SetScheme, ShowFace
from workshop.room.star import StarResponses
from workshop.room.theme import MakeTheme, MoveResponses, RemoveTheme, RenameTheme
from workshop.store import workshops

pytestmark = pytest.mark.journey

FIXTURES = Path(__file__).parents[1] / "fixtures"
SIZES = [(1920, 1080), (1280, 720), (1024, 768), (1400, 1050)]
LONG = "We look after each other in every building and on every bus, "  # 61 characters
WORDS = ("everyone knows everyone", "se siente como una familia", "dual credit", "sports")

# Every visible piece of text must lie on the screen, above its lowest tenth, inside whatever clips
# it, and be as large and as dark as the look asks. Answers with what does not.
FAULTS = """() => {
  const faults = []
  const scale = Math.min(innerWidth / 60, innerHeight / 33.75) / 32
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const light = (color) => {
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const paper = light(getComputedStyle(document.body).backgroundColor)
  const wall = document.querySelector('[data-wall]')
  const texts = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement
    const said = node.textContent.trim()
    if (!said || element.closest('.hidden-text') || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    const size = Number.parseFloat(style.fontSize)
    const slack = size * 0.2 // letters reach less far than their boxes
    const say = (what) => faults.push(`${what}: ${said.slice(0, 40)}`)
    const clips = []
    for (let box = element; box; box = box.parentElement) {
      if (getComputedStyle(box).overflow !== 'visible') clips.push(box.getBoundingClientRect())
    }
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) {
      const isCut = (clip) => rect.bottom > clip.bottom + slack
        || rect.right > clip.right + 2 || rect.left < clip.left - 2
      if (rect.right > innerWidth || rect.left < 0 || rect.top < -slack) say('off the screen')
      if (rect.bottom > innerHeight * 0.9 + slack) say('in the lowest tenth')
      if (clips.some(isCut)) say('cut')
    }
    const isTheirs = element.closest('q, .statement, .theme__name')
      && !element.closest('.wall-themes__count, b')
    if (size < 28 * scale - 0.5) say('too small')
    if (isTheirs && size < 43.9 * scale) say('a phrase is too small')
    const [a, b] = [light(style.color), paper].sort((x, y) => y - x)
    if ((a + 0.05) / (b + 0.05) < 7) say('too pale')
  }
  const root = document.scrollingElement
  const isLarger = root.scrollHeight > innerHeight || root.scrollWidth > innerWidth
  if (isLarger) faults.push('the page scrolls')
  return faults
}"""

DRAWN = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done())))"""


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A room with short and with very long words in it."""
    stage = Stage(tmp_path_factory.mktemp("wall"))
    for n in range(34):
        stage.joins(f"g{n % 3 + 1}")
    stage.joins(table=4, headcount=7)
    stage.leads(OpenPrompt("p1"))
    stage.leads(SetTimer("p1", 300))
    for n in range(60):
        stage.says(stage.seats[n % 30], f"{WORDS[n % 4]} {n // 8}")
    stage.says(stage.seats[0], LONG * 16)
    for n in range(11):
        name = "Caring" if n % 2 else (LONG * 2)[:119]
        stage.leads(MakeTheme("p1", name, tuple(f"r{n * 5 + k + 1}" for k in range(5))))
    stage.leads(MakeTheme("p1", "The longest", ("r61",)))
    stage.leads(PromoteTheme("t1", "value", statement=(LONG * 10)[:599]))
    stage.leads(PromoteTheme("t2", "priority", title=(LONG * 3)[:159], statement=(LONG * 9)[:500]))
    stage.leads(AddPrompt((LONG * 7)[:399], "vision"))
    stage.leads(OpenPrompt("p3"))
    stage.leads(AddPrompt("What would you tell a friend?", "open"))
    stage.leads(OpenPrompt("p4"))
    [thought, _speech] = [stage.says(stage.seats[1], LONG * many, "p4") for many in (5, 16)]
    stage.leads(MakeTheme("p4", "A whole thought", (thought,)))
    stage.leads(StarResponses(("r2", "r3", "r61")))
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def screen(browser: Browser, evening: Stage) -> Iterator[Page]:
    """A projector on the evening's wall, calm, so that nothing is measured on its way."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    page.goto(evening.wall_url)
    yield page
    context.close()
    assert wrong == []


FACES = {
    "join": ShowFace("join"),
    "count": ShowFace("count", prompt="p1"),
    "count, long": ShowFace("count", prompt="p3"),
    "phrases": ShowFace("phrases", prompt="p1"),
    "themes": ShowFace("themes", prompt="p1"),
    "theme": ShowFace("theme", theme="t2"),
    "theme, long": ShowFace("theme", theme="t12"),
    "theme, long name": ShowFace("theme", theme="t1"),
    "statement, long": ShowFace("statement", statement="v1"),
    "priority, long": ShowFace("statement", statement="i1"),
    "quotes": ShowFace("quotes", prompt="p1"),
    "timer": ShowFace("timer", prompt="p1"),
    "timer, long": ShowFace("timer", prompt="p3"),
    "thanks": ShowFace("thanks"),
    "blank": ShowFace("blank"),
}


@pytest.mark.whole
@pytest.mark.parametrize("face", FACES)
def test_DI2_DI3_DI7_shows_every_face_whole_on_every_projector(
    face: str, evening: Stage, screen: Page
) -> None:
    turn(evening, screen, FACES[face])
    faults = {"as it came": screen.evaluate(FAULTS)}
    for width, height in SIZES:
        for scheme in ("light", "dark"):
            screen.set_viewport_size({"width": width, "height": height})
            screen.evaluate(
                "(scheme) => (document.documentElement.dataset.scheme = scheme)", scheme
            )
            screen.evaluate(DRAWN)
            faults[f"{width} {scheme}"] = screen.evaluate(FAULTS)
    assert {size: found for size, found in faults.items() if found} == {}


def test_DI2_shows_nine_themes_at_a_time(evening: Stage, screen: Page) -> None:
    turn(evening, screen, FACES["themes"])
    assert screen.locator(".wall-themes__theme").count() == 9


def test_DI5_shows_a_new_name_where_the_old_one_stood(evening: Stage, screen: Page) -> None:
    turn(evening, screen, FACES["themes"])
    cell = screen.locator('[data-key="t2"]')
    before = cell.bounding_box()
    evening.leads(RenameTheme("t2", "Caring adults"))
    expect(cell).to_contain_text("Caring adults")
    assert cell.bounding_box() == before


def test_DI1_shows_phrases_as_they_come_and_takes_hidden_ones_away(
    evening: Stage, screen: Page
) -> None:
    turn(evening, screen, ShowFace("phrases", prompt="p3"))
    first = evening.says(evening.seats[1], "a library on wheels", "p3")
    expect(screen.locator(".wall-phrases q")).to_have_text(["a library on wheels"])
    evening.says(evening.seats[2], "A library on wheels!", "p3")
    expect(screen.locator(".wall-phrases li")).to_contain_text(["×2"])
    evening.leads(HideResponse(first, "other"))
    expect(screen.locator(".wall-phrases q")).to_have_text(["A library on wheels!"])


def test_DI2_shows_a_long_phrase_whole_where_there_is_room(evening: Stage, screen: Page) -> None:
    turn(evening, screen, ShowFace("theme", theme="t13"))
    expect(screen.locator(".wall-one__list q")).to_have_text((LONG * 5).strip())
    turn(evening, screen, ShowFace("phrases", prompt="p4"))
    [thought, speech] = screen.locator(".wall-phrases q").all_inner_texts()
    assert thought == (LONG * 5).strip()
    assert speech.endswith(" …"), "among others a phrase is no longer than its column"


def test_says_that_the_time_is_up(evening: Stage, screen: Page) -> None:
    evening.leads(SetTimer("p4", 5))
    turn(evening, screen, ShowFace("timer", prompt="p4"))
    expect(screen.get_by_role("timer")).to_contain_text("4:5")
    expect(screen.locator(".wall__head")).not_to_contain_text("Time is up.")
    evening.leads(AdjustTimer("p4", -600))
    expect(screen.locator(".wall__head")).to_contain_text("Time is up.")
    expect(screen.get_by_role("timer")).to_have_text("0:00")


def test_counts_while_people_write_without_a_word_of_theirs(evening: Stage, screen: Page) -> None:
    turn(evening, screen, ShowFace("count", prompt="p3"))
    number = screen.locator(".wall-count__number")
    before = int(number.inner_text())
    evening.says(evening.seats[3], "swimming for all", "p3")
    expect(number).to_have_text(str(before + 1))
    assert "swimming" not in screen.locator("[data-wall]").inner_text()


def test_DI4_works_again_by_itself_after_the_network_was_away(
    evening: Stage, screen: Page, request: pytest.FixtureRequest
) -> None:
    turn(evening, screen, ShowFace("count", prompt="p3"))
    context: BrowserContext = screen.context
    mark = screen.get_by_role("img", name="Waiting for the network")
    expect(mark).to_be_hidden()
    request.addfinalizer(lambda: context.set_offline(False))
    context.set_offline(True)
    expect(mark).to_be_visible()
    before = int(screen.locator(".wall-count__number").inner_text())
    evening.says(evening.seats[4], "while it was away", "p3")
    context.set_offline(False)
    expect(mark).to_be_hidden(timeout=15_000)
    expect(screen.locator(".wall-count__number")).to_have_text(str(before + 1))


def test_DI4_keeps_its_picture_and_loads_nothing_while_the_server_is_away(
    evening: Stage, browser: Browser
) -> None:
    with clocked(browser, evening) as screen:
        turn(evening, screen, ShowFace("themes", prompt="p1"))
        before = screen.locator("[data-wall]").inner_text()
        loaded: list[str] = []
        screen.on("framenavigated", lambda frame: loaded.append(frame.url))
        screen.context.set_offline(True)
        screen.clock.run_for(30_000)
        expect(screen.get_by_role("img", name="Waiting for the network")).to_be_visible()
        screen.clock.fast_forward("02:00:00")
        screen.set_viewport_size({"width": 1024, "height": 768})
        assert loaded == []
        assert set(before.split("\n")[:2]) <= set(
            screen.locator("[data-wall]").inner_text().split("\n")
        )


@pytest.mark.whole
def test_DI3_follows_the_rooms_scheme_and_its_own_key(evening: Stage, browser: Browser) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(evening.wall_url)
    scheme = page.locator("html")
    for chosen, shown in (("chalkboard", "dark"), ("paper", "light")):
        evening.leads(SetScheme(chosen))
        expect(scheme).to_have_attribute("data-scheme", shown)
    page.keyboard.press("d")
    expect(scheme).to_have_attribute("data-scheme", "dark")
    evening.leads(SetScheme("system"))
    page.wait_for_timeout(300)
    expect(scheme).to_have_attribute("data-scheme", "dark")
    context.close()


def test_DI5_cards_stand_still_while_others_come_and_go(evening: Stage, screen: Page) -> None:
    screen.set_viewport_size({"width": 1280, "height": 720})
    said = [evening.says(evening.seats[5], f"a thing to keep {n}", "p4") for n in range(5)]
    [first, middle, last] = [
        evening.leads(MakeTheme("p4", name, (key,)))[0]
        for name, key in zip(("One", "Two", "Three"), said, strict=False)
    ]
    turn(evening, screen, ShowFace("themes", prompt="p4"))
    cells = {key: screen.locator(f'[data-key="{key}"]') for key in (first, middle, last)}
    expect(cells[last]).to_be_visible()
    before = {key: cell.bounding_box() for key, cell in cells.items()}
    evening.leads(RemoveTheme(middle))
    expect(cells[middle]).to_have_count(0)
    assert cells[last].bounding_box() == before[last], "its place stays empty"
    new = evening.leads(MakeTheme("p4", "Four", (said[3],)))[0]
    expect(screen.locator(f'[data-key="{new}"]')).to_be_visible()
    assert screen.locator(f'[data-key="{new}"]').bounding_box() == before[middle]
    turn(evening, screen, ShowFace("theme", theme=first))
    phrase = screen.locator(".wall-one__list li").first
    at = phrase.bounding_box()
    evening.leads(MoveResponses((said[4],), first))
    expect(screen.locator(".wall-one__list li")).to_have_count(2)
    assert phrase.bounding_box() == at


def test_DI6_shows_the_code_in_a_corner_during_prompts(evening: Stage, screen: Page) -> None:
    screen.set_viewport_size({"width": 1920, "height": 1080})
    for face in ("count", "phrases", "themes", "theme", "quotes", "timer", "statement, long"):
        turn(evening, screen, FACES[face])
        code = screen.get_by_text(evening.workshop.code, exact=True)
        expect(code).to_be_visible()
        box = code.bounding_box()
        assert box
        assert box["x"] > 1600
        assert box["y"] < 120


def test_DI7_stays_on_its_own_prompt_whatever_the_lead_shows(
    evening: Stage, browser: Browser
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    evening.leads(FACES["join"])  # whatever another test has left on the wall
    evening.published()
    page.goto(evening.wall_url)
    shown = page.locator("[data-wall] > section")
    page.get_by_label("This screen").get_by_role("combobox").first.select_option("p3")
    expect(shown).to_have_attribute("data-key", "count p3")
    assert "prompt=p3" in page.url, "a reload keeps it"
    for face in ("themes", "join", "statement, long"):
        evening.leads(FACES[face])
        evening.published()
    expect(shown).to_have_attribute("data-key", "count p3")
    page.get_by_role("combobox", name="and shows").select_option("phrases")
    expect(shown).to_have_attribute("data-key", "phrases p3")
    evening.leads(FACES["blank"])
    expect(shown).to_have_attribute("data-key", "blank")
    evening.leads(FACES["join"])
    page.reload()
    expect(shown).to_have_attribute("data-key", "phrases p3")
    page.get_by_role("combobox").first.select_option("")
    expect(shown).to_have_attribute("data-key", "join")
    context.close()


TONES = """() => {
  globalThis.tones = []
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (at) {
    globalThis.tones.push(this.frequency.value)
    return start.call(this, at)
  }
}"""


@pytest.mark.whole
def test_DI7_sounds_a_minute_before_the_end_and_at_it_once_that_is_switched_on(
    evening: Stage, browser: Browser
) -> None:
    evening.leads(SetTimer("p4", 2))
    with clocked(browser, evening) as screen:
        screen.evaluate(TONES)
        turn(evening, screen, ShowFace("timer", prompt="p4"))
        button = screen.get_by_role("button", name="Tone of the timer")
        expect(button).to_have_attribute("aria-pressed", "false")
        screen.clock.run_for(5_000)
        evening.leads(AdjustTimer("p4", -30))
        evening.published()
        assert screen.evaluate("tones") == []
        screen.keyboard.press("s")
        expect(button).to_have_attribute("aria-pressed", "true")
        assert len(screen.evaluate("tones")) == 1, "so that one hears how loud it is"
        evening.leads(AdjustTimer("p4", -28))
        screen.wait_for_timeout(300)
        screen.clock.run_for(3_000)
        assert len(screen.evaluate("tones")) == 2
        evening.leads(AdjustTimer("p4", -600))
        screen.wait_for_timeout(300)
        screen.clock.run_for(2_000)
        assert len(screen.evaluate("tones")) == 4
        screen.keyboard.press("s")
        expect(button).to_have_attribute("aria-pressed", "false")


def test_DI3_turns_the_scheme_by_a_key_and_keeps_it(evening: Stage, screen: Page) -> None:
    screen.evaluate("() => (document.documentElement.dataset.scheme = 'light')")
    screen.keyboard.press("d")
    assert screen.evaluate("document.documentElement.dataset.scheme") == "dark"
    assert screen.url.endswith("?scheme=dark")


def test_the_browser_draws_the_same_tally_as_the_server(bench: Page) -> None:
    for tally in json.loads((FIXTURES / "tally.json").read_text()):
        drawn = bench.evaluate(
            """async ({ people, among }) =>
              (await import('/js/elements/tally.js')).tallyOf(people, among)""",
            tally,
        )
        wanted = {name: tally[name] for name in ("width", "rest", "counted")}
        assert {name: drawn[name] for name in wanted} == wanted


def test_DI5_the_browser_quotes_what_the_server_does(bench: Page) -> None:
    rows: list[dict[str, Any]] = json.loads((FIXTURES / "quotes.json").read_text())
    quoted = bench.evaluate(
        """async (rows) => {
          const { quotesOf } = await import('/js/wall/picture.js')
          const one = ([text, starred]) => ({ prompt: 'p1', theme: 't1', text, starred })
          const keyed = (said) => said.map((phrase, n) => [`r${n + 1}`, one(phrase)])
          const view = (said) => ({ responses: Object.fromEntries(keyed(said)) })
          return rows.map(({ responses }) => quotesOf(view(responses), 't1'))
        }""",
        rows,
    )
    assert quoted == [row["quotes"] for row in rows]


def turn(stage: Stage, screen: Page, face: ShowFace) -> None:
    """Turn the wall and wait until it shows the face."""
    stage.leads(face)
    about = face.theme or face.statement or face.prompt
    key = f"{face.face} {about}" if about else face.face
    expect(screen.locator("[data-wall] > section")).to_have_attribute("data-key", key)


def test_DI5_turns_one_quote_in_place_every_eight_seconds(evening: Stage, browser: Browser) -> None:
    with clocked(browser, evening) as screen:
        turn(evening, screen, FACES["blank"])  # a face counts its seconds from when it comes
        turn(evening, screen, FACES["themes"])
        quotes = screen.locator(".wall-themes__quote")
        before = quotes.all_inner_texts()
        screen.clock.run_for(7_000)
        assert quotes.all_inner_texts() == before
        screen.clock.run_for(2_000)
        turned = [old != new for old, new in zip(before, quotes.all_inner_texts(), strict=True)]
        assert turned.count(True) == 1


def test_shows_the_phrases_in_waves_and_the_first_again(evening: Stage, browser: Browser) -> None:
    with clocked(browser, evening) as screen:
        turn(evening, screen, FACES["blank"])
        turn(evening, screen, FACES["phrases"])
        phrases = screen.locator(".wall-phrases q")
        expect(screen.locator(".wall__head p").first).to_contain_text("1 to ")
        first = phrases.all_inner_texts()
        screen.clock.run_for(21_000)
        second = phrases.all_inner_texts()
        assert not set(first) & set(second), "nothing stands in two waves"
        for _ in range(4):
            if phrases.all_inner_texts() == first:
                break
            screen.clock.run_for(20_000)
        assert phrases.all_inner_texts() == first


def test_DI7_counts_down_by_the_servers_clock(evening: Stage, browser: Browser) -> None:
    with clocked(browser, evening) as screen:
        turn(evening, screen, FACES["timer"])
        left = screen.get_by_role("timer")
        before = left.inner_text()
        screen.clock.run_for(5_000)  # short of a ping, whose answer would bring the real time back
        assert left.inner_text() < before


def test_DI1_shows_nothing_more_once_its_key_is_revoked(stage: Stage, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(stage.wall_url)
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    old, new = digest_of(stage.wall_key), digest_of(new_secret())
    stage.write(lambda s: workshops.set_wall_key(s, stage.district, stage.workshop.id, new))
    stage.runs(lambda: stage.house.revoke(old))
    expect(page.get_by_role("heading")).to_have_text("This link to the wall has ended")
    expect(page.get_by_role("alert")).to_contain_text("opens the wall again from the console")
    assert stage.workshop.code not in page.locator("body").inner_text()
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1
    stage.wait(quiet())
    assert stage.room.hub.count("wall") == 0, "nobody listens any more"
    context.close()


async def quiet() -> None:
    """Let the server see what has closed."""
    await asyncio.sleep(0.3)


@contextmanager
def clocked(browser: Browser, evening: Stage) -> Iterator[Page]:
    """Open a wall whose time passes when the test says so."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.clock.install()
    page.goto(evening.wall_url)
    expect(page.locator("html")).to_have_attribute("data-live", "live")
    now = datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, UTC)
    page.clock.pause_at(now + timedelta(seconds=1))  # a long leap would end the connection
    yield page
    context.close()

"""The console turns the wall: one key a face, stars, the scheme, and a blank at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.stage import Stage
from workshop.room.agenda import OpenPrompt, SetTimer
from workshop.room.promote import PromoteTheme
from workshop.room.show import ShowFace
from workshop.room.theme import MakeTheme
from workshop.web import auth

pytestmark = [pytest.mark.journey, pytest.mark.whole]

PHRASES = ("music and art", "a band for everybody", "smaller classes")


@dataclass
class Both:
    """A facilitator's screen and the projector's, in one room."""

    stage: Stage
    console: Page
    wall: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.console.keyboard.press(key)
        if len(keys) > 1:
            expect(self.console.locator("#faces")).to_be_hidden()

    def shows(self, key: str) -> None:
        """Expect the wall to show a face."""
        expect(self.wall.locator("[data-wall] > section")).to_have_attribute("data-key", key)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Both]:
    stage = Stage(tmp_path_factory.mktemp("both"))
    stage.leads(OpenPrompt("p1"))
    said = [stage.says(stage.joins(), text) for text in PHRASES]
    stage.leads(SetTimer("p1", 8))
    stage.leads(MakeTheme("p1", "Arts", tuple(said[:2])))
    stage.leads(PromoteTheme("t1", "priority", statement="Every child plays."))
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": stage.url}])
    console, wall = context.new_page(), context.new_page()
    wrong: list[str] = []
    for page in (console, wall):
        page.on("pageerror", lambda error: wrong.append(str(error)))
    console.goto(f"{stage.url}/w/{stage.workshop.code}/console")
    console.locator(".console[data-live]").wait_for()
    wall.goto(stage.wall_url)
    expect(wall.locator("html")).to_have_attribute("data-live", "live")
    yield Both(stage, console, wall)
    context.close()
    stage.close()
    assert wrong == []


@pytest.mark.whole
def test_FA11_every_face_has_a_key_of_its_own_printed_on_its_button(both: Both) -> None:
    both.console.get_by_role("link", name="Arts").first.click()  # the theme that "One theme" means
    both.press("w")
    chosen = both.console.locator('#faces button[name="face"]')
    printed = {
        str(button.get_attribute("value")): button.locator("kbd").inner_text()
        for button in chosen.all()
    }
    expected = {"join", "count", "phrases", "themes", "theme", "timer", "thanks", "quotes", "blank"}
    assert expected <= printed.keys()
    assert len(set(printed.values())) == len(printed)
    both.press("Escape")
    for face in ("join", "count", "phrases", "themes", "theme", "timer", "quotes", "blank"):
        both.press("w", printed[face].lower())
        about = {"theme": " t1", "join": "", "blank": ""}.get(face, " p1")
        both.shows(face + about)
    both.console.goto(f"{both.stage.url}/w/{both.stage.workshop.code}/console/promote/i1")
    both.console.get_by_role("button", name="Show on the wall").click()
    both.shows("statement i1")
    both.console.goto(f"{both.stage.url}/w/{both.stage.workshop.code}/console")
    both.console.locator(".console[data-live]").wait_for()


BLANKED = """() => new Promise((done) => {
  globalThis.fades = 0
  const fade = document.startViewTransition
  document.startViewTransition = (how) => {
    globalThis.fades += 1
    return fade.call(document, how)
  }
  const look = () => {
    const face = document.querySelector('[data-wall]').firstElementChild
    const sheet = document.elementFromPoint(innerWidth / 2, innerHeight / 3)
    const isBlack = getComputedStyle(sheet).backgroundColor === 'rgb(0, 0, 0)'
    if (face.dataset.key !== 'blank' || !isBlack) return requestAnimationFrame(look)
    document.startViewTransition = fade
    requestAnimationFrame(() => done({ at: Date.now(), fades: globalThis.fades }))
  }
  look()
})"""


def test_FA11_blank_is_instant_and_without_a_fade(both: Both) -> None:
    both.stage.leads(ShowFace("themes", prompt="p1"))
    both.shows("themes p1")
    took = []
    for _ in range(3):
        both.wall.wait_for_timeout(500)  # the fade before has ended
        both.wall.evaluate(f"() => {{ globalThis.blanked = ({BLANKED})() }}")
        pressed = both.console.evaluate("Date.now()")
        both.press("b")
        blanked = both.wall.evaluate("() => globalThis.blanked")
        assert blanked["fades"] == 0
        took.append(blanked["at"] - pressed)
        both.stage.leads(ShowFace("themes", prompt="p1"))
        both.shows("themes p1")
    assert min(took) < 500, "ms, from the key to the dark screen"


SLOW = """() => {
  const sheet = new CSSStyleSheet()
  const parts = ['group', 'old', 'new'].map((part) => `::view-transition-${part}(root)`)
  sheet.replaceSync(`${parts} { animation-duration: 30s !important; }`)
  document.adoptedStyleSheets = [sheet]
}"""
RUNNING = "document.getAnimations().filter((one) => one.playState === 'running').length"


@pytest.mark.whole
def test_FA11_blank_does_not_wait_for_a_fade_that_is_under_way(both: Both) -> None:
    both.wall.evaluate(SLOW)
    both.stage.leads(ShowFace("themes", prompt="p1"))
    both.wall.wait_for_function(f"() => {RUNNING} > 0")
    both.stage.leads(ShowFace("blank"))
    both.shows("blank")
    both.wall.wait_for_function(f"() => {RUNNING} === 0", timeout=2_000)
    both.wall.evaluate("() => (document.adoptedStyleSheets = [])")


def test_FA22_stars_a_phrase_and_shows_it_alone(both: Both) -> None:
    slip = both.console.locator(".slip", has_text=PHRASES[2])
    slip.locator(".slip__pick").click()
    both.press("q")
    expect(slip.locator(".slip__star")).to_have_text("starred")
    both.press("w", "q")
    both.shows("quotes p1")
    expect(both.wall.locator(".wall-phrases q")).to_have_text([PHRASES[2]])
    both.press("z")
    expect(both.wall.locator("[data-wall]")).to_contain_text("Words that stood out will stand here")


def test_DI3_chooses_the_scheme_of_every_wall(both: Both) -> None:
    both.press("w", "c")
    expect(both.wall.locator("html")).to_have_attribute("data-scheme", "dark")
    both.press("w")
    chalkboard = both.console.get_by_role("button", name="Chalkboard")
    expect(chalkboard).to_have_attribute("aria-pressed", "true")
    both.press("p")
    expect(both.wall.locator("html")).to_have_attribute("data-scheme", "light")

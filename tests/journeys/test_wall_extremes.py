"""Every face, scheme, size and language of the wall, in the rooms that are hardest to show."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_wall import DRAWN, FAULTS
from tests.web.stage import Stage
from workshop.room.agenda import OpenPrompt, SetTimer
from workshop.room.promote import PromoteTheme
from workshop.room.show import ShowFace
from workshop.room.star import StarResponses
from workshop.room.theme import MakeTheme

pytestmark = [pytest.mark.journey, pytest.mark.whole]

SIZES = [(1920, 1080), (1280, 720), (1024, 768), (1400, 1050)]
NAMES = (
    "Everyone knows each child by name, always",
    "أريد أن يشعر كل طفل بأنه مرحب به في مدرسته",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "Maestros que conocen a cada niño y familia",
    "W" * 40,
    "🎻🎺🥁 music, theatre and sports for everyone",
    "l i t t l e   w o r d s   e v e r y w h e r e",
    "Comunicación en el idioma que se habla aquí",
    "<b>bold & brave</b> — =1+1; DROP TABLE names",
)
LONG = (
    "When we think of the years to come we hope that every building is open in the evening, so "
    "that families can use the library, the gym and the workshop, and that a bus takes them home "
    "again afterwards, because otherwise only those with a car will ever see any of what we build."
)
ARABIC = "أريد أن يشعر كل طفل بأنه مرحب به في المدرسة، مهما كانت لغته، ومهما كان اسمه أو بيته"
SAID = (
    LONG[:280],
    ARABIC,
    "x" * 280,
    "se siente como una familia, ñandú, çedilla, Ångström",
    "robotics team made it to worlds 🤖🤖 👩‍👩‍👧‍👦",
    "<script>alert(document.title)</script>",
    "everyone knows everyone",
    "Everyone knows everyone!",
    "a" * 40 + " " + "b" * 40,
)

# A word is whole or ends in an ellipsis; a phrase is what somebody said, as far as it goes.
BROKEN = """(said) => {
  const shown = [...document.querySelectorAll('[data-wall] q')].map((q) => q.textContent)
  const isWhole = (text) => said.includes(text)
  const isBegun = (text) => text.endsWith('…')
    && said.some((one) => one.startsWith(text.replace(/ ?…$/, '')))
  return shown.filter((text) => text && !isWhole(text) && !isBegun(text))
}"""

SYMBOLS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const light = (color) => {
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const paper = light(getComputedStyle(document.body).backgroundColor)
  return [...document.querySelectorAll('[data-wall] .symbol')].map((symbol) => {
    const [a, b] = [light(getComputedStyle(symbol).backgroundColor), paper].sort((x, y) => y - x)
    return (a + 0.05) / (b + 0.05)
  }).filter((ratio) => ratio < 3)
}"""


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Nine themes with names of forty letters, phrases of 280, in several scripts."""
    stage = Stage(tmp_path_factory.mktemp("hard"))
    for n in range(40):
        stage.joins(f"g{n % 3 + 1}")
    stage.joins(table=12, headcount=9)
    stage.leads(OpenPrompt("p1"))
    stage.leads(SetTimer("p1", 600))
    keys = [stage.says(stage.seats[n % 41], SAID[n % len(SAID)]) for n in range(45)]
    for n, name in enumerate(NAMES):
        stage.leads(MakeTheme("p1", name, tuple(keys[n::9])))
    stage.leads(PromoteTheme("t1", "value", statement=LONG))
    stage.leads(PromoteTheme("t2", "priority", title=NAMES[2], statement=ARABIC * 2))
    stage.leads(PromoteTheme("t5", "vision", statement=ARABIC * 3))
    stage.leads(StarResponses(tuple(keys[:9])))
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Nobody came, and nothing was said."""
    stage = Stage(tmp_path_factory.mktemp("bare"))
    stage.leads(OpenPrompt("p1"))
    yield stage
    stage.close()


HARD = {
    "join": ShowFace("join"),
    "count": ShowFace("count", prompt="p1"),
    "phrases": ShowFace("phrases", prompt="p1"),
    "quotes": ShowFace("quotes", prompt="p1"),
    "themes": ShowFace("themes", prompt="p1"),
    **{f"theme {n}": ShowFace("theme", theme=f"t{n}") for n in range(1, 10)},
    "value": ShowFace("statement", statement="v1"),
    "vision": ShowFace("statement", statement="v2"),
    "priority": ShowFace("statement", statement="i1"),
    "timer": ShowFace("timer", prompt="p1"),
    "thanks": ShowFace("thanks"),
    "blank": ShowFace("blank"),
}
BARE = ("join", "count", "phrases", "quotes", "themes", "timer", "thanks", "blank")


@pytest.mark.parametrize("language", ["en", "es"])
def test_DI2_DI3_DI7_DI8_shows_the_hardest_room_whole(
    language: str, hard: Stage, browser: Browser
) -> None:
    faults = {
        f"{name}, {look}": found
        for name, look, found in measured(hard, browser, language, HARD)
        if found
    }
    assert faults == {}


@pytest.mark.parametrize("language", ["en", "es"])
def test_DI2_DI3_DI7_shows_an_empty_room_whole(
    language: str, bare: Stage, browser: Browser
) -> None:
    faces = {face: ShowFace(face, prompt="p1") for face in BARE}
    faults = {
        f"{name}, {look}": found
        for name, look, found in measured(bare, browser, language, faces)
        if found
    }
    assert faults == {}


def measured(
    stage: Stage, browser: Browser, language: str, faces: dict[str, ShowFace]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield what is wrong with each face at each size in each scheme."""
    context = browser.new_context(reduced_motion="reduce", locale=language)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(stage.wall_url)
    expect(page.locator("html")).to_have_attribute("lang", language)
    for name, face in faces.items():
        stage.leads(face)
        face_shown(page, face)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.evaluate("(one) => (document.documentElement.dataset.scheme = one)", scheme)
                page.evaluate(DRAWN)
                found = [*page.evaluate(FAULTS), *page.evaluate(BROKEN, list(SAID))]
                found += [f"a pale symbol: {ratio}" for ratio in page.evaluate(SYMBOLS)]
                yield name, f"{width}×{height} {scheme}", found
    context.close()
    assert wrong == []


def face_shown(page: Page, face: ShowFace) -> None:
    shown = page.locator("[data-wall] > section")
    about = face.theme or face.statement
    if about is None and face.face not in ("join", "thanks", "blank"):
        about = face.prompt
    expect(shown).to_have_attribute("data-key", f"{face.face} {about}" if about else face.face)

"""Every screen by axe-core, light, dark, Spanish, right to left and at 400 %: nothing is found.

The screens are those of `test_pictures.py`, in the states in which they are worth seeing.
"""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys import test_pictures as screens
from tests.journeys.test_pictures import evening, first_day  # noqa: F401 (their fixtures)
from tests.journeys.worth_seeing import Evening

pytestmark = [pytest.mark.journey, pytest.mark.whole]

AXE = Axe()
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}  # all that dark changes
# All that another direction changes: what stands where, and over what.
PLACES = {"runOnly": ["color-contrast", "target-size"], "resultTypes": ["violations"]}
# Half a megabyte of script and every rule that passed need not cross over with each look.
LOOKS = """async (options) => {
  const { violations } = await axe.run(document, { ...options, preload: false })
  const seen = ({ html }) => html.slice(0, 160)
  return violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(seen)])
}"""
SAME = {(1920, 1080)}
WALL_SAME = {(1280, 720), (1024, 768), (1400, 1050)}
# 1280 × 1024 at 400 %: what the reader's window has left.
NARROW = {"width": 320, "height": 256}
NARROWEST_WALL = 1000  # pixels; a wall is made for a projector, its text for everybody else
SCROLLS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth + 1) return []
  const edge = (element) => element.getBoundingClientRect().right
  const wide = [...document.body.querySelectorAll('*')].filter((e) => edge(e) > clientWidth + 1)
  return wide.slice(-3).map((e) => e.outerHTML.slice(0, 120))
}"""


class Reader:
    """Opens screens as people with other eyes and hands do, and keeps what stands in their way."""

    def __init__(self, browser: Browser, house: str) -> None:
        self._browser = browser
        self._house = house
        self.language = "en"
        self.found: list[str] = []
        self.seen = 0

    def __call__(
        self,
        name: str,
        path: str,
        size: tuple[int, int],
        *,
        cookie: str = "",
        whole: bool = True,
        act: Callable[[Page], object] | None = None,
        script: bool = True,
        url: str = "",
    ) -> None:
        """Open one screen, as `shoot` does, and look at it in every way."""
        if not script or size in (WALL_SAME if "wall" in name else SAME):
            return  # axe is a script itself, and the other sizes have the same things on them
        url = url or self._house
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="es-MX" if self.language == "es" else "en-US",
            reduced_motion="reduce",
        )
        cookies: list[Any] = [{"name": "language", "value": self.language, "url": url}]
        if cookie:
            key, _, value = cookie.partition("=")
            cookies.append({"name": key, "value": value, "url": url})
        context.add_cookies(cookies)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto(url + path)
        page.wait_for_load_state("load")
        page.wait_for_timeout(250)  # the page is live, and what it measures is measured
        if act:
            act(page)
            page.wait_for_timeout(150)
        is_wall = size[0] > NARROWEST_WALL and "wall" in name
        self._look(page, f"{name} {size[0]}", is_fixed=is_wall or name.endswith("-print"))
        context.close()

    def _look(self, page: Page, name: str, *, is_fixed: bool) -> None:
        """Look at a page; what is made for a projector or for paper has a size of its own."""
        self._axe(page, f"{name} {self.language}")
        if self.language == "en":
            page.emulate_media(color_scheme="dark")
            self._axe(page, f"{name} dark", COLOURS)
            page.emulate_media(color_scheme="light")
            page.evaluate("document.documentElement.dir = 'rtl'")
            self._axe(page, f"{name} from right to left", PLACES)
            if not is_fixed:
                self._scroll(page, f"{name} from right to left")
            page.evaluate("document.documentElement.dir = 'ltr'")
        if not is_fixed:
            page.set_viewport_size(NARROW)  # type: ignore[arg-type] # a plain mapping is one
            page.wait_for_timeout(100)
            self._axe(page, f"{name} {self.language} at 400 %")
            self._scroll(page, f"{name} {self.language} at 400 %")

    def _axe(self, page: Page, name: str, rules: dict[str, Any] = WCAG) -> None:
        self.seen += 1
        if not page.evaluate("'axe' in globalThis"):
            page.evaluate(AXE.axe_script)
        for rule, nodes in page.evaluate(LOOKS, rules):
            self.found.append(f"{name}: {rule} {nodes}")

    def _scroll(self, page: Page, name: str) -> None:
        if wide := page.evaluate(SCROLLS):
            self.found.append(f"{name}: scrolls sideways {wide}")


@pytest.fixture
def reader(browser: Browser, evening: Evening) -> Reader:  # noqa: F811 (the fixture)
    return Reader(browser, evening.stage.url)


WALKS = [
    screens.test_phones,
    screens.test_phones_in_every_state,
    screens.test_phones_while_somebody_writes,
    screens.test_consoles,
    screens.test_consoles_while_the_room_decides,
    screens.test_consoles_with_something_in_hand,
    screens.test_walls,
    screens.test_walls_with_long_words,
    screens.test_walls_while_the_room_votes,
    screens.test_wordings_and_results,
    screens.test_desk,
]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__.removeprefix("test_"))
def test_PA9_nothing_stands_in_anybodys_way(
    reader: Reader,
    evening: Evening,  # noqa: F811 (the fixture)
    walk: Callable[..., None],
) -> None:
    for reader.language in ("en", "es"):
        walk(reader, evening)
    print(f"{walk.__name__}: {reader.seen} looks")
    assert reader.found == []


def test_PA9_nor_on_the_first_day(
    reader: Reader,
    first_day: screens.FirstDay,  # noqa: F811 (the fixture)
) -> None:
    for reader.language in ("en", "es"):
        screens.test_first_day(reader, first_day)
    assert reader.found == []

"""The pictures of the README, out of the running product.

Make them anew with `python -m tests.journeys.readme_pictures`.
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.worth_seeing import Evening
from workshop.room.ballot import CloseBallot, MakeBallot
from workshop.room.show import ShowFace

FOLDER = Path(__file__).parents[2] / "docs"
PHONE, LAPTOP, WALL = (360, 740), (1280, 800), (1280, 720)


def main() -> None:
    """Make them all anew."""
    FOLDER.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    evening = Evening(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        room, stage = evening.main, evening.stage
        for face in ("themes",):  # the face that a room remembers
            stage.leads(ShowFace(face, evening.prompt_of(face)))
            stage.published()
            shoot(browser, f"wall-{face}", stage.url + f"{room.path}/wall", WALL, room.wall)
        board = f"{room.path}/console?prompt=p1&theme=t2"
        shoot(browser, "console", stage.url + board, LAPTOP, evening.sign_in)
        shoot(browser, "phone", stage.url + room.path, PHONE, room.phone)
        shoot(browser, "phone-es", stage.url + room.path, PHONE, room.phone, language="es")
        setup = stage.url + "/workshops/new?template=vision-night"
        shoot(browser, "setup", setup, LAPTOP, evening.sign_in)
        shoot(browser, "plan", stage.url + f"/plans/{evening.plan}", LAPTOP, evening.sign_in)
        vote(browser, evening)
        browser.close()
    evening.close()
    shutil.rmtree(folder, ignore_errors=True)


def vote(browser: Browser, evening: Evening) -> None:
    """Let the room say what matters most: on a phone while it votes, then what came of it."""
    room, stage = evening.main, evening.stage
    themes = sorted(stage.view("console")["themes"].items(), key=lambda one: one[1]["place"])
    sources = tuple(key for key, theme in themes if theme["prompt"] == "p1")[:5]
    question = "What matters most in the next five years?"
    [ballot] = stage.leads(MakeBallot("dots", question, sources, open=True))
    shoot(browser, "phone-vote", stage.url + room.path, PHONE, room.phone)
    liked = (1, 3, 1, 2, 5, 1, 3, 2, 1, 4, 3, 1)
    for seat, first, second in zip(evening.seats, liked, (*liked[1:], 2), strict=False):
        stage.votes(seat, ballot, f"o{first}:2", f"o{second}:1")
    stage.leads(CloseBallot(ballot))
    stage.published()
    shoot(browser, "wall-vote", stage.url + f"{room.path}/wall", WALL, room.wall)


def shoot(
    browser: Browser, name: str, url: str, size: tuple[int, int], cookie: str, language: str = "en"
) -> None:
    """Write the picture of one page as somebody sees it who holds the cookie."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="es-MX" if language == "es" else "en-US",
        reduced_motion="reduce",
    )
    key, _, value = cookie.partition("=")
    context.add_cookies(
        [
            {"name": key, "value": value, "url": url},
            {"name": "language", "value": language, "url": url},
        ]
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("load")
    page.wait_for_timeout(700)  # what is measured has come to rest
    page.screenshot(path=str(FOLDER / f"{name}.png"))
    context.close()


if __name__ == "__main__":
    main()

"""A real Chromium, and pages in it. Without a browser the journeys are skipped, and say so."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from signal import SIGTERM

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright

from tests.conftest import no_browser
from tests.journeys.scenarios import Room
from tests.served import Served
from tests.web.stage import Stage

ROOT = Path(__file__).parents[2]
# The one without windows loads a page in half the time; all lay out and run alike.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BENCH = "http://bench.test"  # served from the folder `static`, without a server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of all browsers."""
    if CHROMIUM is None:
        no_browser()
    expect.set_options(timeout=15_000)  # ms; a slow machine is not a fault
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all journeys."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def plain_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that finds `school.test` here: plain http, and no secure context."""
    args = [*QUIET, "--host-resolver-rules=MAP school.test 127.0.0.1"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One server for all journeys."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    yield stage
    stage.close()


@pytest.fixture
def stage(shared_stage: Stage) -> Stage:
    """The server, with a new workshop."""
    shared_stage.begin_again()
    return shared_stage


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Room]:
    """A server of its own with nobody in it yet, for a whole evening."""
    served = Served(tmp_path / "evening.db")
    served.start()
    room = Room(browser, served)
    yield room
    room.close()
    served.end(SIGTERM)
    assert room.wrong == []


@pytest.fixture
def bench(browser: Browser) -> Iterator[Page]:
    """An empty page on which one module is tried at a time: `import('/js/live/merge.js')`."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.route(f"{BENCH}/**", _from_disk)
    page.goto(f"{BENCH}/")
    yield page
    context.close()
    assert wrong == []


def _from_disk(route: Route) -> None:
    name = route.request.url.removeprefix(BENCH).lstrip("/")
    if not name:
        route.fulfill(
            content_type="text/html", body="<!doctype html><html lang=en><title>Bench</title>"
        )
        return
    route.fulfill(content_type="text/javascript", body=(ROOT / "static" / name).read_text())

"""A console in a browser: one server, a workshop of its own for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.console.hands import PHRASES, SIZE, come
from tests.web.stage import Stage
from workshop.room.agenda import OpenPrompt
from workshop.room.theme import MakeTheme
from workshop.web import auth


@pytest.fixture(scope="session")
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

"""What every test of the console takes hold of."""

import asyncio
from typing import Any

from playwright.sync_api import Locator, Page

from tests.web.stage import Stage
from workshop.room import contents
from workshop.room.nouns import ENGINE
from workshop.room.suggest import SuggestThemes
from workshop.room.theme import RenameTheme

SIZE = {"width": 1280, "height": 800}

PHRASES = [
    "more music and art",
    "a band for everybody",
    "smaller classes in the first grade",
    "one place to get information",
    "bathrooms. please fix the bathrooms",
    "paint the gym",
]


def come(page: Page, stage: Stage, path: str = "") -> None:
    """Open a console's page, which the server draws from what consoles have been told."""
    settled(stage)
    page.goto(f"{stage.url}/w/{stage.workshop.code}/console{path}")
    page.locator(".console[data-live]").wait_for()


def view(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.view("console")
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


def worded(name: str, *held: str, **more: Any) -> dict[str, Any]:
    """Return a theme of a draft as a language model words it."""
    return {"name": name, "machine": True, "responses": dict.fromkeys(held, True), **more}


def renames(stage: Stage, theme: str, name: str) -> None:
    tomas(stage, RenameTheme(theme, name))


def tomas(stage: Stage, command: Any, role: str = contents.COFACILITATOR) -> None:
    """Let somebody else do it."""
    stage.wait(stage.room.command(command, by="utomas", role=role, ref=f"tomas{stage.room.seq}"))


def settled(stage: Stage) -> dict[str, Any]:
    """Return the console's view once everything that happened has been published."""

    async def wait() -> None:
        while stage.room.view_seq("console") < stage.room.seq:
            await asyncio.sleep(0.01)

    stage.wait(wait())
    return view(stage)

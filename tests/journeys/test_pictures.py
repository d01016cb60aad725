"""Every screen, at every size, in both schemes and languages: to be looked at, not asserted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.journeys.worth_seeing import Evening
from workshop.room.show import ShowFace
from workshop.web import auth, identity

pytestmark = pytest.mark.pictures

FOLDER = Path(__file__).parents[2] / "pictures"
PHONE, SMALL_PHONE, LAPTOP, DESK_PHONE = (390, 844), (360, 740), (1280, 800), (390, 844)
WALLS = ((1920, 1080), (1280, 720), (1024, 768))
LOOKS = [(scheme, language) for scheme in ("light", "dark") for language in ("en", "es")]
FACES = ("join", "count", "phrases", "themes", "theme", "statement", "timer", "thanks", "blank")


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    evening = Evening(tmp_path_factory.mktemp("evening"))
    yield evening
    evening.close()


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(look))
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    pair: tuple[str, str] = request.param
    return pair


@pytest.fixture
def shoot(
    browser: Browser,
    evening: Evening,
    look: tuple[str, str],
) -> Iterator[Callable[..., None]]:
    """Return what opens an address at a size and writes its picture."""
    scheme, language = look
    contexts: list[BrowserContext] = []

    def shoot(
        name: str, path: str, size: tuple[int, int], *, cookie: str = "", whole: bool = True
    ) -> None:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="es-MX" if language == "es" else "en-US",
        )
        contexts.append(context)
        cookies: list[Any] = [{"name": "language", "value": language, "url": evening.stage.url}]
        if cookie:
            key, _, value = cookie.partition("=")
            cookies.append({"name": key, "value": value, "url": evening.stage.url})
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(evening.stage.url + path)
        page.wait_for_load_state("load")
        page.wait_for_timeout(700)  # fonts, fitting and the first frames have come to rest
        FOLDER.mkdir(exist_ok=True)
        file = f"{name}-{width}x{height}-{scheme}-{language}.png"
        page.screenshot(path=str(FOLDER / file), full_page=whole)
        context.close()
        contexts.remove(context)

    yield shoot
    for context in contexts:
        context.close()


def test_phones(shoot: Callable[..., None], evening: Evening) -> None:
    code, seat = evening.stage.workshop.code, evening.stage.seats[0]
    cookie = f"{identity.seat_cookie(evening.stage.workshop.id)}={evening.stage.secrets[seat]}"
    for size in (PHONE, SMALL_PHONE):
        shoot("phone-code", "/", size)
        shoot("phone-join", f"/w/{code}", size)
        shoot("phone-prompt", f"/w/{code}", size, cookie=cookie)


def test_consoles(shoot: Callable[..., None], evening: Evening) -> None:
    code, cookie = evening.stage.workshop.code, f"{auth.COOKIE}={evening.stage.sign_in}"
    for size in (LAPTOP, (1920, 1080), PHONE):
        console = f"/w/{code}/console"
        shoot("console", f"{console}?prompt=p1", size, cookie=cookie, whole=False)
        shoot("console-theme", f"{console}?prompt=p1&theme=t2", size, cookie=cookie, whole=False)
        shoot("console-unthemed", f"{console}?prompt=p2", size, cookie=cookie, whole=False)
        shoot("console-held", f"{console}/held", size, cookie=cookie, whole=False)
        shoot("console-promote", f"{console}/promote/t3", size, cookie=cookie, whole=False)


def test_walls(shoot: Callable[..., None], evening: Evening) -> None:
    stage = evening.stage
    cookie = f"{identity.wall_cookie(stage.workshop.id)}={stage.wall_key}"
    for face in FACES:
        stage.leads(ShowFace(face, evening.prompt_of(face), evening.theme_of(face), "i1"))
        stage.published()
        for size in WALLS:
            shoot(f"wall-{face}", f"/w/{stage.workshop.code}/wall", size, cookie=cookie)


def test_desk(shoot: Callable[..., None], evening: Evening) -> None:
    cookie = f"{auth.COOKIE}={evening.stage.sign_in}"
    for size in (LAPTOP, DESK_PHONE):
        shoot("sign-in", "/sign-in", size)
        for name, path in evening.desk_pages().items():
            shoot(name, path, size, cookie=cookie)

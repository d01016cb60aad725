"""Every screen, at every size, in both schemes and languages: to be looked at, not asserted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.worth_seeing import LONG, Evening, FirstDay, Room
from workshop.room.show import ShowFace
from workshop.web import auth

pytestmark = pytest.mark.pictures

FOLDER = Path(__file__).parents[2] / "pictures"
PHONE, SMALL_PHONE, LAPTOP, DESK_PHONE = (390, 844), (360, 740), (1280, 800), (390, 844)
WALLS = ((1920, 1080), (1280, 720), (1024, 768), (1400, 1050))
LOOKS = [(scheme, language) for scheme in ("light", "dark") for language in ("en", "es")]
FACES = (
    "join",
    "count",
    "phrases",
    "quotes",
    "themes",
    "theme",
    "statement",
    "timer",
    "thanks",
    "blank",
)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    evening = Evening(tmp_path_factory.mktemp("evening"))
    yield evening
    evening.close()


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(look))
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    pair: tuple[str, str] = request.param
    return pair


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstDay]:
    stage = FirstDay(tmp_path_factory.mktemp("first"))
    yield stage
    stage.close()


@pytest.fixture
def shoot(
    browser: Browser,
    evening: Evening,
    look: tuple[str, str],
) -> Iterator[Callable[..., None]]:
    """Return what opens an address at a size, does something there, and writes its picture."""
    scheme, language = look
    contexts: list[BrowserContext] = []

    def shoot(
        name: str,
        path: str,
        size: tuple[int, int],
        *,
        cookie: str = "",
        whole: bool = True,
        act: Callable[[Page], object] | None = None,
        script: bool = True,
        url: str = evening.stage.url,
    ) -> None:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="es-MX" if language == "es" else "en-US",
            java_script_enabled=script,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookies: list[Any] = [{"name": "language", "value": language, "url": url}]
        if cookie:
            key, _, value = cookie.partition("=")
            cookies.append({"name": key, "value": value, "url": url})
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(url + path)
        page.wait_for_load_state("load")
        page.wait_for_timeout(700)  # fonts, fitting and the first frames have come to rest
        if act:
            act(page)
            page.wait_for_timeout(500)  # what moves has arrived
        FOLDER.mkdir(exist_ok=True)
        file = f"{name}-{width}x{height}-{scheme}-{language}.png"
        page.screenshot(path=str(FOLDER / file), full_page=whole)
        context.close()
        contexts.remove(context)

    yield shoot
    for context in contexts:
        context.close()


def large(page: Page) -> None:
    """Let the reader's letters be twice as large."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def hide_one(page: Page) -> None:
    """Go to the held phrases, and ask for the reason."""
    page.keyboard.press("v")
    page.wait_for_url("**/held")
    page.locator(".console[data-live]").wait_for()
    page.keyboard.press("h")


def test_phones(shoot: Callable[..., None], evening: Evening) -> None:
    main = evening.main
    for size in (PHONE, SMALL_PHONE):
        shoot("phone-code", "/", size)
        shoot("phone-code-wrong", "/?code=ZZZZZZ", size)
        shoot("phone-join", main.path, size)
        shoot("phone-prompt", main.path, size, cookie=main.phone)


def test_phones_in_every_state(shoot: Callable[..., None], evening: Evening) -> None:
    for state, room in evening.rooms.items():
        shoot(f"phone-{state}", room.path, SMALL_PHONE, cookie=room.phone)
    shoot("phone-join-ended", evening.rooms["ended"].path, SMALL_PHONE)
    shoot("phone-join-large", evening.main.path, SMALL_PHONE, act=large)
    for state in ("table", "long", "themes", "vote-dots", "vote-ratings", "vote-fist"):
        room = evening.rooms[state]
        shoot(f"phone-{state}-large", room.path, SMALL_PHONE, cookie=room.phone, act=large)


def test_phones_while_somebody_writes(shoot: Callable[..., None], evening: Evening) -> None:
    def offline(page: Page) -> None:
        page.context.set_offline(True)
        page.fill("#text", "Buses that come on time")
        page.keyboard.press("Enter")
        page.fill("#text", LONG)

    def edits(page: Page) -> None:
        page.locator(".yours__edit summary").first.click()

    def unfolds(page: Page) -> None:
        for fold in page.locator("details.fold > summary").all():
            if fold.is_visible():
                fold.click()

    def looks_at_lines(page: Page) -> None:
        page.locator(".many > summary").click()
        page.fill("#lines", f"Later buses\n{LONG}\nرسائل بلغتنا")
        page.locator("[data-slot=lines-look]").click()

    def sends_too_much(page: Page) -> None:
        page.fill("#text", LONG * 6)
        page.locator(".phone__write > .button--first").click()

    room = evening.rooms["long"]
    shoot("phone-offline", room.path, SMALL_PHONE, cookie=room.phone, act=offline)
    shoot("phone-edits", room.path, SMALL_PHONE, cookie=room.phone, act=edits)
    table = evening.rooms["table"]
    shoot("phone-table-lines", table.path, SMALL_PHONE, cookie=table.phone, act=looks_at_lines)
    shoot("phone-paper", f"{table.path}/paper", SMALL_PHONE, cookie=table.phone)
    themes = evening.rooms["themes"]
    shoot("phone-unfolded", themes.path, SMALL_PHONE, cookie=themes.phone, act=unfolds)
    shoot("phone-join-unfolded", evening.main.path, SMALL_PHONE, act=unfolds)
    shoot("phone-refused", room.path, SMALL_PHONE, cookie=room.phone, act=sends_too_much)
    shoot(
        "phone-refused-plain",
        room.path,
        SMALL_PHONE,
        cookie=room.phone,
        act=sends_too_much,
        script=False,
    )


def test_consoles(shoot: Callable[..., None], evening: Evening) -> None:
    cookie, console = evening.sign_in, f"{evening.main.path}/console"
    for size in (LAPTOP, (1920, 1080), PHONE):
        shoot("console", f"{console}?prompt=p1", size, cookie=cookie, whole=False)
        shoot("console-theme", f"{console}?prompt=p1&theme=t2", size, cookie=cookie, whole=False)
        shoot("console-unthemed", f"{console}?prompt=p2", size, cookie=cookie, whole=False)
        shoot("console-held", f"{console}/held", size, cookie=cookie, whole=False)
        shoot("console-promote", f"{console}/promote/t3", size, cookie=cookie, whole=False)
        shoot("console-done", f"{console}/done", size, cookie=cookie, whole=False)
        shoot("console-check", f"{console}/check", size, cookie=cookie, whole=False)
        shoot("console-inside", f"{console}/inside/t3", size, cookie=cookie, whole=False)
        shoot("console-paper", f"{console}/paper", size, cookie=cookie, whole=False)
        for state in ("waiting", "full", "ended"):
            path = f"{evening.rooms[state].path}/console?prompt={'p2' if state == 'full' else 'p1'}"
            shoot(f"console-{state}", path, size, cookie=cookie, whole=False)


def test_consoles_while_the_room_decides(shoot: Callable[..., None], evening: Evening) -> None:
    cookie, console = evening.sign_in, f"{evening.rooms['decides'].path}/console"
    pages = {
        "several": "vote?new=1",
        "wording": "vote?kind=fist",
        "dots": "vote?ballot=b1",
        "ready": "vote?ballot=b2",
        "grid": "vote?ballot=b3",
        "fist": "vote?ballot=b4",
        "open": "vote",
        "parked": "parked",
    }
    for size in (LAPTOP, PHONE):
        for name, page in pages.items():
            shoot(f"console-vote-{name}", f"{console}/{page}", size, cookie=cookie)


def test_consoles_with_something_in_hand(shoot: Callable[..., None], evening: Evening) -> None:
    def choose(page: Page, many: int) -> None:
        for number in range(many):
            page.locator(".board .slips li:first-child .slip__pick").nth(number).click(
                modifiers=["Control"]
            )

    def split(page: Page) -> None:
        choose(page, 1)
        page.locator('.side summary[aria-keyshortcuts="S"]').click()

    def press(*keys: str) -> Callable[[Page], None]:
        def act(page: Page) -> None:
            for key in keys:
                page.keyboard.press(key)

        return act

    acts = {
        "one": lambda page: choose(page, 1),
        "many": lambda page: choose(page, 3),
        "split": split,
        "preview": press("l"),
        "faces": press("w"),
        "keys": press("?"),
        "people": press("f"),
        "search": lambda page: (page.keyboard.press("/"), page.keyboard.type("s")),
        "rename": press("r"),
        "merge": press("m"),
        "otherwise": lambda page: page.locator('[data-part="wishes"] > summary').click(),
        "new-theme": press("t"),
        "hide": hide_one,
    }
    board = f"{evening.main.path}/console?prompt=p1&theme=t2"
    for name, act in acts.items():
        for size in (LAPTOP, PHONE):
            shoot(f"console-{name}", board, size, cookie=evening.sign_in, whole=False, act=act)
    evening.offers(True)
    for size in (LAPTOP, PHONE):
        shoot("console-draft", board, size, cookie=evening.sign_in, whole=False)
    evening.offers(False)


def test_walls(shoot: Callable[..., None], evening: Evening) -> None:
    stage, main = evening.stage, evening.main
    for face in FACES:
        stage.leads(ShowFace(face, evening.prompt_of(face), evening.theme_of(face), "i1"))
        stage.published()
        for size in WALLS:
            shoot(f"wall-{face}", f"{main.path}/wall", size, cookie=main.wall)
        shoot(f"wall-text-{face}", f"{main.path}/wall?text", SMALL_PHONE, cookie=main.wall)


def test_walls_with_long_words(shoot: Callable[..., None], evening: Evening) -> None:
    stage, full = evening.stage, evening.rooms["full"]
    with evening.inside("full"):
        for face in ("count", "phrases", "themes", "theme", "statement", "timer"):
            stage.leads(ShowFace(face, "p2", "t3" if face == "theme" else None, "v1"))
            stage.published()
            for size in WALLS:
                shoot(f"wall-full-{face}", f"{full.path}/wall", size, cookie=full.wall)


def test_walls_while_the_room_votes(shoot: Callable[..., None], evening: Evening) -> None:
    stage = evening.stage

    def look(name: str, room: Room) -> None:
        stage.published()
        for size in WALLS:
            shoot(f"wall-{name}", f"{room.path}/wall", size, cookie=room.wall)
        shoot(f"wall-text-{name}", f"{room.path}/wall?text", SMALL_PHONE, cookie=room.wall)

    for name in ("vote-dots", "vote-ratings"):
        look(f"{name}-open", evening.rooms[name])
    for name in ("decides", "counted"):
        with evening.inside(name):
            for key, ballot in stage.view("console")["ballots"].items():
                if ballot["state"] != "ready":
                    stage.leads(ShowFace("ballot", ballot=key))
                    look(f"{name}-{ballot['kind']}-{key}", evening.rooms[name])
    with evening.inside("counted"):
        stage.leads(ShowFace("statement", statement="v1"))
        look("statement-agreed", evening.rooms["counted"])
    with evening.inside("decides"):
        stage.leads(ShowFace("parked"))
        look("parked", evening.rooms["decides"])


def test_wordings_and_results(shoot: Callable[..., None], evening: Evening) -> None:
    console = f"{evening.main.path}/console"
    counted = f"{evening.rooms['counted'].path}/console"
    for size in (LAPTOP, PHONE):
        shoot("console-promote-priority", f"{console}/promote/i1", size, cookie=evening.sign_in)
        shoot("console-promote-agreed", f"{counted}/promote/v1", size, cookie=evening.sign_in)
        shoot("results", evening.results, size)


def test_desk(shoot: Callable[..., None], evening: Evening) -> None:
    cookie = evening.sign_in

    def saves_too_late(page: Page) -> None:
        evening.saves_the_goal()
        page.locator('[name="text"]').fill("Keep our teachers.")
        page.locator("main .button--first").first.click()

    def on_paper(page: Page) -> None:
        page.emulate_media(media="print")

    plan = f"/plans/{evening.plan}"
    for size in (LAPTOP, DESK_PHONE):
        shoot("sign-in", "/sign-in", size)
        shoot("refused-entry", "/home", size)
        shoot("invited", f"/invited?token={evening.invitation('cofacilitator')}", size)
        for name, path in evening.desk_pages().items():
            shoot(name, path, size, cookie=cookie)
        item = f"{plan}/items/{evening.goal}"
        shoot("plan-conflict", item, size, cookie=cookie, act=saves_too_late)
    for name in ("plan", "sheet"):
        shoot(f"{name}-print", evening.desk_pages()[name], (816, 1056), cookie=cookie, act=on_paper)


def test_first_day(shoot: Callable[..., None], first_day: FirstDay) -> None:
    cookie = f"{auth.COOKIE}={first_day.sign_in}"
    token = first_day.first_token()
    for size in (LAPTOP, DESK_PHONE):
        shoot("welcome", f"/welcome?token={token}", size, url=first_day.url)
        for name, path in (("home", "/home"), ("projects", "/projects")):
            shoot(f"first-{name}", path, size, cookie=cookie, url=first_day.url)

"""The evening, whole: from the first sign-in to the plan, whatever the network lets through."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from signal import SIGTERM

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.served import Served

from .wifi import Wifi

pytestmark = [pytest.mark.journey, pytest.mark.whole]

SCENARIO = Path(__file__).parents[1] / "fixtures" / "scenarios" / "s1_focus_group_40.json"
WITHIN = 30_000  # ms, for whatever a person would wait for
ENGINE_WITHIN = 45_000  # ms: a child starts, loads its vectors and waits for quiet
SEEN_WITHIN = 3_000  # ms, for what a press did
DEAD = 60_000  # ms in which the Wi-Fi carries nothing
PHONES = ("en-US", "en-US", "es-MX")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server as an operator starts it, on an empty folder."""
    served = Served(tmp_path / "evening.db")
    served.start()
    yield served
    served.end(SIGTERM)


@pytest.fixture
def wifi(served: Served) -> Iterator[Wifi]:
    """What everybody reaches the server by."""
    wifi = Wifi(served.port)
    yield wifi
    wifi.close()


@pytest.fixture(params=["sockets", "events", "polling", "a dead Wi-Fi"])
def windows(browser: Browser, request: pytest.FixtureRequest) -> Iterator["Windows"]:
    """Windows in a school that lets all through, or no sockets, or no events either, or is cut."""
    windows = Windows(browser, request.param)
    yield windows
    windows.close()
    assert windows.wrong == []


class Windows:
    """Every window of the evening, each person with a browser of their own."""

    def __init__(self, browser: Browser, way: str) -> None:
        self._browser = browser
        self.way = way
        self._contexts: list[BrowserContext] = []
        self.wrong: list[str] = []

    def opens(self, width: int, height: int, locale: str = "en-US") -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale=locale
        )
        context.set_default_timeout(WITHIN)
        if self.way in ("events", "polling"):
            context.route_web_socket(re.compile("/live$"), lambda line: line.close())
        if self.way == "polling":
            context.route("**/events?**", stop_events)
        context.on("page", self._listen)
        self._contexts.append(context)
        return context.new_page()

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on(
            "console",
            lambda said: self.wrong.append(said.text) if "Content Security" in said.text else None,
        )

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def stop_events(route: Route) -> None:
    if "event-stream" in route.request.headers.get("accept", ""):
        route.abort()
    else:
        route.continue_()


def phrases(count: int) -> list[str]:
    """Return what people said about strengths, without what nobody should project."""
    responses = json.loads(SCENARIO.read_text())["prompts"][0]["responses"]
    plain = [r["text"] for r in responses if "flags" not in r and len(r["text"]) < 60]
    return list(dict.fromkeys(plain))[:count]


def cells(console: Page) -> Locator:
    return console.locator(".board .theme:not(.theme--gone)")


def is_live(console: Page) -> None:
    console.locator(".console[data-live]").wait_for()


def chooses(cell: Locator) -> None:
    """Look at a theme, as a person does: pressing one that is looked at lets it go, so look first.

    What was made or merged is looked at by itself once it is there, and that may be at any moment;
    what a press did is seen a frame later.
    """
    is_looked_at = expect(cell).to_have_attribute
    for _ in range(3):
        if cell.get_attribute("aria-current") != "true":
            cell.locator(".theme__name").click()
        try:
            return is_looked_at("aria-current", "true", timeout=SEEN_WITHIN)
        except AssertionError:
            continue
    is_looked_at("aria-current", "true")


def name_of(cell: Locator) -> str:
    return cell.locator(".theme__name").inner_text()


def test_an_evening_goes_from_the_first_sign_in_to_the_plan(
    served: Served, wifi: Wifi, windows: Windows
) -> None:
    fay = windows.opens(1280, 800)
    code = sets_up(served, wifi, fay)
    with fay.expect_popup() as opened:
        fay.get_by_role("button", name="Show the wall on this computer").click()
    wall = opened.value
    wall.set_viewport_size({"width": 1920, "height": 1080})
    expect(wall.locator(".wall-join__code")).to_have_text(code)

    console = fay
    console.goto(f"{wifi.url}/w/{code}/console")
    is_live(console)
    console.get_by_role("button", name="Go on with “Information”").click()
    expect(wall.get_by_role("heading", name="Welcome.")).to_be_visible()
    console.get_by_role("button", name="Open “Strengths”").click()
    phones = [joins(windows, wifi, code, locale) for locale in PHONES]
    said = speaks(phones)
    if windows.way == "a dead Wi-Fi":
        said += speaks_in_the_dark(wifi, console, wall, phones)
    expect(wall.locator(".wall-count__number")).to_have_text(str(len(said)))
    assert not any(text in wall.inner_text("body") for text in said), "a count shows no words"

    shows(console, "Phrases")
    expect(wall.get_by_text(said[0], exact=True)).to_be_visible()
    expect(cells(console).nth(2)).to_be_visible(timeout=ENGINE_WITHIN)
    shows(console, "Themes")
    expect(wall.locator(".wall-themes__theme").nth(2)).to_be_visible()

    steers(console, wall)
    promotes(console)
    closes(console, wall, phones, said)
    plan = brings(wifi, fay, said)
    reads_the_word_file(fay, said)

    served.restart()
    fay.goto(plan)
    expect(fay.get_by_role("heading", name="Caring people")).to_be_visible()
    fay.goto(f"{wifi.url}/w/{code}/console")
    expect(fay.get_by_role("heading", name="It feels like family")).to_be_visible()


def sets_up(served: Served, wifi: Wifi, fay: Page) -> str:
    """Sign in for the first time and make a focus group; return its code."""
    link = re.search(r"http://[^/\s]+(/welcome\?token=\S+)", served.printed)
    assert link is not None, served.printed
    fay.goto(wifi.url + link[1])
    fay.get_by_label("Your name").fill("Fay")
    fay.get_by_label("Mail address").fill("fay@larkspur.example")
    fay.get_by_label("Password").fill("a calm and generous room")
    fay.get_by_label("District or agency").fill("Larkspur Valley")
    fay.get_by_role("button", name="Begin").click()
    fay.get_by_role("link", name="Make a workshop").click()
    fay.get_by_role("button", name="Make the workshop").click()
    return fay.locator(".invite__code").inner_text()


def joins(windows: Windows, wifi: Wifi, code: str, locale: str) -> Page:
    phone = windows.opens(390, 780, locale)
    phone.goto(f"{wifi.url}/w/{code}")
    phone.locator("input[name=group]").nth(len(windows._contexts) % 3).check()
    with phone.expect_navigation():
        phone.locator("form[action$='/join'] button").last.click()
    expect(phone.locator("textarea[name=text]").first).to_be_visible()
    return phone


def sends(phone: Page, text: str) -> None:
    phone.locator("textarea#text").fill(text)
    phone.locator("textarea#text").press("Enter")
    expect(phone.locator(".yours__item", has_text=text).first).to_be_visible()


def speaks(phones: list[Page]) -> list[str]:
    """Let everybody write; the third is offline for a while and delivers later, once."""
    said = phrases(18)
    lost = phones[2]
    lost.context.set_offline(True)
    for number, text in enumerate(said):
        sends(phones[number % 3], text)
    waiting = lost.locator(".yours__item .icon--waiting")
    expect(waiting).to_have_count(6)
    lost.context.set_offline(False)
    expect(waiting).to_have_count(0, timeout=30_000)
    expect(lost.locator(".yours__item")).to_have_count(6)
    return said


def speaks_in_the_dark(wifi: Wifi, console: Page, wall: Page, phones: list[Page]) -> list[str]:
    """Let everybody write while the Wi-Fi is dead; it closes nothing, and forgets what was open."""
    said = phrases(21)[18:]
    wifi.dies(forgetting=True)
    for phone, text in zip(phones, said, strict=True):
        sends(phone, text)
    wall.wait_for_timeout(DEAD)
    for phone in phones:
        expect(phone.locator(".yours__item .icon--waiting")).to_have_count(1)
        expect(phone.locator("[data-slot=net]")).not_to_be_empty()
    expect(console.locator("[data-slot=line]")).to_be_visible()
    expect(wall.locator("html")).to_have_attribute("data-live", "waiting")
    wifi.returns()
    for phone in phones:
        expect(phone.locator(".yours__item .icon--waiting")).to_have_count(0, timeout=WITHIN)
        expect(phone.locator(".yours__item")).to_have_count(7)
    expect(console.locator("[data-slot=line]")).to_be_hidden(timeout=WITHIN)
    expect(wall.locator("html")).to_have_attribute("data-live", "live", timeout=WITHIN)
    return said


def closes(console: Page, wall: Page, phones: list[Page], said: list[str]) -> None:
    """End the evening: the wall says thanks, and every phone still has its words, each once."""
    console.locator(".console__more > summary").click()
    console.get_by_role("button", name="Close the workshop").last.click()
    expect(wall.locator(".wall-thanks")).to_be_visible()
    for number, phone in enumerate(phones):
        expect(phone.locator(".yours__item .icon--sent")).to_have_count(len(said[number::3]))
        expect(phone.locator(".yours__item")).to_have_count(len(said[number::3]))


def shows(console: Page, face: str) -> None:
    console.get_by_role("button", name=re.compile("^Wall:")).click()
    console.locator("#faces").get_by_role("button", name=face, exact=False).first.click()
    console.keyboard.press("Escape")


def steers(console: Page, wall: Page) -> None:
    """Rename, merge, move several, undo; the wall follows."""
    first, second = cells(console).nth(0), cells(console).nth(1)
    gone = name_of(second)
    chooses(first)
    side = console.locator("[data-side=theme]")
    side.get_by_text("Rename", exact=True).first.click()
    name = console.locator("[name=name]:visible").first
    name.fill("It feels like family")
    name.press("Enter")
    expect(wall.get_by_text("It feels like family")).to_be_visible()

    chooses(second)
    side.get_by_text("Merge", exact=True).first.click()
    side.locator("select[name=into]").select_option(label="It feels like family")
    side.locator("form:has(select[name=into]) button").click()
    expect(wall.get_by_text(gone, exact=True)).to_have_count(0)
    expect(cells(console).locator(".theme__name", has_text=gone)).to_have_count(0)
    console.keyboard.press("Escape")

    slips = cells(console).nth(0).locator(".slip")
    moved = [slips.nth(0).inner_text().strip(), slips.nth(1).inner_text().strip()]
    slips.nth(0).click()
    slips.nth(1).click(modifiers=["Control"])
    console.keyboard.press("2")  # the cell that the merged theme has left: nothing may happen
    console.keyboard.press("3")
    expect(cells(console).nth(1)).to_contain_text(moved[0].splitlines()[0])
    console.keyboard.press("z")
    expect(cells(console).nth(0)).to_contain_text(moved[0].splitlines()[0])
    console.keyboard.press("Escape")


def promotes(console: Page) -> None:
    """Two priorities and a value statement."""
    wordings = (
        ("Priority", "Caring people", "We will keep the people who care."),
        ("Priority", "Many ways to learn", "We will offer more than one way."),
        ("Value statement", "Belonging", "We value knowing every child by name."),
    )
    for number, (kind, title, statement) in enumerate(wordings):
        chooses(cells(console).nth(min(number, cells(console).count() - 1)))
        console.locator("[data-side=theme]").get_by_role("link", name="Promote").click()
        console.get_by_label(kind, exact=True).check()
        console.locator("#title").fill(title)
        console.locator("#statement").fill(statement)
        console.locator(".draft__acts button").first.click()
        expect(console.locator(".made__item", has_text=title)).to_be_visible()
        console.get_by_role("link", name="Back to the themes").click()
        is_live(console)


def brings(wifi: Wifi, fay: Page, said: list[str]) -> str:
    """Begin a plan, bring the evening in, and find people's words in it."""
    fay.goto(f"{wifi.url}/plans/new")
    fay.locator("[name=title]").fill("Strategic plan 2027–2032")
    fay.get_by_role("button", name="Begin the plan").click()
    plan = fay.url.removesuffix("/edit")
    fay.goto(f"{plan}/bring")
    fay.locator(".rows__name a").first.click()
    fay.get_by_role("button", name="Bring 3 lines into the plan").click()
    fay.goto(plan)
    expect(fay.get_by_role("heading", name="Caring people")).to_be_visible()
    expect(fay.get_by_text("We value knowing every child by name.")).to_be_visible()
    page = fay.inner_text("main")
    assert sum(text in page for text in said) >= 2, "the words people said stand beside"
    return plan


def reads_the_word_file(fay: Page, said: list[str]) -> None:
    with fay.expect_download() as download:
        fay.get_by_role("link", name="Word document").first.click()
    document = docx.Document(download.value.path())
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Caring people" in text
    assert "We value knowing every child by name." in text
    assert sum(phrase in text for phrase in said) >= 3

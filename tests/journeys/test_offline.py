"""Without network: each phrase arrives once, in order, under its own prompt, or says it did not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Locator, Page, expect

from tests.web.stage import STRENGTHS, Stage
from workshop.room.agenda import ClosePrompt, CloseWorkshop, OpenPrompt
from workshop.room.nouns import Room
from workshop.web import auth

from .wifi import Wifi

pytestmark = pytest.mark.journey

SIZE = {"width": 390, "height": 780}
NOTICED = 14_000  # ms of the page's clock in which a command without answer is given up
DAY = 86_400  # seconds


@pytest.fixture
def wifi(stage: Stage) -> Iterator[Wifi]:
    wifi = Wifi(int(stage.url.rpartition(":")[2]))
    yield wifi
    wifi.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZE, locale="en-US")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def address(stage: Stage, wifi: Wifi) -> str:
    return f"{wifi.url}/w/{stage.workshop.code}"


def joins(context: BrowserContext, stage: Stage, wifi: Wifi, *, at: float | None = None) -> Page:
    """Join with a phone whose clock can be moved. `at`: what it shows, in seconds since 1970."""
    stage.leads(OpenPrompt("p1"))
    page = context.new_page()
    page.clock.install(time=at)
    page.goto(address(stage, wifi))
    page.get_by_label("Families").check()
    with page.expect_navigation():
        page.get_by_role("button", name="I understand. Join").click()
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("One idea at a time").fill(text)
    page.keyboard.press("Enter")


def states(page: Page) -> Locator:
    return page.locator(".yours__item .state")


def passes(page: Page, seconds: int) -> None:
    """Let time pass for a page, in which its network answers."""
    for _ in range(seconds):
        page.clock.run_for(1_000)
        page.wait_for_timeout(15)


def said(stage: Stage) -> list[tuple[str, str]]:
    """Return (prompt, words) of what stands in the room, in the order of arrival."""

    def look(room: Room) -> list[tuple[str, str]]:
        return [(each.prompt, each.text) for each in room.responses.values()]

    found: list[tuple[str, str]] = stage.wait(stage.room.read(look))
    return found


# ── away ─────────────────────────────────────────────────────────────────────


FULL = pytest.mark.faults
AWAY = [  # seconds, and whether the connections are forgotten
    pytest.param(30, False, id="30 s held up", marks=FULL),
    pytest.param(30, True, id="30 s swallowed", marks=FULL),
    pytest.param(600, False, id="10 min held up", marks=FULL),
    pytest.param(600, True, id="10 min swallowed", marks=FULL),
    pytest.param(8 * 3600, False, id="8 h held up", marks=FULL),
    pytest.param(8 * 3600, True, id="8 h swallowed"),
]


@pytest.mark.parametrize(("away", "forgetting"), AWAY)
def test_PA6_what_is_said_in_a_dead_wifi_arrives_once_in_order_under_its_own_prompt(
    context: BrowserContext, stage: Stage, wifi: Wifi, away: int, forgetting: bool
) -> None:
    page = joins(context, stage, wifi)
    stage.leads(OpenPrompt("p2"))
    say(page, "in time")
    expect(states(page)).to_have_text(["Sent"])
    expect(page.get_by_role("link", name="Go there")).to_be_visible()

    wifi.dies(forgetting=forgetting)
    say(page, "one")
    expect(states(page).first).to_have_text("Sending")
    page.clock.run_for(NOTICED)
    expect(states(page).first).to_have_text("Waiting for network")
    page.get_by_role("link", name="Go there").click()
    say(page, "of the other")
    stage.leads(ClosePrompt("p1"))
    page.clock.fast_forward(away * 1000)
    page.get_by_role("link", name=STRENGTHS).click()
    say(page, "two")
    expect(states(page).first).to_have_text("Waiting for network")

    wifi.returns()
    passes(page, 40)  # seconds: the longest wait between two tries, and two that hang
    own = [("p1", "in time"), ("p1", "one"), ("p2", "of the other"), ("p1", "two")]
    expect(page.get_by_text("Waiting for network")).to_have_count(0)
    expect(page.get_by_text("Sent after the question closed")).to_have_count(2)
    assert said(stage) == own


@FULL
@pytest.mark.parametrize("closing", ["prompt", "workshop"])
def test_PA5_a_reload_without_network_keeps_what_was_said(
    context: BrowserContext, stage: Stage, wifi: Wifi, closing: str
) -> None:
    page = joins(context, stage, wifi)
    context.set_offline(True)
    say(page, "one")
    say(page, "two")
    stage.leads(ClosePrompt("p1") if closing == "prompt" else CloseWorkshop())
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):  # the browser's own page
        page.reload()
    page.clock.fast_forward(8 * 3_600_000)
    context.set_offline(False)
    page.goto(address(stage, wifi))
    if closing == "prompt":
        page.locator("[data-slot=earlier] summary").first.click()
        expect(states(page)).to_have_text(["Sent after the question closed"] * 2)
        assert said(stage) == [("p1", "one"), ("p1", "two")]
    else:
        expect(states(page)).to_contain_text(["Not sent: The workshop has ended."] * 2)
        expect(page.locator(".yours__text")).to_have_text(["two", "one"])
        assert said(stage) == []


@FULL
@pytest.mark.parametrize("days", [-3, 3])
def test_a_phone_whose_clock_is_days_off_says_things_in_order(
    context: BrowserContext, stage: Stage, wifi: Wifi, days: int
) -> None:
    now = stage.house.now() / 1000
    page = joins(context, stage, wifi, at=now + days * DAY)
    say(page, "one")
    expect(states(page)).to_have_text(["Sent"])
    context.set_offline(True)
    say(page, "two")
    page.clock.set_system_time(now - days * DAY)  # somebody sets it right, and too far
    say(page, "three")
    expect(states(page)).to_have_text(["Waiting for network", "Waiting for network", "Sent"])
    context.set_offline(False)
    page.clock.run_for(NOTICED)
    expect(states(page)).to_have_text(["Sent"] * 3)
    assert said(stage) == [("p1", "one"), ("p1", "two"), ("p1", "three")]


@FULL
def test_a_change_that_came_too_late_stays_to_be_read(
    context: BrowserContext, stage: Stage, wifi: Wifi
) -> None:
    page = joins(context, stage, wifi)
    say(page, "as it was")
    expect(states(page)).to_have_text(["Sent"])
    context.set_offline(True)
    page.locator(".yours__edit summary").click()
    page.locator(".yours__edit textarea").fill("as it should be")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".yours__text")).to_have_text("as it should be")
    stage.leads(CloseWorkshop())
    context.set_offline(False)
    page.clock.run_for(NOTICED)
    expect(page.locator(".yours__text")).to_have_text("as it was")
    expect(states(page)).to_contain_text(["Not changed to “as it should be”: The workshop"])
    page.get_by_role("button", name="All right").click()
    expect(states(page)).to_have_text(["Sent"])


@pytest.mark.whole
def test_an_evening_goes_on_after_a_dead_wifi(
    browser: Browser, context: BrowserContext, stage: Stage, wifi: Wifi
) -> None:
    """In `test_evening.py` it is dead for a true minute; here the pages' clocks go faster."""
    phone = joins(context, stage, wifi)
    fay = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    fay.add_cookies([{"name": auth.COOKIE, "value": stage.sign_in, "url": wifi.url}])
    console, wall = fay.new_page(), fay.new_page()
    places = (f"/w/{stage.workshop.code}/console", stage.wall_url.removeprefix(stage.url))
    for page, place in zip((console, wall), places, strict=True):
        page.clock.install()
        page.goto(wifi.url + place)
    say(phone, "by daylight")
    expect(wall.locator(".wall-count__number")).to_have_text("1")

    wifi.dies(forgetting=True)
    say(phone, "in the dark")
    shows_phrases(console)
    for page in (phone, console, wall):
        page.clock.run_for(60_000)
    expect(states(phone)).to_have_text(["Waiting for network", "Sent"])
    expect(console.locator("#faces")).to_contain_text("There is no connection now.")
    expect(console.get_by_text("Trying to reach the server")).to_be_visible()
    expect(wall.locator("html")).to_have_attribute("data-live", "waiting")
    assert said(stage) == [("p1", "by daylight")]

    wifi.returns()
    for page in (phone, console, wall):
        passes(page, 40)
    expect(states(phone)).to_have_text(["Sent"] * 2)
    expect(wall.locator(".wall-count__number")).to_have_text("2")
    expect(console.get_by_text("Trying to reach the server")).to_be_hidden()
    shows_phrases(console)
    expect(wall.get_by_text("in the dark", exact=True)).to_be_visible()
    assert said(stage) == [("p1", "by daylight"), ("p1", "in the dark")]
    fay.close()


def shows_phrases(console: Page) -> None:
    faces = console.locator("#faces").get_by_role("button", include_hidden=True)
    faces.filter(has_text="Phrases").first.dispatch_event("click")


# ── two tabs, and no room ────────────────────────────────────────────────────


@FULL
def test_two_tabs_of_a_seat_show_and_send_each_others_words_once(
    context: BrowserContext, stage: Stage, wifi: Wifi
) -> None:
    one = joins(context, stage, wifi)
    other = context.new_page()
    other.goto(address(stage, wifi))
    sent: list[str] = []
    for page in (one, other):
        page.on("websocket", lambda line: line.on("framesent", lambda f: sent.append(str(f))))
    context.set_offline(True)
    for page in (one, other):
        expect(page.get_by_text("No network. Keep writing.")).to_be_visible()
    for page, text in [(one, "a"), (other, "b"), (one, "c"), (other, "d")]:
        say(page, text)
    for page in (one, other):
        expect(page.locator(".yours__text")).to_have_text(["d", "c", "b", "a"])
        expect(states(page)).to_have_text(["Waiting for network"] * 4)
    other.evaluate("Object.defineProperty(document, 'hidden', { value: true })")  # one is looked at
    context.set_offline(False)
    for page in (one, other):
        expect(states(page)).to_have_text(["Sent"] * 4)
        expect(page.locator(".yours__text")).to_have_text(["d", "c", "b", "a"])
    assert said(stage) == [("p1", text) for text in "abcd"]
    assert sum("submit_response" in frame for frame in sent) == 4, "by the one that is looked at"


@FULL
def test_a_tab_that_is_closed_leaves_its_words_to_the_other(
    context: BrowserContext, stage: Stage, wifi: Wifi
) -> None:
    one = joins(context, stage, wifi)
    other = context.new_page()
    other.goto(address(stage, wifi))
    expect(other.get_by_label("One idea at a time")).to_be_visible()
    wifi.dies()
    say(one, "left behind")
    expect(states(other)).to_have_text(["Sending"])
    one.close()
    wifi.returns()
    expect(states(other)).to_have_text(["Sent"])
    assert said(stage) == [("p1", "left behind")]


@FULL
def test_a_browser_without_room_says_so_and_asks_before_it_closes(
    context: BrowserContext, stage: Stage, wifi: Wifi
) -> None:
    page = joins(context, stage, wifi)
    page.evaluate(
        """() => {
          Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }
        }"""
    )
    context.set_offline(True)
    say(page, "nowhere to keep it")
    expect(states(page)).to_have_text("Waiting for network. Please leave this page open.")
    expect(page.locator(".yours__item .icon--waiting")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    context.set_offline(False)
    page.clock.run_for(NOTICED)
    expect(states(page)).to_have_text(["Sent"])
    assert asked == ["beforeunload"]
    assert said(stage) == [("p1", "nowhere to keep it")]


# ── another seat ─────────────────────────────────────────────────────────────


@FULL
def test_words_of_a_seat_that_went_to_another_phone_stay_with_their_writer(
    browser: Browser, context: BrowserContext, stage: Stage, wifi: Wifi
) -> None:
    page = joins(context, stage, wifi)
    page.get_by_text("Use another phone").click()
    code = page.locator("p.code").inner_text()
    say(page, "taken back too late")
    expect(states(page)).to_have_text(["Sent"])
    context.set_offline(True)
    page.get_by_role("button", name="Withdraw").click()
    expect(states(page)).to_have_text(["Will be withdrawn when the network is back"])
    say(page, "said too late")
    other = browser.new_context(viewport=SIZE, locale="en-US").new_page()
    other.goto(address(stage, wifi))
    other.get_by_text("I was here before, on another phone").click()
    other.get_by_label("The code from that phone").fill(code)
    with other.expect_navigation():
        other.get_by_role("button", name="Continue here").click()
    other.context.close()

    context.set_offline(False)
    page.clock.run_for(NOTICED)
    elsewhere = (
        "Not sent: This phone has no seat here any more: "
        "it moved to another phone, or was handed on."
    )
    expect(states(page)).to_have_text([elsewhere, elsewhere])
    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    page.get_by_role("link", name="Join again").click()
    page.get_by_label("Families").check()
    with page.expect_navigation():
        page.get_by_role("button", name="I understand. Join").click()
    expect(states(page)).to_have_text("Not sent: It was written from the seat that you had before.")
    page.get_by_role("button", name="Put the words back").click()
    page.get_by_role("button", name="Send").click()
    expect(states(page)).to_have_text(["Sent"])
    assert said(stage) == [("p1", "taken back too late"), ("p1", "said too late")]

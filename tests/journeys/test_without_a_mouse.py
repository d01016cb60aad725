"""A whole evening by keyboard alone, and the way of a phone by what a screen reader is told."""

import re
from collections.abc import Iterator
from pathlib import Path
from signal import SIGTERM

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.test_evening import ENGINE_WITHIN, phrases
from tests.served import Served
from tests.web.stage import Stage
from workshop.room.agenda import CloseWorkshop, NextPrompt, OpenPrompt
from workshop.room.show import OpenView
from workshop.room.theme import MakeTheme

pytestmark = [pytest.mark.journey, pytest.mark.whole]

FURTHEST = 150  # stops of Tab on the busiest page, and then some

# Where the focus is, and whether an eye finds it: a ring, or for a choice the ring of its row.
FOCUS = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return { where: 'nowhere', isSeen: false }
  const ringed = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
  }
  const box = at.getBoundingClientRect()
  const row = at.closest('label, li, .slip, .theme, .choice, .chip, .kinds__kind')
  const isAcross = box.right > 0 && box.left < innerWidth
  const isInSight = isAcross && box.bottom > 0 && box.top < innerHeight
  // The calendar's button in a field for a day has its ring inside, where no script looks.
  const isCalendar = at.matches('[type=date]:focus-within:not(:focus)')
  const isRinged = ringed(at) || (row !== null && ringed(row)) || isCalendar
  return { where: at.outerHTML.slice(0, 160), isSeen: isInSight && isRinged }
}"""


# Keys that are printed on one thing and act on another, or on none.
WRONG_KEYS = """() => {
  const isSeen = (element) => element.checkVisibility() && !element.matches(':disabled')
  const all = [...document.querySelectorAll('[aria-keyshortcuts]')].filter(isSeen)
  const keys = all.flatMap((element) => element.getAttribute('aria-keyshortcuts').split(' '))
  const twice = keys.filter((key, at) => keys.indexOf(key) !== at)
  const lies = all.filter((element) => {
    const printed = element.querySelector('kbd')?.textContent
    return printed !== undefined && printed !== element.getAttribute('aria-keyshortcuts')
  })
  return [...twice, ...lies.map((element) => element.outerHTML.slice(0, 120))]
}"""

# What every live region has said, and whether one of them interrupts.
LISTENS = """() => {
  window.told = []
  const regions = '[role=status], [role=alert], [role=log], [aria-live]'
  const note = (changes) => {
    for (const { target } of changes) {
      const region = (target instanceof Element ? target : target.parentElement)?.closest(regions)
      if (!region) continue
      const isRude = region.getAttribute('role') === 'alert' || region.ariaLive === 'assertive'
      window.told.push([region.textContent.trim(), isRude ? 'rudely' : 'politely'])
    }
  }
  const all = { childList: true, characterData: true, subtree: true }
  new MutationObserver(note).observe(document.body, all)
}"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server as an operator starts it, on an empty folder, with its engine."""
    served = Served(tmp_path / "evening.db")
    served.start()
    yield served
    served.end(SIGTERM)


class Hands:
    """Two hands on a keyboard, and an eye that never loses the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._was = ""

    def press(self, *keys: str) -> None:
        self._was = self.page.evaluate(FOCUS)["where"]
        for key in keys:
            self.page.keyboard.press(key)

    def writes(self, text: str) -> None:
        """Write over what stands in the field."""
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.sees_the_focus()

    def goes_to(self, wanted: Locator) -> None:
        """Go on with Tab until the focus is there; every stop on the way can be seen."""
        expect(wanted).to_be_visible()
        for _ in range(FURTHEST):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                continue  # the end of the page; the next Tab begins it anew
            self.sees_the_focus()
        raise AssertionError(f"Tab does not reach {wanted}")

    def goes_to_by_arrows(self, box: Locator) -> None:
        """Go to a phrase on the board: Tab leads to the one that was last, arrows from there."""
        while not self.page.evaluate("document.activeElement.matches('.slip__box')"):
            self.press("Tab")
            self.sees_the_focus()
        for _ in range(FURTHEST):
            across, down = box.evaluate(
                """element => {
                  const both = [document.activeElement, element]
                  const [at, to] = both.map((one) => one.getBoundingClientRect())
                  return [to.x - at.x, to.y - at.y]
                }"""
            )
            if abs(across) < 2 and abs(down) < 2:
                return self.sees_the_focus()
            sideways = "ArrowRight" if across > 0 else "ArrowLeft"
            self.press(sideways if abs(across) >= 2 else "ArrowDown" if down > 0 else "ArrowUp")
        raise AssertionError(f"no arrow leads to {box}")

    def does(self, wanted: Locator) -> None:
        """Press a button, or follow a link, by its own focus."""
        self.goes_to(wanted)
        self.press("Enter")

    def sees_the_focus(self) -> None:
        """Wait until the focus rests somewhere and has a ring: a new page has it nowhere yet."""
        self.page.wait_for_function(f"({FOCUS})().isSeen", timeout=5_000)

    def keeps_the_focus(self) -> None:
        """After what was done: it is somewhere, and stays there once all is drawn."""
        self.page.wait_for_timeout(150)  # two frames, and the patch that a command brings
        where = self.page.evaluate(FOCUS)["where"]
        assert where != "nowhere", f"the focus was lost from {self._was}"
        self._was = where


def test_an_evening_is_led_by_keys_alone(served: Served, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    hands = Hands(page)
    code = signs_in_and_makes_a_workshop(served, hands)
    url = f"http://127.0.0.1:{served.port}/w/{code}"
    wall = opens_the_wall(hands)
    phones = [comes(browser, url) for _ in range(2)]

    page.goto(f"{url}/console")
    page.locator(".console[data-live]").wait_for()
    hands.press("Tab")
    hands.sees_the_focus()
    leads_the_agenda(hands, wall, phones)
    said = phrases(18)
    for number, text in enumerate(said):
        writes(phones[number % 2], text)
    moderates(hands, phones[0], wall)
    gets_a_draft(hands, wall)
    sorts(hands)
    promotes(hands)
    closes(hands, wall, phones)
    context.close()
    assert wrong == []


def signs_in_and_makes_a_workshop(served: Served, hands: Hands) -> str:
    page = hands.page
    link = re.search(r"http://[^/\s]+(/welcome\?token=\S+)", served.printed)
    assert link is not None, served.printed
    page.goto(f"http://127.0.0.1:{served.port}{link[1]}")
    for label, text in (
        ("Your name", "Fay"),
        ("Mail address", "fay@larkspur.example"),
        ("Password", "a calm and generous room"),
        ("District or agency", "Larkspur Valley"),
    ):
        hands.goes_to(page.get_by_label(label))
        hands.writes(text)
    hands.does(page.get_by_role("button", name="Begin"))
    hands.does(page.get_by_role("link", name="Make a workshop"))
    hands.goes_to(page.get_by_label("Name", exact=True))
    hands.writes("By keys alone")
    hands.press("Enter")
    return page.locator(".invite__code").inner_text()


def opens_the_wall(hands: Hands) -> Page:
    with hands.page.expect_popup() as opened:
        hands.does(hands.page.get_by_role("button", name="Show the wall on this computer"))
    wall = opened.value
    wall.set_viewport_size({"width": 1920, "height": 1080})
    return wall


def comes(browser: Browser, url: str) -> Page:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US").new_page()
    phone.goto(url)
    phone.get_by_role("radio", name="I would rather not say").check()
    with phone.expect_navigation():
        phone.get_by_role("button", name="I understand. Join").click()
    return phone


def writes(phone: Page, text: str) -> None:
    box = phone.get_by_role("textbox", name="One idea at a time")
    box.fill(text)
    box.press("Enter")
    expect(
        phone.locator(".yours__item", has_text=text).locator(".icon--sent, .icon--held")
    ).to_be_visible()


def leads_the_agenda(hands: Hands, wall: Page, phones: list[Page]) -> None:
    """Go on by N, turn the wall by W and a digit, blank it, and give the room more time."""
    page = hands.page
    hands.press("n")
    expect(wall.get_by_role("heading", name="Welcome.")).to_be_visible()
    hands.keeps_the_focus()
    hands.press("n")
    for phone in phones:
        expect(phone.get_by_role("textbox", name="One idea at a time")).to_be_visible()
    hands.keeps_the_focus()
    hands.press("b")
    expect(wall.get_by_role("heading", name="The wall is blank for now")).to_have_count(1)
    hands.keeps_the_focus()
    hands.press("w")
    face = page.locator("#faces").get_by_role("button", name=re.compile("^Count"))
    hands.press(str(face.get_attribute("aria-keyshortcuts")))
    expect(wall.locator(".wall-count__number")).to_be_visible()
    hands.keeps_the_focus()
    left = page.locator(".timer__left:visible")
    if left.count() == 0:
        hands.does(page.get_by_role("button", name="5-minute timer"))
        expect(left).to_be_visible()
        hands.keeps_the_focus()
    before = left.inner_text()
    hands.does(page.get_by_role("button", name="One minute more").first)
    page.wait_for_function(
        """([left, before]) => {
          const seconds = (text) => text.split(':').reduce((sum, part) => sum * 60 + +part, 0)
          return seconds(left.textContent) > seconds(before)
        }""",
        arg=[left.element_handle(), before],
    )
    hands.keeps_the_focus()


def moderates(hands: Hands, phone: Page, wall: Page) -> None:
    """Redact one held phrase, show one, hide one, and take that back."""
    page = hands.page
    for text in ("Call me at 417 555 0134", "Mail me: a.b@school.example", "Ask 417 555 0199"):
        writes(phone, text)
    hands.press("v")
    page.wait_for_url(re.compile("/held$"))
    page.locator(".console[data-live]").wait_for()
    expect(page.locator(".held__item")).to_have_count(3)
    hands.press("Tab")
    assert page.evaluate(WRONG_KEYS) == []
    hands.press("a")
    expect(page.locator(".held__item")).to_have_count(2)
    hands.keeps_the_focus()
    hands.press("h")
    hands.press("1")
    expect(page.locator(".held__item")).to_have_count(1)
    hands.keeps_the_focus()
    hands.press("r")
    expect(page.locator(".held__item")).to_have_count(0)
    hands.keeps_the_focus()
    hands.press("z")
    expect(page.locator(".held__item")).to_have_count(1)
    hands.keeps_the_focus()
    hands.press("h", "1")
    expect(page.locator(".held__item")).to_have_count(0)
    hands.keeps_the_focus()
    hands.press("v")
    page.wait_for_url(re.compile(r"/console(\?.*)?$"))
    page.locator(".console[data-live]").wait_for()
    hands.press("Tab")


def cells(page: Page) -> Locator:
    return page.locator(".board .theme:not(.theme--gone)")


def gets_a_draft(hands: Hands, wall: Page) -> None:
    page = hands.page
    if cells(page).count() == 0:
        hands.press("d")
    expect(cells(page).nth(2)).to_be_visible(timeout=ENGINE_WITHIN)
    hands.keeps_the_focus()
    hands.press("w")
    face = page.locator("#faces").get_by_role("button", name=re.compile("^Themes"))
    hands.press(str(face.get_attribute("aria-keyshortcuts")))
    expect(wall.locator(".wall-themes__theme").nth(2)).to_be_visible()
    hands.keeps_the_focus()


def phrases_of(cell: Locator) -> list[str]:
    return cell.locator(".slip__words").all_inner_texts()


def chooses(hands: Hands, cell: Locator, *at: int) -> None:
    """Choose phrases of a theme: Tab to the first, arrows to the others, Space on each."""
    boxes = cell.locator(".slip__box")
    hands.goes_to_by_arrows(boxes.nth(at[0]))
    hands.press("Space")
    for number in at[1:]:
        hands.goes_to_by_arrows(boxes.nth(number))
        hands.press("Space")
    for number in at:
        expect(boxes.nth(number)).to_be_checked()
    hands.sees_the_focus()


def looks_at(hands: Hands, cell: Locator) -> None:
    """Look at a theme: its name is a link; what was made by hand may be looked at already."""
    hands.press("Escape")
    hands.does(cell.locator("a").first)
    expect(cell).to_have_attribute("aria-current", "true")
    hands.keeps_the_focus()


def sorts(hands: Hands) -> None:
    """Choose several, move, undo; pin, split off; rename, merge and undo."""
    page = hands.page
    first, second = cells(page).nth(0), cells(page).nth(1)
    mine = phrases_of(first)[:2]
    chooses(hands, first, 0, 1)
    hands.press("2")
    for text in mine:
        expect(second.locator(".slip", has_text=text)).to_have_count(1)
    hands.keeps_the_focus()
    hands.press("z")
    for text in mine:
        expect(first.locator(".slip", has_text=text)).to_have_count(1)
    hands.keeps_the_focus()
    hands.press("Escape")

    chooses(hands, first, 0)
    hands.press("i")
    expect(first.get_by_text("pinned").first).to_be_visible()
    hands.keeps_the_focus()
    hands.press("Escape")

    count = cells(page).count()
    chooses(hands, second, 0)
    hands.press("s")
    hands.page.keyboard.type("A theme of its own")
    hands.press("Enter")
    expect(cells(page)).to_have_count(count + 1)
    expect(page.get_by_role("heading", name="A theme of its own").first).to_be_visible()
    hands.keeps_the_focus()

    looks_at(hands, first)
    assert page.evaluate(WRONG_KEYS) == []
    hands.press("r")
    hands.writes("We know each other")
    hands.press("Enter")
    expect(first).to_contain_text("We know each other")
    hands.keeps_the_focus()

    looks_at(hands, cells(page).last)
    hands.press("m")
    hands.page.keyboard.type("We know")
    hands.press("Tab", "Enter")
    expect(cells(page)).to_have_count(count)
    hands.keeps_the_focus()
    hands.press("z")
    expect(cells(page)).to_have_count(count + 1)
    hands.keeps_the_focus()


def promotes(hands: Hands) -> None:
    """Make a theme a priority, and come back to the board."""
    page = hands.page
    looks_at(hands, cells(page).nth(0))
    hands.press("p")
    page.wait_for_url(re.compile("/promote/"))
    hands.goes_to(page.get_by_label("Priority", exact=True))
    hands.press("Space")
    for label, text in (("#title", "People who care"), ("#statement", "We will keep them.")):
        hands.goes_to(page.locator(label))
        hands.writes(text)
    hands.does(page.get_by_role("button", name="Make it a priority"))
    expect(page.locator(".made__item", has_text="People who care")).to_be_visible()
    hands.keeps_the_focus()
    hands.does(page.get_by_role("link", name="Back to the themes"))
    page.locator(".console[data-live]").wait_for()
    hands.press("Tab")


def closes(hands: Hands, wall: Page, phones: list[Page]) -> None:
    """End the evening: the wall says thanks, and every phone keeps its words."""
    page = hands.page
    hands.does(page.locator(".console__more > summary"))
    hands.keeps_the_focus()
    hands.does(page.get_by_role("button", name="Close the workshop").last)
    expect(wall.get_by_role("heading", name="Thank you")).to_be_visible()
    for phone in phones:
        expect(phone.get_by_role("heading", name=re.compile("has ended"))).to_be_visible()
    hands.keeps_the_focus()


def test_a_phone_is_used_by_what_a_screen_reader_is_told(browser: Browser, stage: Stage) -> None:
    """Find everything by role and name alone, from the code to the thanks."""
    stage.leads(OpenPrompt("p1"))
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US")
    page = context.new_page()
    page.goto(stage.url)
    page.get_by_role("textbox", name="Code").fill(stage.workshop.code)
    page.get_by_role("button", name="Join").click()
    reads_the_notice_and_joins(page)
    page.evaluate(LISTENS)
    answers_edits_and_withdraws(page)
    follows_the_room(page, stage)
    sees_the_themes_and_the_end(page, stage)
    told = page.evaluate("window.told")
    assert {how for _, how in told} == {"politely"}
    said = [words for words, _ in told]
    for sentence in ("Withdrawn.", "The next question is open."):
        assert sentence in said, said
    context.close()


def reads_the_notice_and_joins(page: Page) -> None:
    expect(page.get_by_role("heading", name="Strengths and opportunities", level=1)).to_be_visible()
    notice = page.get_by_role("region", name="Before you write")
    expect(notice.get_by_role("heading", level=2)).to_be_visible()
    expect(
        notice.get_by_role("listitem").or_(notice.get_by_role("paragraph")).first
    ).to_be_visible()
    page.get_by_role("group", name="I am here as").get_by_role("radio", name="Families").check()
    with page.expect_navigation():
        page.get_by_role("button", name="I understand. Join").click()


def item(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


def answers_edits_and_withdraws(page: Page) -> None:
    box = page.get_by_role("textbox", name="One idea at a time")
    for text in ("kind techers", "said in haste"):
        box.fill(text)
        page.get_by_role("button", name="Send").click()
        expect(item(page, text)).to_contain_text("Sent")
    assert page.get_by_role("region", name="Yours 2").count() == 1
    item(page, "kind techers").get_by_role("group").first.click()
    words = page.get_by_role("textbox", name="Your words")
    expect(words).to_be_focused()
    words.fill("kind teachers")
    page.get_by_role("button", name="Save").click()
    expect(item(page, "kind teachers")).to_contain_text("Sent")
    item(page, "said in haste").get_by_role("button", name="Withdraw").click()
    expect(item(page, "said in haste")).to_have_count(0)
    expect(page.get_by_role("region", name="Yours 1")).to_be_visible()


def follows_the_room(page: Page, stage: Stage) -> None:
    stage.leads(NextPrompt())
    expect(
        page.get_by_role("heading", name="What must never change here?", level=1)
    ).to_be_visible()
    box = page.get_by_role("textbox", name="One idea at a time")
    box.fill("small classes")
    page.get_by_role("button", name="Send").click()
    expect(item(page, "small classes")).to_contain_text("Sent")


def sees_the_themes_and_the_end(page: Page, stage: Stage) -> None:
    stage.leads(MakeTheme("p1", "People who care", ("r1",)))
    stage.leads(OpenView("p1", "themes"))
    expect(page.get_by_role("heading", name="From the room", level=2)).to_be_visible()
    theme = page.get_by_role("listitem").filter(has_text="People who care").first
    theme.get_by_role("group").first.click()
    heard = theme.get_by_role("list").get_by_role("listitem")
    expect(heard).to_contain_text("kind teachers")
    stage.leads(CloseWorkshop())
    ended = page.get_by_role("heading", name="The workshop has ended. Thank you for taking part.")
    expect(ended).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_have_count(0)
    expect(item(page, "kind teachers").first).to_be_visible()

"""The evenings of scenarios 1 and 2, from the door to the vote, with what goes wrong in a room.

A few people hold real browsers; the others are real sockets from one address.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from signal import SIGTERM
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.clients import Browser as Door
from tests.live.clients import Frame, Talker
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.whole]

FIXTURES = Path(__file__).parents[1] / "fixtures" / "scenarios"
WITHIN = 45_000  # ms, for whatever a person would wait for; the engine starts once
GROUPS = {
    "Parent/Family": "family",
    "Teacher": "teacher",
    "Support staff": "support",
    "Student": "student",
    "Community": "community",
    "Board member": "board",
    "Administrator": "administrator",
}


def said(name: str, kind: str) -> list[dict[str, Any]]:
    """Return what was said under one prompt of a scenario, in order of arrival."""
    told = json.loads((FIXTURES / f"{name}.json").read_text())
    found = next(prompt for prompt in told["prompts"] if prompt["kind"] == kind)
    return list(found["responses"])


class Room:
    """A workshop that is being held: its server, its windows and its guests."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.served = served
        self.code = ""
        self.guests: list[Talker] = []
        self.wrong: list[str] = []
        self._browser = browser
        self._contexts: list[Any] = []

    def window(self, width: int, height: int, locale: str = "en-US") -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale=locale
        )
        context.set_default_timeout(WITHIN)
        context.on(
            "page", lambda page: page.on("pageerror", lambda error: self.wrong.append(str(error)))
        )
        self._contexts.append(context)
        return context.new_page()

    def goes(self, page: Page) -> None:
        """Let a window end, as a laptop does whose battery is empty."""
        page.context.close()
        self._contexts.remove(page.context)

    def makes(self, template: str, title: str) -> Page:
        """Sign in for the first time and make the workshop; return the facilitator's window."""
        page = self.window(1280, 800)
        link = re.search(r"http://[^/\s]+(/welcome\?token=\S+)", self.served.printed)
        assert link is not None
        page.goto(self.served.url + link[1])
        page.get_by_label("Your name").fill("Fay")
        page.get_by_label("Mail address").fill("fay@larkspur.example")
        page.get_by_label("Password").fill("a calm and generous room")
        page.get_by_label("District or agency").fill("Larkspur Valley")
        page.get_by_role("button", name="Begin").click()
        page.goto(f"{self.served.url}/workshops/new?template={template}")
        page.get_by_label("Name", exact=True).fill(title)
        page.get_by_role("button", name="Make the workshop").click()
        self.code = page.locator(".invite__code").inner_text()
        return page

    def helps(self, fay: Page, name: str) -> Page:
        """Let somebody come to help, by the invitation that Fay makes."""
        fay.get_by_role("button", name="Make an invitation link").click()
        link = fay.get_by_label("Link for your co-facilitator").input_value()
        page = self.window(1280, 800)
        page.goto(link)
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Mail address").fill(f"{name.lower()}@larkspur.example")
        page.get_by_label("Password").fill("another calm and generous room")
        page.get_by_role("button", name="Make my account and help").click()
        self.console(page)
        return page

    def wall(self, fay: Page) -> Page:
        with fay.expect_popup() as opened:
            fay.get_by_role("button", name="Show the wall on this computer").click()
        opened.value.set_viewport_size({"width": 1920, "height": 1080})
        return opened.value

    def console(self, page: Page) -> None:
        page.goto(f"{self.served.url}/w/{self.code}/console")
        page.locator(".console[data-live]").wait_for()

    def comes(self, group: str, **table: int) -> Talker:
        """Let somebody join over a socket; return their line."""
        door = Door(self.served.port, {})
        form = {"group": GROUPS[group], "language": "en", **table}
        answer = door.submits(f"/w/{self.code}/join", **form)
        assert answer.status == 303, answer.body
        line = Talker(self.served.port, f"/w/{self.code}/live", answer.cookies)
        line.hello("phone")
        line.group = group  # type: ignore[attr-defined] # for dealing out
        self.guests.append(line)
        return line

    def speak(self, prompt: str, responses: list[dict[str, Any]]) -> list[Frame]:
        """Let each phrase be said by one of its group; return the answers, all of them acks."""
        turns: Counter[str] = Counter()
        refs = []
        for response in responses:
            group = response["group"]
            able = [one for one in self.guests if one.group == group] or self.guests  # type: ignore[attr-defined]
            guest = able[turns[group] % len(able)]
            turns[group] += 1
            text = response["text"]
            refs.append((guest, guest.sends("submit_response", prompt=prompt, text=text)))
        answers = [guest.answer_to(ref) for guest, ref in refs]
        assert [one for one in answers if one["type"] != "ack"] == []
        return answers

    def close(self) -> None:
        for guest in self.guests:
            guest.close()
        for context in self._contexts:
            context.close()


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Room]:
    served = Served(tmp_path / "evening.db")
    served.start()
    room = Room(browser, served)
    yield room
    room.close()
    served.end(SIGTERM)
    assert room.wrong == []


def goes_on(console: Page, label: str) -> None:
    """Press the one button that says what happens next, once it says so."""
    button = console.locator("#next button")
    expect(button).to_contain_text(label)
    button.click()


def cells(console: Page) -> Any:
    return console.locator(".board .theme:not(.theme--gone)")


def texts_of(console: Page) -> list[str]:
    """Return every phrase that the facilitators' archive holds, of this workshop."""
    code = console.url.split("/w/")[1].split("/")[0]
    answer = console.request.get(
        console.url.split("/w/")[0] + f"/w/{code}/events?as=console",
        headers={"Accept": "application/json"},
    )
    view: dict[str, Any] = {}
    for frame in answer.json():
        for part, things in (frame.get("view") or frame.get("patch") or {}).items():
            view.setdefault(part, {}).update(things)
    return [one["text"] for one in view["responses"].values()]


def test_scenario_1_a_focus_group_of_forty_up_to_the_vote(room: Room) -> None:
    strengths = said("s1_focus_group_40", "strengths")
    opportunities = said("s1_focus_group_40", "opportunities")
    fay = room.makes("focus-group", "Focus group in Larkspur")
    tom = room.helps(fay, "Tom")
    wall = room.wall(fay)
    room.console(fay)

    # 0: 36 by themselves, two who share a phone at table 4, and table 6 with a scribe
    groups = [*Counter(one["group"] for one in strengths)]
    for number in range(36):
        room.comes(groups[number % len(groups)])
    room.comes("Parent/Family", table=4, headcount=2)
    scribe = joins_for_a_table(room, 6, 5)
    expect(wall.locator("[data-slot=here]")).to_contain_text("36 people and 2 tables")

    # 10: strengths; 12: table 6 loses the Wi-Fi, and seven phrases wait on its phone
    goes_on(fay, "Information")
    goes_on(fay, "Strengths")
    expect(scribe.get_by_label("One idea at a time")).to_be_visible()
    waiting, others = strengths[:7], strengths[7:]
    scribe.context.set_offline(True)
    for one in waiting:
        scribe.get_by_label("One idea at a time").fill(one["text"])
        scribe.keyboard.press("Enter")
    expect(scribe.locator(".yours__item .icon--waiting")).to_have_count(7)
    room.speak("p1", others)
    expect(wall.locator(".wall-count__number")).to_have_text(str(len(others)))
    assert not any(one["text"] in wall.inner_text("body") for one in others), "a count has no words"
    scribe.context.set_offline(False)
    expect(scribe.locator(".yours__item .icon--waiting")).to_have_count(0)
    expect(wall.locator(".wall-count__number")).to_have_text(str(len(strengths)))
    assert Counter(texts_of(fay)) == Counter(one["text"] for one in strengths)

    # 20: reveal; 24: a name in the room's own words, and a card that belongs elsewhere
    goes_on(fay, "Information")
    goes_on(fay, "Group phrases")
    expect(wall.locator(".wall-themes__theme").nth(4)).to_be_visible()
    names_as_the_room_says(fay, "It feels like family here")
    expect(wall.get_by_text("It feels like family here").first).to_be_visible()

    # 26: two late parents land where the room is
    for _ in range(2):
        late = room.comes("Parent/Family")
        assert late.view["prompts"]["p1"]["state"] == "closed"
        assert {"group"} == {s["kind"] for s in late.view["steps"].values() if s["state"] == "open"}

    # 33: opportunities; 41: who names a child is held, redacted and shown
    goes_on(fay, "Information")
    goes_on(fay, "Opportunities")
    room.speak("p2", opportunities)
    shows(fay, "Phrases")
    named = [one["text"] for one in opportunities if "student_name" in one.get("flags", ())]
    assert len(named) == 2
    redacts_the_names(fay, ["Zibby", "Orrin"])
    everything = " ".join(texts_of(fay))
    assert "Zibby" not in everything
    assert "Orrin" not in everything
    assert "=1+1 lol" in everything
    assert not any("Zibby" in page.inner_text("body") for page in (wall, fay, tom, scribe))

    # 47: the lead's laptop dies; who helps takes over, and the wall goes on
    room.goes(fay)
    take = tom.locator("[data-does=take]")
    expect(take).to_be_enabled(timeout=WITHIN)
    takes_the_lead(tom)
    goes_on(tom, "Information")
    goes_on(tom, "Group phrases")
    expect(wall.locator(".wall-themes__theme").nth(4)).to_be_visible()

    # Fay is back on her phone within half a minute, and everything is as it was
    phone = room.window(390, 844)
    phone.goto(f"{room.served.url}/sign-in?next=/w/{room.code}/console")
    phone.get_by_label("Mail address").fill("fay@larkspur.example")
    phone.get_by_label("Password").fill("a calm and generous room")
    phone.get_by_role("button", name="Sign in").click()
    phone.locator(".console[data-live]").wait_for()
    assert Counter(texts_of(phone)) == Counter(texts_of(tom))

    # 58: time to vote
    goes_on(tom, "Vote")
    for guest in room.guests:
        guest.sees(lambda view: any(s["kind"] == "vote" for s in view["steps"].values()))
    expect(scribe.get_by_text("The room votes. Please look at the wall.")).to_be_visible()


def joins_for_a_table(room: Room, table: int, people: int, locale: str = "en-US") -> Page:
    phone = room.window(390, 780, locale)
    phone.goto(f"{room.served.url}/w/{room.code}")
    phone.locator("input[name=group]").first.check()
    phone.locator("details.fold", has=phone.locator("#table")).locator("summary").click()
    phone.locator("#table").fill(str(table))
    phone.locator("#headcount").fill(str(people))
    with phone.expect_navigation():
        phone.locator("form[action$='/join'] button").last.click()
    return phone


def shows(console: Page, face: str) -> None:
    console.get_by_role("button", name=re.compile("^Wall:")).click()
    console.locator("#faces").get_by_role("button", name=face, exact=False).first.click()
    console.keyboard.press("Escape")


def names_as_the_room_says(console: Page, name: str) -> None:
    """Rename the theme in which the words stand, by the key."""
    cell = cells(console).filter(has_text=name).first
    cell.locator(".theme__name").click()
    expect(cell).to_have_attribute("aria-current", "true")
    console.keyboard.press("r")
    console.locator("[name=name]:visible").first.fill(name)
    console.keyboard.press("Enter")


def redacts_the_names(console: Page, names: list[str]) -> None:
    """Go through what is held: redact who names a child, hide what is about staff or abusive."""
    console.keyboard.press("v")
    console.wait_for_url("**/held")
    console.locator(".console[data-live]").wait_for()
    left = set(names)
    for _ in range(12):
        item = console.locator(".held > li").first
        if not item.count():
            break
        text = item.inner_text()
        mine = [name for name in left if name in text]
        console.keyboard.press("r" if mine else "h")
        if mine:
            left -= set(mine)
            console.keyboard.press("Enter")
        else:
            console.keyboard.press("1")
        expect(console.locator(".held > li").first).not_to_have_text(text)
    assert not left, "a name was not held"
    console.keyboard.press("v")


def takes_the_lead(console: Page) -> None:
    console.locator("[data-does=take]").click()

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
        invite = fay.get_by_role("button", name="Make an invitation link")
        if not invite.is_visible():  # folded until somebody helps
            fay.get_by_role("heading", name="Somebody to help").click()
        invite.click()
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
        """Open the wall on the projector's own computer."""
        fay.get_by_role("button", name="Make a link for another computer").click()
        link = fay.get_by_label("Link for the projector’s computer").input_value()
        page = self.window(1920, 1080)
        page.goto(link)
        return page

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
        self.guests[0].sees(lambda view: view["prompts"].get(prompt, {}).get("state") == "open")
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
    long = [one["text"] for one in others if len(one["text"]) > 20]
    assert not any(text in wall.inner_text("body") for text in long), "a count has no words"
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
    tom.keyboard.press("f")
    take = tom.get_by_role("button", name="Take the lead", exact=True)
    expect(take).to_be_enabled(timeout=WITHIN)  # once the lead has been away for twenty seconds
    take.click()
    expect(tom.locator(".toast")).to_contain_text("The lead is yours now.")
    tom.keyboard.press("Escape")
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
    scribe.reload()
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
    waiting = console.locator(".held > li")
    for remaining in range(waiting.count(), 0, -1):
        expect(waiting).to_have_count(remaining)
        text = waiting.first.inner_text()
        if any(name in text for name in left):
            left = {name for name in left if name not in text}
            waiting.first.get_by_role("button", name="Redact and show").click()
        elif "Ms. Tansy" in text or "suicide prevention" in text:
            console.keyboard.press("a")
        else:
            console.keyboard.press("h")
            console.keyboard.press("1")
    expect(waiting).to_have_count(0)
    assert not left, "a name was not held"
    console.keyboard.press("v")


def test_scenario_2_a_vision_night_of_a_hundred_and_fifty_up_to_the_vote(room: Room) -> None:
    vision = said("s2_vision_night_150", "vision")
    portrait = said("s2_vision_night_150", "graduate_profile")
    fay = room.makes("vision-night", "Vision night in Larkspur")
    tom, ana = room.helps(fay, "Tom"), room.helps(fay, "Ana")
    wall = room.wall(fay)
    alerts: list[str] = []
    for page in (wall, fay, tom):
        page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    room.console(fay)

    # 0: twenty tables with 23 devices, one of them in Spanish, and 61 phones, behind one address
    groups = [*Counter(one["group"] for one in vision)]
    for number in range(61):
        room.comes(groups[number % len(groups)])
    for number in range(22):
        room.comes(groups[number % len(groups)], table=1 + number % 20, headcount=4)
    scribe = joins_for_a_table(room, 20, 6, "es-MX")
    expect(wall.locator("[data-slot=here]")).to_contain_text("61 people and 23 tables")

    # 15: alone; 22: the tables send ninety phrases at once, a script and an insult among them
    for label in ("Information", "Information", "Vision"):
        goes_on(fay, label)
    goes_on(fay, "Information")
    spanish = [one for one in vision if one.get("lang") == "es"]
    rest = [one for one in vision if one not in spanish]
    room.speak("p1", rest[:90])
    room.speak("p1", rest[90:])
    for one in spanish:
        scribe.locator("#text").fill(one["text"])
        scribe.locator("#text").press("Enter")
    expect(scribe.locator(".yours__item .state", has_text="Enviada")).to_have_count(len(spanish))
    shows(fay, "Count")
    expect(wall.locator(".wall-count__number")).to_have_text(str(len(vision)))
    assert Counter(texts_of(fay)) == Counter(one["text"] for one in vision)
    abusive = next(one["text"] for one in vision if "abusive" in one.get("flags", ()))
    shows(fay, "Phrases")
    expect(wall.locator(".wall-phrases li").nth(5)).to_be_visible()

    # 34: themes; two who help sort at the same time, and reach for the same card once
    goes_on(fay, "Group phrases")
    themes = wall.locator(".wall-themes__theme")
    expect(themes.nth(4)).to_be_visible()
    assert themes.count() <= 9
    sorts_together(room, tom, ana)

    # the portrait of a graduate, then the vote
    goes_on(fay, "Portrait" if fay.get_by_text("Portrait").count() else "Graduate profile")
    room.speak("p2", portrait)
    for label in ("Information", "Group phrases", "Vote"):
        goes_on(fay, label)
    for guest in room.guests:
        guest.sees(lambda view: any(s["kind"] == "vote" for s in view["steps"].values()))
    assert len(texts_of(fay)) == len(vision) + len(portrait)
    for page in (wall, scribe):
        assert abusive not in page.inner_text("body"), "what is rough waits to be read"
    assert alerts == [], "a script is text"


def sorts_together(room: Room, tom: Page, ana: Page) -> None:
    """Two consoles move twenty phrases each, and one that both reach for: one of them wins."""
    lines = [console_of(room, page) for page in (tom, ana)]
    for line in lines:
        line.hello("console")
    view, seen = lines[0].view, lines[0].seq
    places = [key for key, theme in view["themes"].items() if theme["prompt"] == "p1"]
    cards = [k for k, r in view["responses"].items() if r["prompt"] == "p1" and "theme" in r][:41]
    hands = (cards[:20], cards[20:40])
    wanted = {}
    sent = []
    for line, hand, theme in zip(lines, hands, places, strict=False):
        for card in hand:
            wanted[card] = theme
            fields = {"responses": [card], "theme": theme, "seen": seen}
            sent.append((line, line.sends("move_responses", **fields)))
    shared = cards[40]
    both = [
        (line, line.sends("move_responses", responses=[shared], theme=theme, seen=seen))
        for line, theme in zip(lines, places, strict=False)
    ]
    assert {line.answer_to(ref)["type"] for line, ref in sent} <= {"ack"}
    answers = [line.answer_to(ref) for line, ref in both]
    assert sorted(answer["type"] for answer in answers) == ["ack", "refused"]
    assert next(a for a in answers if a["type"] == "refused")["code"] == "changed_meanwhile"
    for line in lines:
        line.sees(
            lambda view: all(view["responses"][k].get("theme") == t for k, t in wanted.items())
        )
        line.close()


def console_of(room: Room, page: Page) -> Talker:
    """Return a line of its own with somebody's sign-in."""
    cookies = {str(one["name"]): str(one["value"]) for one in page.context.cookies()}
    return Talker(room.served.port, f"/w/{room.code}/live", cookies)

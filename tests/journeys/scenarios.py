"""Scenarios: a room in which an evening of the scenario files is held, and hands to hold it with.

A few people hold real browsers; the others are real sockets from one address.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.live.clients import Browser as Door
from tests.live.clients import Frame, Talker
from tests.served import Served

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
NO_THEMES = ("Off-topic", "Unclear")  # labels of the files under which nothing is grouped

Said = dict[str, Any]  # a response as a file has it


def said(name: str, kind: str) -> list[Said]:
    """Return what was said under one prompt of a scenario, in order of arrival."""
    told = json.loads((FIXTURES / f"{name}.json").read_text())
    found = next(prompt for prompt in told["prompts"] if prompt["kind"] == kind)
    return list(found["responses"])


class Guest(Talker):
    """Somebody who takes part over a socket, for the group that a file names."""

    def __init__(self, port: int, path: str, cookies: dict[str, str], group: str) -> None:
        """`group` is as the files have it, for dealing out what is said and voted."""
        super().__init__(port, path, cookies)
        self.group = group


class Room:
    """A workshop that is being held: its server, its windows and its guests."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.served = served
        self.code = ""
        self.workshop = ""  # its page for who prepares it
        self.wall_url = ""
        self.guests: list[Guest] = []
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
        self.workshop = page.url.partition("?")[0].partition("#")[0]
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
        self.wall_url = fay.get_by_label("Link for the projector’s computer").input_value()
        page = self.window(1920, 1080)
        page.goto(self.wall_url)
        return page

    def wall_as_text(self) -> Page:
        """Open the wall for somebody who cannot see it."""
        page = self.window(360, 740)
        page.goto(f"{self.wall_url}{'&' if '?' in self.wall_url else '?'}text")
        expect(page.locator("html")).to_have_attribute("data-live", "live")
        return page

    def console(self, page: Page, part: str = "") -> None:
        page.goto(f"{self.served.url}/w/{self.code}/console{part}")
        page.locator(".console[data-live]").wait_for()

    def comes(self, group: str, **table: int) -> Guest:
        """Let somebody join over a socket; return their line."""
        door = Door(self.served.port, {})
        form = {"group": GROUPS[group], "language": "en", **table}
        answer = door.submits(f"/w/{self.code}/join", **form)
        assert answer.status == 303, answer.body
        line = Guest(self.served.port, f"/w/{self.code}/live", answer.cookies, group)
        line.hello("phone")
        self.guests.append(line)
        return line

    def speak(self, prompt: str, responses: list[Said]) -> dict[str, Said]:
        """Let each phrase be said by one of its group; return them by id. None is refused."""
        self.guests[0].sees(lambda view: view["prompts"].get(prompt, {}).get("state") == "open")
        turns: Counter[str] = Counter()
        refs = []
        for response in responses:
            group = response["group"]
            able = [one for one in self.guests if one.group == group] or self.guests
            guest = able[turns[group] % len(able)]
            turns[group] += 1
            text = response["text"]
            refs.append((guest, guest.sends("submit_response", prompt=prompt, text=text)))
        answers = [guest.answer_to(ref) for guest, ref in refs]
        assert [one for one in answers if one["type"] != "ack"] == []
        return {one["made"][0]: told for one, told in zip(answers, responses, strict=True)}

    def close(self) -> None:
        for guest in self.guests:
            guest.close()
        for context in self._contexts:
            context.close()


class Steering:
    """A facilitator's hand, over a line of its own: what a console sends, without its mouse."""

    def __init__(self, line: Talker) -> None:
        line.hello("console")
        self.line = line

    def __call__(self, command: str, /, **fields: Any) -> list[str]:
        """Send a command and return the ids of what it made."""
        answer = self.line.does(command, **fields)
        assert answer["type"] == "ack", answer
        made: list[str] = answer["made"]
        return made

    def refused(self, command: str, /, **fields: Any) -> str:
        """Send a command that is refused, and return the code."""
        answer = self.line.does(command, **fields)
        assert answer["type"] == "refused", answer
        return str(answer["code"])

    def sorts(self, prompt: str, spoken: dict[str, Said]) -> dict[str, str]:
        """Group what is shown of a prompt as the file's people did; return ids by name."""
        self.line.sees(lambda view: set(spoken) <= set(view["responses"]))
        view = self.line.view
        for theme in [key for key, t in view["themes"].items() if t["prompt"] == prompt]:
            self("remove_theme", theme=theme)
        named: dict[str, list[str]] = {}
        for key, one in spoken.items():
            if one["theme"] not in NO_THEMES and view["responses"][key]["state"] == "shown":
                named.setdefault(one["theme"], []).append(key)
        return {
            name: self("make_theme", prompt=prompt, name=name, responses=own)[0]
            for name, own in named.items()
        }


def console_of(room: Room, page: Page) -> Talker:
    """Return a line of its own with somebody's sign-in."""
    cookies = {str(one["name"]): str(one["value"]) for one in page.context.cookies()}
    return Talker(room.served.port, f"/w/{room.code}/live", cookies)


def refused(guest: Talker, command: str, /, **fields: Any) -> str:
    """Let a phone send what is refused, and return the code."""
    answer: Frame = guest.does(command, **fields)
    assert answer["type"] == "refused", answer
    return str(answer["code"])


def goes_on(console: Page, label: str) -> None:
    """Press the one button that says what happens next, once it says so; wait until it has."""
    button, after = console.locator("#next button"), console.locator("#next [name=after]")
    expect(button).to_contain_text(label)
    expect(console.locator("#next[aria-busy]")).to_have_count(0)  # a second press is no other
    stood = after.input_value()
    button.click()
    expect(after).not_to_have_value(stood)  # two lines of one kind have one label


def shows(console: Page, face: str) -> None:
    console.get_by_role("button", name=re.compile("^Wall:")).click()
    console.locator("#faces").get_by_role("button", name=face, exact=False).first.click()
    console.keyboard.press("Escape")


def cells(console: Page) -> Any:
    return console.locator(".board .theme:not(.theme--gone)")


def texts_of(room: Room, console: Page, phrases: int) -> list[str]:
    """Return every phrase that somebody's console is sent, once there are so many."""
    line = console_of(room, console)
    line.hello("console")
    line.sees(lambda view: len(view["responses"]) == phrases)
    line.close()
    return [one["text"] for one in line.view["responses"].values()]


def comes_by_phone(room: Room, group: str) -> Page:
    phone = room.window(390, 844)
    phone.goto(f"{room.served.url}/w/{room.code}")
    phone.locator(f"input[name=group][value={GROUPS[group]}]").check()
    with phone.expect_navigation():
        phone.locator("form[action$='/join'] button").last.click()
    return phone


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


def begins_a_plan(room: Room, fay: Page, title: str, lines: int) -> str:
    """Begin a plan and bring the evening in; return the plan's address."""
    fay.goto(f"{room.served.url}/plans/new")
    fay.locator("[name=title]").fill(title)
    fay.get_by_role("button", name="Begin the plan").click()
    plan = fay.url.removesuffix("/edit")
    fay.goto(f"{plan}/bring")
    fay.locator(".rows__name a").first.click()
    fay.get_by_role("button", name=f"Bring {lines} lines into the plan").click()
    fay.goto(plan)
    return plan

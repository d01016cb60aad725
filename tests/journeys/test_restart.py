"""A server that is killed and started again: phones wait, and nothing is lost or doubled."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests import plain

pytestmark = [pytest.mark.journey, pytest.mark.whole]

COMMAND = [sys.executable, "-c", "from workshop.cli import main; main()"]
ROOT = Path(__file__).parents[2]


class Machine:
    """A server process on a file; the port stays over a restart."""

    def __init__(self, folder: Path) -> None:
        self.database = str(folder / "evening.db")
        self.port = 0
        self.start()

    def start(self) -> None:
        """Start it and wait until it has printed where it is."""
        flags = ["--host", "127.0.0.1", "--port", str(self.port), "--no-engine"]
        self.process = subprocess.Popen(
            [*COMMAND, "serve", *flags, "--database", self.database],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = re.search(r"Facilitator:\s+http://[^:]+:(\d+)/home", line)
            if found:
                self.port = int(found[1])
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """End it as a power cut does."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def makes(self, *flags: str) -> dict[str, Any]:
        """Make a workshop from the command line."""
        new = ["new", "--title", "An evening", "--json", "--database", self.database]
        done = subprocess.run(
            [*COMMAND, *new, *flags],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        made: dict[str, Any] = json.loads(done.stdout)
        return made


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    yield machine
    machine.kill()


def comes(browser: Browser, machine: Machine, code: str) -> Page:
    """Join with a phone of its own."""
    context = browser.new_context(locale="en-US", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{machine.port}/w/{code}")
    page.get_by_label("I would rather not say").check()
    with page.expect_navigation():  # ends when it is live: before, Enter is a new line
        page.get_by_role("button", name="I understand. Join").click()
    return page


def test_a_phone_outlives_the_server_it_talks_to(machine: Machine, browser: Browser) -> None:
    made = machine.makes("--template", "focus-group", "--open", "--moderation", "open")
    page = comes(browser, machine, made["code"])
    box = page.get_by_label("One idea at a time")
    states = page.locator(".yours__item .state")

    box.fill("before the cut")
    box.press("Enter")
    expect(states).to_have_text(["Sent"])
    machine.kill()
    box.fill("during the cut")
    box.press("Enter")
    expect(states).to_have_text(["Waiting for network", "Sent"])
    machine.start()
    expect(states).to_have_text(["Sent", "Sent"], timeout=20_000)
    page.reload()
    expect(page.locator(".yours__text")).to_have_text(["during the cut", "before the cut"])
    expect(states).to_have_text(["Sent", "Sent"])
    page.context.close()


class Fay:
    """Who leads, by forms."""

    def __init__(self, machine: Machine, made: dict[str, Any]) -> None:
        address = f"http://127.0.0.1:{machine.port}"
        self.home = f"/w/{made['code']}"
        self.client: httpx2.Client = plain.client(
            base_url=address, headers={"Origin": address}, follow_redirects=True, timeout=20
        )
        link = urlsplit(made["console_url"])
        assert self.client.get(f"{link.path}?{link.query}").status_code == 200

    def leads(self, order: str, **fields: str) -> None:
        sent = {"type": order, "nonce": f"{order}-once", **fields}
        assert self.client.post(f"{self.home}/commands", data=sent).status_code == 200

    def ballot(self) -> dict[str, Any]:
        """Return the ballot as a console shows it."""
        asked = {"Accept": "application/json"}
        told = self.client.get(f"{self.home}/events?as=console", headers=asked).json()
        found: dict[str, Any] = told[0]["view"]["ballots"]["b1"]
        return found


IN = "Your vote is in. You can change it until the vote closes."
WAITS = "Your vote is waiting for the network."


def test_B5_PA11_votes_outlive_the_server_and_phones_say_so(
    machine: Machine, browser: Browser
) -> None:
    """One vote was in, one was changed, one cast and one on its way while nobody served."""
    made = machine.makes("--template", "focus-group", "--open", "--moderation", "open")
    fay = Fay(machine, made)
    fay.leads("make_ballot", kind="dots", text="Bus\nLunch\nMusic", dots="2", open="true")
    phones = [comes(browser, machine, made["code"]) for _ in range(4)]
    stays, changes, begins, meets = phones
    for phone in (stays, changes):
        dots(phone, "o1", 2)
        expect(state(phone)).to_have_text(IN)
    gives(meets, "o3", 2)
    meets.get_by_role("button", name="Cast my dots").click(no_wait_after=True)
    machine.kill()
    expect(state(stays)).to_have_text(IN)
    gives(changes, "o2", 1, "o1")
    changes.get_by_role("button", name="Change my vote").click()
    expect(state(changes)).to_have_text(WAITS)
    dots(begins, "o2", 2)
    expect(state(begins)).to_have_text(WAITS)
    machine.start()
    for phone in phones:
        expect(state(phone)).to_have_text(IN, timeout=20_000)
    machine.kill()  # once more, now that all were told
    machine.start()
    given = (["o1: 2"], ["o1: 1", "o2: 1"], ["o2: 2"], ["o3: 2"])
    for phone, lines in zip(phones, given, strict=True):
        phone.reload()
        expect(state(phone)).to_have_text(IN)
        said = phone.locator("[data-slot=vote-said] li").all_text_contents()
        names = {"o1": "Bus", "o2": "Lunch", "o3": "Music"}
        assert sorted(said) == [
            f"{names[line[:2]]}: {line[4:]} dot{'s' * (line[4:] != '1')}" for line in lines
        ]
    assert fay.ballot()["voted"]["people"] == 4
    fay.leads("close_ballot", ballot="b1")
    result = fay.ballot()["result"]
    assert {key: one["score"] for key, one in result["options"].items()} == {
        "o1": 3,
        "o2": 3,
        "o3": 2,
    }
    for phone in phones:
        expect(phone.locator(".vote")).to_be_hidden()
        phone.context.close()
    fay.client.close()


def state(phone: Page) -> Any:
    return phone.locator("[data-slot=vote-state]")


def gives(phone: Page, to: str, dots: int, taken_from: str = "") -> None:
    """Give dots to an option, or move one to it."""
    expect(phone.locator(".vote[data-lively]")).to_be_visible()
    if taken_from:
        phone.locator(f"[data-option={taken_from}]").get_by_label("Take a dot away").click()
    for _ in range(dots):
        phone.locator(f"[data-option={to}]").get_by_label("Give a dot").click()


def dots(phone: Page, to: str, many: int) -> None:
    gives(phone, to, many)
    phone.get_by_role("button", name="Cast my dots").click()

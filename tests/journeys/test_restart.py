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

import pytest
from playwright.sync_api import Browser, expect

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


def test_a_phone_outlives_the_server_it_talks_to(machine: Machine, browser: Browser) -> None:
    made = machine.makes("--template", "focus-group", "--open", "--moderation", "open")
    context = browser.new_context(locale="en-US", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{machine.port}/w/{made['code']}")
    page.get_by_label("I would rather not say").check()
    with page.expect_navigation():  # ends when it is live: before, Enter is a new line
        page.get_by_role("button", name="I understand. Join").click()
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
    context.close()

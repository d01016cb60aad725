"""Clocks: somebody sets the server's clock an hour forward or back, in the middle of an evening."""

import re
from itertools import pairwise

import pytest

from tests.live.standing import Standing
from tests.live.test_turns import assert_in_step
from workshop.live.rooms import BURST
from workshop.store import journal

FIVE = 5 * 60_000  # ms
STEPS = pytest.mark.parametrize("hours", [1, -1])


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Standing(tmp_path_factory.mktemp("clock"))
    yield server
    server.close()


@pytest.fixture
def evening(server):
    evening = server.make_workshop()
    with server.clock.standing_still():
        yield evening
    evening.close()


@STEPS
def test_what_is_said_stands_in_the_order_in_which_it_was_said(evening, hours):
    ana, ben, fay = evening.phone(), evening.phone(), evening.console()
    said = []
    for number in range(6):
        who = (ana, ben)[number % 2]
        said += who.does("submit_response", prompt="p1", text=f"Phrase {number}")["made"]
        evening.server.clock.put(hours if number % 3 else -hours)
        evening.server.clock.advance(1)
    assert said == [f"r{number}" for number in range(1, 7)]
    fay.sees(lambda view: list(view["responses"]) == said)
    with evening.server.database.reader() as session:
        entries = journal.read(session, evening.id)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    times = [entry.at for entry in entries[-6:]]
    assert [later - sooner for sooner, later in pairwise(times)] == [1_000] * 5
    assert_in_step(evening)


@STEPS
def test_a_prompts_timer_goes_on_as_if_nothing_had_happened(evening, hours):
    fay, wall, clock = evening.console(), evening.wall(), evening.server.clock
    fay.does("set_timer", prompt="p1", minutes=5)
    fay.does("show_face", face="timer", prompt="p1")
    wall.sees(lambda view: view["workshop"].get("face") == "timer")
    clock.put(hours)
    clock.advance(60)
    welcome = evening.line(evening.wall_cookies).hello("wall")
    assert wall.view["prompts"]["p1"]["closes_at"] - welcome["now"] == FIVE - 60_000
    fay.send({"type": "ping"})
    assert fay.until("pong")["now"] == welcome["now"]
    for name, cookies in (("wall", evening.wall_cookies), ("console", evening.fay_cookies)):
        page = evening.browser(cookies).request("GET", f"{evening.path}/{name}")
        assert re.search(r"\b4:00\b", page.body.decode()), name
    fay.does("adjust_timer", prompt="p1", seconds=60)
    fay.does("pause_prompt", prompt="p1")
    fay.sees(lambda view: view["prompts"]["p1"].get("left") == FIVE)


@STEPS
def test_who_was_too_fast_waits_a_second_and_no_longer(evening, hours):
    ana = evening.phone()
    for number in range(BURST):
        ana.sends("submit_response", prompt="p1", text=f"Phrase {number}")
    assert ana.does("submit_response", prompt="p1", text="One more")["code"] == "too_fast"
    evening.server.clock.put(hours)
    assert ana.does("submit_response", prompt="p1", text="One more")["code"] == "too_fast"
    evening.server.clock.advance(1)
    assert ana.does("submit_response", prompt="p1", text="One more")["type"] == "ack"


@STEPS
def test_lines_stay_and_those_who_were_in_come_in_again(evening, hours):
    secret = evening.takes_seat()
    lines = [evening.phone(secret), evening.console(), evening.wall()]
    evening.server.clock.put(hours)
    for line in lines:
        line.heard()
    back = [evening.phone(secret), evening.console(), evening.wall()]
    assert [line.view for line in back] == [line.view for line in lines]
    home = evening.browser(evening.fay_cookies).request("GET", "/home")
    assert home.status == 200

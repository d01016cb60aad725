"""Pulse: a console learns how many phones are connected, and how well they are reached."""

import json
import logging
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.live.standing import Standing
from tests.live.test_turns import LONG, full, locked
from workshop.live import pulse
from workshop.live.pulse import network_of


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Look ten times a second, so that nobody waits for it here."""
    monkeypatch.setattr(pulse, "EVERY", 0.1)


def lines_of(talker, wanted):
    """Wait until what a console was told last is as wanted."""
    told = [frame for frame in talker.frames if frame["type"] == "lines"]
    while not told or not wanted(told[-1]):
        told.append(talker.until("lines"))
    return told[-1]


def test_L15_a_console_is_told_who_listens(evening):
    console = evening.console()
    assert lines_of(console, lambda told: True) == {
        "type": "lines",
        "phones": 0,
        "walls": 0,
        "server": "good",
    }
    phone, wall = evening.phone(), evening.wall()
    lines_of(console, lambda told: (told["phones"], told["walls"]) == (1, 1))
    phone.close()
    lines_of(console, lambda told: (told["phones"], told["walls"]) == (0, 1))
    wall.close()
    lines_of(console, lambda told: told["walls"] == 0)


def test_two_pages_of_one_seat_are_one_phone(evening):
    secret = evening.takes_seat()
    pages = [evening.phone(secret), evening.phone(secret)]
    console = evening.console()
    lines_of(console, lambda told: told["phones"] == 1)
    pages[0].close()
    evening.phone()
    lines_of(console, lambda told: told["phones"] == 2)


def test_L15_a_console_that_comes_later_is_told_too_and_nobody_else(evening):
    first, phone, wall = evening.console(), evening.phone(), evening.wall()
    lines_of(first, lambda told: told["phones"] == 1)
    lines_of(evening.console(evening.carl_cookies), lambda told: told["phones"] == 1)
    phone.does("submit_response", prompt="p1", text="Strong band")
    wall.sees(lambda view: len(view["responses"]) == 1)
    for other in (phone, wall):
        assert "lines" not in {frame["type"] for frame in other.frames}


def test_L15_a_console_that_did_not_read_is_told_what_it_missed(evening):
    console = evening.console()
    lines_of(console, lambda told: told["phones"] == 0)
    [line] = evening.server.call(lambda: list(evening.live.hub.audience("console").members))
    evening.server.call(line.pause_writing)
    evening.phone()
    lines_of(evening.console(evening.carl_cookies), lambda told: told["phones"] == 1)
    evening.server.call(line.resume_writing)
    told = lines_of(console, lambda told: told["phones"] == 1)
    assert "network" not in told  # at once, and not only when the first phone was asked


def test_L15_lines_move_no_seq(evening):
    console = evening.console()
    before = console.seq
    lines_of(console, lambda told: True)
    assert console.seq == before
    back = evening.line(evening.fay_cookies)
    back.view = console.view
    assert back.hello("console", console.epoch, console.seq)["tail"] == []


def test_a_console_over_events_is_told_too(evening):
    evening.phone()
    stream = evening.browser(evening.fay_cookies).listens(f"{evening.path}/events?as=console")
    assert stream.until("lines")["phones"] == 1
    stream.close()


@pytest.mark.parametrize("fault", [full, locked])
def test_a_disk_that_takes_nothing_is_told_until_it_does_again(tmp_path, fault):
    server = Standing(tmp_path, wait=0.05)
    evening = server.make_workshop()
    console = evening.console()
    lines_of(console, lambda told: told["server"] == "good")
    phone = evening.phone()
    with fault(server):
        ref = phone.sends("submit_response", prompt="p1", text=LONG)
        lines_of(console, lambda told: told["server"] != "good")
        phone.answer_to(ref)
        lines_of(console, lambda told: told["server"] == "storage")
    phone.does("submit_response", prompt="p1", text="Kind drivers")
    lines_of(console, lambda told: told["server"] == "good")
    evening.close()
    server.close()


def test_one_phone_in_a_corner_is_not_the_network():
    assert network_of([]) is None
    assert network_of([None, None]) is None
    assert network_of([0.02, 3.0, None]) == "good"
    assert network_of([0.02, 3.0, 4.0]) == "poor"
    assert network_of([0.02] * 18 + [2.0, 2.0]) == "good"
    assert network_of([0.02] * 17 + [2.0, math.inf, 2.0]) == "slow"


@given(st.lists(st.floats(0, 30), max_size=40), st.integers(0, 39))
def test_a_phone_that_answers_later_never_makes_a_network_better(lags, which):
    order = [None, "good", "slow", "poor"]
    before = order.index(network_of(lags))
    if lags:
        lags[which % len(lags)] = math.inf
    assert order.index(network_of(lags)) >= before


def test_the_log_tells_counts_once_in_a_while_and_nothing_else(evening, caplog, monkeypatch):
    monkeypatch.setattr(pulse, "LOG_EVERY", 0.1)
    caplog.set_level(logging.INFO, logger="workshop")
    phone = evening.phone()
    phone.does("submit_response", prompt="p1", text="Strong band")
    console = evening.console()
    lines_of(console, lambda told: True)
    lines_of(evening.console(), lambda told: True)
    [told, *_] = [one for one in caplog.records if vars(one).get("workshop") == evening.id]
    assert (told.message, told.phones, told.walls) == ("workshop is live", 1, 0)
    assert not {"Strong band", evening.code} & set(json.dumps(vars(told), default=str).split('"'))


def test_what_is_late_for_one_look_is_not_told(evening):
    house = evening.server.house
    watching = pulse.Pulse(house.rooms, house.writer)
    looks = ["good", "busy", "good", "busy", "busy", "storage", "storage", "good", "good"]
    told = [watching._settled("w1", ("good", look))[1] for look in looks]
    assert told == [
        "good",
        "good",
        "good",
        "good",
        "busy",
        "busy",
        "storage",
        "storage",
        "good",
    ]

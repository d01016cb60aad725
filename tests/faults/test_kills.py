"""Kills: a server dies in the middle of a busy evening and is started again on the same file."""

import asyncio
import json
import time

import pytest

from tests.live.clients import Talker
from workshop.room import views

from .phones import Phone
from .served import evenings, first_welcome, serving_beside

READY_WITHIN = 6.0  # seconds of a processor; the bar is 2 by the clock, with nothing else to do


async def endure(there, phones, kills, every):
    """Let the phones send, and kill the server each time `every` more acks have come, in all.

    Returns, for each server, the seconds from the start of its process to its first welcome: by
    the clock, and of a processor.
    """
    acks = 0
    more = asyncio.Event()

    def heard():
        nonlocal acks
        acks += 1
        more.set()

    port, ready, sending = 0, [], []
    for kill in range(kills + 1):
        began = time.perf_counter()
        async with serving_beside(there[0].file, port=port) as served:
            port = served.port
            knocks = [
                asyncio.create_task(first_welcome(port, one.path, one.phones[0], "phone"))
                for one in there
            ]
            await asyncio.wait(knocks, return_when=asyncio.FIRST_COMPLETED)
            ready.append((time.perf_counter() - began, served.cpu_seconds))
            await asyncio.gather(*knocks)
            if not sending:
                for phone in phones:
                    phone.port = port
                sending = [asyncio.create_task(phone.send_all(heard)) for phone in phones]
            if kill == kills:
                await asyncio.gather(*sending)
                assert served.broke() == []
                for evening in there:
                    check(evening, [one for one in phones if one.path == evening.path], port)
                return ready
            while acks < every * (kill + 1):
                more.clear()
                await more.wait()


def check(evening, phones, port):
    """Nothing acked is lost, nothing is there twice, and what is shown is what the journal says."""
    entries, room = evening.journal()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    refs = {(entry.by, entry.ref): entry.seq for entry in entries}
    said = [(response.seat, response.text) for response in room.responses.values()]
    assert len(said) == len(set(said)) == sum(len(phone.phrases) for phone in phones)
    for number, phone in enumerate(phones, start=1):
        seat = f"s{number}"
        assert set(phone.acks) == {text for by, text in said if by == seat}
        for phrase, ack in phone.acks.items():
            assert refs[(seat, ack["ref"])] == ack["seq"]
            assert room.responses[ack["made"][0]].text == phrase
    fay = Talker(port, f"{evening.path}/live", evening.console)
    fay.hello("console")
    shown = views.view(room, "console")
    fay.sees(lambda view: view == shown)
    fay.close()


def phones_of(evening, phrases):
    return [
        Phone(
            0,
            evening.path,
            cookies,
            [f"Phrase {number} of seat {seat}" for number in range(phrases)],
        )
        for seat, cookies in enumerate(evening.phones, start=1)
    ]


def run(folder, workshops, tables, each, kills, every):
    """Let so many tables send `each` phrases through kills; print the figures."""
    there = evenings(folder, workshops, tables // workshops, tables=True)
    phones = [phone for evening in there for phone in phones_of(evening, each)]
    assert every * kills < sum(len(phone.phrases) for phone in phones)
    began = time.perf_counter()
    ready = asyncio.run(endure(there, phones, kills, every))
    figures = {
        "operations": sum(len(phone.acks) for phone in phones),
        "kills": kills,
        "came_back": sum(phone.lines - 1 for phone in phones),
        "lost": 0,  # else `check` has failed
        "ready_seconds_worst": round(max(wall for wall, _ in ready), 2),
        "ready_cpu_seconds_worst": round(max(cpu for _, cpu in ready), 2),
        "seconds": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(figures))
    return figures


@pytest.mark.whole  # test_votes.py and test_restart.py kill a server in every run
def test_two_kills_under_fifty_phones_lose_and_double_nothing(tmp_path):
    figures = run(tmp_path, workshops=2, tables=50, each=6, kills=2, every=80)
    assert figures["came_back"] > 0


@pytest.mark.faults
def test_twenty_kills_lose_and_double_nothing(tmp_path):
    figures = run(tmp_path, workshops=4, tables=140, each=60, kills=20, every=400)
    assert figures["ready_cpu_seconds_worst"] < READY_WITHIN


@pytest.mark.soak
def test_twenty_kills_in_forty_thousand_operations_lose_and_double_nothing(tmp_path):
    figures = run(tmp_path, workshops=4, tables=140, each=290, kills=20, every=1_900)
    assert figures["operations"] >= 40_000
    assert figures["ready_cpu_seconds_worst"] < READY_WITHIN

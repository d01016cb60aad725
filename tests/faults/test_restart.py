"""A restart in the middle of a workshop of three hundred phones, asked for or not."""

import asyncio
import json

import pytest

from workshop.room import views
from workshop.room.own import mine

from .guests import RESTART, Guest
from .served import furnished, serving_beside

EACH = 4  # phrases of a phone: some before, some while nobody serves, some after
WAIT = 60  # seconds for a server to end


def guests_of(evening, port):
    """Return a console and a wall, then the phones."""
    few = [
        Guest(port, evening.path, evening.console, "console"),
        Guest(port, evening.path, evening.wall, "wall"),
    ]
    return few + [Guest(port, evening.path, cookies) for cookies in evening.phones]


async def speak(phones, number):
    for seat, phone in enumerate(phones, start=1):
        await phone.says("submit_response", prompt="p1", text=f"Phrase {number} of seat {seat}")


async def all_stand_at(guests, epoch):
    """Wait until everybody stands there whole; return when the last one did."""
    await asyncio.gather(*[one.until(lambda one: epoch in one.epochs) for one in guests])
    return max(one.epochs[epoch] for one in guests)


async def go_through(evening, end):
    """Let everybody speak through a restart; return the guests and the figures."""
    loop = asyncio.get_running_loop()
    async with serving_beside(evening.file) as served:
        guests = guests_of(evening, served.port)
        phones = guests[2:]
        for guest in guests:
            guest.come()
        await asyncio.gather(*[one.until(lambda one: one.copy.is_whole) for one in guests])
        first = guests[0].copy.epoch
        await speak(phones, 1)
        await asyncio.gather(*[one.until(lambda one: one.acks) for one in phones])
        await speak(phones, 2)  # some of it is on its way when the end comes
        began = loop.time()
        end(served)
        await asyncio.to_thread(served.process.wait, WAIT)
        ended = loop.time()
    assert served.broke() == []
    await speak(phones, 3)
    async with serving_beside(evening.file, port=served.port) as again:
        await guests[0].until(lambda one: one.copy.is_whole and one.copy.epoch != first)
        back = await all_stand_at(guests, guests[0].copy.epoch)
        await speak(phones, 4)
        await asyncio.gather(*[one.until(lambda one: len(one.acks) == EACH) for one in phones])
        await see_the_same(evening, guests)
        assert again.broke() == []
        for guest in guests:
            await guest.leave()
    return guests, {"back_seconds": back - began, "ending_seconds": ended - began}


async def see_the_same(evening, guests):
    """Every screen, and what each seat has of its own, is what the journal says."""
    entries, room = evening.journal()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    said = [(response.seat, response.text) for response in room.responses.values()]
    assert len(said) == len(set(said)) == EACH * len(evening.secrets)
    shown = {name: views.view(room, name) for name in views.AUDIENCES}
    for guest in guests:
        await guest.until(lambda one: one.copy.view == shown[one.as_])
        assert not guest.waiting
        assert not guest.refused
    for seat, phone in enumerate(guests[2:], start=1):
        assert phone.copy.mine == mine(room, f"s{seat}", "participant")
        assert all(room.responses[ack["made"][0]].seat == f"s{seat}" for ack in phone.acks.values())


def run(folder, phones, end):
    evening = furnished(folder, phones)
    guests, figures = asyncio.run(go_through(evening, end))
    figures = {name: round(figure, 2) for name, figure in figures.items()}
    print(json.dumps({"phones": phones, "lost": 0, "restart": end.__name__, **figures}))
    return guests, figures


def asked(served):
    served.ask_to_end()


def killed(served):
    served.process.kill()


def check_what_they_were_told(guests, end):
    if end is killed:
        assert {code for one in guests for code in one.codes} == {1006}
        return
    assert {code for one in guests for code in one.codes} == {RESTART}
    told = [one.byes for one in guests]
    assert {len(byes) for byes in told} == {1}
    times = [byes[0] for byes in told]
    assert len(set(times)) == len(times)  # nobody at the time of another
    assert max(times[:2]) < min(times[2:])  # the few first


@pytest.mark.faults
def test_L14_a_restart_loses_nothing_and_all_come_back(tmp_path):
    guests, _ = run(tmp_path, 30, asked)
    check_what_they_were_told(guests, asked)


@pytest.mark.faults
@pytest.mark.parametrize("end", [asked, killed])
def test_L14_three_hundred_phones_come_back_from_a_restart(tmp_path, end):
    guests, figures = run(tmp_path, 300, end)
    check_what_they_were_told(guests, end)
    assert figures["back_seconds"] < 20  # the bar is 5, on a machine that does nothing else

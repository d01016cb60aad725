"""A room votes at once: every vote counts once, through a kill too, and the wall says so soon."""

import asyncio
import json
import random
import resource
import time
from collections import Counter

import pytest

from workshop.room.own import mine

from .guests import Guest
from .served import furnished, serving_beside

OPTIONS = 6
ON_THE_WALL_WITHIN = 2.0  # seconds from the closing
FILES = 4_096  # open at once


def a_vote(chance):
    """Return a vote by the rules: three dots, at most two on one option."""
    dots = Counter(chance.choice(range(1, OPTIONS + 1)) for _ in range(3))
    return [f"o{option}:{min(2, often)}" for option, often in sorted(dots.items())]


async def vote(evening, phones, seconds, *, kills):
    """Let all phones vote within so many seconds, some of them twice; return the figures."""
    chance = random.Random(7)
    chosen = {}
    async with serving_beside(evening.file) as served:
        port, path = served.port, evening.path
        fay = Guest(port, path, evening.console, "console")
        wall = Guest(port, path, evening.wall, "wall")
        guests = [Guest(port, path, cookies) for cookies in evening.phones[:phones]]
        for guest in (fay, wall, *guests):
            guest.come()
        await asyncio.gather(*(guest.until(lambda one: one.copy.is_whole) for guest in guests))
        options = "\n".join(f"Option {at}" for at in range(1, OPTIONS + 1))
        asked = {"kind": "dots", "text": options, "dots": 3, "stack": 2, "open": True}
        await fay.says("make_ballot", **asked)
        sees_it = [guest.until(lambda one: "b1" in one.copy.view["ballots"]) for guest in guests]
        await asyncio.gather(*sees_it)

        async def votes(number, guest):
            for _ in range(1 + number % 2):  # every second one changes their mind
                await asyncio.sleep(chance.uniform(0, seconds / 2))
                chosen[f"s{number}"] = sorted(a_vote(chance))
                await guest.says("cast_vote", ballot="b1", choices=chosen[f"s{number}"])
                await guest.until(lambda one: not one.waiting)

        began = time.perf_counter()
        voting = [asyncio.create_task(votes(at, one)) for at, one in enumerate(guests, start=1)]
        if not kills:
            await asyncio.gather(*voting)
            voted = time.perf_counter() - began
            figures = await close(fay, wall, guests, evening, chosen)
            assert served.broke() == []
            return {"voted_within": round(voted, 2), **figures}
        await asyncio.sleep(seconds / 2)
    async with serving_beside(evening.file, port=port) as served:
        await asyncio.gather(*voting)
        voted = time.perf_counter() - began
        figures = await close(fay, wall, guests, evening, chosen)
        assert served.broke() == []
        return {"voted_within": round(voted, 2), **figures}


async def close(fay, wall, guests, evening, chosen):
    """Close the ballot, and hold the result on the wall against what everybody was told."""
    await wall.until(lambda one: one.copy.view["ballots"]["b1"]["voted"]["people"] == len(guests))
    assert "result" not in json.dumps(fay.copy.view["ballots"])
    began = time.perf_counter()
    await fay.says("close_ballot", ballot="b1")
    await wall.until(lambda one: "result" in one.copy.view["ballots"]["b1"])
    shown = time.perf_counter() - began
    result = wall.copy.view["ballots"]["b1"]["result"]
    dots = Counter()
    for choices in chosen.values():
        for option, often in (one.split(":") for one in choices):
            dots[option] += int(often)
    assert {key: line["score"] for key, line in result["options"].items()} == {
        f"o{at}": dots[f"o{at}"] for at in range(1, OPTIONS + 1)
    }
    assert result["people"] == len(guests)
    assert not any(guest.refused for guest in (fay, *guests))
    for guest in guests:
        await guest.until(lambda one: "b1" not in one.copy.view["ballots"])
    entries, room = evening.journal()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    held = Counter(vote.seat for vote in room.votes.values())
    assert set(held.values()) == {1}, "somebody has two"
    assert {vote.seat: list(vote.choices) for vote in room.votes.values()} == chosen
    for number, guest in enumerate(guests, start=1):
        own = mine(room, f"s{number}", "participant")
        assert guest.copy.mine["votes"] == own["votes"]
    for guest in (fay, wall, *guests):
        await guest.leave()
    casts = sum(entry.type == "cast_vote" for entry in entries)
    return {
        "phones": len(guests),
        "casts": casts,
        "came_back": sum(bool(guest.codes) for guest in guests),
        "on_the_wall_within": round(shown, 3),
    }


def run(folder, phones, seconds, *, kills=False):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
    try:
        evening = furnished(folder, phones)
        figures = asyncio.run(vote(evening, phones, seconds, kills=kills))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    print(json.dumps(figures))
    return figures


@pytest.mark.faults
def test_B5_PA11_forty_vote_through_a_kill_and_each_counts_once(tmp_path):
    figures = run(tmp_path, 40, 2.0, kills=True)
    assert figures["phones"] == 40


@pytest.mark.faults
def test_B5_FA12_five_hundred_vote_in_ten_seconds_and_the_wall_has_the_result_in_two(tmp_path):
    figures = run(tmp_path, 500, 10.0)
    assert figures["casts"] == 750
    assert figures["on_the_wall_within"] < ON_THE_WALL_WITHIN


@pytest.mark.faults
def test_B5_two_hundred_vote_through_a_kill_and_each_counts_once(tmp_path):
    run(tmp_path, 200, 8.0, kills=True)

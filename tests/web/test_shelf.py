"""Shelf: a thing is made once for all who ask, and again when it is old or words have gone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from workshop.web.shelf import FRESH, Shelf


@dataclass
class Room:
    """A workshop that goes on, and a clock beside it."""

    seq: int = 7
    words_gone: int = 0
    at: float = 100.0
    made: list[int] = field(default_factory=list)

    def goes_on(self, seconds: float = 1.0) -> None:
        self.seq += 1
        self.at += seconds

    def takes_words_away(self) -> None:
        self.goes_on()
        self.words_gone = self.seq

    def shelf(self, **how: int) -> Shelf:
        return Shelf(clock=lambda: self.at, **how)

    async def make(self) -> int:
        self.made.append(self.seq)
        return self.seq


class Slow:
    """Something that is being made until it is let go."""

    def __init__(self, room: Room) -> None:
        self.room, self.begun, self.gates = room, 0, list[asyncio.Event]()

    async def make(self) -> int:
        self.begun += 1
        gate = asyncio.Event()
        self.gates.append(gate)
        of = self.room.seq
        await gate.wait()
        return of


def told(story: Callable[[], Awaitable[object]]) -> object:
    return asyncio.run(asyncio.wait_for(story(), 10))  # type: ignore[arg-type]


async def a_moment() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_many_who_ask_at_once_wait_for_one():
    async def story() -> tuple[list[int], int]:
        room = Room()
        slow, shelf = Slow(room), room.shelf()
        asking = [asyncio.ensure_future(shelf.take("w", room, slow.make)) for _ in range(5)]
        await a_moment()
        asking[0].cancel()  # who hangs up ends it for nobody else
        room.goes_on(FRESH * 6)  # however long it takes: it is still being made
        late = asyncio.ensure_future(shelf.take("w", room, slow.make))
        await a_moment()
        slow.gates[0].set()
        return await asyncio.gather(*asking[1:], late), slow.begun

    assert told(story) == ([7] * 5, 1)


def test_while_the_room_goes_on_it_serves_for_some_seconds():
    async def story() -> list[int]:
        room = Room()
        shelf = room.shelf()
        for seconds in (0, FRESH - 2, 1.5, 1, 1):
            await shelf.take("w", room, room.make)
            room.goes_on(seconds)
        return room.made

    assert told(story) == [7, 11]


def test_where_the_room_stands_still_it_serves_for_as_long():
    async def story() -> list[int]:
        room = Room()
        shelf = room.shelf()
        for _ in range(3):
            await shelf.take("w", room, room.make)
            room.at += 10_000
        return room.made

    assert told(story) == [7]


def test_M4_what_was_made_before_words_were_taken_away_is_given_to_nobody():
    async def story() -> tuple[int, int]:
        room = Room()
        shelf = room.shelf()
        await shelf.take("w", room, room.make)
        room.takes_words_away()
        return await shelf.take("w", room, room.make), len(room.made)

    assert told(story) == (8, 2)


def test_M4_nor_what_was_being_made_meanwhile():
    async def story() -> tuple[list[int], int]:
        room = Room()
        slow, shelf = Slow(room), room.shelf()
        first = asyncio.ensure_future(shelf.take("w", room, slow.make))
        await a_moment()
        room.takes_words_away()
        second = asyncio.ensure_future(shelf.take("w", room, slow.make))
        await a_moment()
        slow.gates[1].set()
        found = await second
        slow.gates[0].set()  # the older one is done last, and takes no newer one's place
        return [await first, found, await shelf.take("w", room, slow.make)], slow.begun

    assert told(story) == ([8, 8, 8], 2)


def test_what_failed_is_tried_again_and_the_oldest_goes():
    async def story() -> list[str]:
        room, made = Room(), list[str]()

        async def fail() -> None:
            raise ValueError("no paper")

        def make(name: str):
            async def one() -> str:
                made.append(name)
                return name

            return one

        shelf = room.shelf(kept=1)
        with pytest.raises(ValueError, match="no paper"):
            await shelf.take("a", room, fail)
        for name in ("a", "a", "b", "a"):
            assert await shelf.take(name, room, make(name)) == name
        return made

    assert told(story) == ["a", "b", "a"]

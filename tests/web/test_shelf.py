"""Shelf: a thing is made once for all who ask, and again when the workshop has gone on."""

import asyncio

import pytest

from workshop.web.shelf import Shelf


def test_many_who_ask_at_once_wait_for_one():
    async def story() -> tuple[list[int], int]:
        made = 0
        begun = asyncio.Event()

        async def make() -> int:
            nonlocal made
            made += 1
            await begun.wait()
            return made

        shelf = Shelf()
        asking = [asyncio.ensure_future(shelf.take("w", 7, make)) for _ in range(5)]
        await asyncio.sleep(0)
        asking[0].cancel()  # who hangs up ends it for nobody else
        begun.set()
        found = await asyncio.gather(*asking[1:])
        return found, await shelf.take("w", 8, make)

    assert asyncio.run(story()) == ([1, 1, 1, 1], 2)


def test_what_failed_is_tried_again_and_the_oldest_goes():
    async def story() -> list[str]:
        made: list[str] = []

        async def fail() -> None:
            raise ValueError("no paper")

        def make(name: str):
            async def one() -> str:
                made.append(name)
                return name

            return one

        shelf = Shelf(kept=1)
        with pytest.raises(ValueError, match="no paper"):
            await shelf.take("a", 1, fail)
        for name in ("a", "a", "b", "a"):
            assert await shelf.take(name, 1, make(name)) == name
        return made

    assert asyncio.run(story()) == ["a", "b", "a"]

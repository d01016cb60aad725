"""Printing: files are made beside the loop, and none keeps it waiting for ever."""

import asyncio
import threading

import pytest

from workshop.errors import Unavailable
from workshop.web.printing import Printing


def test_a_file_is_made_on_another_thread():
    here = threading.get_ident()
    assert asyncio.run(Printing().make(threading.get_ident)) != here


def test_what_takes_too_long_is_refused_and_may_be_tried_again():
    gate = threading.Event()

    async def story() -> int:
        printing = Printing(at_once=1, within=0.05)
        with pytest.raises(Unavailable, match="busy"):
            await printing.make(gate.wait)
        gate.set()
        return await Printing(at_once=1).make(lambda: 3)

    assert asyncio.run(story()) == 3


def test_what_goes_wrong_is_told_to_who_asked():
    with pytest.raises(ZeroDivisionError):
        asyncio.run(Printing().make(lambda: 1 / 0))


def test_what_nobody_waits_for_any_more_is_there_for_who_asks_next():
    gate, threads = threading.Event(), set()

    def render() -> int:
        threads.add(threading.get_ident())
        gate.wait()
        return 3

    async def story() -> int:
        printing = Printing(within=0.05)
        making = asyncio.ensure_future(printing.begin(render))
        for _ in range(3):
            with pytest.raises(Unavailable, match="busy"):
                await printing.wait(asyncio.shield(making))
        gate.set()
        return await printing.wait(asyncio.shield(making))

    assert asyncio.run(story()) == 3
    assert len(threads) == 1


def test_one_file_at_a_time_is_made_of_one_thing():
    async def story() -> list[str]:
        printing, order = Printing(), list[str]()

        async def make(of: str, name: str) -> None:
            async with printing.alone(of):
                order.append(f"{name} begins")
                await asyncio.sleep(0)
                order.append(f"{name} ends")

        await asyncio.gather(make("w1", "one"), make("w1", "two"), make("w2", "other"))
        return order

    order = asyncio.run(story())
    assert order.index("two begins") > order.index("one ends")
    assert order.index("other begins") < order.index("one ends")

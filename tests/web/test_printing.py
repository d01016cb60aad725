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

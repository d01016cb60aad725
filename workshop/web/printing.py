"""Printing: files are made on threads of their own, a few at once, within a time limit."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import TypeVar
from weakref import WeakValueDictionary

from babel.dates import format_date

from workshop.documents.reader import Reader
from workshop.errors import Unavailable
from workshop.web.messages import Messages

AT_ONCE = 2  # files that are made side by side; phones go before paper
WITHIN = 30.0  # seconds, with the wait for one's turn

T = TypeVar("T")


class Printing:
    """The threads that make files; none begins before the first file is wanted."""

    def __init__(self, *, at_once: int = AT_ONCE, within: float = WITHIN) -> None:
        """Make `at_once` files side by side, each `within` so many seconds."""
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="print")
        self._within = within
        self._alone: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def make(self, render: Callable[..., T], *given: object, **more: object) -> T:
        """Return what `render` makes. Raises Unavailable `busy` when it takes too long."""
        return await self.wait(self.begin(render, *given, **more))

    async def begin(self, render: Callable[..., T], *given: object, **more: object) -> T:
        """Return what `render` makes, however long it takes.

        Who gives up meanwhile ends it only before it begins: no thread can be stopped.
        """
        work = self._threads.submit(partial(render, *given, **more))
        return await asyncio.wrap_future(work)

    async def wait(self, making: Awaitable[T]) -> T:
        """Return what is made. Raises Unavailable `busy` when it takes too long."""
        try:
            return await asyncio.wait_for(making, self._within)
        except TimeoutError as error:
            raise Unavailable("busy") from error

    def alone(self, of: Hashable) -> asyncio.Lock:
        """Return what lets one file at a time be made of something."""
        return self._alone.setdefault(of, asyncio.Lock())


def days(language: str) -> Callable[[date], str]:
    """Return how a language writes a day."""
    return lambda day: format_date(day, "long", locale=language)


def reader_of(messages: Messages, language: str) -> Reader:
    """Return who reads a document in this language, in the house's time zone."""
    return Reader(
        language=language,
        words=messages.gettext(language).gettext,
        day=days(language),
        day_of=lambda at: messages.day(at, language, form="long"),
        time_of=lambda at: messages.time(at, language),
        number=lambda number: messages.number(number, language),
    )

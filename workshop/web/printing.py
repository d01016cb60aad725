"""Printing: files are made on threads of their own, a few at once, within a time limit."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import TypeVar

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

    async def make(self, render: Callable[..., T], *given: object, **more: object) -> T:
        """Return what `render` makes. Raises Unavailable `busy` when it takes too long."""
        work = self._threads.submit(partial(render, *given, **more))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(work), self._within)
        except TimeoutError as error:
            raise Unavailable("busy") from error


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

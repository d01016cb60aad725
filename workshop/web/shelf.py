"""Shelf: what was made of a workshop, kept for those who ask for it in the same moment.

Three hundred phones open the results in the same minute, perhaps while the room still runs: the
workshop is frozen once for them, and again when what stands here is some seconds old. What was made
before words were taken away is given to nobody.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol

KEPT = 12  # things; an outcome of a big workshop has a few megabytes
FRESH = 5.0  # seconds in which a thing serves although the room has gone on


class Running(Protocol):
    """A workshop that goes on."""

    @property
    def seq(self) -> int:
        """Where it stands."""

    @property
    def words_gone(self) -> int:
        """Where words were last taken away: hidden, held again, redacted, edited, withdrawn."""


@dataclass(frozen=True, slots=True)
class _Thing:
    seq: int  # where the workshop stood when it was begun: it is of then, or of later
    begun: float
    future: asyncio.Future[Any]

    @property
    def has_failed(self) -> bool:
        done = self.future.done()
        return done and (self.future.cancelled() or self.future.exception() is not None)


class Shelf:
    """Things by key, each of a seq; the one asked for longest ago goes first."""

    def __init__(
        self,
        *,
        kept: int = KEPT,
        fresh: float = FRESH,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep so many; let one serve for so many seconds of `clock`."""
        self._kept, self._fresh, self._clock = kept, fresh, clock
        self._things: dict[Hashable, _Thing] = {}

    async def take(self, key: Hashable, of: Running, make: Callable[[], Awaitable[Any]]) -> Any:
        """Return the thing of this key; made once, however many ask meanwhile.

        It is of the seq where the workshop stands, or was begun a moment ago, or is still being
        made: it never holds words that had been taken away when it is given out.
        """
        while True:
            thing = self._things.pop(key, None)
            if thing is None or not self._serves(thing, of):
                thing = self._begin(of, make)
            self._things[key] = thing  # the latest asked for stands last
            while len(self._things) > self._kept:
                del self._things[next(iter(self._things))]
            # Who hangs up must not end it for the others.
            made = await asyncio.shield(thing.future)
            if thing.seq >= of.words_gone:
                return made

    def _serves(self, thing: _Thing, of: Running) -> bool:
        if thing.has_failed or thing.seq < of.words_gone:
            return False
        is_young = self._clock() - thing.begun < self._fresh
        return thing.seq >= of.seq or is_young or not thing.future.done()

    def _begin(self, of: Running, make: Callable[[], Awaitable[Any]]) -> _Thing:
        seq, begun = of.seq, self._clock()
        future = asyncio.ensure_future(make())
        future.add_done_callback(_note)
        return _Thing(seq, begun, future)


def _note(future: asyncio.Future[Any]) -> None:
    """Take note of what went wrong, also when all who asked have given up by now."""
    if not future.cancelled():
        future.exception()

"""Shelf: what was made of a workshop at a seq, kept while it stays there.

Three hundred phones open the results in the same minute; the workshop is frozen once for them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

KEPT = 12  # things; an outcome of a big workshop has a few megabytes


class Shelf:
    """Things by key, each of a seq; the one asked for longest ago goes first."""

    def __init__(self, *, kept: int = KEPT) -> None:
        """Keep so many."""
        self._kept = kept
        self._things: dict[Hashable, tuple[int, asyncio.Future[Any]]] = {}

    async def take(self, key: Hashable, seq: int, make: Callable[[], Awaitable[Any]]) -> Any:
        """Return the thing of this key and seq; made once, however many ask meanwhile."""
        found = self._things.pop(key, None)
        if found is None or found[0] != seq or _has_failed(found[1]):
            found = (seq, asyncio.ensure_future(make()))
        self._things[key] = found  # the latest asked for stands last
        while len(self._things) > self._kept:
            del self._things[next(iter(self._things))]
        # Who hangs up must not end it for the others.
        return await asyncio.shield(found[1])


def _has_failed(future: asyncio.Future[Any]) -> bool:
    return future.done() and (future.cancelled() or future.exception() is not None)

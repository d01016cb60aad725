"""Rehearsals: workshops to practise in, each with a crowd, wiped when the real one begins.

The rows go in the commit that opens the real workshop (`turns`), or here when a rehearsal is ended
by hand or by time; what of it is in memory goes when that has been published.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from workshop.errors import WorkshopError
from workshop.live.crowd import Crowd, Script
from workshop.live.hub import REHEARSAL_OVER
from workshop.live.rooms import LiveRoom, Rooms
from workshop.live.turns import Publication
from workshop.room.views import CONSOLE
from workshop.store import workshops
from workshop.store.database import Database
from workshop.store.workshops import Workshop
from workshop.store.writer import Writer

log = logging.getLogger(__name__)

LASTS = 12 * 3600 * 1000  # ms
LOOK_AGAIN = 600.0  # seconds at most: a machine that slept looks soon


@dataclass(slots=True)
class Running:
    """A rehearsal in memory."""

    live: LiveRoom
    over: Callable[[], None]  # called when the workshop itself has begun

    def hear(self, news: Publication) -> None:
        """Learn of the workshop itself that it has begun: with that commit this was wiped."""
        seen = news.objects[CONSOLE].get(("workshop",))
        if seen is not None and seen["state"] != "draft":
            self.over()


class Rehearsals:
    """The rehearsals of one server; on the loop. Without one it does nothing at all."""

    def __init__(
        self,
        rooms: Rooms,
        database: Database,
        writer: Writer,
        clock: Callable[[], int],
        script: Script,
    ) -> None:
        """Watch every room that opens; `script` says what people may say under a kind of prompt."""
        self.pace = 1.0  # of the crowds, as a multiple of people's own
        self._rooms = rooms
        self._database = database
        self._writer = writer
        self._clock = clock
        self._script = script
        self._running: dict[str, Running] = {}  # by the workshop that is rehearsed
        self._changed = asyncio.Event()
        self._ending: set[asyncio.Task[None]] = set()
        self._timer: asyncio.Task[None] | None = None
        rooms.opened.append(self._opened)

    def start(self) -> None:
        """End in time what was begun, also before this server ran."""
        self._timer = asyncio.create_task(self._end_in_time())

    async def close(self) -> None:
        """Stop the crowds; the rehearsals stay."""
        if self._timer is not None:
            self._timer.cancel()
            await asyncio.gather(self._timer, return_exceptions=True)
        for running in list(self._running.values()):  # one may be let go meanwhile
            for stop in running.live.at_end:
                await stop()
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def begin(self, made: Workshop) -> None:
        """Let the crowd into a rehearsal that has just been written, in the place of a former."""
        if made.rehearsal_of is not None:
            await self._leave(made.rehearsal_of)
        await self._rooms.enter(made.district, made.id)
        self.look()

    def look(self) -> None:
        """Look now which rehearsals have lasted too long, and when the next one will have."""
        self._changed.set()

    async def end(self, district: str, workshop: str) -> None:
        """Wipe the rehearsal of a workshop, if there is one. Raises Unavailable."""
        await asyncio.wrap_future(
            self._writer.write(lambda session: workshops.end_rehearsal(session, district, workshop))
        )
        await self._leave(workshop)

    # ── within ─────────────────────────────────────────────────────────────

    def _opened(self, live: LiveRoom) -> None:
        real = live.rehearsal_of
        if real is None:
            if live.workshop_id in self._running:
                live.heard.append(self._running[live.workshop_id].hear)
            return
        running = self._running[real] = Running(live, lambda: self._let_go(real))
        for other in self._rooms.inside():
            if other.workshop_id == real:
                other.heard.append(running.hear)
        crowd = Crowd(live, self._script, pace=self.pace)
        live.at_end.append(crowd.close)
        crowd.start()

    def _let_go(self, workshop: str) -> None:
        task = asyncio.create_task(self._leave(workshop))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _leave(self, workshop: str) -> None:
        running = self._running.pop(workshop, None)
        if running is None:
            return
        for other in self._rooms.inside():
            if running.hear in other.heard:
                other.heard.remove(running.hear)
        await self._rooms.leave(running.live, REHEARSAL_OVER)

    async def _end_in_time(self) -> None:
        while True:
            self._changed.clear()
            try:
                standing = await asyncio.to_thread(self._read)
                now = self._clock()
                late = [one for one in standing if one.created_at + LASTS <= now]
                for one in late:
                    await self.end(one.district, str(one.rehearsal_of))
                left = [one.created_at + LASTS - now for one in standing if one not in late]
            except WorkshopError:
                left = [0]  # the store does not answer now
            wait = min(LOOK_AGAIN, max(1.0, min(left) / 1000)) if left else None
            await _first(self._changed.wait, wait)

    def _read(self) -> list[Workshop]:
        with self._database.reader() as session:
            return workshops.list_rehearsals(session)


async def _first(wait: Callable[[], Awaitable[object]], seconds: float | None) -> None:
    """Wait for something to happen, so many seconds at most."""
    try:
        async with asyncio.timeout(seconds):
            await wait()
    except TimeoutError:
        return

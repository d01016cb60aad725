"""Hub: who listens to a room, and how what is published reaches them."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from workshop.live import wire
from workshop.live.framing import Form, plain

RESTART, BEHIND, TOO_FAST = 4400, 4408, 4429  # come back
TRY_LATER = 1013  # come back, too
BAD_MESSAGE, NOT_ALLOWED, NO_WORKSHOP = 4500, 4501, 4504  # do not
REHEARSAL_OVER = 4505  # do not: the page says where to go instead

MAX_WAITING = 512  # frames for one listener; beyond it the listener is behind
AT_ONCE = 128  # listeners written to before the loop serves others: answers wait behind them

BACK_FIRST, BACK_EACH, BACK_MOST = 1_000, 3, 6_000  # ms after which the first, each next comes back

Write = Callable[[bytes], object]


class Listener(Protocol):
    """One open connection, whatever carries it."""

    @property
    def lag(self) -> float | None:
        """Seconds that the other side took to answer, or has owed an answer; None: not known."""

    def offer(self, frame: bytes) -> bool:
        """Take a frame of its own without waiting; False when it has ended or must come back."""

    def end(self, code: int) -> None:
        """Close with a code, after what waits."""


class Queued:
    """A listener whose frames wait in memory until its connection takes them."""

    def __init__(self) -> None:
        """Nothing waits yet."""
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.code: int | None = None

    @property
    def lag(self) -> None:
        """Not known: nobody is asked."""

    def offer(self, frame: bytes) -> bool:
        """Take a frame; a listener with too many waiting is ended."""
        if self.code is not None:
            return False
        if self._frames.qsize() >= MAX_WAITING:
            while not self._frames.empty():  # it will be told anew when it comes back
                self._frames.get_nowait()
            self.end(BEHIND)
            return False
        self._frames.put_nowait(frame)
        return True

    def end(self, code: int) -> None:
        """Close with a code, after what waits."""
        if self.code is None:
            self.code = code
            self._frames.put_nowait(None)

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield frames until the end."""
        while (frame := await self._frames.get()) is not None:
            yield frame

    async def next_frame(self, seconds: float) -> bytes | None:
        """Return the next frame, b"" when none came in time, None at the end."""
        try:
            return await asyncio.wait_for(self._frames.get(), seconds)
        except TimeoutError:
            return b""


class Audience:
    """Those who are shown the same, and the ways to write to those of them who can take it now."""

    def __init__(self) -> None:
        """Nobody is there yet."""
        self.members: dict[Listener, str] = {}  # with the seat or person of each
        self.welcomed = 0  # how often a member began to hear, also after it had been skipped
        self.told = 0  # publications so far
        self._writes: dict[Form, dict[Listener, Write]] = {}
        self._due: deque[_Round] = deque()

    def hear(self, listener: Listener, form: Form, write: Write) -> None:
        """Let what is told from now on be written to a listener, in this form."""
        self.welcomed += 1
        self._writes.setdefault(form, {})[listener] = write

    def skip(self, listener: Listener) -> None:
        """Write no more to a listener, also of what is told already and not written yet."""
        for writes in self._writes.values():
            write = writes.pop(listener, None)
            if write is not None:
                for due in self._due:
                    due.drop(write)

    def since(self, seq: int) -> int:
        """Return where one stands who was skipped just now, when the latest publication is `seq`.

        It may have missed what is still on its way.
        """
        return self._due[0].since if self._due else seq

    @property
    def behind(self) -> int:
        """How many members cannot be written to at this moment."""
        return len(self.members) - sum(len(writes) for writes in self._writes.values())

    @property
    def is_telling(self) -> bool:
        """Whether something is on its way that not everybody has got yet."""
        return bool(self._due)

    def tell(self, frame: bytes, since: int) -> None:
        """Write the same bytes to everybody, a part of them at a time; `since` as `seq` before."""
        self.told += 1
        is_writing = bool(self._due)  # then this comes after it, for everybody
        for form, writes in self._writes.items():
            if writes:
                self._due.append(_Round(form(frame), since, list(writes.values())))
        if not is_writing:
            self._write()

    def _write(self) -> None:
        left = AT_ONCE
        while self._due:
            now = self._due[0]
            left -= now.write(left)
            if now.waiting:
                asyncio.get_running_loop().call_soon(self._write)
                return
            self._due.popleft()


class _Round:
    """One publication on its way to those who could take it when it was told."""

    def __init__(self, written: bytes, since: int, waiting: list[Write]) -> None:
        self.since = since
        self.waiting = waiting
        self._written = written

    def write(self, most: int) -> int:
        """Write to at most so many; return how many it were."""
        now, self.waiting = self.waiting[:most], self.waiting[most:]
        written = self._written
        for write in now:  # nothing else is looked at: with thousands, each look is a cache miss
            write(written)
        return len(now)

    def drop(self, write: Write) -> None:
        """Write no more this way; who listens anew later has another one."""
        self.waiting = [one for one in self.waiting if one is not write]


class Hub:
    """The listeners of one room, by audience and by seat."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._audiences: dict[str, Audience] = {}
        self._own: dict[str, dict[Listener, None]] = {}
        self._proofs: dict[str, dict[Listener, None]] = {}
        self.turned: Callable[[str, str], None] = _unheard  # told the audience and who came or went
        self._over: int | None = None  # the code for who comes although nothing is told any more

    def audience(self, name: str) -> Audience:
        """Return an audience, which may be empty."""
        return self._audiences.setdefault(name, Audience())

    def join(self, listener: Listener, audience: str, by: str, proof: str) -> None:
        """Count a listener in, while its proof holds, and let it hear what is its own."""
        self.audience(audience).members[listener] = by
        self._own.setdefault(by, {})[listener] = None
        self._proofs.setdefault(proof, {})[listener] = None
        self.turned(audience, by)
        if self._over is not None:  # it was on its way in
            listener.end(self._over)

    def follow(self, listener: Listener, audience: str, by: str, proof: str) -> None:
        """Let a listener join and hear its audience from now on, frame by frame."""
        self.join(listener, audience, by, proof)
        self.audience(audience).hear(listener, plain, listener.offer)

    def leave(self, listener: Listener, audience: str, by: str, proof: str) -> None:
        """Forget a listener; harmless when it has left already."""
        group = self.audience(audience)
        was_here = group.members.pop(listener, None) is not None
        group.skip(listener)
        for groups, key in ((self._own, by), (self._proofs, proof)):
            own = groups.get(key)
            if own is not None:
                own.pop(listener, None)
                if not own:
                    del groups[key]
        if was_here:
            self.turned(audience, by)

    def tell(self, audience: str, frame: bytes, since: int = 0) -> None:
        """Write the same bytes to every listener of an audience.

        `since`: the seq at which those stand who have not taken it.
        """
        self.audience(audience).tell(frame, since)

    def tell_own(self, by: str, frame: bytes) -> None:
        """Offer a frame to the listeners of one seat or person."""
        for listener in list(self._own.get(by, ())):
            listener.offer(frame)

    def end_proof(self, proof: str, code: int) -> None:
        """Close the connections that stand on a secret, by its digest: it was revoked."""
        for listener in list(self._proofs.get(proof, ())):
            listener.end(code)

    def end_own(self, by: str, code: int) -> None:
        """Close the connections of one seat or person: a right was taken back."""
        for listener in list(self._own.get(by, ())):
            listener.end(code)

    def end_audience(self, audience: str, code: int) -> None:
        """Close the connections of an audience."""
        for listener in list(self.audience(audience).members):
            listener.end(code)

    def end_all(self, code: int) -> None:
        """Close every connection."""
        for audience in list(self._audiences):
            self.end_audience(audience, code)

    def close(self, code: int) -> None:
        """Close every connection, and each that comes later."""
        self._over = code
        self.end_all(code)

    def send_away(self, before: int = 0) -> int:
        """Ask everybody to come back after a restart, one after the other, the few first.

        `before` were asked already, in other rooms; returns how many there are with these. So that
        hundreds do not knock in the same moment each is told its own time (L14).
        """
        for audience in sorted(self._audiences.values(), key=lambda one: len(one.members)):
            for listener in list(audience.members):
                wait = min(BACK_FIRST + BACK_EACH * before, BACK_MOST)
                listener.offer(wire.encode({"type": "bye", "code": RESTART, "retry_after": wait}))
                listener.end(RESTART)
                before += 1
        return before

    def count(self, audience: str) -> int:
        """Return how many listen as this audience."""
        return len(self.audience(audience).members)


def _unheard(audience: str, by: str) -> None:
    """Stand in where nobody asks who comes and goes."""

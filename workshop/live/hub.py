"""Hub: who listens to a room, and how what is published reaches them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

RESTART, BEHIND, TOO_FAST = 4400, 4408, 4429  # come back
TRY_LATER = 1013  # come back, too
BAD_MESSAGE, NOT_ALLOWED, NO_WORKSHOP = 4500, 4501, 4504  # do not

MAX_WAITING = 512  # frames for one listener; beyond it the listener is behind


class Listener(Protocol):
    """One open connection, whatever carries it."""

    def offer(self, frame: bytes) -> bool:
        """Take a frame without waiting; False when the listener is behind and must come back."""

    def end(self, code: int) -> None:
        """Close with a code, after what waits."""


class Queued:
    """A listener whose frames wait in memory until its connection takes them."""

    def __init__(self) -> None:
        """Nothing waits yet."""
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.code: int | None = None

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


class Hub:
    """The listeners of one room, by audience and by seat."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._audiences: dict[str, dict[Listener, None]] = {}
        self._own: dict[str, dict[Listener, None]] = {}
        self._proofs: dict[str, dict[Listener, None]] = {}

    def join(self, listener: Listener, audience: str, by: str, proof: str) -> None:
        """Let a listener hear its audience and what is its own, while its proof holds."""
        self._audiences.setdefault(audience, {})[listener] = None
        self._own.setdefault(by, {})[listener] = None
        self._proofs.setdefault(proof, {})[listener] = None

    def leave(self, listener: Listener, audience: str, by: str, proof: str) -> None:
        """Forget a listener; harmless when it has left already."""
        places = ((self._audiences, audience), (self._own, by), (self._proofs, proof))
        for groups, key in places:
            group = groups.get(key)
            if group is not None:
                group.pop(listener, None)
                if not group:
                    del groups[key]

    def tell(self, audience: str, frame: bytes) -> None:
        """Offer the same bytes to every listener of an audience."""
        for listener in list(self._audiences.get(audience, ())):
            listener.offer(frame)

    def tell_own(self, by: str, frame: bytes) -> None:
        """Offer a frame to the listeners of one seat or person."""
        for listener in list(self._own.get(by, ())):
            listener.offer(frame)

    def end_proof(self, proof: str, code: int) -> None:
        """Close the connections that stand on a secret, by its digest: it was revoked."""
        for listener in list(self._proofs.get(proof, ())):
            listener.end(code)

    def end_audience(self, audience: str, code: int) -> None:
        """Close the connections of an audience."""
        for listener in list(self._audiences.get(audience, ())):
            listener.end(code)

    def end_all(self, code: int) -> None:
        """Close every connection."""
        for audience in list(self._audiences):
            self.end_audience(audience, code)

    def count(self, audience: str) -> int:
        """Return how many listen as this audience."""
        return len(self._audiences.get(audience, ()))

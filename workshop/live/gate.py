"""Gate: an HTTP connection that waits for nobody for ever.

Built on uvicorn's protocol class, which has no deadline for a head, a body or a reader, and which
is not public: uvicorn's minor version is held, and `tests/live/test_gate.py` says what it must do.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN = 5.0  # seconds for a request's head, from when its connection is open
BODY_WITHIN = 10.0  # seconds for its body, from when its head is there
READ_WITHIN = 30.0  # seconds for whoever asked to read on when an answer does not fit the wire
MAX_HEADS = 1_000  # connections whose head is not there yet; the oldest goes for a new one
REFUSED = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\n"
    b"connection: close\r\n\r\n"
)

# Connections that have not said yet what they want, in the order in which they came.
_waiting: dict["Gate", None] = {}


class Gate(HttpToolsProtocol):
    """An HTTP connection with deadlines."""

    most = 0  # connections of all kinds, sockets too; 0 for as many as come
    _deadline: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for a head, or refuse where too many are in."""
        super().connection_made(transport)
        if self.most and len(self.connections) > self.most:
            transport.write(REFUSED)
            transport.close()
            return
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Wait for the head of a further request from its first byte on."""
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Wait for a body."""
        _waiting.pop(self, None)
        self._within(BODY_WITHIN)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for nothing more."""
        self._within(None)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Let go of what becomes a socket."""
        _waiting.pop(self, None)
        self._within(None)
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """Wait for who does not read, a while."""
        super().pause_writing()
        self._reading = self.loop.call_later(READ_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        """Wait no more."""
        super().resume_writing()
        self._stop_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        _waiting.pop(self, None)
        self._within(None)
        self._stop_reading()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._within(HEAD_WITHIN)
        _waiting[self] = None
        if len(_waiting) > MAX_HEADS:
            oldest = next(iter(_waiting))
            del _waiting[oldest]
            oldest.transport.abort()

    def _within(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._late)

    def _late(self) -> None:
        _waiting.pop(self, None)
        self.transport.abort()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

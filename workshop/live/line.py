"""Line: one open WebSocket on our own server, without a task of its own.

Built on uvicorn's protocol class, which is not public: uvicorn's minor version is held, and
`tests/live/test_line.py` says what it must do. The handshake runs as any request does; then the
endpoint hands its conversation over and ends. What is published is framed once and written to each
line's transport; a line whose other side does not read is skipped, and brought up to date by the
door through which everybody comes (L2) when it reads again.
"""

import asyncio
import logging
import math
import socket
import sys
from collections.abc import Mapping
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # in C where it can be

from workshop.live import framing, wire
from workshop.live.conversation import Conversation
from workshop.live.hub import BEHIND, MAX_WAITING

log = logging.getLogger(__name__)

EXTENSION = "workshop.line"  # in the scope of a handshake
BEHIND_AFTER = 10.0  # seconds without reading, after which it must come back
GONE_AFTER = 5.0  # seconds for what is still to be written when a line ends
KERNEL = (
    64 * 1024
)  # bytes that the kernel may hold for one line, so that we notice who does not read
FULL, DRAINED = 64 * 1024, 16 * 1024  # bytes of ours: when a line is skipped, when it is back
BROKEN = 1011
WHOLE_TEXT = 0x81  # how a text in one frame begins
CLOSE = 8  # an opcode
MASK = 4  # bytes
NOT_YET = sys.maxsize
NEVER = -1


def line_of(scope: Mapping[str, Any]) -> "Line | None":
    """Return the line that a handshake came on; None on another server."""
    found: Line | None = scope.get("extensions", {}).get(EXTENSION)
    return found


class Line(WebSocketsSansIOProtocol):
    """A connection, first to be shaken hands on, then carrying a conversation."""

    compresses = False
    talk: Conversation | None = None
    _stands: tuple[str | None, int] = (None, 0)  # epoch and seq up to which it was told
    _told = 0  # publications that its audience had been told when it was skipped
    _welcoming: "asyncio.Task[None] | None" = None
    _is_paying = False
    _greeted = False  # the first frame of a welcome is out
    _listens = False  # what its audience is told is written to it
    _deadline: asyncio.TimerHandle | None = None
    _rest = b""  # of a frame that is not whole yet

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*arguments, **more)
        self._owed: list[bytes] = []  # frames of its own that are not written yet
        if self.compresses:
            # Without takeover nobody keeps a compressor for it, and each frame stands for itself.
            self.conn.available_extensions = [
                ServerPerMessageDeflateFactory(
                    server_no_context_takeover=True,
                    client_no_context_takeover=True,
                    server_max_window_bits=framing.WINDOW,
                    client_max_window_bits=framing.WINDOW,
                )
            ]

    # ── shaking hands ──────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let little wait in the kernel and with us."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=FULL, low=DRAINED)
        plain: socket.socket | None = transport.get_extra_info("socket")
        if plain is not None and plain.family != socket.AF_UNIX:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL)

    def handle_connect(self, event: Any) -> None:
        """Begin the handshake, and let the endpoint find this line."""
        super().handle_connect(event)
        if not self.close_sent:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    async def run_asgi(self) -> None:
        """Run the handshake; what was handed over stays open behind it."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except Exception:
            log.exception("a handshake broke")
            self.send_500_response()
        if self.talk is None:
            if not self.handshake_complete:
                self.send_500_response()
            if self.close_timer is None:
                self.transport.close()
            return
        # What the handshake needed is needed no more, and there may be thousands of lines.
        del self.scope, self.request, self.response

    def take_over(self, talk: Conversation, hello: wire.Hello) -> None:
        """Carry a conversation from here on: say welcome, then all that its audience is told."""
        self.talk = talk
        said, self.queue = self.queue, _nowhere
        who = talk.identity
        talk.live.presence.know(who.by, who.name)
        talk.live.hub.join(self, who.audience, who.by, who.proof)
        self._stands = (hello.epoch, hello.seq)
        self._welcome()
        while not said.empty():
            message: Any = said.get_nowait()
            if message["type"] == "websocket.receive":
                self._hear(message.get("bytes") or message.get("text") or b"")
        if self.disconnected or self.transport.is_closing():
            self._leave()
        elif self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    # ── hearing ────────────────────────────────────────────────────────────

    def data_received(self, data: bytes) -> None:
        """Take what came apart; nearly all of it is one short text, which is heard at once.

        All else goes to the parser, frame by frame, so that it never waits within one.
        """
        if not self.handshake_initiated:
            super().data_received(data)  # the request
            return
        data = self._rest + data if self._rest else data
        start = 0
        while start < len(data):
            body, end = _frame_at(data, start, self.config.ws_max_size)
            if end > len(data):
                break
            # A text that breaks into a message in pieces is for the parser, too.
            if self.talk is not None and body and data[start] == WHOLE_TEXT and not self.frames:
                self._hear(apply_mask(data[body + MASK : end], data[body : body + MASK]))
            elif data[start] & 15 == CLOSE or self.talk is None or self.talk.may_go_on():
                super().data_received(data[start:end])
            start = end
        self._rest = data[start:]

    def send_receive_event_to_app(self) -> None:
        """Hand a message to the conversation, at once."""
        if self.talk is None:
            super().send_receive_event_to_app()
            return
        said = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        self._hear(said)

    def _hear(self, said: str | bytes) -> None:
        if self.talk is None or self.close_sent or self.transport.is_closing():
            return  # who is told to go, or has said goodbye, is heard no more
        try:
            self.talk.hear(said)
        except Exception:
            log.exception("a conversation broke")
            self.end(BROKEN)

    # ── telling ────────────────────────────────────────────────────────────

    def offer(self, frame: bytes) -> bool:
        """Write a frame of its own with what else comes at this moment; keep it until it can be.

        Not too many are kept: then the line is behind.
        """
        if self.close_sent or self.transport.is_closing():
            return False
        if len(self._owed) >= MAX_WAITING:
            self._pay()
            if self._owed:
                self.end(BEHIND)
                return False
        self._owed.append(frame)
        if not self._is_paying:
            self._is_paying = True
            self.loop.call_soon(self._pay)
        return True

    def end(self, code: int) -> None:
        """Close with a code, after what has been written; what is not read in time is dropped."""
        is_over = self.close_sent or self.transport.is_closing()
        if self._owed and not is_over and code != BEHIND:
            self.transport.write(b"".join(map(framing.socket, self._owed)))
        self._leave()
        if is_over:
            self._drop_soon()
            return
        self.stop_keepalive()
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(GONE_AFTER, self.transport.abort)

    def pause_writing(self) -> None:
        """Skip who does not read, and let it come back when that lasts."""
        super().pause_writing()
        if self.talk is not None and self._listens:
            self._listens = False
            who, live = self.talk.identity, self.talk.live
            audience = live.hub.audience(who.audience)
            # What is on its way now, it will have missed.
            self._told = NEVER if audience.is_telling else audience.told
            self._stands = (live.epoch, audience.since(live.view_seq(who.audience)))
            audience.skip(self)
        if self._deadline is None:
            self._look_again()

    def _look_again(self) -> None:
        left = self.transport.get_write_buffer_size()
        self._deadline = self.loop.call_later(BEHIND_AFTER, self._look_behind, left)

    def _look_behind(self, was: int) -> None:
        """Go on with one who reads, however slowly; let the others come back."""
        self._deadline = None
        if self.transport.get_write_buffer_size() < was and not self.close_sent:
            self._look_again()
        elif self.talk is None:
            self.transport.abort()
        else:
            self.end(BEHIND)

    def resume_writing(self) -> None:
        """Tell what was missed."""
        super().resume_writing()
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if self.talk is None or self.close_sent or self.transport.is_closing():
            return
        self._pay()
        if self._welcoming is None and self.writable.is_set():
            self._welcome()

    def _welcome(self) -> None:
        """Bring the other side up to date, then let it hear its audience."""
        assert self.talk is not None
        live, who = self.talk.live, self.talk.identity
        audience = live.hub.audience(who.audience)
        if (
            self._greeted
            and audience.told == self._told
            and self._stands[1] == live.view_seq(who.audience)
        ):
            self._listen()
        else:
            self._welcoming = self.loop.create_task(self._bring_up())

    async def _bring_up(self) -> None:
        assert self.talk is not None
        live, who = self.talk.live, self.talk.identity
        audience = live.hub.audience(who.audience)
        try:
            if self.close_sent:  # it was ended as it came in: nothing stands behind a goodbye
                return
            told = NEVER
            while told != audience.told:  # more has been told while this was written
                told, stands = audience.told, live.view_seq(who.audience)
                async for frame in live.welcome(who.audience, who.by, who.role, *self._stands):
                    self.transport.write(framing.socket(frame))
                    self._greeted = True
                    self._pay()
                    await self.writable.wait()
                    if self.close_sent or self.transport.is_closing():
                        return
                self._stands = (live.epoch, stands)
            self._listen()
        except Exception:
            log.exception("a welcome broke")
            self.end(BROKEN)
        finally:
            self._welcoming = None

    def _listen(self) -> None:
        assert self.talk is not None
        form = framing.compressed if self._reads_compressed() else framing.socket
        who = self.talk.identity
        self._listens = True
        # The very bound method: a round looks by it whether the line has left and come meanwhile.
        self.talk.live.hub.audience(who.audience).hear(self, form, self.transport.write)

    def _reads_compressed(self) -> bool:
        """Whether the other side can look back as far as what is compressed for all."""
        agreed: Any = self.conn.extensions
        return bool(agreed) and agreed[0].local_max_window_bits >= framing.WINDOW

    def _pay(self) -> None:
        self._is_paying = False
        if self._owed and self._greeted and self.writable.is_set() and not self.close_sent:
            owed, self._owed = self._owed, []
            self.transport.write(b"".join(map(framing.socket, owed)))

    @property
    def lag(self) -> float | None:
        """Seconds that the other side took to answer a ping, or has owed an answer or reading."""
        if not self.writable.is_set():
            return math.inf
        owed = 0.0
        if self.pending_ping_payload is not None:
            owed = self.loop.time() - self.ping_sent_at
        return max(owed, self.last_ping_rtt) or None

    # ── ending ─────────────────────────────────────────────────────────────

    def handle_close(self, event: Any) -> None:
        """Forget a line whose other side has said goodbye."""
        self._leave()
        super().handle_close(event)
        self._drop_soon()

    def handle_parser_exception(self) -> None:
        """Forget a line whose other side speaks no WebSocket."""
        self._leave()
        super().handle_parser_exception()
        self._drop_soon()

    def handle_ping(self) -> None:
        """Answer, but not one who does not read: that would be kept for it without end."""
        if self.writable.is_set() and not self.close_sent:
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def keepalive_timeout(self) -> None:
        """Forget a line whose other side does not answer; do not wait until it reads."""
        self._leave()
        super().keepalive_timeout()
        self._drop_soon()

    def shutdown(self) -> None:
        """End with the server."""
        self._leave()
        if self.transport.is_closing():
            self.transport.abort()
        else:
            super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line."""
        self._leave()
        super().connection_lost(exc)
        # Nothing is left that leads back here: where the collector does not look any more (see
        # `Rooms`), a circle would stay for good.
        self.talk = None
        self.conn.parser.close()

    def _drop_soon(self) -> None:
        """Wait for what is still to be written, and not for ever."""
        self.loop.call_later(GONE_AFTER, self.transport.abort)

    def _leave(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if self._welcoming is not None:
            self._welcoming.cancel()
        self._owed.clear()
        if self.talk is not None:
            who = self.talk.identity
            self.talk.live.hub.leave(self, who.audience, who.by, who.proof)


def _frame_at(data: bytes, start: int, most: int) -> tuple[int, int]:
    """Return where the mask of a frame begins, and where the frame ends (RFC 6455, 5.2).

    The end lies beyond the data while the frame is not whole. The mask begins at 0 when the parser
    shall say what is wrong, with all that there is: no mask, or more than `most` bytes of text.
    """
    left = len(data) - start
    if left < 2:
        return 0, NOT_YET
    size, body = data[start + 1], start + 2
    if size < 0x80:
        return 0, len(data)
    wide = {0xFE: 2, 0xFF: 8}.get(size, 0)  # bytes of a longer size
    if left < 2 + wide:
        return 0, NOT_YET
    size = int.from_bytes(data[body : body + wide], "big") if wide else size - 0x80
    if size > most:
        return 0, len(data)
    return body + wide, body + wide + MASK + size


class _Nowhere(asyncio.Queue[Any]):
    """Takes what uvicorn would tell an endpoint that has ended."""

    def put_nowait(self, item: Any) -> None:
        """Keep nothing."""


_nowhere = _Nowhere()


class CompressingLine(Line):
    """A line that offers compression, one frame for all (RFC 7692 without context takeover)."""

    compresses = True

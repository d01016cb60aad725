"""Socket: a conversation over WebSocket.  Rules L1–L11 in PROTOCOL.md."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from workshop.errors import BadMessage, NotAllowed, WorkshopError
from workshop.live import wire
from workshop.live.hub import BAD_MESSAGE, NOT_ALLOWED, TOO_FAST, TRY_LATER, Queued
from workshop.live.identity import Identity
from workshop.live.rooms import WALL_ROLE, Bucket, LiveRoom
from workshop.room.nouns import Answer

log = logging.getLogger(__name__)

HELLO_WITHIN = 10.0  # seconds
BAD_IN_A_ROW = 3
BURST, RATE = 1_000, 50.0  # frames of a connection: at once, and a second after
WALL_REFUSALS = 2  # a wall that sends commands is no wall of ours

Prove = Callable[[str | None], Awaitable[Identity | None]]  # wanted audience → identity
Say = Callable[[WorkshopError, str], str]  # a refusal in a language


class Conversation:
    """One open socket and what it may do."""

    def __init__(self, socket: WebSocket, live: LiveRoom, prove: Prove, say: Say) -> None:
        """`prove` reads the cookies of the connection; `say` words refusals for people."""
        self._socket = socket
        self._live = live
        self._prove = prove
        self._say = say
        self._out = Queued()
        self._bad = 0
        self._wall_refusals = 0
        self._frames = Bucket(BURST, live.now())

    async def hold(self) -> None:
        """Talk until one side ends it. The socket has been accepted."""
        try:
            hello = wire.parse(await self._first(), wire.PHONE_LIMIT)
            if not isinstance(hello, wire.Hello):
                raise BadMessage("bad_message", problem="hello")
            identity = await self._prove(hello.as_)
        except (TimeoutError, BadMessage):
            await self._socket.close(BAD_MESSAGE)
            return
        except WorkshopError:  # the store does not answer now
            await self._socket.close(TRY_LATER)
            return
        except WebSocketDisconnect:
            return
        if identity is None:
            await self._socket.close(NOT_ALLOWED)
            return
        await self._talk(identity, hello)

    async def _first(self) -> str | bytes:
        return await asyncio.wait_for(_receive(self._socket), HELLO_WITHIN)

    async def _talk(self, identity: Identity, hello: wire.Hello) -> None:
        live, out = self._live, self._out
        # No await between the welcome and joining: nothing can be published in between.
        welcome = live.welcome(
            identity.audience, identity.by, identity.role, hello.epoch, hello.seq
        )
        live.hub.join(out, identity.audience, identity.by, identity.proof)
        listening = asyncio.create_task(self._listen(identity))
        try:
            async for frame in welcome:
                await self._socket.send_text(frame.decode())
            async for frame in out.frames():
                await self._socket.send_text(frame.decode())
            await self._socket.close(out.code or 1000)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the other side is gone; starlette says so in either way
        finally:
            live.hub.leave(out, identity.audience, identity.by, identity.proof)
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening

    async def _listen(self, identity: Identity) -> None:
        limit = wire.PHONE_LIMIT if identity.audience == "phone" else wire.CONSOLE_LIMIT
        try:
            while self._out.code is None:  # who is told to go is heard no more
                raw = await _receive(self._socket)
                if self._out.code is None:
                    self._hear(raw, limit, identity)
        except WebSocketDisconnect:
            self._out.end(1001)
        except Exception:
            log.exception("a conversation broke")
            self._out.end(1011)

    def _hear(self, raw: str | bytes, limit: int, identity: Identity) -> None:
        if not self._frames.take(self._live.now(), BURST, RATE):
            self._out.end(TOO_FAST)
            return
        try:
            frame = wire.parse(raw, limit)
        except BadMessage as error:
            self._bad += 1
            self._refuse(None, error, identity)
            if self._bad >= BAD_IN_A_ROW:
                self._out.end(BAD_MESSAGE)
            return
        self._bad = 0
        if isinstance(frame, wire.Ping):
            self._out.offer(wire.encode({"type": "pong", "now": self._live.now()}))
        elif isinstance(frame, wire.Sent):
            self._command(frame, identity)

    def _command(self, sent: wire.Sent, identity: Identity) -> None:
        if identity.role == WALL_ROLE:
            self._wall_refusals += 1
            self._refuse(sent.ref, NotAllowed("not_for_role", role=WALL_ROLE), identity)
            if self._wall_refusals >= WALL_REFUSALS:
                self._out.end(NOT_ALLOWED)
            return

        def reply(result: Answer | WorkshopError) -> None:
            if isinstance(result, WorkshopError):
                self._refuse(sent.ref, result, identity)
            else:
                self._out.offer(wire.encode(wire.ack(sent.ref, result)))

        self._live.send(
            sent.command,
            by=identity.by,
            role=identity.role,
            ref=sent.ref,
            digest=sent.digest,
            reply=reply,
        )

    def _refuse(self, ref: str | None, error: WorkshopError, identity: Identity) -> None:
        message = self._say(error, identity.language)
        self._out.offer(wire.encode(wire.refused(ref, error, message)))


async def _receive(socket: WebSocket) -> str | bytes:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text: str | None = message.get("text")
    return text if text is not None else message.get("bytes") or b""

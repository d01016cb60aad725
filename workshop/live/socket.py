"""Socket: the door of a WebSocket, and a conversation through it.  Rules L1–L4 in PROTOCOL.md.

Who comes in through our own server's `Line` is handed over to it; any other server, or a test's
client, is talked to here, with a task for each side.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from workshop.errors import BadMessage, WorkshopError
from workshop.live import wire
from workshop.live.conversation import Conversation, Say
from workshop.live.hub import BAD_MESSAGE, NOT_ALLOWED, TRY_LATER, Queued
from workshop.live.identity import Identity
from workshop.live.line import line_of
from workshop.live.rooms import LiveRoom

log = logging.getLogger(__name__)

HELLO_WITHIN = 10.0  # seconds

Prove = Callable[[str | None], Awaitable[Identity | None]]  # wanted audience → identity


async def converse(socket: WebSocket, live: LiveRoom, prove: Prove, say: Say) -> None:
    """Let somebody in whose socket has been accepted, and talk.

    `prove` reads the cookies of the connection; `say` words refusals for people.
    """
    try:
        hello = wire.parse(await _first(socket), wire.PHONE_LIMIT)
        if not isinstance(hello, wire.Hello):
            raise BadMessage("bad_message", problem="hello")
        identity = await prove(hello.as_)
    except (TimeoutError, BadMessage):
        await socket.close(BAD_MESSAGE)
        return
    except WorkshopError:  # the store does not answer now
        await socket.close(TRY_LATER)
        return
    except WebSocketDisconnect:
        return
    if identity is None:
        await socket.close(NOT_ALLOWED)
        return
    line = line_of(socket.scope)
    if line is not None:
        line.take_over(Conversation(live, identity, line, say), hello)
    else:
        out = Queued()
        await _talk(socket, Conversation(live, identity, out, say), out, hello)


async def _talk(socket: WebSocket, talk: Conversation, out: Queued, hello: wire.Hello) -> None:
    live, who = talk.live, talk.identity
    # No await between the welcome and joining: nothing can be published in between.
    welcome = live.welcome(who.audience, who.by, who.role, hello.epoch, hello.seq)
    live.presence.know(who.by, who.name)
    live.hub.follow(out, who.audience, who.by, who.proof)
    listening = asyncio.create_task(_listen(socket, talk, out))
    try:
        async for frame in welcome:
            await socket.send_text(frame.decode())
        async for frame in out.frames():
            await socket.send_text(frame.decode())
        await socket.close(out.code or 1000)
    except (WebSocketDisconnect, RuntimeError):
        pass  # the other side is gone; starlette says so in either way
    finally:
        live.hub.leave(out, who.audience, who.by, who.proof)
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def _listen(socket: WebSocket, talk: Conversation, out: Queued) -> None:
    try:
        while out.code is None:  # who is told to go is heard no more
            raw = await _receive(socket)
            if out.code is None:
                talk.hear(raw)
    except WebSocketDisconnect:
        out.end(1001)
    except Exception:
        log.exception("a conversation broke")
        out.end(1011)


async def _first(socket: WebSocket) -> str | bytes:
    return await asyncio.wait_for(_receive(socket), HELLO_WITHIN)


async def _receive(socket: WebSocket) -> str | bytes:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text: str | None = message.get("text")
    return text if text is not None else message.get("bytes") or b""

"""Events: the same conversation, downwards, over server-sent events or once as JSON.  Rule L10."""

import asyncio
from collections.abc import AsyncIterator

import msgspec

from workshop.live import wire
from workshop.live.hub import RESTART, Queued
from workshop.live.identity import Identity
from workshop.live.rooms import LiveRoom

HEARTBEAT = 15.0  # seconds; proxies and NATs cut what is silent for a minute
RETRY = 2_000  # ms: what a browser waits before it comes back by itself


async def once(live: LiveRoom, identity: Identity, epoch: str | None, seq: int) -> bytes:
    """Return the frames of a welcome as one JSON array: polling."""
    live.presence.meet(identity.by, identity.name)
    welcome = live.welcome(identity.audience, identity.by, identity.role, epoch, seq)
    return b"[" + b",".join([frame async for frame in welcome]) + b"]"


async def stream(
    live: LiveRoom, identity: Identity, epoch: str | None, seq: int
) -> AsyncIterator[bytes]:
    """Yield a welcome and what follows, as `text/event-stream`, until the listener is ended."""
    out = Queued()
    # No await between the welcome and joining: nothing can be published in between.
    welcome = live.welcome(identity.audience, identity.by, identity.role, epoch, seq)
    live.presence.know(identity.by, identity.name)
    live.hub.follow(out, identity.audience, identity.by, identity.proof)
    try:
        yield f"retry: {RETRY}\n\n".encode()
        async for first in welcome:
            yield _event(live.epoch, first)
        while (waited := await out.next_frame(HEARTBEAT)) is not None:
            yield _event(live.epoch, waited) if waited else b": still here\n\n"
        if out.code != RESTART:  # that is said to each by itself (L14)
            bye = {"type": "bye", "code": out.code, "retry_after": RETRY}
            yield b"data: " + wire.encode(bye) + b"\n\n"
    except asyncio.CancelledError:
        out.end(1001)
        raise
    finally:
        live.hub.leave(out, identity.audience, identity.by, identity.proof)


class _Placed(msgspec.Struct):
    """What of a frame tells where its reader stands afterwards (L4)."""

    type: str
    seq: int = 0
    more: bool = False


def _event(epoch: str, frame: bytes) -> bytes:
    placed = msgspec.json.decode(frame, type=_Placed)
    moves = placed.type in ("welcome", "patch") and not placed.more
    name = f"id: {epoch}:{placed.seq}\n".encode() if moves else b""
    return name + b"data: " + frame + b"\n\n"

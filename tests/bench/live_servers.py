"""Servers: each in a process of its own, told what to do by lines of JSON.  Called by the bench.

python live_servers.py floor       raw transports of uvloop, each written to
python live_servers.py starlette   a Starlette endpoint with a loop of `send_text` over all sockets
python live_servers.py ours        the product: lines, rooms, a journal on disk

Each prints its port first. Then, for each line on standard input:
{"do": "tell", "frame": TEXT, "rounds": N, "hz": R}   the frame to everybody, N times; prints cost
{"do": "cost"}                                        CPU seconds so far and memory in KB
{"do": "seats", "n": N}                               ours alone: N people join; prints cookies
"""

import asyncio
import json
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import process_time
from typing import Any, ClassVar

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

BACKLOG = 4096

Tell = Callable[[str], Awaitable[None]]


def main() -> None:
    """Serve until standard input ends."""
    os.sched_setaffinity(0, {0})
    {"floor": floor, "starlette": starlette, "ours": ours}[sys.argv[1]]()


# ── what every server is asked ─────────────────────────────────────────────


def obey(loop: asyncio.AbstractEventLoop, port: int, tell: Tell, **more: Any) -> None:
    """Do what the lines of standard input say, from a thread beside the loop."""
    answer({"port": port})
    for line in sys.stdin:
        wish = json.loads(line)
        if wish["do"] == "tell":
            rounds = _rounds(tell, wish["frame"], wish["rounds"], wish["hz"])
            answer(asyncio.run_coroutine_threadsafe(rounds, loop).result())
        elif wish["do"] == "cost":
            answer(cost())
        else:
            answer(more[wish["do"]](wish))


async def _rounds(tell: Tell, frame: str, rounds: int, hz: float) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    before, due = process_time(), loop.time()
    for _ in range(rounds):
        await tell(frame)
        due = max(due + 1 / hz, loop.time())
        await asyncio.sleep(due - loop.time())
    return {"cpu": process_time() - before}


def cost() -> dict[str, float]:
    """Return CPU seconds and memory in KB, each page shared out among those who hold it."""
    told = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    (pss,) = (line.split()[1] for line in told.splitlines() if line.startswith("Pss:"))
    return {"cpu": process_time(), "memory": int(pss)}


def answer(found: Any) -> None:
    """Print one line of JSON."""
    print(json.dumps(found), flush=True)


def listening() -> socket.socket:
    """Return a socket that listens on a free port of this machine."""
    return socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)


# ── the servers ────────────────────────────────────────────────────────────


class Raw(asyncio.Protocol):
    """The least that speaks WebSocket downwards: a handshake, then bare transports."""

    everybody: ClassVar[dict["Raw", asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the handshake."""
        self.transport: Any = transport
        self.hand = ServerProtocol()

    def data_received(self, data: bytes) -> None:
        """Shake hands once; hear nothing else."""
        if self in self.everybody:
            return
        self.hand.receive_data(data)
        for event in self.hand.events_received():
            if isinstance(event, Request):
                self.hand.send_response(self.hand.accept(event))
                self.transport.write(b"".join(self.hand.data_to_send()))
                self.everybody[self] = self.transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Be gone."""
        self.everybody.pop(self, None)


def floor() -> None:
    """Write the same bytes to each transport."""

    async def tell(frame: str) -> None:
        written = Frame(Opcode.TEXT, frame.encode()).serialize(mask=False)
        for transport in Raw.everybody.values():
            transport.write(written)

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Raw, sock=listening())
        port = server.sockets[0].getsockname()[1]
        await asyncio.to_thread(obey, loop, port, tell)

    uvloop.run(serve())


def starlette() -> None:
    """Send to each socket in turn, as the documentation of such servers does."""
    everybody: dict[WebSocket, None] = {}

    async def tell(frame: str) -> None:
        for one in list(everybody):
            await one.send_text(frame)

    async def endpoint(one: WebSocket) -> None:
        await one.accept()
        everybody[one] = None
        try:
            while True:
                await one.receive_text()
        except WebSocketDisconnect:
            everybody.pop(one, None)

    app = Starlette(routes=[WebSocketRoute("/{rest:path}", endpoint)])
    config = uvicorn.Config(
        app, ws="websockets-sansio", ws_per_message_deflate=False, log_level="error", lifespan="off"
    )

    async def serve() -> None:
        open_ = listening()
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[open_]))
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(obey, loop, open_.getsockname()[1], tell)
        server.should_exit = True
        await serving

    uvloop.run(serve())


def ours() -> None:
    """Serve one workshop of the product, with its journal on disk and without the engine."""
    from tests.live.standing import Standing
    from workshop.ids import digest_of, new_secret, recovery_of
    from workshop.live import rooms
    from workshop.room.join import JoinRoom
    from workshop.room.nouns import DOOR

    rooms.BURST = rooms.RATE = 1e9  # how fast the server is, not how fast a person may type
    with tempfile.TemporaryDirectory() as folder:
        server = Standing(Path(folder))
        evening = server.make_workshop()

        async def tell(frame: str) -> None:
            evening.live.hub.tell("phone", frame.encode())

        async def join(secrets: list[str]) -> None:
            for secret in secrets:
                command = JoinRoom(digest_of(secret), digest_of(recovery_of(secret)))
                await evening.live.command(command, by=DOOR, role=DOOR, ref=command.key)

        def seats(wish: dict[str, Any]) -> dict[str, Any]:
            secrets = [new_secret() for _ in range(wish["n"])]
            server.on_loop(join(secrets))
            return {
                "path": f"{evening.path}/live",
                "phones": [evening.seat_cookies(secret) for secret in secrets],
                "wall": evening.wall_cookies,
                "console": evening.fay_cookies,
            }

        obey(server.loop, server.port, tell, seats=seats)
        threading.Thread(target=evening.close, daemon=True).start()
        server.close()


if __name__ == "__main__":
    main()

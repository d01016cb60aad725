"""Servers: each in a process of its own, told what to do by lines of JSON.  Called by the bench.

python live_servers.py floor       raw transports of uvloop, each written to
python live_servers.py starlette   a Starlette endpoint with a loop of `send_text` over all sockets
python live_servers.py orm         no server: each submission committed by itself, with objects
python live_servers.py journal     no server: the product's writer and journal, without a room
python live_servers.py filled DIR N   a workshop of N events in DIR/workshop.db, to be killed
python live_servers.py ours        the product: lines, rooms, a journal on disk

Each prints its port first. Then, for each line on standard input:
{"do": "tell", "frame": TEXT, "rounds": N, "hz": R}   the frame to everybody, N times; prints cost
{"do": "cost"}                                        CPU seconds so far and memory in KB
{"do": "seats", "n": N}                               ours alone: N people join; prints cookies
{"do": "acks", "n": N, "seats": M, "seconds": S}      N submit, each when answered; prints the rate
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
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

Tell = Callable[[str], Awaitable[None]]


def main() -> None:
    """Serve until standard input ends."""
    # Who serves keeps to one core, for the load has the other; the others load themselves.
    alone = sys.argv[1] in ("orm", "journal", "filled")
    os.sched_setaffinity(0, range(os.cpu_count() or 1) if alone else {0})
    kinds = (floor, starlette, orm, journal, filled, ours)
    {kind.__name__: kind for kind in kinds}[sys.argv[1]]()


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


def orm() -> None:
    """Commit each submission by itself, as an object, in forty threads: as one usually would.

    The same entry in the same table as the product's, with what it holds written out.
    """
    import itertools
    from concurrent.futures import ThreadPoolExecutor

    from sqlalchemy import Engine, create_engine, event
    from sqlmodel import Session

    from tests.live.standing import prepare
    from workshop.store.journal import seal_of
    from workshop.store.tables import EntryRow

    seqs = itertools.count(1_000)

    def save(engine: Engine, ways: tuple[str, str], ref: str) -> None:
        district, workshop = ways
        events = json.dumps([{"type": "response_submitted", "ref": ref, "text": f"Phrase {ref}"}])
        said = (workshop, next(seqs), 0, "s1", ref, "", "submit_response", events)
        names = ("workshop_id", "seq", "at", "by", "ref", "digest", "type", "events")
        entry = dict(zip(names, said, strict=True))
        with Session(engine) as session:
            session.add(EntryRow(**entry, district_id=district, seal=seal_of(*said)))
            session.commit()

    async def submit(
        pool: Any, engine: Engine, ways: tuple[str, str], number: int, seconds: float
    ) -> int:
        loop, done = asyncio.get_running_loop(), 0
        until = loop.time() + seconds
        while loop.time() < until:
            await loop.run_in_executor(pool, save, engine, ways, f"{number:04}-{done:06}")
            done += 1
        return done

    def acks(wish: dict[str, Any]) -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(40) as pool:
            path = Path(folder) / "workshop.db"
            _, made, _, writer, database = prepare(path)
            writer.close(10)
            database.close()
            engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60}, pool_size=40)

            @event.listens_for(engine, "connect")
            def _(connection: Any, record: Any) -> None:
                for pragma in PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")

            async def all_of_them() -> int:
                ways = (made.district, made.id)
                own = (submit(pool, engine, ways, n, wish["seconds"]) for n in range(wish["n"]))
                return sum(await asyncio.gather(*own))

            rate = uvloop.run(all_of_them()) / wish["seconds"]
            engine.dispose()
        return {"rate": rate}

    answer({"port": 0})
    for line in sys.stdin:
        answer(acks(json.loads(line)))


def journal() -> None:
    """Commit submissions together, by the product's own writer and journal, without a room."""
    from live_journal import acks

    answer({"port": 0})
    for line in sys.stdin:
        answer(acks(json.loads(line)))


def filled() -> None:
    """Write one workshop of many events into a file, and wait to be killed."""
    from tests.live.standing import Standing
    from workshop.ids import digest_of, new_secret, recovery_of
    from workshop.live import rooms
    from workshop.room import respond
    from workshop.room.contents import PARTICIPANT
    from workshop.room.join import JoinRoom
    from workshop.room.nouns import DOOR

    rooms.BURST = rooms.RATE = 1e9
    respond.MAX_RESPONSES = 10**9
    folder, events = Path(sys.argv[2]), int(sys.argv[3])
    server = Standing(folder)
    evening = server.make_workshop()
    secrets = [new_secret() for _ in range(300)]

    async def fill() -> None:
        for secret in secrets:
            command = JoinRoom(digest_of(secret), digest_of(recovery_of(secret)))
            await evening.live.command(command, by=DOOR, role=DOOR, ref=command.key)
        while evening.live.seq < events:
            at = evening.live.seq
            sent = (
                evening.live.command(
                    respond.SubmitResponse("p1", f"Phrase number {number} of the evening"),
                    by=f"s{1 + number % len(secrets)}",
                    role=PARTICIPANT,
                    ref=f"ref-{number:08}",
                )
                for number in range(at, min(at + 200, events))
            )
            await asyncio.gather(*sent)

    server.on_loop(fill())
    cookies = evening.seat_cookies(secrets[0])
    answer({"port": 0, "path": f"{evening.path}/live", "phone": cookies, "seq": evening.live.seq})
    sys.stdin.read()


def ours() -> None:
    """Serve one workshop of the product, with its journal on disk and without the engine."""
    from tests.live.standing import Standing
    from workshop.ids import digest_of, new_secret, recovery_of
    from workshop.live import rooms
    from workshop.room import respond
    from workshop.room.contents import PARTICIPANT
    from workshop.room.join import JoinRoom
    from workshop.room.nouns import DOOR

    # How fast the server is, not how fast a person may type.
    rooms.BURST = rooms.RATE = 1e9
    respond.MAX_RESPONSES = 10**9
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

        async def submit(number: int, n_seats: int, seconds: float) -> int:
            loop, done = asyncio.get_running_loop(), 0
            until = loop.time() + seconds
            while loop.time() < until:
                command = respond.SubmitResponse("p1", f"Phrase {done} of {number}")
                seat = f"s{1 + (number + done * 499) % n_seats}"
                ref = f"{number:04}-{done:06}"
                await evening.live.command(command, by=seat, role=PARTICIPANT, ref=ref)
                done += 1
            return done

        def acks(wish: dict[str, Any]) -> dict[str, float]:
            async def all_of_them() -> int:
                own = (submit(at, wish["seats"], wish["seconds"]) for at in range(wish["n"]))
                return sum(await asyncio.gather(*own))

            return {"rate": server.on_loop(all_of_them()) / wish["seconds"]}

        obey(server.loop, server.port, tell, seats=seats, acks=acks)
        threading.Thread(target=evening.close, daemon=True).start()
        server.close()


if __name__ == "__main__":
    main()

"""A server of its own process, which may be killed, and what it costs and says meanwhile."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.live.clients import cookie_header
from tests.live.standing import found, prepare
from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live.turns import Call, enact, replay
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR, Room
from workshop.store import journal
from workshop.store.database import Database
from workshop.store.journal import Entry
from workshop.store.workshops import Workshop
from workshop.web import auth
from workshop.web.identity import seat_cookie, wall_cookie

WAIT = 60.0  # seconds for a server to end
AGAIN = 0.01  # seconds between two knocks
ENTRY = re.compile(r"^(?=[A-Z]+[: ])", re.MULTILINE)
# How a log of ours, of uvicorn or of Python itself says that something broke.
BROKEN = re.compile(r"Traceback|^ERROR|^CRITICAL|Exception ignored|Warning:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs, or ran."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path  # what it wrote to standard error

    @property
    def memory(self) -> float:
        """Return what it holds in memory, in MB, without its children."""
        return memory_of(self.process.pid)

    @property
    def children(self) -> list[int]:
        """Return the processes that it has started, the engine's."""
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(child) for child in Path(path).read_text().split()]

    @property
    def open_files(self) -> int:
        """Return how many descriptors it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def broke(self, *known: str) -> list[str]:
        """Return what it has logged of anything that broke, but what has a `known` beginning.

        Nothing is good.
        """
        entries = ENTRY.split(self.log.read_text(errors="replace"))
        return [one for one in entries if BROKEN.search(one) and not one.startswith(known)]

    @property
    def cpu_seconds(self) -> float:
        """Return the time that the machine has given it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        self.process.send_signal(signal.SIGTERM)


def memory_of(process: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


@contextmanager
def serving(path: Path, *ways: str, port: int = 0) -> Iterator[Served]:
    """Run a server on a file; it is killed at the end, without a warning.

    `ways` are what `tests.live.standing` may be told.
    """
    log = Path(path).with_suffix(".log")
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.standing", str(path), str(port), *ways],
            stdout=subprocess.PIPE,
            stderr=said,
        )
    try:
        assert process.stdout is not None
        yield Served(process, int(process.stdout.readline()), log)
    finally:
        process.kill()
        process.communicate(timeout=WAIT)


@asynccontextmanager
async def serving_beside(path: Path, *ways: str, port: int = 0) -> AsyncIterator[Served]:
    """Run a server while the loop goes on."""
    running = serving(path, *ways, port=port)
    served = await asyncio.to_thread(running.__enter__)
    try:
        yield served
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)


@dataclass(frozen=True, slots=True)
class Evening:
    """A furnished file with seats in it."""

    file: Path
    workshop: Workshop
    fays_secret: str
    walls_secret: str
    secrets: list[str]

    @property
    def path(self) -> str:
        """Return the address of the workshop on its server."""
        return f"/w/{self.workshop.code}"

    @property
    def phones(self) -> list[dict[str, str]]:
        """Return the cookies of each seat, in the order of their ids."""
        return [{seat_cookie(self.workshop.id): secret} for secret in self.secrets]

    @property
    def console(self) -> dict[str, str]:
        """Return Fay's cookies."""
        return {auth.COOKIE: self.fays_secret}

    @property
    def wall(self) -> dict[str, str]:
        """Return the wall's cookies."""
        return {wall_cookie(self.workshop.id): self.walls_secret}

    def journal(self) -> tuple[list[Entry], Room]:
        """Return what is on disk: every entry, and the room that they make."""
        entries: list[Entry] = []
        database = Database.open(str(self.file), visiting=True)
        with database.reader() as session:
            while more := journal.read(session, self.workshop.id, after=len(entries), limit=5_000):
                entries += more
            room = replay(session, self.workshop.id)
        database.close()
        return entries, room


def furnished(folder: Path, seats: int, *, tables: bool = False) -> Evening:
    """Return an evening on a new file, with so many seats, or tables, in it."""
    return evenings(folder, 1, seats, tables=tables)[0]


def evenings(folder: Path, workshops: int, seats: int, *, tables: bool = False) -> list[Evening]:
    """Return several evenings on one new file, with so many seats, or tables, in each."""
    file = folder / "workshop.db"
    house, made, wall, writer, database = prepare(file)
    more = [
        writer.write(lambda session: found(session, house)).result() for _ in range(1, workshops)
    ]
    made_ones = [
        Evening(file, one, house.fays_secret, key, [new_secret() for _ in range(seats)])
        for one, key in [(made, wall), *more]
    ]
    for evening in made_ones:
        writer.write(partial(_take_seats, evening, tables)).result()
    writer.close(10)
    database.close()
    return made_ones


def _take_seats(evening: Evening, tables: bool, session: Any) -> None:
    joins = [
        JoinRoom(
            digest_of(one),
            digest_of(recovery_of(one)),
            **({"table": number, "headcount": 4} if tables else {}),
        )
        for number, one in enumerate(evening.secrets, start=1)
    ]
    calls = [Call(join, DOOR, DOOR, join.key, "", 0) for join in joins]
    enact(session, evening.workshop.district, evening.workshop.id, calls)


async def first_welcome(port: int, path: str, cookies: dict[str, str], as_: str) -> Any:
    """Knock until a server says welcome; return that frame."""
    while True:
        with suppress(OSError, WebSocketException):
            async with connect(
                f"ws://127.0.0.1:{port}{path}/live",
                origin=f"http://127.0.0.1:{port}",
                additional_headers={"Cookie": cookie_header(cookies)},
                compression=None,
                max_size=None,
            ) as line:
                await line.send(json.dumps({"type": "hello", "as": as_}))
                return json.loads(await line.recv())
        await asyncio.sleep(AGAIN)

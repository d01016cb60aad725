"""A server that stands: a real one, on a real port, over a real file, with Fay's house in it."""

import asyncio
import logging
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from tests.blank import new_file
from workshop.app import build_app
from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live.engine import Beside, CodeBook, Engine, Watch
from workshop.live.rooms import LiveRoom
from workshop.live.turns import Call, enact, replay
from workshop.room.agenda import MakeWorkshop, OpenPrompt, OpenWorkshop, PromptPlan
from workshop.room.contents import FACILITATOR
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR, Room
from workshop.serve import bind, open_files, server_of
from workshop.settings import Settings
from workshop.store import people, projects, workshops
from workshop.store.database import Database
from workshop.store.writer import Writer
from workshop.web import auth
from workshop.web.house import House
from workshop.web.identity import seat_cookie, wall_cookie

from .clients import Browser, Talker

WAIT = 60.0  # seconds for anything that must happen on a busy machine
GROUPS = {"students": {"en": "Students", "es": "Estudiantes"}, "staff": {"en": "Staff"}}
PROMPTS = (
    PromptPlan("strengths", "What are we proud of?"),
    PromptPlan("vision", "What should be true in five years?"),
)


class Clock:
    """The server's clock, which a test may move forward, or set."""

    def __init__(self) -> None:
        self._ahead = 0
        self._set = 0  # ms
        self._stands_at: int | None = None

    def __call__(self) -> int:
        return self.steady() + self._set

    def steady(self) -> int:
        """Return the time that passes, whatever the clock is set to."""
        now = self._stands_at or time.time_ns() // 1_000_000
        return now + self._ahead

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let no time pass but what `advance` adds."""
        self._stands_at = time.time_ns() // 1_000_000
        yield
        self._stands_at = None

    def advance(self, seconds: float) -> None:
        self._ahead += int(seconds * 1000)

    def put(self, hours: int) -> None:
        """Set the clock forward or back, as somebody at the machine does; no time passes."""
        self._set += hours * 3_600_000


@dataclass(frozen=True, slots=True)
class Furnished:
    """What a house has before any workshop."""

    district: str
    project: str
    fay: str
    fays_secret: str
    carl: str
    carls_secret: str


def furnish(session: Session) -> Furnished:
    """Put a district, Fay, a co-facilitator and a project into an empty store."""
    at = time.time_ns() // 1_000_000
    district = people.first_district(session).id
    fay = people.create_user(
        session, district, email="fay@maple.example", name="Fay", role="administrator", at=at
    )
    carl = people.create_user(
        session, district, email="carl@maple.example", name="Carl", role="cofacilitator", at=at
    )
    return Furnished(
        district,
        projects.create(session, district, title="Maple 2030", at=at).id,
        fay.id,
        auth.open_sign_in(session, district, fay.id, at),
        carl.id,
        auth.open_sign_in(session, district, carl.id, at),
    )


def found(session: Session, house: Furnished) -> tuple[workshops.Workshop, str]:
    """Make a workshop, open it with its first prompt, and let Carl steer it too.

    Returns it with its wall's secret.
    """
    at = time.time_ns() // 1_000_000
    made = workshops.create(
        session,
        house.district,
        project=house.project,
        title="Maple evening",
        template="focus-group",
        by=house.fay,
        at=at,
    )
    wall = new_secret()
    workshops.set_wall_key(session, house.district, made.id, digest_of(wall))
    workshops.give_right(session, house.district, made.id, user=house.carl, at=at)
    making = MakeWorkshop(made.id, made.code, made.title, groups=GROUPS, prompts=PROMPTS)
    enact(
        session,
        house.district,
        made.id,
        [
            Call(making, DOOR, DOOR, "making", "", at, print),
            *[
                Call(command, house.fay, FACILITATOR, f"opening-{number}", "", at, print)
                for number, command in enumerate((OpenWorkshop(), OpenPrompt("p1")))
            ],
        ],
    )
    return made, wall


class Standing:
    """A server on a thread of this process, so that a test may look into it."""

    def __init__(
        self,
        folder: Path,
        *,
        engine: bool = False,
        wait: float = 2.0,
        ws: Any = None,
        **settings: Any,
    ) -> None:
        """`ws`: how uvicorn carries WebSockets, when not on our lines."""
        self.clock = Clock()
        self.settings = Settings(
            host="127.0.0.1",
            port=0,
            database_url=str(new_file(folder / "workshop.db")),
            engine=engine,
            language="en",
            **settings,
        )
        self._wait, self._ws = wait, ws
        self._start()
        self.furnished = self.write(furnish)

    def _start(self) -> None:
        self.database = Database.open(self.settings.database_url, wait=self._wait)
        app = build_app(
            self.settings,
            database=self.database,
            clock=self.clock,
            steady=self.clock.steady,
        )
        listening = bind(self.settings)
        self.port: int = listening.getsockname()[1]
        self._server = server_of(app, self.settings, self._ws)
        self._thread = threading.Thread(target=self._run, args=(listening,), name="server")
        self._thread.start()
        deadline = time.monotonic() + WAIT
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            assert time.monotonic() < deadline, "the server did not start in time"
            time.sleep(0.005)
        self.house: House = app.state.house

    def restart(self) -> None:
        """End, and begin again on the same file at the same address."""
        self.close()
        self.settings = self.settings.model_copy(update={"port": self.port})
        self._start()

    def _run(self, listening: Any) -> None:
        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[listening])

        with asyncio.Runner(loop_factory=self._server.config.get_loop_factory()) as runner:
            runner.run(serve())

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(WAIT)
        assert not self._thread.is_alive(), "the server did not end"

    def write(self, act: Any) -> Any:
        return self.house.writer.write(act).result(WAIT)

    def on_loop(self, coroutine: Any) -> Any:
        """Run something of the live side where it lives."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(WAIT)

    def call(self, act: Any, *arguments: Any) -> Any:
        """Call a plain function on the loop."""

        async def run() -> Any:
            return act(*arguments)

        return self.on_loop(run())

    def make_workshop(self) -> "Evening":
        made, wall = self.write(lambda session: found(session, self.furnished))
        return Evening(self, made, wall)


class Evening:
    """One workshop on a standing server, and the ways into it."""

    def __init__(self, server: Standing, made: workshops.Workshop, wall: str) -> None:
        self.server = server
        self.id = made.id
        self.code = made.code
        self.district = made.district
        self.wall_secret = wall
        self.enter()
        self.path = f"/w/{made.code}"
        self._open: list[Talker] = []

    def enter(self) -> LiveRoom:
        """Return the room as it lives now; after a restart it is another one."""
        rooms = self.server.house.rooms
        self.live: LiveRoom = self.server.on_loop(rooms.enter(self.district, self.id))
        return self.live

    # ── who comes ──────────────────────────────────────────────────────────

    def takes_seat(self, **said: Any) -> str:
        """Let somebody in, past the door; return the secret of their seat."""
        secret = new_secret()
        command = JoinRoom(digest_of(secret), digest_of(recovery_of(secret)), **said)
        self.server.on_loop(self.live.command(command, by=DOOR, role=DOOR, ref=command.key))
        return secret

    def seat_cookies(self, secret: str) -> dict[str, str]:
        return {seat_cookie(self.id): secret}

    @property
    def fay_cookies(self) -> dict[str, str]:
        return {auth.COOKIE: self.server.furnished.fays_secret}

    @property
    def carl_cookies(self) -> dict[str, str]:
        return {auth.COOKIE: self.server.furnished.carls_secret}

    @property
    def wall_cookies(self) -> dict[str, str]:
        return {wall_cookie(self.id): self.wall_secret}

    def line(self, cookies: dict[str, str] | None = None, **more: Any) -> Talker:
        """Open a socket and say nothing yet."""
        talker = Talker(self.server.port, f"{self.path}/live", cookies or {}, **more)
        self._open.append(talker)
        return talker

    def phone(self, secret: str | None = None, **said: Any) -> Talker:
        talker = self.line(self.seat_cookies(secret or self.takes_seat(**said)))
        talker.hello("phone")
        return talker

    def console(self, cookies: dict[str, str] | None = None) -> Talker:
        talker = self.line(cookies or self.fay_cookies)
        talker.hello("console")
        return talker

    def wall(self) -> Talker:
        talker = self.line(self.wall_cookies)
        talker.hello("wall")
        return talker

    def browser(self, cookies: dict[str, str] | None = None) -> Browser:
        return Browser(self.server.port, cookies or {})

    # ── what happens ───────────────────────────────────────────────────────

    def steers(self, command: Any) -> Any:
        """Let Fay send a command, past her console."""
        ref = "fay-" + secrets.token_hex(6)
        fay = self.server.furnished.fay
        return self.server.on_loop(self.live.command(command, by=fay, role=FACILITATOR, ref=ref))

    @contextmanager
    def watched(
        self, engine: Engine, beside: Beside | None = None, code_book: CodeBook | None = None
    ) -> Iterator[Watch]:
        """Let an engine watch the room; end both."""

        async def begin() -> Watch:
            watch = Watch(self.live, engine, beside, code_book)
            watch.start()
            return watch

        async def end() -> None:
            self.live.heard.remove(watch._hear)
            await watch.close()
            await engine.close()

        watch = self.server.on_loop(begin())
        try:
            yield watch
        finally:
            self.server.on_loop(end())

    def journal(self) -> Room:
        """Return the room that the journal holds."""
        with self.server.database.reader() as session:
            return replay(session, self.id)

    def close(self) -> None:
        for talker in self._open:
            talker.close()


# ── a server of its own process, for what kills it ─────────────────────────


def main() -> None:
    """Serve a database; print the port once it listens.

    Arguments: the file, the port, and what differs from a plain server: `engine` turns it on,
    `endpoint` carries sockets with a task for each, as other servers do.
    """
    path, port, *ways = sys.argv[1:]
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
    settings = Settings(
        host="127.0.0.1", port=int(port), database_url=path, engine="engine" in ways
    )
    app = build_app(settings)
    listening = bind(settings)
    print(listening.getsockname()[1], flush=True)
    open_files()
    ws = "websockets-sansio" if "endpoint" in ways else None
    server_of(app, settings, ws).run(sockets=[listening])


def prepare(path: Path) -> tuple[Furnished, workshops.Workshop, str, Writer, Database]:
    """Furnish a file before any server opens it."""
    database = Database.open(str(new_file(path)))
    writer = Writer(database)
    house = writer.write(furnish).result()
    made, wall = writer.write(lambda session: found(session, house)).result()
    return house, made, wall, writer, database


if __name__ == "__main__":
    main()

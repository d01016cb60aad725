"""A stage: a real server on a socket, with a workshop in which things happen by name."""

import asyncio
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from sqlmodel import Session

from tests.blank import new_file
from workshop.app import build_app
from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live.rooms import LiveRoom
from workshop.live.turns import Call, enact
from workshop.live.wire import digest_of as digest_of_command
from workshop.room import contents, views
from workshop.room.agenda import MakeWorkshop, PromptPlan
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR, ENGINE
from workshop.room.respond import SubmitResponse
from workshop.room.suggest import SuggestThemes
from workshop.room.views import CONSOLE, WALL
from workshop.room.vote import CastVote
from workshop.settings import Settings
from workshop.store import people, projects, workshops
from workshop.store.database import Database
from workshop.web import auth
from workshop.web.house import House

T = TypeVar("T")

NOON = 1_795_291_200_000  # milliseconds since 1970 UTC
STRENGTHS = "What are the greatest strengths of our schools today?"
FORTALEZAS = "¿Cuáles son las mayores fortalezas de nuestras escuelas hoy?"
GROUPS = {
    "g1": {"en": "Families", "es": "Familias"},
    "g2": {"en": "Teachers", "es": "Docentes"},
    "g3": {"en": "Students", "es": "Estudiantes"},
}


class Stage:
    """A server that runs in a thread of its own until `close`."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        """Open the house on a free port, with fay of Larkspur Valley and her workshop."""
        chosen = Settings(**{"engine": False, **settings})
        app = build_app(chosen, database=Database.open(str(new_file(folder / "stage.db"))))
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            log_config=None,
            log_level="warning",
            ws="websockets-sansio",
        )
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self._thread.start()
        self._started.wait(10)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.house: House = app.state.house
        self.sign_in = self.write(self._open_district)
        self.begin_again()
        self.secrets: dict[str, str] = {}  # of the seats' cookies

    def close(self) -> None:
        """Stop the server."""
        self._server.should_exit = True
        self._thread.join(10)

    def begin_again(self) -> None:
        """Go on with a new project and a new workshop in it, as untouched as the first."""
        self.project = self.write(lambda session: self.new_project(session, "Our five years"))
        self.opens_another("Strengths and opportunities")

    def begins_anew(self) -> None:
        """Give fay another workshop with nobody in it: cheaper than a server for each test."""
        self.workshop = self.write(lambda session: self._new_workshop(session, "Another evening"))
        self.room = self.wait(self._make())
        self.seats = []

    @property
    def wall_url(self) -> str:
        return f"{self.url}/w/{self.workshop.code}/wall?key={self.wall_key}"

    def write(self, act: Callable[[Session], T]) -> T:
        """Return what `act` wrote to the store."""
        return self.wait(self.house.write(act))

    def wait(self, coroutine: Any) -> Any:  # of whatever it returns
        """Return what a coroutine returns on the server's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)

    def runs(self, act: Callable[[], None]) -> None:
        """Do something on the server's loop."""

        async def run() -> None:
            act()

        self.wait(run())

    def leads(self, command: Any) -> list[str]:
        """Let fay send a command; return the ids it made."""
        answer = self.wait(
            self.room.command(
                command, by=self.fay, role=contents.FACILITATOR, ref=secrets.token_hex(8)
            )
        )
        return list(answer.made)

    def drafts_mixed(self, name: str, *responses: str) -> None:
        """Let the engine make a theme, as its first draft, that holds no one thought."""
        plan = {"name": name, "mixed": True, "responses": dict.fromkeys(responses, True)}
        command = SuggestThemes("p1", draft={"themes": {"n1": plan}})
        self.wait(self.room.command(command, by=ENGINE, role=ENGINE, ref=secrets.token_hex(8)))

    def joins(self, group: str | None = None, **seat: Any) -> str:
        """Let somebody join; return the seat."""
        secret = new_secret()
        command = JoinRoom(digest_of(secret), digest_of(recovery_of(secret)), group, **seat)
        ref = secrets.token_hex(8)
        self.wait(self.room.command(command, by=DOOR, role=DOOR, ref=ref))
        found = self.room.seat_of(digest_of(secret))
        assert found is not None
        self.secrets[found] = secret
        self.seats.append(found)
        return found

    def says(self, seat: str, text: str, prompt: str = "p1") -> str:
        """Let a seat send a phrase; return its id."""
        answer = self.wait(
            self.room.command(
                SubmitResponse(prompt, text),
                by=seat,
                role=contents.PARTICIPANT,
                ref=secrets.token_hex(8),
            )
        )
        made: str = answer.made[0]
        return made

    def votes(self, seat: str, ballot: str, *choices: str, reason: str = "") -> None:
        """Let a seat vote in an open ballot."""
        self.wait(
            self.room.command(
                CastVote(ballot, choices, reason),
                by=seat,
                role=contents.PARTICIPANT,
                ref=secrets.token_hex(8),
            )
        )

    def new_project(self, session: Session, title: str) -> str:
        """Return a new project of the district."""
        return projects.create(session, self.district, title=title, at=NOON).id

    def opens_another(self, title: str) -> None:
        """Turn to a new workshop of the same project; nobody is in it yet."""
        self.wall_key = new_secret()
        self.workshop = self.write(lambda session: self._new_workshop(session, title))
        self.room: LiveRoom = self.wait(self._make())
        self.seats: list[str] = []

    def view(self, audience: str = CONSOLE) -> dict[str, Any]:
        """Return what an audience sees of all that is on disk, shown already or about to be."""

        async def read() -> views.View:
            return views.assemble(self.room.snapshot(audience))

        found: dict[str, Any] = self.wait(read())
        return found

    def published(self) -> None:
        """Wait until walls have been shown everything that happened; it takes 100 ms."""
        self.wait(self._published())

    async def _published(self) -> None:
        for _ in range(50):  # what changes nothing for walls is never published
            if self.room.view_seq(WALL) >= self.room.seq:
                return
            await asyncio.sleep(0.01)

    def _open_district(self, session: Session) -> str:
        district = people.first_district(session)
        people.rename_district(session, district.id, "Larkspur Valley")
        fay = people.create_user(
            session,
            district.id,
            email="fay@larkspur.example",
            name="Fay",
            role="facilitator",
            password_hash=None,
            at=NOON,
        )
        self.district, self.fay = district.id, fay.id
        return auth.open_sign_in(session, district.id, fay.id, self.house.now())

    def _new_workshop(self, session: Session, title: str) -> workshops.Workshop:
        made = workshops.create(
            session,
            self.district,
            project=self.project,
            title=title,
            template="focus-group",
            by=self.fay,
            at=NOON,
        )
        workshops.set_wall_key(session, self.district, made.id, digest_of(self.wall_key))
        return made

    async def _make(self) -> LiveRoom:
        plans = (
            PromptPlan("strengths", STRENGTHS, {"es": FORTALEZAS}),
            PromptPlan("values", "What must never change here?"),
        )
        made = MakeWorkshop(
            self.workshop.id,
            self.workshop.code,
            self.workshop.title,
            moderation="open",
            groups=GROUPS,
            prompts=plans,
        )
        call = Call(made, DOOR, DOOR, "make", digest_of_command(made), NOON)
        await self.house.write(
            lambda session: enact(session, self.district, self.workshop.id, [call])
        )
        return await self.house.rooms.enter(self.district, self.workshop.id)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)

        async def serve() -> None:
            task = asyncio.create_task(self._server.serve())
            while not self._server.started:
                await asyncio.sleep(0.01)
            self._started.set()
            await task

        self._loop.run_until_complete(serve())
        self._loop.close()

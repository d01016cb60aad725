"""App: the wiring. Here and in cli everybody is known, and here the clock is read."""

import asyncio
import contextlib
import gc
import logging
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any

from sqlmodel import Session
from starlette.applications import Starlette
from starlette.middleware import Middleware

from workshop.crowd.lines import NOT_THEMES, read_lines, with_group_ids
from workshop.data.code_book import told
from workshop.data.phrases import LANGUAGES, load_phrases
from workshop.data.screening import merged
from workshop.live.crowd import Said
from workshop.live.engine import Engine, Question, Watch
from workshop.live.hub import RESTART
from workshop.live.pulse import Pulse
from workshop.live.rehearsal import Rehearsals
from workshop.live.rooms import LiveRoom, Rooms
from workshop.room.screen import Screening
from workshop.settings import Settings
from workshop.store import code_book, combined, screening, sources
from workshop.store.database import Database
from workshop.store.writer import Writer
from workshop.web.assets import folder_of, read_assets
from workshop.web.guard import Guard
from workshop.web.house import House
from workshop.web.language import LanguageLinks
from workshop.web.messages import read_messages
from workshop.web.render import Renderer, error_pages
from workshop.web.routes import all_routes

if TYPE_CHECKING:
    from workshop.live.drafter import Drafter

log = logging.getLogger(__name__)

VERSION = metadata.version("workshop")
DRAIN = 3.0  # seconds for the writer to finish at the end
SWITCH = 0.0005  # seconds after which a busy thread lets the loop go on, at each of its sends
DRIFT = 1_000  # ms that the machine's clock may be put right by, without anybody noticing
LOOK_EVERY = 100  # ms between two looks at the machine's clock
DAY = 86_400_000  # ms; what is further off was no clock at all, as on a small machine at its start
# Goes on while the machine sleeps, where there is such a one.
UNSETTABLE = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
SAMPLES = ("focus-group", "vision-night")
COLLECT = (20_000, 50, 100)  # see gc: seldom, for nearly all garbage here goes by itself


def clock() -> int:
    """Return milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def steady() -> int:
    """Return milliseconds of a clock that nobody sets, from any beginning."""
    if UNSETTABLE is None:
        return time.monotonic_ns() // 1_000_000
    return time.clock_gettime_ns(UNSETTABLE) // 1_000_000


class RoomClock:
    """Milliseconds since 1970 UTC for the rooms: they pass evenly, also while a clock is set.

    Whoever puts the machine's clock forward or back by an hour neither ends a prompt's timer nor
    lengthens it. The next start takes the hour over.
    """

    def __init__(self, clock: Callable[[], int], steady: Callable[[], int]) -> None:
        """Begin where `clock` stands, and go on as `steady` does."""
        self._clock = clock
        self._steady = steady
        self._looked = steady()
        self._ahead = clock() - self._looked

    def __call__(self) -> int:
        """Return the time."""
        steady = self._steady()
        if steady - self._looked >= LOOK_EVERY:  # it is asked with every command
            self._looked = steady
            off = self._clock() - steady - self._ahead
            if abs(off) < DRIFT or abs(off) > DAY:
                self._ahead += off
        return steady + self._ahead


def build_app(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Callable[[], int] = clock,
    steady: Callable[[], int] = steady,
    phones_at: str = "",
) -> Starlette:
    """Return the server as an ASGI application; it opens its database when it starts.

    `phones_at` is the address of this machine for other devices, without a slash at its end.
    Raises what `Database.open` raises, so that a wrong file is told before anything listens.
    """
    database = database or Database.open(settings.database_url)
    zone = datetime.now().astimezone().tzinfo or UTC
    messages = read_messages(
        folder_of("data") / "locale",
        zone=zone,
        default=settings.language,
    )
    assets = read_assets(folder_of("static"))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        writer = Writer(database)
        rooms = Rooms(
            database,
            writer,
            epoch="e" + secrets.token_hex(4),
            clock=RoomClock(clock, steady),
            redact=_redact,
            rename=_rename,
            screen=_screen,
        )
        engine = Engine(encoder=settings.encoder)
        rehearsals = Rehearsals(rooms, database, writer, clock, _script)
        drafter = drafter_of(settings)
        if settings.engine:
            rooms.opened.append(lambda live: _watch(live, engine, drafter, database))
        app.state.house = House(
            settings=settings,
            database=database,
            writer=writer,
            rooms=rooms,
            assets=assets,
            messages=messages,
            renderer=Renderer(folder_of("templates"), assets=assets, messages=messages),
            clock=clock,
            rehearsals=rehearsals,
            engine=engine if settings.engine else None,
            phones_at=phones_at,
        )
        pulse = Pulse(rooms, writer)
        pulse.start()
        rehearsals.start()
        # What start-up made stays for the life of the process; collecting it again is waste.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECT)
        sys.setswitchinterval(SWITCH)
        log.info("server is ready", extra={"version": VERSION})
        try:
            yield
        finally:
            log.info("server ends")
            pulse.close()
            await rehearsals.close()
            for live in rooms.inside():
                live.hub.end_all(RESTART)
            for live in rooms.inside():
                for stop in live.at_end:
                    await stop()
            await engine.close()
            await asyncio.to_thread(writer.close, DRAIN)
            with contextlib.suppress(OSError):
                database.close()

    addresses = (settings.public_url,) if settings.public_url else ()
    return Starlette(
        routes=all_routes(),
        lifespan=lifespan,
        exception_handlers=dict(error_pages),
        middleware=[
            Middleware(Guard, messages=messages, addresses=addresses),
            Middleware(LanguageLinks, messages=messages),
        ],
    )


def drafter_of(settings: Settings) -> "Drafter | None":
    """Return the language model that an administrator has set, or None."""
    if not settings.has_drafter:
        return None
    from workshop.live.drafter import Drafter  # with its HTTP client, which few servers need

    return Drafter(
        settings.model_url,
        settings.model_name,
        key=settings.model_key.get_secret_value(),
        seconds=settings.model_seconds,
    )


def _watch(
    live: LiveRoom,
    engine: Engine,
    drafter: "Drafter | None",
    database: Database,
) -> None:
    def read() -> list[Question]:
        with database.reader() as session:
            return told(code_book.additions(session, live.district_id))

    beside = None
    if drafter is not None:
        from workshop.live.drafts import Drafts

        beside = Drafts(live, drafter)
    watch = Watch(
        live,
        engine,
        beside,
        lambda: asyncio.to_thread(read),
    )
    watch.start()
    live.at_end.append(watch.close)


def _script(kind: str, groups: dict[str, Any]) -> list[Said]:
    """Return what simulated people may say: what we have for the kind, and the samples of it.

    Without what the samples' people said beside the point: a wall shows it before anybody sorts it.
    """
    read = [read_lines(folder_of("data") / "samples" / f"{name}.json") for name in SAMPLES]
    fitting = [
        line
        for lines in read
        for line in lines
        if line.kind == kind and line.theme not in NOT_THEMES
    ]
    said = [Said(line.text, line.group) for line in with_group_ids(fitting, groups)]
    for phrases in map(load_phrases, LANGUAGES):
        said += [Said(text) for text in phrases.by_kind.get(kind, ())]
        said.append(Said(phrases.held, is_held=True))
    return said


def _redact(session: Session, district: str, workshop: str, response: str, text: str) -> None:
    """Carry a redaction into the plans that quote the response."""
    sources.blank_quotes(session, district, workshop, response, text)


def _rename(
    session: Session, district: str, workshop: str, names: Mapping[str, Mapping[str, str]]
) -> None:
    """Carry names that lost words with a redaction into combined themes, and into plans."""
    combined.rename_coined(session, district, workshop, names)
    sources.rename_coined(session, district, workshop, names)


def _screen(session: Session, district: str) -> Screening:
    """Return how phrases are screened in a district: by the shipped lists and its own."""
    return Screening(merged(screening.get_screening(session, district).own))

"""House: what every page needs at hand."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlmodel import Session
from starlette.requests import HTTPConnection

from workshop.live.engine import Engine
from workshop.live.hub import NOT_ALLOWED
from workshop.live.rehearsal import Rehearsals
from workshop.live.rooms import Rooms
from workshop.settings import Settings
from workshop.store.database import Database
from workshop.store.writer import Writer
from workshop.web.assets import Assets
from workshop.web.auth import Passwords, Tries
from workshop.web.guesses import Guesses
from workshop.web.messages import Messages
from workshop.web.printing import Printing
from workshop.web.render import Renderer
from workshop.web.shelf import Shelf

T = TypeVar("T")

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass
class House:
    """The wiring of one server, at `request.app.state.house`."""

    settings: Settings
    database: Database
    writer: Writer
    rooms: Rooms
    assets: Assets
    messages: Messages
    renderer: Renderer
    clock: Callable[[], int]
    rehearsals: Rehearsals
    engine: Engine | None = None  # None where the operator has switched it off
    phones_at: str = ""  # an address of this machine for other devices; empty where none is known
    passwords: Passwords = field(default_factory=Passwords)
    tries: Tries = field(default_factory=Tries)  # failed sign-ins, by account
    shelf: Shelf = field(default_factory=Shelf)
    printing: Printing = field(default_factory=Printing)
    guesses: Guesses = field(default_factory=Guesses)  # wrong codes, by address and in all

    def now(self) -> int:
        """Return milliseconds since 1970 UTC."""
        return self.clock()

    async def read(self, act: Callable[[Session], T]) -> T:
        """Return what `act` reads from the store. Raises Unavailable `storage`."""

        def read() -> T:
            with self.database.reader() as session:
                return act(session)

        return await asyncio.to_thread(read)

    async def write(self, act: Callable[[Session], T]) -> T:
        """Return what `act` wrote, after its commit. Raises Unavailable, and what `act` raises."""
        return await asyncio.wrap_future(self.writer.write(act))

    def revoke(self, digest: str) -> None:
        """Close every connection that stands on a secret."""
        for live in self.rooms.inside():
            live.hub.end_proof(digest, NOT_ALLOWED)

    def shut_out(self, workshop: str, by: str) -> None:
        """Close the connections of one person to one workshop, and to its rehearsal."""
        for live in self.rooms.inside():
            if workshop in (live.workshop_id, live.rehearsal_of):
                live.hub.end_own(by, NOT_ALLOWED)

    def close_rooms(self) -> None:
        """Ask everybody who listens to come back: this server ends."""
        asked = 0
        for live in self.rooms.inside():
            asked = live.hub.send_away(asked)

    def public_url(self, request: HTTPConnection) -> str:
        """Return the address that people type, without a slash at its end.

        Who works on the server's own machine asks under a name that leads no phone anywhere.
        """
        if self.settings.public_url:
            return self.settings.public_url.rstrip("/")
        if request.url.hostname in LOOPBACK and self.phones_at:
            return self.phones_at
        scheme = "https" if request.url.scheme in ("https", "wss") else "http"
        return f"{scheme}://{request.url.netloc}"


def house_of(request: HTTPConnection) -> House:
    """Return the house that a request came to."""
    house: House = request.app.state.house
    return house

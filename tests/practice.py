"""Practice: Fay's draft, and what she does with its rehearsal, whatever carries it."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from sqlmodel import Session

from tests.web.town import Browser, Page, Town
from workshop.room import views
from workshop.store import people, projects, workshops
from workshop.web.draft import draft_of, get_template
from workshop.web.setup import begin

T = TypeVar("T")


def until(is_so: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for what the server does by itself."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


class Practice:
    """Fay's draft, and what she does with its rehearsal."""

    def __init__(self, town: Town, fay: Browser, at: str) -> None:
        self.town = town
        self.fay = fay
        self.at = at
        self.house = town.app.state.house
        self.house.rehearsals.pace = 0.001
        self.id = at.rpartition("/")[2]

    def practises(self, people: int = 15) -> str:
        """Begin; return the code of the rehearsal."""
        page = self.fay.sends(f"{self.at}/rehearsal", people=people)
        assert page.status == 303, page.text
        return page.location.split("/")[2]

    def rooms(self) -> list[str]:
        return [live.workshop_id for live in self.house.rooms.inside()]

    def view(self, code: str, audience: str = views.CONSOLE) -> views.View:
        wanted = self.found(code)
        return next(
            live.view(audience)
            for live in self.house.rooms.inside()
            if live.workshop_id == wanted.id
        )

    def found(self, code: str) -> workshops.Workshop:
        found = self.read(lambda session: workshops.find_by_code(session, code))
        assert found is not None
        return found

    @property
    def code(self) -> str:
        """The code of the workshop itself."""
        return self.read(lambda session: workshops.get(session, self.district, self.id).code)

    @property
    def district(self) -> str:
        return self.read(lambda session: people.first_district(session).id)

    def read(self, act: Callable[[Session], T]) -> T:
        with self.house.database.reader() as session:
            return act(session)

    def said(self, code: str) -> list[str]:
        """Return what has been said in a rehearsal, in order."""
        found = sorted(self.view(code)["responses"].values(), key=lambda one: one["place"])
        return [one["text"] for one in found]

    def sends(self, code: str, type: str, **fields: object) -> Page:
        ref = f"{type}-{time.monotonic_ns()}"
        return self.fay.sends(f"/w/{code}/commands", type=type, ref=ref, **fields)

    def asks(self, code: str) -> None:
        """Open the first question."""
        self.sends(code, "open_prompt", prompt=next(iter(self.view(code)["prompts"])))

    def journal(self, workshop: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.house.database.path)) as connection:
            return connection.execute(
                "SELECT * FROM entries WHERE workshop_id = ? ORDER BY seq", [workshop]
            ).fetchall()

    def everything(self) -> str:
        """Return all rows of all tables, as text."""
        with closing(sqlite3.connect(self.house.database.path)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = [name for (name,) in tables]
        return "\n".join(map(self.everything_in, names))

    def everything_in(self, table: str) -> str:
        """Return all rows of a table, as text."""
        with closing(sqlite3.connect(self.house.database.path)) as connection:
            return "\n".join(str(row) for row in connection.execute(f'SELECT * FROM "{table}"'))

    def bytes_on_disk(self) -> bytes:
        """Return all that lies in the file and beside it, once the log is in it."""
        until(lambda: not self.house.database.waiting_bytes(), 20)
        return b"".join(
            path.read_bytes()
            for path in self.house.database.path.parent.iterdir()
            if path.name.startswith(self.house.database.path.name)
        )


def draft_from(town: Town, fay: people.User, template: str) -> str:
    """Return the address of a draft that Fay has made from a template."""

    def make(session: Session) -> str:
        project = projects.create(session, fay.district, title="Plan", at=town.clock.at).id
        draft = draft_of(get_template(template), "en")
        made = begin(
            session, fay.district, project=project, draft=draft, by=fay.id, at=town.clock.at
        )
        return f"/workshops/{made.id}"

    return str(town.write(make))

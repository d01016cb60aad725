"""The contract's ground: an engine, its faults, and a house with Fay in it.

A second engine passes the same tests by standing beside `SQLite` in `ENGINES`.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.blank import new_file
from workshop.store import people, projects, workshops
from workshop.store.database import Database
from workshop.store.writer import Writer

NOON = 1_795_291_200_000  # milliseconds since 1970 UTC
HOUR = 3_600_000


class SQLite:
    """A file, and what can happen to it."""

    def __init__(self, folder: Path) -> None:
        self.path = new_file(folder / "workshop.db")
        self.url = f"sqlite:///{self.path}"

    def open(self, *, wait: float = 2.0) -> Database:
        return Database.open(self.url, wait=wait)

    def fill(self, writer: Writer) -> None:
        """Leave hardly any room on the disk."""
        writer.write(lambda session: self._limit(session, self._pages(session) + 2)).result()

    def make_room(self, writer: Writer) -> None:
        writer.write(lambda session: self._limit(session, 1_000_000)).result()

    def doom(self, session: Session) -> None:
        """Let this transaction run well until its commit, which fails."""
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        session.connection().exec_driver_sql(
            "INSERT INTO memberships (user_id, district_id, role) VALUES ('u0', 'd0', 'nobody')"
        )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Let another process hold the right to write."""
        holding = (
            "import sqlite3, sys\n"
            "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
            "connection.execute('BEGIN EXCLUSIVE')\n"
            "print('locked', flush=True)\n"
            "sys.stdin.read()\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", holding, str(self.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"locked\n"
            yield
            process.communicate()

    @staticmethod
    def _pages(session: Session) -> int:
        return int(session.connection().exec_driver_sql("PRAGMA page_count").scalar_one())

    @staticmethod
    def _limit(session: Session, pages: int) -> None:
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}").all()


ENGINES = [SQLite]


@dataclass(frozen=True)
class House:
    """A database with a district, Fay, her project and a workshop of it."""

    database: Database
    writer: Writer
    district: str
    fay: people.User
    project: str
    workshop: workshops.Workshop


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request, tmp_path):
    return request.param(tmp_path)


@pytest.fixture
def database(engine):
    database = engine.open(wait=0.2)
    yield database
    database.close()


@pytest.fixture
def writer(database):
    writer = Writer(database)
    yield writer
    writer.close(5)


@pytest.fixture
def house(database, writer):
    def furnish(session: Session) -> House:
        district = people.first_district(session).id
        fay = people.create_user(
            session,
            district,
            email="Fay@Maple.example",
            name="Fay",
            role="administrator",
            at=NOON,
            password_hash="hash",
        )
        project = projects.create(session, district, title="Maple 2030", at=NOON).id
        workshop = workshops.create(
            session,
            district,
            project=project,
            title="Focus group",
            template="focus-group",
            by=fay.id,
            at=NOON,
        )
        return House(database, writer, district, fay, project, workshop)

    return writer.write(furnish).result()

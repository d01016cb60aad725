"""Opening a file, and what is kept of it."""

import sqlite3
import stat
import time
from contextlib import closing

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from workshop.errors import Refused, Unavailable
from workshop.store import people
from workshop.store.database import Database, inspect, version
from workshop.store.writer import Writer


@pytest.fixture
def path(tmp_path):
    return tmp_path / "workshop.db"


@pytest.fixture
def opened():
    """Open databases that are closed with the test."""
    databases: list[Database] = []

    def open_(*args, **kwargs) -> Database:
        databases.append(Database.open(*map(str, args), **kwargs))
        return databases[-1]

    yield open_
    for database in databases:
        database.close()


def ask(session: Session, sql: str):
    return session.connection().exec_driver_sql(sql).scalar()


def raw(path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None))


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_path_and_a_url_name_the_same_file(opened, path, form):
    opened(form.format(path))
    assert path.exists()


def test_a_relative_path_begins_where_the_program_stands(opened, path, monkeypatch):
    monkeypatch.chdir(path.parent)
    opened("sqlite:///workshop.db")
    assert path.exists()


@pytest.mark.parametrize("url", [":memory:", "sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_written_and_read_and_gone(url):
    database = Database.open(url)
    writer = Writer(database)
    district = writer.write(people.first_district).result()
    with database.reader() as session:
        assert people.first_district(session) == district
    writer.close(5)
    database.close()
    assert not database.path.exists()


def test_another_kind_of_database_is_refused_without_its_password():
    with pytest.raises(Refused, match="unknown_database") as refusal:
        Database.open("mysql://fay:secret@host/workshop")
    assert refusal.value.params == {"scheme": "mysql"}


def test_only_its_owner_may_read_the_file(opened, path):
    database = opened(path)
    Writer(database).close(5)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_writing_connection_keeps_what_it_acks(opened, path):
    database = opened(path)
    with database.transaction() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
    }


def test_every_reading_connection_is_as_careful(opened, path):
    with opened(path).reader() as session:
        assert ask(session, "PRAGMA synchronous") == 2
        assert ask(session, "PRAGMA query_only") == 1
        assert ask(session, "PRAGMA wal_autocheckpoint") == 0


def test_a_reader_cannot_write(opened, path):
    with pytest.raises(Unavailable, match="storage"), opened(path).reader() as session:
        people.first_district(session)


def test_a_reader_sees_one_state_from_its_first_look_on(opened, path):
    database = opened(path)
    writer = Writer(database)
    with database.reader() as session:
        assert people.is_empty(session)
        district = writer.write(people.first_district).result()
        assert ask(session, "SELECT count(*) FROM districts") == 0
    with database.reader() as session:
        assert people.first_district(session) == district
    writer.close(5)


def test_a_mistake_of_our_own_is_not_called_a_fault_of_the_storage(opened, path):
    with pytest.raises(OperationalError), opened(path).reader() as session:
        ask(session, "SELECT nothing FROM nowhere")


# --- what cannot be opened ------------------------------------------------------------------


def test_a_file_that_is_no_database_is_named_and_left_alone(path):
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(Unavailable, match="storage_corrupt") as refusal:
        Database.open(str(path))
    assert refusal.value.params == {"file": "workshop.db"}
    assert path.read_text() == "Dear diary, " * 1000


def test_a_damaged_file_is_not_served(opened, path):
    database = opened(path)
    writer = Writer(database)
    writer.write(people.first_district).result()
    writer.close(5)
    database.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    with pytest.raises(Unavailable, match="storage_corrupt"):
        Database.open(str(path))


@pytest.mark.parametrize("name", ["missing/workshop.db", "."])
def test_a_place_where_no_file_can_be_is_unreachable(tmp_path, name):
    with pytest.raises(Unavailable, match="storage_unreachable"):
        Database.open(str(tmp_path / name))


def test_the_database_of_another_program_is_left_alone(path):
    with raw(path) as connection:
        connection.execute("CREATE TABLE recipes (id)")
    with pytest.raises(Unavailable, match="storage_foreign"):
        Database.open(str(path))


def test_the_database_of_a_newer_version_is_left_alone(opened, path):
    opened(path)
    with raw(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="storage_newer"):
        Database.open(str(path))


def test_a_new_file_that_another_process_holds_is_locked(path):
    with raw(path) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unavailable, match="storage_locked"):
            Database.open(str(path), wait=0.1)


# --- visitors and checkpoints ---------------------------------------------------------------


def test_a_visitor_writes_while_a_server_runs_and_leaves_the_wal_alone(opened, path):
    server, visitor = opened(path), opened(path, visiting=True)
    served, visiting = Writer(server), Writer(visitor)
    district = visiting.write(people.first_district).result()
    waiting = visitor.waiting_bytes()
    visiting.close(5)
    assert visitor.waiting_bytes() == waiting > 0
    assert served.write(people.first_district).result() == district
    served.close(5)
    assert server.waiting_bytes() == 0


def test_a_visitor_makes_a_new_file_too(opened, path):
    visitor = opened(path, visiting=True)
    with visitor.reader() as session:
        assert people.is_empty(session)


def test_a_reader_puts_a_checkpoint_off_and_writing_goes_on(opened, path):
    database = opened(path)
    writer = Writer(database)
    with database.reader() as session:
        assert people.is_empty(session)
        writer.write(people.first_district).result()
        writer.close(5)
        assert database.waiting_bytes() > 0
    assert database.checkpoint()
    assert database.waiting_bytes() == 0


def test_the_wal_is_emptied_while_there_is_much_to_write(opened, path):
    database = opened(path)
    writer = Writer(database)
    words = "x" * 1_000_000
    for _ in range(12):
        writer.write(
            lambda session: people.rename_district(
                session, people.first_district(session).id, words
            )
        ).result()
    assert database.waiting_bytes() < 6_000_000
    writer.close(5)


def test_the_wal_is_emptied_in_a_rest(opened, path):
    database = opened(path)
    writer = Writer(database, rest=0.01)
    writer.write(people.first_district).result()
    soon = time.monotonic() + 10
    while database.waiting_bytes():
        assert time.monotonic() < soon
        time.sleep(0.01)
    writer.close(5)


def test_version_tells_whether_sqlite_has_the_fix():
    fixed = sqlite3.sqlite_version_info >= (3, 51, 3)
    assert version().number == sqlite3.sqlite_version
    assert version().has_wal_reset_fix is fixed


def test_a_file_is_inspected_while_it_is_in_use_and_not_made(opened, path):
    assert inspect(str(path)) is None
    assert not path.exists()
    database = opened(path)
    with database.transaction():
        assert inspect(str(path)) == path


def test_a_file_that_is_no_database_is_named_by_an_inspection(path):
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(Unavailable) as caught:
        inspect(str(path))
    assert (caught.value.code, caught.value.params) == ("storage_corrupt", {"file": path.name})

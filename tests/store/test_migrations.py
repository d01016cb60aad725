"""Migrations lose nothing, and end where the tables are declared."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlmodel import SQLModel

from tests.store.conftest import NOON
from workshop.errors import Unavailable
from workshop.store import journal, migrations
from workshop.store.database import Database
from workshop.store.journal import Entry

SCRIPTS = Path(migrations.__file__).parent
# Filled databases as text, each named by the revision that it stands at.
EARLIER = Path(__file__).parent / "databases"
STEPS = list(ScriptDirectory(str(SCRIPTS)).walk_revisions())

PARENT_CHANGED = """
    with op.batch_alter_table("workshops", recreate="always") as batch:
        batch.add_column(sa.Column("face", sa.String()))
"""
ROWS_LOST = """
    op.execute("DELETE FROM entries")
"""
ROWS_DANGLING = """
    op.execute("UPDATE entries SET workshop_id = 'w0'")
"""


@pytest.fixture
def filled(house):
    """A closed database with two workshops' worth of everything that is deleted with them."""
    entries = [
        Entry(seq, NOON, "s1", f"ref{seq}", "d", "join", ({"type": "joined"},))
        for seq in range(1, 101)
    ]
    house.writer.write(
        lambda session: journal.append(session, house.district, house.workshop.id, entries)
    ).result()
    house.writer.close(5)
    house.database.close()
    return house.database.path


@pytest.fixture
def scripts(tmp_path):
    """Add a migration to ours, and give the folder."""

    def folder(body: str) -> Path:
        shutil.copytree(SCRIPTS, tmp_path / "migrations")
        (tmp_path / "migrations" / "versions" / "9999_next.py").write_text(
            "import sqlalchemy as sa\n"
            "from alembic import op\n"
            "revision = '9999'\n"
            f"down_revision = '{STEPS[0].revision}'\n"
            f"def upgrade():{body}"
        )
        return tmp_path / "migrations"

    return folder


def ask(path: Path, sql: str):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchone()[0]


def counts(path: Path) -> dict[str, int]:
    return {name: ask(path, f"SELECT count(*) FROM {name}") for name in SQLModel.metadata.tables}


def test_the_migrations_end_at_the_declared_tables(database):
    with database.transaction() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_file_of_this_version_is_left_alone_without_a_look_at_the_scripts():
    steps = ScriptDirectory(str(SCRIPTS))
    assert steps.get_current_head() == migrations.NEWEST


def test_a_changed_parent_keeps_its_children(filled, scripts):
    migrations.upgrade(filled, wait=1, scripts=scripts(PARENT_CHANGED))
    assert ask(filled, "SELECT count(face IS NULL) FROM workshops") == 1
    assert ask(filled, "SELECT count(*) FROM entries") == 100
    assert ask(filled, "SELECT count(*) FROM codes WHERE workshop_id IS NOT NULL") == 1


def test_with_foreign_keys_on_the_same_change_would_lose_them(filled):
    engine = create_engine(f"sqlite:///{filled}", connect_args={"isolation_level": None})
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON"))
    with engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("workshops", recreate="always"):
            pass
    engine.dispose()
    assert ask(filled, "SELECT count(*) FROM entries") == 0


@pytest.mark.parametrize("body", [ROWS_LOST, ROWS_DANGLING], ids=["lost", "dangling"])
def test_a_migration_that_would_harm_rows_leaves_the_file_as_it_was(filled, scripts, body):
    with pytest.raises(Unavailable, match="storage_migration") as refusal:
        migrations.upgrade(filled, wait=1, scripts=scripts(PARENT_CHANGED + body))
    assert refusal.value.params == {"file": filled.name, "tables": ["entries"]}
    assert ask(filled, "SELECT version_num FROM alembic_version") == STEPS[0].revision
    assert ask(filled, "SELECT count(*) FROM entries WHERE workshop_id <> 'w0'") == 100
    Database.open(str(filled)).close()


def test_a_copy_from_before_is_kept_for_the_owner(filled, scripts):
    migrations.upgrade(filled, wait=1, scripts=scripts(PARENT_CHANGED))
    copy = filled.with_name(filled.name + ".before-9999")
    assert ask(copy, "SELECT version_num FROM alembic_version") == STEPS[0].revision
    assert ask(copy, "SELECT count(*) FROM entries") == 100
    assert copy.stat().st_mode & 0o077 == 0


def test_a_new_or_current_file_needs_no_copy(filled):
    Database.open(str(filled)).close()
    assert not list(filled.parent.glob("*.before-*"))


def test_every_revision_has_a_filled_database():
    """To make one: bring the newest forward, fill the new tables, and write its `iterdump()`."""
    assert {path.stem for path in EARLIER.glob("*.sql")} == {step.revision for step in STEPS}


@pytest.mark.parametrize("earlier", sorted(EARLIER.glob("*.sql")), ids=lambda path: path.stem)
def test_a_database_of_every_revision_is_brought_forward_whole(tmp_path, earlier):
    path = tmp_path / "workshop.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(earlier.read_text())
        tables = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }
    before = {name: ask(path, f"SELECT count(*) FROM {name}") for name in tables}
    workshop = ask(path, "SELECT id FROM workshops")
    assert all(before.values()), "each table of a filled database has rows"
    database = Database.open(str(path))
    with database.reader() as session:
        assert len(journal.read(session, workshop)) == before["entries"]
    database.close()
    assert before.items() <= {**counts(path), "alembic_version": 1}.items()


def test_what_a_running_server_of_an_earlier_version_still_writes_is_no_damage(tmp_path):
    """An export of this version has brought its file forward meanwhile."""
    path = tmp_path / "workshop.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((EARLIER / "0003.sql").read_text())
        visitor = Database.open(str(path), visiting=True)
        connection.execute(
            """
            INSERT INTO entries (workshop_id, district_id, seq, at, "by", ref, digest, type, events)
            SELECT workshop_id, district_id, max(seq) + 1, at, "by", 'later', '', type, events
            FROM entries
            """
        )
        connection.commit()
        workshop, newest = connection.execute(
            "SELECT workshop_id, max(seq) FROM entries"
        ).fetchone()
    with visitor.reader() as session:
        assert journal.read(session, workshop)[-1].seq == newest
    visitor.close()
    Database.open(str(path)).close()

"""Copies: what was acknowledged is in them, and nothing is lost by putting one back."""

import sqlite3
import stat
import threading
from contextlib import closing

import pytest

from tests.live.standing import Standing
from tests.store.test_migrations import EARLIER
from workshop.errors import NotFound, Refused, Unavailable
from workshop.live.turns import replay
from workshop.store.copies import back_up, restore
from workshop.store.database import Database


@pytest.fixture
def server(tmp_path):
    server = Standing(tmp_path)
    yield server
    server.close()


def texts_in(path, workshop):
    """Return what a workshop's responses say in a file."""
    database = Database.open(str(path))
    try:
        with database.reader() as session:
            return [r.text for r in replay(session, workshop).responses.values()]
    finally:
        database.close()


def speaks(evening, *said):
    table = evening.phone(table=len(evening.live._mine) + 1, headcount=3)
    for text in said:
        assert table.does("submit_response", prompt="p1", text=text)["type"] == "ack"
    table.close()


def test_a_copy_taken_while_people_speak_has_all_that_was_acknowledged_before(server, tmp_path):
    evening = server.make_workshop()
    before = [f"before {n}" for n in range(40)]
    speaks(evening, *before)
    speaking = threading.Thread(target=speaks, args=(evening, *[f"later {n}" for n in range(40)]))
    speaking.start()
    copy = tmp_path / "copy.db"
    size = back_up(server.settings.database_url, copy)
    speaking.join()
    assert size == copy.stat().st_size
    found = texts_in(copy, evening.id)
    assert found[:40] == before
    assert found[40:] == [f"later {n}" for n in range(len(found) - 40)]
    evening.close()


def test_a_copy_is_one_file_for_its_owner_only(server, tmp_path):
    copy = tmp_path / "copy.db"
    back_up(server.settings.database_url, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == ["copy.db"]
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_copy_put_back_is_the_workshop_and_what_was_there_is_kept(tmp_path):
    server = Standing(tmp_path)
    evening = server.make_workshop()
    speaks(evening, "kept")
    copy, path = tmp_path / "copy.db", tmp_path / "workshop.db"
    back_up(str(path), copy)
    speaks(evening, "said afterwards")
    evening.close()
    server.close()
    aside = restore(copy, str(path))
    assert aside is not None
    assert texts_in(path, evening.id) == ["kept"]
    assert texts_in(aside, evening.id) == ["kept", "said afterwards"]
    assert restore(copy, str(path)) == tmp_path / "workshop.db.before-2"
    assert texts_in(copy, evening.id) == ["kept"]


def test_while_a_server_runs_nothing_is_put_in_its_place(server, tmp_path):
    evening = server.make_workshop()
    copy = tmp_path / "copy.db"
    back_up(server.settings.database_url, copy)
    with pytest.raises(Refused, match="file_in_use"):
        restore(copy, server.settings.database_url)
    speaks(evening, "still here")
    assert [r.text for r in evening.journal().responses.values()] == ["still here"]
    evening.close()


def test_a_copy_is_put_where_nothing_was(server, tmp_path):
    copy, elsewhere = tmp_path / "copy.db", tmp_path / "elsewhere.db"
    evening = server.make_workshop()
    back_up(server.settings.database_url, copy)
    assert restore(copy, str(elsewhere)) is None
    assert texts_in(elsewhere, evening.id) == []
    evening.close()


def test_of_a_copy_by_an_earlier_version_nothing_is_left_beside_it(tmp_path):
    copy, folder = tmp_path / "copy.db", tmp_path / "house"
    folder.mkdir()
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript((EARLIER / "0003.sql").read_text())
    restore(copy, str(folder / "workshop.db"))
    assert [path.name for path in folder.iterdir()] == ["workshop.db"]


def test_a_damaged_database_is_replaced_and_kept(server, tmp_path):
    copy, broken = tmp_path / "copy.db", tmp_path / "broken.db"
    back_up(server.settings.database_url, copy)
    broken.write_bytes(b"no database at all" * 100)
    aside = restore(copy, str(broken))
    assert aside is not None
    assert aside.read_bytes().startswith(b"no database")
    Database.open(str(broken)).close()


@pytest.mark.parametrize("content", [b"", b"something else", None])
def test_what_is_no_copy_leaves_everything_as_it_was(server, tmp_path, content):
    path, source = tmp_path / "old.db", tmp_path / "source.db"
    back_up(server.settings.database_url, path)
    if content is None:  # a copy with a page of its middle gone
        back_up(server.settings.database_url, source)
        whole = source.read_bytes()
        source.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])
    else:
        source.write_bytes(content)
    before, names = path.read_bytes(), sorted(one.name for one in tmp_path.iterdir())
    with pytest.raises(Unavailable):
        restore(source, str(path))
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == names


def test_a_copy_overwrites_nothing(server, tmp_path):
    there = tmp_path / "there.db"
    there.write_bytes(b"mine")
    with pytest.raises(Refused, match="file_exists"):
        back_up(server.settings.database_url, there)
    assert there.read_bytes() == b"mine"


@pytest.mark.parametrize("act", [back_up, restore])
def test_without_a_file_there_is_nothing_to_copy(tmp_path, act):
    missing, other = tmp_path / "missing.db", tmp_path / "other.db"
    asked = (str(missing), other) if act is back_up else (missing, str(other))
    with pytest.raises(NotFound, match="no_such_file"):
        act(*asked)
    assert not other.exists()


def test_a_folder_that_is_not_there_is_said_kindly(server, tmp_path):
    with pytest.raises(Refused, match="not_writable"):
        back_up(server.settings.database_url, tmp_path / "nowhere" / "copy.db")

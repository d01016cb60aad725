"""Damage: a file that is not what was written. It is named and left alone, never served.

Of a WAL SQLite takes what its checksums vouch for, from the beginning on: a WAL that is cut off or
scratched loses its end, and one that is gone all that had not been moved into the file yet. What is
left is a state that once was, without a gap; nobody can tell that more was there.
"""

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.live.standing import prepare
from tests.served import begin, workshop
from workshop.errors import NotFound, Unavailable
from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live.turns import Call, enact, replay
from workshop.room.contents import PARTICIPANT
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR
from workshop.room.respond import SubmitResponse
from workshop.store import journal
from workshop.store.copies import back_up
from workshop.store.database import Database, inspect
from workshop.store.journal import Entry

PAGE = 4096  # bytes
OPENS_WITHIN = 2.0  # seconds, for 100 MB


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose server was killed, its WAL beside it, and what was acked."""

    path: Path
    workshop: str
    entries: list[Entry]  # all of them
    in_file: int  # the seq up to which they are in the file itself


def enact_some(session, made, first, count):
    """Let a seat say so much; it sits down with the first of it."""
    secret = new_secret()
    join = JoinRoom(digest_of(secret), digest_of(recovery_of(secret)))
    calls = [] if first > 1 else [Call(join, DOOR, DOOR, "join", "", 0, print)]
    for number in range(first, first + count):
        command = SubmitResponse("p1", f"Phrase {number}: kind drivers, early buses, warm lunches")
        calls.append(Call(command, "s1", PARTICIPANT, f"ref-{number}", "", number, print))
    enact(session, made.district, made.id, calls)


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """Half of an evening in the file, half of it in the WAL, and nobody to tidy up."""
    folder = tmp_path_factory.mktemp("killed")
    path = folder / "workshop.db"
    _, made, _, writer, database = prepare(path)
    writer.write(lambda session: enact_some(session, made, 1, 25)).result()
    database.checkpoint()
    for number in range(26, 51, 5):
        writer.write(lambda session, first=number: enact_some(session, made, first, 5)).result()
    with database.reader() as session:
        entries = journal.read(session, made.id)
    left = folder / "left"
    left.mkdir()
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", left)
    writer.close(10)
    database.close()
    return Kept(left / path.name, made.id, entries, len(entries) - 25)


@pytest.fixture
def kept(killed, tmp_path):
    """Copy what the killed server left, to be damaged."""
    for end in ("", "-wal"):
        shutil.copy(f"{killed.path}{end}", tmp_path)
    return Kept(tmp_path / killed.path.name, killed.workshop, killed.entries, killed.in_file)


@pytest.fixture
def whole(kept):
    """A file that was closed in order: all of it is in one file."""
    with closing(sqlite3.connect(kept.path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return kept


def entries_of(kept):
    """Open the file as a server does, and return its journal."""
    database = Database.open(str(kept.path))
    try:
        with database.reader() as session:
            assert replay(session, kept.workshop).seq == journal.last_seq(session, kept.workshop)
            return journal.read(session, kept.workshop)
    finally:
        database.close()


def scratch(path, offset, count):
    with path.open("r+b") as file:
        file.seek(offset)
        bytes_ = file.read(count)
        file.seek(offset)
        file.write(bytes(byte ^ 0xFF for byte in bytes_))


# ── the file ───────────────────────────────────────────────────────────────


def cut_to(size):
    def damage(path):
        with path.open("r+b") as file:
            file.truncate(size if size >= 0 else path.stat().st_size + size)

    return damage


DAMAGES = {
    "header": lambda path: scratch(path, 0, 100),
    "schema": lambda path: scratch(path, 100, PAGE - 100),
    "pages": lambda path: scratch(path, 2 * PAGE, 8 * PAGE),
    "last page": cut_to(-PAGE),
    "half": cut_to(20 * PAGE),
    "one byte": cut_to(1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_named_and_left_as_it_is(whole, damage):
    damage(whole.path)
    before = whole.path.read_bytes()
    with pytest.raises(Unavailable, match="storage_corrupt") as refusal:
        Database.open(str(whole.path))
    assert refusal.value.params == {"file": whole.path.name}
    assert whole.path.read_bytes() == before


def test_a_server_does_not_start_on_a_damaged_file_and_says_what_to_do(whole):
    DAMAGES["pages"](whole.path)
    process = begin("serve", "--database", whole.path, "--port", 0, "--host", "127.0.0.1")
    out, told = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert f"“{whole.path.name}” is damaged" in told
    assert "workshop restore" in told
    assert "--database" in told
    assert told.count("\n") == 1  # a sentence, no traceback


def test_a_backup_takes_the_place_of_a_damaged_file(whole, tmp_path):
    copy = tmp_path / "copy.db"
    assert workshop("backup", copy, "--database", whole.path).code == 0
    DAMAGES["header"](whole.path)
    assert workshop("restore", copy, "--database", whole.path).code == 0
    assert entries_of(whole) == whole.entries


def test_an_emptied_file_beside_its_wal_is_not_taken_for_a_new_one(kept):
    cut_to(0)(kept.path)
    with pytest.raises(Unavailable, match="storage_corrupt"):
        Database.open(str(kept.path))
    assert Path(f"{kept.path}-wal").stat().st_size > 0


def test_a_single_letter_that_a_disk_has_altered_is_noticed(whole, tmp_path):
    before = whole.path.read_bytes()
    altered = before.replace(b"Phrase 7: kind drivers", b"Phrase 7: mind drivers")
    assert len(altered) == len(before)
    whole.path.write_bytes(altered)
    for look in (Database.open, inspect, lambda url: back_up(url, tmp_path / "copy.db")):
        with pytest.raises(Unavailable, match="storage_corrupt"):
            look(str(whole.path))
    assert whole.path.read_bytes() == altered
    assert not (tmp_path / "copy.db").exists()


def test_what_is_altered_while_a_server_runs_is_not_told(whole, caplog):
    database = Database.open(str(whole.path))
    with closing(sqlite3.connect(whole.path)) as connection, connection:
        connection.execute("UPDATE entries SET events = replace(events, 'kind', 'mind')")
    with database.reader() as session, pytest.raises(Unavailable, match="storage"):
        replay(session, whole.workshop)
    database.close()
    assert "is damaged" in caplog.text
    assert "mind" not in caplog.text


def test_bits_that_flip_anywhere_are_noticed_or_make_no_difference(whole):
    flip(whole, times=60)


@pytest.mark.faults
def test_bits_that_flip_anywhere_are_noticed_or_make_no_difference_at_length(whole):
    flip(whole, times=1_000)


def flip(kept, times):
    """Flip some bits of the file, again and again; what is served is what was acked."""
    random = Random(times)
    sound, noticed = kept.path.read_bytes(), 0
    for _ in range(times):
        damaged = bytearray(sound)
        for _ in range(random.choice((1, 1, 4, 64))):
            damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
        for end in ("-wal", "-shm"):
            Path(f"{kept.path}{end}").unlink(missing_ok=True)
        kept.path.write_bytes(damaged)
        try:
            found = entries_of(kept)
        except (Unavailable, NotFound):
            noticed += 1
        else:
            assert found == kept.entries
    print(f"{noticed} of {times} times noticed, and no difference to the others")
    assert noticed > times / 10


# ── the WAL ────────────────────────────────────────────────────────────────


def test_a_wal_that_is_whole_brings_everything_back_after_a_kill(kept):
    assert entries_of(kept) == kept.entries


def test_after_an_end_in_order_no_wal_is_needed(whole):
    assert not Path(f"{whole.path}-wal").exists()
    assert entries_of(whole) == whole.entries


@pytest.mark.parametrize("end", ["gone", "empty", "half a header"])
def test_without_its_wal_a_file_is_as_it_was_when_it_was_last_tidied(kept, end):
    wal = Path(f"{kept.path}-wal")
    match end:
        case "gone":
            wal.unlink()
        case "empty":
            cut_to(0)(wal)
        case "half a header":
            cut_to(16)(wal)
    assert entries_of(kept) == kept.entries[: kept.in_file]


@pytest.mark.parametrize("way", ["cut off", "scratched"])
def test_of_a_damaged_wal_the_commits_before_the_damage_are_kept(kept, way):
    random = Random(1)
    wal = Path(f"{kept.path}-wal")
    file, whole = kept.path.read_bytes(), wal.read_bytes()
    lengths = set()
    for _ in range(12):
        place = random.randrange(len(whole))
        kept.path.write_bytes(file)
        wal.write_bytes(whole)
        if way == "cut off":
            cut_to(place)(wal)
        else:
            scratch(wal, place, 1)
        found = entries_of(kept)
        assert found == kept.entries[: len(found)]
        assert len(found) >= kept.in_file
        assert (len(found) - kept.in_file) % 5 == 0  # whole commits alone
        lengths.add(len(found))
    assert len(lengths) > 2


# ── how long it takes to look ──────────────────────────────────────────────


@pytest.mark.faults
def test_a_hundred_megabytes_are_looked_through_in_two_seconds(tmp_path):
    path = tmp_path / "workshop.db"
    house, made, _, writer, database = prepare(path)
    words = {"type": "response_submitted", "text": "warm lunches " * 60}

    def fill(session):
        after = journal.last_seq(session, made.id)
        entries = [
            Entry(seq, 0, "s1", f"ref-{seq}", "d" * 32, "submit_response", (words,))
            for seq in range(after + 1, after + 100_001)
        ]
        journal.append(session, house.district, made.id, entries)

    writer.write(fill).result()
    writer.close(60)
    database.close()
    size = path.stat().st_size / 1e6
    began = time.perf_counter()
    Database.open(str(path)).close()
    took = time.perf_counter() - began
    print(f"{size:.0f} MB opened in {took:.2f} s")
    assert size >= 100
    assert took < OPENS_WITHIN * size / 100

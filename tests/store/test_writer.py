"""The writer's contract, for every engine."""

import itertools
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, insert, select, update

from workshop.errors import Refused, Unavailable
from workshop.store.database import Database
from workshop.store.tables import DistrictRow
from workshop.store.writer import MAX_BATCH, Writer

PATIENT = 30.0  # seconds for a lock, where two write without a pause


class Diary:
    """What happened to the jobs, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()

    def note(self, line: str) -> None:
        with self._changed:
            self.lines.append(line)
            self._changed.notify()

    def answers(self, count: int) -> list[str]:
        """Return the answers when there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._answers()) >= count, 10)
            return self._answers()

    def _answers(self) -> list[str]:
        return [line for line in self.lines if not line.startswith("run")]


class Adding:
    """A job that makes a district named after itself."""

    def __init__(self, diary: Diary, name: str, also=lambda session: None) -> None:
        self.diary, self.name, self.also = diary, name, also
        self.error: Exception | None = None

    def run(self, session: Session) -> None:
        self.diary.note(f"run {self.name}")
        add(self.name)(session)
        self.also(session)

    def committed(self) -> None:
        self.diary.note(f"committed {self.name}")

    def failed(self, error: Exception) -> None:
        self.error = error
        self.diary.note(f"failed {self.name}")

    def in_doubt(self, error: Exception) -> None:
        self.error = error
        self.diary.note(f"in doubt {self.name}")


def add(name: str):
    """Return an act that makes a district of about a page."""

    def act(session: Session) -> str:
        session.add(DistrictRow(id=name, name=name * (3000 // len(name))))
        session.flush()
        return name

    return act


def rename(name: str, *, to: str):
    def act(session: Session) -> None:
        session.exec(update(DistrictRow).where(col(DistrictRow.id) == name).values(id=to))

    return act


def names(database) -> list[str]:
    with database.reader() as session:
        return list(session.exec(select(DistrictRow.id).order_by(col(DistrictRow.id))))


@pytest.fixture
def diary():
    return Diary()


@pytest.fixture
def together(writer):
    """Put jobs so that they share a transaction."""

    def put(*jobs) -> None:
        begun, gathered = threading.Event(), threading.Event()

        def hold(_session: Session) -> None:
            begun.set()
            gathered.wait(10)

        held = writer.write(hold)
        begun.wait(10)
        for job in jobs:
            writer.put(job)
        gathered.set()
        held.result()

    return put


def refuse(_session: Session) -> None:
    raise Refused("no")


def test_what_waits_shares_one_commit_and_is_answered_in_order(together, diary, database):
    together(*(Adding(diary, name) for name in "abc"))
    assert diary.answers(3) == ["committed a", "committed b", "committed c"]
    assert diary.lines[:3] == ["run a", "run b", "run c"]
    assert names(database) == ["a", "b", "c"]


def test_a_long_queue_is_committed_in_several_batches(together, diary, database):
    together(*(Adding(diary, f"n{number:04}") for number in range(MAX_BATCH + 2)))
    assert len(diary.answers(MAX_BATCH + 2)) == MAX_BATCH + 2
    assert diary.lines.index("committed n0000") == MAX_BATCH
    assert len(names(database)) == MAX_BATCH + 2


def test_nobody_reads_what_is_not_committed(writer, database):
    def look(session: Session) -> list[str]:
        add("a")(session)
        return names(database)

    assert writer.write(look).result() == []
    assert names(database) == ["a"]


def test_a_job_that_raises_undoes_only_itself(together, diary, database):
    bad = Adding(diary, "b", also=refuse)
    together(Adding(diary, "a"), bad, Adding(diary, "c"))
    assert diary.answers(3) == ["committed a", "failed b", "committed c"]
    assert isinstance(bad.error, Refused)
    assert names(database) == ["a", "c"]


def test_a_broken_rule_of_the_tables_undoes_only_its_job(together, diary, database):
    bad = Adding(diary, "b", also=rename("b", to="a"))
    together(Adding(diary, "a"), bad, Adding(diary, "c"))
    assert diary.answers(3) == ["committed a", "failed b", "committed c"]
    assert isinstance(bad.error, IntegrityError)
    assert names(database) == ["a", "c"]


@pytest.mark.parametrize("is_late", [False, True], ids=["flushed", "at the end"])
def test_an_object_that_breaks_a_rule_undoes_only_its_job(together, diary, database, is_late):
    def doubled(session: Session) -> None:
        session.add(DistrictRow(id="a", name="Again"))
        if not is_late:
            session.flush()

    together(Adding(diary, "a"), Adding(diary, "b", also=doubled), Adding(diary, "c"))
    assert diary.answers(3) == ["committed a", "failed b", "committed c"]
    assert names(database) == ["a", "c"]


def test_a_failed_commit_leaves_the_whole_batch_in_doubt(together, diary, database, engine, writer):
    doomed = Adding(diary, "b", also=engine.doom)
    together(Adding(diary, "a"), doomed, Adding(diary, "c", also=refuse))
    assert diary.answers(3) == ["in doubt a", "in doubt b", "in doubt c"]
    assert isinstance(doomed.error, Unavailable)
    assert doomed.error.code == "storage"
    assert names(database) == []
    assert writer.write(add("d")).result() == "d"


def test_a_full_disk_leaves_the_whole_batch_in_doubt_and_keeps_what_was_acked(
    together, diary, database, engine, writer
):
    writer.write(add("acked")).result()
    engine.fill(writer)
    together(*(Adding(diary, f"n{number}") for number in range(9)))
    assert diary.answers(9) == [f"in doubt n{number}" for number in range(9)]
    assert names(database) == ["acked"]


def test_writing_goes_on_without_a_restart_when_there_is_room_again(database, engine, writer):
    engine.fill(writer)
    refused = writer.write(lambda session: [add(f"n{number}")(session) for number in range(9)])
    with pytest.raises(Unavailable, match="storage"):
        refused.result()
    engine.make_room(writer)
    assert writer.write(add("later")).result() == "later"
    assert names(database) == ["later"]


def test_a_job_that_overlooks_a_full_disk_writes_nothing_alone(database, engine, writer):
    def overlook(session: Session) -> None:
        connection = session.connection()
        for number in range(9):
            with suppress(Exception):
                connection.execute(insert(DistrictRow), {"id": f"n{number}", "name": "x" * 3000})
        with suppress(Exception):
            connection.execute(delete(DistrictRow))

    writer.write(add("acked")).result()
    engine.fill(writer)
    with pytest.raises(Unavailable, match="storage"):
        writer.write(overlook).result()
    engine.make_room(writer)
    assert names(database) == ["acked"]


def test_a_lock_of_another_process_is_waited_for_and_then_leaves_jobs_in_doubt(
    database, engine, writer
):
    with engine.lock():
        with pytest.raises(Unavailable, match="storage"):
            writer.write(add("a")).result()
        assert names(database) == []
    assert writer.write(add("b")).result() == "b"
    assert names(database) == ["b"]


def test_it_is_known_that_the_storage_is_back_before_anybody_writes(database, engine):
    writer = Writer(database, rest=0.01)
    with engine.lock():
        with pytest.raises(Unavailable, match="storage"):
            writer.write(add("a")).result()
        assert writer.is_failing
    soon = time.monotonic() + 10
    while writer.is_failing:
        assert time.monotonic() < soon
        time.sleep(0.01)
    assert names(database) == []
    writer.close(5)


@contextmanager
def no_larger(path):
    """Let no file of this process grow beyond the size of this one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_who_only_looks_does_not_make_a_full_disk_well(database, writer):
    writer.write(add("a")).result()
    with no_larger(Path(f"{database.path}-wal")):
        with pytest.raises(Unavailable, match="storage"):
            writer.write(lambda session: [add(f"n{n}")(session) for n in range(9)]).result()
        assert writer.write(lambda session: "seen").result() == "seen"
        assert writer.is_failing
    assert writer.write(add("b")).result() == "b"
    assert not writer.is_failing


def test_a_folder_that_is_taken_away_does_not_end_the_writer(database):
    writer = Writer(database, rest=0.01)
    writer.write(add("a")).result()  # its file is open
    folder = database.path.parent
    away = folder.rename(folder.with_name("away"))
    folder.write_text("in its place")
    try:
        for _ in range(3):
            assert writer.write(lambda session: "seen").result(5) == "seen"
    finally:
        folder.unlink()
        away.rename(folder)
    writer.close(5)


def test_the_log_says_once_why_nothing_can_be_written(database, engine, caplog):
    writer = Writer(database)
    with engine.lock():
        for name in "abc":
            with pytest.raises(Unavailable, match="storage"):
                writer.write(add(name)).result()
    failures = [one for one in caplog.records if "nothing of a batch" in one.message]
    assert [bool(one.exc_info) for one in failures] == [True, False, False]
    writer.close(5)


def test_a_checkpoint_that_does_not_go_is_told_once_and_done_later(database, caplog):
    writer = Writer(database, rest=0.01)
    writer.write(add("a")).result()
    while database.waiting_bytes():
        time.sleep(0.01)
    with no_larger(database.path):  # so what is new stays beside it
        writer.write(lambda session: [add(name)(session) for name in "bcdefghi"]).result()
        time.sleep(0.2)  # many a rest
    assert caplog.text.count("no checkpoint") == 1
    assert database.waiting_bytes() > 0
    writer.close(5)
    assert database.waiting_bytes() == 0
    assert names(database) == list("abcdefghi")


def test_a_killed_process_has_everything_that_it_acked(engine, in_another_process):
    with in_another_process("ack_for_ever") as process:
        acked = [process.stdout.readline().strip() for _ in range(200)]
        process.kill()
        acked += process.stdout.read().split("\n")[:-1]
    database = engine.open()
    assert set(acked) <= set(names(database))
    database.close()


def test_a_visiting_process_and_the_server_write_at_once(engine, in_another_process):
    database = engine.open(wait=PATIENT)
    writer = Writer(database)
    with in_another_process("visit") as process:
        assert process.stdout.readline() == "here\n"
        served = [writer.write(add(f"s{number}")).result() for number in range(100)]
        visited = process.stdout.read().split()
    assert len(visited) == 100
    assert set(names(database)) == {*served, *visited}
    writer.close()
    database.close()


@pytest.fixture
def in_another_process(engine):
    """Begin a function of this file on the same database, elsewhere."""
    begin = (
        "import sys\n"
        "from tests.store import test_writer\n"
        "getattr(test_writer, sys.argv[1])(sys.argv[2])\n"
    )
    return lambda name: subprocess.Popen(
        [sys.executable, "-c", begin, name, engine.url],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


def ack_for_ever(url: str) -> None:
    """Write until killed, and say what was acked."""
    writer = Writer(Database.open(url))
    for number in itertools.count():
        done = writer.write(add(f"n{number:06}"))
        done.add_done_callback(lambda future: print(future.result(), flush=True))
        if number % 20 == 0:
            done.result()


def visit(url: str) -> None:
    """Write a little beside a server, and say what was acked."""
    database = Database.open(url, visiting=True, wait=PATIENT)
    writer = Writer(database)
    print("here", flush=True)
    for number in range(100):
        print(writer.write(add(f"v{number}")).result(), flush=True)
    writer.close()
    database.close()


def test_too_many_waiting_jobs_are_refused_busy(database, diary):
    writer = Writer(database, max_waiting=1)
    begun, gathered = threading.Event(), threading.Event()
    writer.write(lambda _session: (begun.set(), gathered.wait(10)))
    begun.wait(10)
    writer.put(Adding(diary, "a"))
    with pytest.raises(Unavailable, match="busy"):
        writer.put(Adding(diary, "b"))
    gathered.set()
    assert diary.answers(1) == ["committed a"]
    writer.close(5)


def test_closing_does_what_waits_and_takes_nothing_more(database, diary):
    writer = Writer(database)
    for name in "abc":
        writer.put(Adding(diary, name))
    writer.close(5)
    assert diary.answers(3) == ["committed a", "committed b", "committed c"]
    with pytest.raises(Unavailable, match="closing"):
        writer.write(add("d"))


def test_a_job_may_put_another_when_it_is_committed(writer, diary, database):
    first = Adding(diary, "a")
    first.committed = lambda: writer.put(Adding(diary, "b"))
    writer.put(first)
    assert diary.answers(1) == ["committed b"]
    assert names(database) == ["a", "b"]


def test_a_job_that_cannot_take_its_answer_harms_nobody(together, diary, caplog):
    deaf = Adding(diary, "a")
    deaf.committed = lambda: 1 / 0
    together(deaf, Adding(diary, "b"))
    assert diary.answers(1) == ["committed b"]
    assert "a job did not take its answer" in caplog.text


def test_an_act_gives_its_result_or_what_it_raised(writer):
    assert writer.write(lambda _session: 7).result() == 7
    with pytest.raises(Refused, match="no"):
        writer.write(refuse).result()


def test_a_cancelled_act_is_not_run(writer, database):
    begun, gathered = threading.Event(), threading.Event()
    writer.write(lambda _session: (begun.set(), gathered.wait(10)))
    begun.wait(10)
    future = writer.write(add("a"))
    assert future.cancel()
    gathered.set()
    assert writer.write(add("b")).result() == "b"
    assert names(database) == ["b"]


def test_words_do_not_reach_the_log(writer, engine, caplog):
    def say(session: Session) -> None:
        add("secret-word")(session)
        engine.doom(session)

    with pytest.raises(Unavailable):
        writer.write(say).result()
    assert "nothing of a batch" in caplog.text
    assert "secret-word" not in caplog.text

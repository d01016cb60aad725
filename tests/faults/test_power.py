"""Power cuts: whatever a disk holds after one, what was acked is there, and nothing half done.

The product's own store runs on a disk that remembers; see disk.py. After each cut the standard
library's SQLite opens what is left, through the product's own `Database.open`.
"""

import shutil
import threading
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from tests.faults.disk import Disk, Truncate
from tests.live.standing import prepare
from workshop.errors import Unavailable
from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live.turns import Call, Holder, Turn, replay
from workshop.room.agenda import CloseWorkshop
from workshop.room.contents import FACILITATOR, PARTICIPANT
from workshop.room.join import JoinRoom
from workshop.room.moderate import RedactResponse
from workshop.room.nouns import DOOR, Answer
from workshop.room.respond import EditResponse, SubmitResponse, WithdrawResponse
from workshop.room.theme import MakeTheme, MoveResponses
from workshop.store import journal, sources
from workshop.store import writer as writers
from workshop.store.database import Database
from workshop.store.writer import Writer

SEATS = 12
WAVES = 40  # of an evening, a dozen commands each at most
REST = 0.02  # seconds without a command after which the WAL is emptied
AT = 1_700_000_000_000  # ms
AGAIN = "Somebody was named"  # what a redaction puts


@dataclass(frozen=True, slots=True)
class Sent:
    """A command leaves its sender."""

    by: str
    ref: str
    words: str


@dataclass(frozen=True, slots=True)
class Acked:
    """Its sender has been told that it is saved."""

    by: str
    ref: str
    seq: int
    gone: tuple[str, ...]  # words that are to be found nowhere from here on


@dataclass
class Evening:
    """A room whose turns run on a recorded disk; its log also has what was sent and acked."""

    holder: Holder
    writer: Writer
    disk: Disk
    waiting: int = 0
    refs: int = 0
    said: dict[str, list[str]] = field(default_factory=dict)  # response → its wordings
    _answered: threading.Condition = field(default_factory=threading.Condition)

    def send(self, command: Any, by: str, role: str = PARTICIPANT) -> None:
        """Send a command without waiting; the log will have its ack."""
        self.refs += 1
        ref = f"ref-{self.refs:06}"
        words = getattr(command, "text", "")
        is_redaction = isinstance(command, RedactResponse)
        gone = tuple(self.said.get(command.response, ())) if is_redaction else ()
        self.disk.note(Sent(by, ref, words))

        def reply(answer: Any) -> None:
            if isinstance(answer, Answer):
                self.disk.note(Acked(by, ref, answer.seq, gone))
                self._learn(command, answer)
            with self._answered:
                self.waiting -= 1
                self._answered.notify()

        with self._answered:
            self.waiting += 1
        if self.holder.add(Call(command, by, role, ref, ref, AT + self.refs, reply)):
            self.writer.put(Turn(self.holder, self.writer.put))

    def _learn(self, command: Any, answer: Answer) -> None:
        if isinstance(command, SubmitResponse):
            self.said[answer.made[0]] = [command.text]
        elif isinstance(command, EditResponse):
            self.said[command.response].append(command.text)

    def until(self, waiting: int) -> None:
        """Wait until no more than so many are unanswered."""
        with self._answered:
            assert self._answered.wait_for(lambda: self.waiting <= waiting, 30)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An evening that is over: its disk, which workshop it was, and what stood before it."""

    disk: Disk
    workshop: str
    stood: int  # seq


def record(folder, waves, seed, **pragmas):
    """Let a room speak, be steered and be closed on a disk that remembers."""
    random = Random(seed)
    folder.mkdir()
    path = folder / "workshop.db"
    house, made, _, writer, database = prepare(path)
    stood = writer.write(lambda session: journal.last_seq(session, made.id)).result()
    writer.close(10)
    database.close()
    disk = Disk(path)
    database = Database.open(str(path))
    with disk.under(database, **pragmas):
        writer = Writer(database, rest=REST)
        holder = Holder(made.id, made.district, _answer, sources.blank_quotes)
        evening = Evening(holder, writer, disk)
        for _ in range(SEATS):
            secret = new_secret()
            evening.send(JoinRoom(digest_of(secret), digest_of(recovery_of(secret))), DOOR, DOOR)
        for _ in range(waves):
            for _ in range(random.randint(1, 12)):
                evening.send(*_anything(evening, random, house.fay))
            # Some are sent while others are written; and now and then nobody says anything, so
            # that the WAL is emptied.
            evening.until(random.choice((0, 3, 6)))
            if random.random() < 0.1:
                evening.until(0)
                _wait_until(lambda: not database.waiting_bytes())
        evening.send(CloseWorkshop(), house.fay, FACILITATOR)
        evening.until(0)
        writer.close(10)
    assert disk.log.count(Truncate("wal", 0)) > 1, "no checkpoint was cut into"
    assert sum(isinstance(one, Acked) for one in disk.log) > 2 * waves
    return Recorded(disk, made.id, stood)


def _answer(news):
    for reply, answer in news.answers:
        reply(answer)


def _wait_until(holds):
    soon = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < soon
        time.sleep(0.001)


def _anything(evening, random, fay):
    """Return a command, who sends it, and in which role."""
    seat = f"s{random.randint(1, SEATS)}"
    responses = sorted(evening.said) or ["r1"]
    response, chosen = random.choice(responses), tuple(sorted(random.sample(responses, 1)))
    words = f"Phrase {evening.refs} of {seat}." + "ñ" * random.randint(0, 500)
    steering = [
        RedactResponse(response, AGAIN),
        MakeTheme("p1", f"Theme {evening.refs}", chosen),
        MoveResponses(chosen, "t1"),
    ]
    speaking = [EditResponse(response, words), WithdrawResponse(response)]
    match random.random():
        case luck if luck < 0.15:
            return random.choice(steering), fay, FACILITATOR
        case luck if luck < 0.25:
            return random.choice(speaking), seat, PARTICIPANT
    return SubmitResponse("p1", words), seat, PARTICIPANT


def lost(recorded, path, log):
    """Open what a cut has left and return the acks whose command is not there.

    Raises Unavailable when it does not open; asserts that nothing else is wrong with it.
    """
    database = Database.open(str(path))
    with database.reader() as session:
        entries = journal.read(session, recorded.workshop, limit=100_000)
        room = replay(session, recorded.workshop)
    database.close()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert room.seq == len(entries) >= recorded.stood
    sent = {(one.by, one.ref): one.words for one in log if isinstance(one, Sent)}
    assert {(one.by, one.ref) for one in entries[recorded.stood :]} <= sent.keys()
    known = {*sent.values(), AGAIN, ""}
    assert {response.text for response in room.responses.values()} <= known
    there = {(entry.by, entry.ref): entry.seq for entry in entries}
    acks = [one for one in log if isinstance(one, Acked)]
    missing = [one for one in acks if there.get((one.by, one.ref)) != one.seq]
    if not missing:
        written = str([entry.events for entry in entries])
        assert not [words for ack in acks for words in ack.gone if words in written]
    return missing


def cut(tmp_path, evenings, cuts, **pragmas):
    """Cut the power in some evenings, so often in each; return how each cut ended, and figures."""
    figures = {"evenings": evenings, "cuts": 0, "losing": 0, "lost": 0, "unreadable": 0}
    for seed in range(evenings):
        recorded = record(tmp_path / f"evening-{seed}", WAVES, seed, **pragmas)
        folder = tmp_path / f"cuts-{seed}"
        folder.mkdir()
        for path, log in recorded.disk.cuts(cuts, seed, folder):
            figures["cuts"] += 1
            try:
                missing = lost(recorded, path, log)
            except Unavailable:
                figures["unreadable"] += 1
            else:
                figures["losing"] += bool(missing)
                figures["lost"] += len(missing)
            shutil.rmtree(path.parent)
    print(pragmas or "as the product has it", figures)
    return figures


@pytest.fixture(autouse=True)
def early_checkpoints(monkeypatch):
    """Let the WAL be emptied under way too, not only in a rest."""
    monkeypatch.setattr(writers, "CHECKPOINT_OVER", 100_000)


def test_what_was_acked_survives_a_power_cut(tmp_path):
    figures = cut(tmp_path, evenings=2, cuts=20)
    assert (figures["lost"], figures["unreadable"]) == (0, 0)


@pytest.mark.faults
def test_what_was_acked_survives_a_thousand_power_cuts(tmp_path):
    figures = cut(tmp_path, evenings=20, cuts=50)
    assert (figures["cuts"], figures["lost"], figures["unreadable"]) == (1_000, 0, 0)


def test_the_same_cuts_lose_what_was_acked_where_commits_are_not_synced(tmp_path):
    figures = cut(tmp_path, evenings=1, cuts=20, synchronous="NORMAL")
    assert figures["lost"] > 0
    assert figures["unreadable"] == 0


def test_the_same_cuts_ruin_the_file_where_nothing_is_synced(tmp_path):
    figures = cut(tmp_path, evenings=1, cuts=20, synchronous="OFF")
    assert figures["lost"] + figures["unreadable"] > 0

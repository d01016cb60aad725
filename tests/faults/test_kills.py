"""Kills: a server dies in the middle of a busy evening and is started again on the same file."""

import asyncio
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.live.clients import Talker
from tests.live.standing import prepare
from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live.turns import Call, enact, replay
from workshop.room import views
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR
from workshop.store import journal
from workshop.store.database import Database
from workshop.web import auth
from workshop.web.identity import seat_cookie

from .phones import Phone

PHONES = 50


@dataclass
class Evening:
    """A furnished file with fifty seats."""

    path: object
    workshop: object
    fays_secret: str
    secrets: list


@pytest.fixture
def evening(tmp_path):
    path = tmp_path / "workshop.db"
    house, made, _, writer, database = prepare(path)
    secrets = [new_secret() for _ in range(PHONES)]

    def take_seats(session):
        joins = [
            JoinRoom(digest_of(one), digest_of(recovery_of(one)), table=number, headcount=4)
            for number, one in enumerate(secrets, start=1)
        ]
        calls = [Call(join, DOOR, DOOR, join.key, "", 0, print) for join in joins]
        enact(session, made.district, made.id, calls)

    writer.write(take_seats).result()
    writer.close(10)
    database.close()
    return Evening(path, made, house.fays_secret, secrets)


@contextmanager
def serving(path, port=0):
    """Run a server of its own process; it is killed at the end, without a warning."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.live.standing", str(path), str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


async def endure(evening, phones, kills, every):
    """Let the phones send, and kill the server each time `every` more acks have come."""
    acks = 0
    more = asyncio.Event()

    def heard():
        nonlocal acks
        acks += 1
        more.set()

    port = 0
    sending = []
    for kill in range(kills + 1):
        with serving(evening.path, port) as (_, port):
            if not sending:
                for phone in phones:
                    phone.port = port
                sending = [asyncio.create_task(phone.send_all(heard)) for phone in phones]
            if kill == kills:
                await asyncio.gather(*sending)
                return check(evening, phones, port)
            wanted = acks + every
            while acks < wanted and not all(task.done() for task in sending):
                more.clear()
                await more.wait()


def check(evening, phones, port):
    """Nothing acked is lost, nothing is there twice, and what is shown is what the journal says."""
    database = Database.open(str(evening.path), visiting=True)
    with database.reader() as session:
        entries = journal.read(session, evening.workshop.id, limit=100_000)
        room = replay(session, evening.workshop.id)
    database.close()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    refs = {(entry.by, entry.ref): entry.seq for entry in entries}
    said = [(response.seat, response.text) for response in room.responses.values()]
    assert len(said) == len(set(said)) == sum(len(phone.phrases) for phone in phones)
    for number, phone in enumerate(phones, start=1):
        seat = f"s{number}"
        assert set(phone.acks) == {text for by, text in said if by == seat}
        for phrase, ack in phone.acks.items():
            assert refs[(seat, ack["ref"])] == ack["seq"]
            assert room.responses[ack["made"][0]].text == phrase
    fay = Talker(port, f"/w/{evening.workshop.code}/live", {auth.COOKIE: evening.fays_secret})
    fay.hello("console")
    fay.sees(lambda view: view == views.view(room, "console"))
    fay.close()
    return sum(phone.lines for phone in phones)


def phones_of(evening, phrases):
    return [
        Phone(
            0,
            f"/w/{evening.workshop.code}",
            {seat_cookie(evening.workshop.id): secret},
            [f"Phrase {number} of seat {seat}" for number in range(phrases)],
        )
        for seat, secret in enumerate(evening.secrets, start=1)
    ]


def test_two_kills_under_fifty_phones_lose_and_double_nothing(evening):
    lines = asyncio.run(endure(evening, phones_of(evening, 6), kills=2, every=80))
    assert lines > PHONES  # they did have to come back


@pytest.mark.faults
def test_twenty_kills_under_fifty_phones_lose_and_double_nothing(evening):
    asyncio.run(endure(evening, phones_of(evening, 60), kills=20, every=120))

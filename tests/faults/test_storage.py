"""Storage: the disk fills up, or somebody holds the file, while fifty phones send."""

import asyncio
import os
import subprocess
import sys
import time
from contextlib import closing, contextmanager, nullcontext, suppress

import pytest

from tests.live.standing import Standing
from tests.live.test_turns import assert_in_step, full, locked

from .phones import Crowd, Phone

PHONES = 50
PHRASES = 4  # of each phone
LATE = 100  # ms that the server's loop may be late, but for what the machine itself is
LONG = 5  # seconds from which on a fault is timed: those have the machine for themselves
BACK_WITHIN = 5.0  # seconds after a fault
BEAT = 0.005  # seconds
DISK = 8 * 1024 * 1024  # bytes of the small disk

# Keeps time in a process of its own, on each processor: how late that is, is the machine's doing.
METRONOME = f"""
import os, sys, threading, time
ends = threading.Event()
worst = []
def keep_time(processor):
    if processor is not None:
        os.sched_setaffinity(0, [processor])  # of this thread
    late = 0.0
    while not ends.is_set():
        due = time.monotonic() + {BEAT}
        time.sleep({BEAT})
        late = max(late, time.monotonic() - due)
    worst.append(late)
processors = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else [None]
threads = [threading.Thread(target=keep_time, args=(one,)) for one in processors]
for each in threads:
    each.start()
print("begun", flush=True)
sys.stdin.read()
ends.set()
for each in threads:
    each.join()
print(max(worst))
"""


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes, and what fills it; None where only an administrator may mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={DISK}", "none", str(folder)]
    try:
        subprocess.run(["mount", *options], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def filled(server):
    """Fill the disk to its last byte with something else, really."""
    filler = server.database.path.with_name("filler")
    with filler.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
    assert os.statvfs(filler.parent).f_bavail == 0
    yield
    filler.unlink()


@pytest.mark.parametrize("fault", [full, pytest.param(locked, marks=pytest.mark.faults)])
def test_the_room_recovers_without_a_restart_and_nothing_is_lost(tmp_path, fault):
    endure(tmp_path, fault, seconds=1, wait=0.05)


@pytest.mark.faults
def test_a_file_that_is_locked_for_ten_seconds_costs_patience_and_nothing_else(tmp_path):
    endure(tmp_path, locked, seconds=10, wait=2.0)


@pytest.mark.faults
def test_a_disk_that_is_full_for_ten_seconds_costs_patience_and_nothing_else(tmp_path, small_disk):
    if small_disk is None:
        endure(tmp_path, full, seconds=10, wait=2.0)
    else:
        endure(small_disk, filled, seconds=10, wait=2.0)


def endure(folder, fault, *, seconds, wait):
    """Let fifty phones send through a fault; nothing is lost, and nobody is held up by it."""
    with closing(Standing(folder, wait=wait)) as server, closing(server.make_workshop()) as evening:
        phones = [
            Phone(
                server.port,
                evening.path,
                evening.seat_cookies(evening.takes_seat(table=seat, headcount=4)),
                [f"Phrase {number} of seat {seat} " + "words " * 100 for number in range(PHRASES)],
            )
            for seat in range(1, PHONES + 1)
        ]
        asyncio.run(send_through(evening, phones, fault, seconds))
        room = evening.journal()
        said = [(response.seat, response.text) for response in room.responses.values()]
        assert len(said) == len(set(said)) == PHONES * PHRASES
        acked = [ack["made"][0] for phone in phones for ack in phone.acks.values()]
        assert sorted(acked) == sorted(room.responses)
        evening.console().sees(lambda view: len(view["responses"]) == PHONES * PHRASES)
        assert_in_step(evening)


async def send_through(evening, phones, fault, seconds):
    """Let half the phones send, then all of them while the fault lasts."""
    server, half = evening.server, len(phones) // 2
    await asyncio.gather(*[phone.send_all() for phone in phones[:half]])
    wall = await asyncio.to_thread(evening.wall)
    crowd = await asyncio.to_thread(Crowd, phones[half:])  # a room that came in before the fault
    trouble = fault(server)
    await asyncio.to_thread(trouble.__enter__)
    with punctual(server) if seconds >= LONG else nullcontext():
        crowd.begins()
        until = time.monotonic() + seconds
        await asyncio.to_thread(boards_show, evening, wall, half * PHRASES)
        await asyncio.to_thread(says_so, evening, until)
        await asyncio.sleep(until - time.monotonic())
    ended = time.monotonic()
    await asyncio.to_thread(trouble.__exit__, None, None, None)
    phones[half:], heard = await asyncio.to_thread(crowd.ends)
    assert all(acks[-1] > ended for acks in heard), "nobody had sent it all while it lasted"
    refusals = sum(phone.refusals for phone in phones)
    back = min(ack for acks in heard for ack in acks if ack > ended) - ended
    print(f"refused for now {refusals} times; works again after {back:.2f} s")
    assert back < BACK_WITHIN
    assert refusals > 0 or seconds < LONG
    while evening.browser().request("GET", "/readyz").status != 200:
        assert time.monotonic() - ended < BACK_WITHIN
        await asyncio.sleep(0.01)


def boards_show(evening, wall, responses):
    """A wall that stood goes on, and one that comes now sees all there is."""
    for board in (wall, evening.wall()):
        # Of what came since, one or the other may have found room.
        board.sees(lambda view: len(view["responses"]) >= responses)
        board.heard()


def says_so(evening, until):
    """The server says that it is alive, and soon that its storage is not."""
    browser = evening.browser()
    while browser.request("GET", "/readyz").status != 503:
        assert time.monotonic() < until, "ready all the while"
        time.sleep(0.01)
    assert browser.request("GET", "/healthz").status == 200


@contextmanager
def punctual(server):
    """Hold the server's loop to its time meanwhile, beside a clock of the machine."""
    lateness = [0.0]
    handles = []

    def beat(due):
        lateness.append(server.loop.time() - due)
        due = server.loop.time() + BEAT
        handles[:] = [server.loop.call_at(due, beat, due)]

    beside = [sys.executable, "-c", METRONOME]
    with subprocess.Popen(beside, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as metronome:
        assert metronome.stdout.readline() == b"begun\n"
        server.call(beat, server.loop.time())
        try:
            yield
        finally:
            server.call(lambda: handles[0].cancel())
            machine = float(metronome.communicate()[0]) * 1000
    late = max(lateness) * 1000
    print(
        f"loop late by {late:.0f} ms at most, the machine by {machine:.0f}, {len(lateness)} beats"
    )
    assert late < LATE + machine
